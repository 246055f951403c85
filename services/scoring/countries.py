"""Countries by their names in Kyrgyz, Russian and English, as addresses have them.

The trading partners of Kyrgyzstan, and every jurisdiction that was on the EU list (`integrity.jurisdictions`). A name
that is not here stays unknown: an indicator that needs the country then says so. Names after CLDR 47, with official and
everyday forms; in lower case, е for ё.
"""

from functools import lru_cache

NAMES = {
    "ae": "бириккен араб эмираттары; оаэ; united arab emirates; объединенные арабские эмираты; uae",
    "af": "афганистан; afghanistan",
    "ag": "антигуа жана барбуда; антигуа и барбуда; antigua & barbuda; antigua and barbuda",
    "ai": "ангилья; anguilla",
    "am": "армения; armenia; республика армения",
    "as": "америкалык самоа; американское самоа; american samoa",
    "at": "австрия; austria",
    "az": "азербайжан; азербайджан; azerbaijan; азербайджанская республика",
    "bb": "барбадос; barbados",
    "be": "бельгия; belgium",
    "bg": "болгария; bulgaria",
    "bs": "багама аралдары; багамы; bahamas; багамские острова; the bahamas",
    "by": "беларусь; belarus; республика беларусь; белоруссия; беларусь республикасы; republic of belarus",
    "bz": "белиз; belize",
    "ca": "канада; canada",
    "ch": "швейцария; switzerland",
    "cn": "кытай; китай; china; кнр; китайская народная республика; кытай эл республикасы; people's republic of china; "
    "prc",
    "cr": "коста-рика; costa rica",
    "cy": "кипр; cyprus",
    "cz": "чехия; czechia; чешская республика; czech republic",
    "de": "германия; germany; фрг; федеративная республика германия",
    "dk": "дания; denmark",
    "dm": "доминика; dominica",
    "ee": "эстония; estonia",
    "es": "испания; spain",
    "fi": "финляндия; finland",
    "fj": "фиджи; fiji",
    "fr": "франция; france",
    "gb": "улуу британия; великобритания; united kingdom; соединенное королевство; uk; great britain; england; англия",
    "ge": "грузия; georgia; республика грузия",
    "gu": "гуам; guam",
    "hk": "гонконг кытай ааа; гонконг (сар); hong kong sar china; гонконг; hong kong; сянган",
    "hu": "венгрия; hungary",
    "id": "индонезия; indonesia",
    "il": "израиль; israel",
    "in": "индия; india; республика индия",
    "ir": "иран; iran; исламская республика иран; iran, islamic republic of",
    "it": "италия; italy",
    "jp": "жапония; япония; japan",
    "kg": "кыргызстан; киргизия; kyrgyzstan; кыргызская республика; кыргыз республикасы; kyrgyz republic",
    "kr": "түштүк корея; республика корея; south korea; корея республикасы; republic of korea",
    "ky": "кайман аралдары; о-ва кайман; cayman islands; каймановы острова; острова кайман",
    "kz": "казакстан; казахстан; kazakhstan; республика казахстан; казакстан республикасы; republic of kazakhstan",
    "li": "лихтенштейн; liechtenstein",
    "lt": "литва; lithuania",
    "lu": "люксембург; luxembourg",
    "lv": "латвия; latvia",
    "mc": "монако; monaco",
    "mh": "маршалл аралдары; маршалловы о-ва; marshall islands; маршалловы острова",
    "mt": "мальта; malta",
    "my": "малайзия; malaysia",
    "nl": "нидерланд; нидерланды; netherlands",
    "om": "оман; oman",
    "pa": "панама; panama; республика панама; republic of panama",
    "pk": "пакистан; pakistan",
    "pl": "польша; poland",
    "pw": "палау; palau",
    "ru": "россия; russia; российская федерация; рф; россия федерациясы; russian federation",
    "sa": "сауд арабиясы; саудовская аравия; saudi arabia",
    "sc": "сейшел аралдары; сейшельские о-ва; seychelles; сейшелы; сейшельские острова",
    "se": "швеция; sweden",
    "sg": "сингапур; singapore",
    "tc": "түркс жана кайкос аралдары; теркс и кайкос; turks & caicos islands; острова теркс и кайкос; "
    "turks and caicos islands",
    "th": "тайланд; таиланд; thailand",
    "tj": "тажикстан; таджикистан; tajikistan; республика таджикистан; тажикстан республикасы; republic of tajikistan",
    "tm": "түркмөнстан; туркменистан; turkmenistan; туркмения; республика туркменистан",
    "tr": "түркия; турция; türkiye; турецкая республика; түркия республикасы; turkiye; republic of turkey",
    "tt": "тринидад жана тобаго; тринидад и тобаго; trinidad & tobago; trinidad and tobago",
    "ua": "украина; ukraine",
    "us": "кошмо штаттар; соединенные штаты; united states; сша; соединенные штаты америки; америка кошмо штаттары; "
    "акш; usa; united states of america",
    "uz": "өзбекстан; узбекистан; uzbekistan; республика узбекистан; өзбекстан республикасы; republic of uzbekistan",
    "vg": "виргин аралдары (британия); виргинские о-ва (великобритания); british virgin islands; "
    "британские виргинские острова; виргинские острова (великобритания); virgin islands, british; bvi; "
    "британдык виргин аралдары",
    "vi": "виргин аралдары (акш); виргинские о-ва (сша); u.s. virgin islands; американские виргинские острова; "
    "виргинские острова (сша); virgin islands, u.s.; united states virgin islands",
    "vn": "вьетнам; vietnam; социалистическая республика вьетнам; viet nam",
    "vu": "вануату; vanuatu; республика вануату",
    "ws": "самоа; samoa; независимое государство самоа",
}
"""Names, with semicolons between, by ISO 3166-1 alpha-2 code in lower case."""
_CODES = {name: code for code, names in NAMES.items() for name in names.split("; ")}


@lru_cache(1_000)
def country_code(code: str | None, name: str | None) -> str | None:
    """The code as published, else that of the name; None when neither tells."""
    if code and len(code) == 2 and code.isalpha():
        return code.lower()
    return _CODES.get(" ".join(name.casefold().replace("ё", "е").split())) if name else None
