"""The words that the platform starts with: what not to say before a final decision, and what to say instead.

A table for people who know the law and the language; operators go on with it on `/admin/wording`. Source: the language
rules of part 5.5 of the product description; the Kyrgyz rows wait for a native review. One form of a word is enough:
endings and look-alike letters are folded away. `*` stands for any ending; where it is missing, only forms of that
word are meant. Rows that do not stop are only pointed out.
"""

from typing import Final, NamedTuple

from shared.contracts.base import Language


class Seed(NamedTuple):
    """One row."""

    id: str
    language: Language
    words: str
    say: str
    stops: bool = True


KY, RU, EN = Language.KY, Language.RU, Language.EN
_RU_CHECK, _RU_RANGE = "требует проверки; риск-индикатор", "вне обычного диапазона, по данным портала на …"
_KY_CHECK, _KY_RANGE = "текшерүүнү талап кылат; тобокелдик индикатору", "порталдын маалыматы боюнча адаттагыдан башкача"
_EN_CHECK, _EN_RANGE = "needs checking; a risk indicator", "outside the usual range, as the portal shows on …"

SEEDS: Final = (
    Seed("ru-corruption", RU, "коррупц*", _RU_CHECK),
    Seed("ru-kickback", RU, "откат", "признаки, которые требуют проверки"),
    Seed("ru-stole", RU, "украли", "расхождение, которое требует объяснения"),
    Seed("ru-steal", RU, "воров*", "расхождение, которое требует объяснения"),
    Seed("ru-thief", RU, "вор", "должностное лицо; поставщик", stops=False),
    Seed("ru-fraudster", RU, "мошенник", "поставщик; участник"),
    Seed("ru-fraud", RU, "мошеннич*", _RU_CHECK),
    Seed("ru-overstated", RU, "завысили", _RU_RANGE),
    Seed("ru-overstating", RU, "завыш*", _RU_RANGE),
    Seed("ru-bribe", RU, "взятк*", "сведения, которые требуют проверки"),
    Seed("ru-embezzle", RU, "хищен*", "расхождение, которое требует объяснения"),
    Seed("ru-criminal", RU, "преступ*", "действие, которое требует правовой оценки"),
    Seed("ru-collusion", RU, "сговор", "совпадения, которые требуют проверки"),
    Seed("ru-launder", RU, "отмывание", "платежи, которые требуют объяснения"),
    Seed("ru-saw", RU, "распил", "расхождение, которое требует объяснения", stops=False),
    Seed("ru-overpriced", RU, "переплат*", "оценка разницы с обычной ценой, с расчётом", stops=False),
    Seed("ky-corruption", KY, "коррупция", _KY_CHECK),
    Seed("ky-corrupt", KY, "коррупционер", "кызмат адамы; жеткирүүчү"),
    Seed("ky-stole", KY, "уурдашты", "түшүндүрмөнү талап кылган айырма"),
    Seed("ky-steal", KY, "уурда*", "түшүндүрмөнү талап кылган айырма"),
    Seed("ky-thief", KY, "ууру", "кызмат адамы; жеткирүүчү"),
    Seed("ky-fraudster", KY, "алдамчы*", "жеткирүүчү; катышуучу"),
    Seed("ky-fraudster-loan", KY, "шылуун", "жеткирүүчү; катышуучу"),
    Seed("ky-bribe", KY, "пара алды", "текшерүүнү талап кылган маалымат"),
    Seed("ky-bribe-taker", KY, "паракор*", "кызмат адамы"),
    Seed("ky-embezzle", KY, "жеп кетти", "түшүндүрмөнү талап кылган айырма"),
    Seed("ky-crime", KY, "кылмыш*", "укуктук баа берүүнү талап кылган аракет"),
    Seed("ky-overstated", KY, "кымбаттатып", _KY_RANGE, stops=False),
    Seed("en-corrupt", EN, "corrupt*", _EN_CHECK),
    Seed("en-kickback", EN, "kickback", "signs that need checking"),
    Seed("en-stole", EN, "stole", "a difference that needs an explanation"),
    Seed("en-stolen", EN, "stolen", "a difference that needs an explanation"),
    Seed("en-steal", EN, "steal", "a difference that needs an explanation"),
    Seed("en-thief", EN, "thief", "the official; the supplier"),
    Seed("en-thieves", EN, "thieves", "the officials; the suppliers"),
    Seed("en-theft", EN, "theft", "a difference that needs an explanation"),
    Seed("en-fraud", EN, "fraud*", _EN_CHECK),
    Seed("en-bribe", EN, "brib*", "information that needs checking"),
    Seed("en-embezzle", EN, "embezzl*", "a difference that needs an explanation"),
    Seed("en-crime", EN, "crime", "an act that needs a legal assessment"),
    Seed("en-criminal", EN, "criminal", "an act that needs a legal assessment"),
    Seed("en-collusion", EN, "collusion", "coincidences that need checking"),
    Seed("en-launder", EN, "launder*", "payments that need an explanation"),
    Seed("en-overpriced", EN, "overpriced", _EN_RANGE),
)
