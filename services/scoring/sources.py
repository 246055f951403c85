"""Where rules come from, in three languages."""

from shared.contracts.base import Texts


def ocp_guide(number: str) -> Texts:
    """An indicator of the Open Contracting Partnership's guide, e.g. `R003`."""
    return Texts(ky=f"OCP колдонмосу, {number}", ru=f"Руководство OCP, {number}", en=f"OCP guide {number}")


def official_flag(number: int, *, like: str) -> Texts:
    """An official Kyrgyz flag, corrected, and the indicator of the OCP guide that it is like."""
    return Texts(
        ky=f"MKRAI расмий көрсөткүчү, № {number}, оңдолгон (OCP колдонмосу, {like})",
        ru=f"Официальный индикатор MKRAI № {number}, исправленный (руководство OCP, {like})",
        en=f"MKRAI official flag {number}, corrected (OCP guide {like})",
    )


OWN_RULE = Texts(ky="Ачыктын өз эрежеси", ru="Собственное правило «Ачык»", en="A rule of Achyk's own")
"""Indicators that no other catalogue holds."""
OFFICIAL_CRITERION = Texts(
    ky="Жок: Финансы министрлигинин расмий тобокелдик критерийи",
    ru="Нет: официальный критерий риска Министерства финансов",
    en="None: an official risk criterion of the Ministry of Finance",
)
"""The legal basis of the official flags."""
LAWFUL_WHEN_JUSTIFIED = Texts(
    ky="Жок: четтетүү негиздүү болсо, мыйзамдуу",
    ru="Нет: отклонение законно, если оно обосновано",
    en="None: disqualification is lawful when it is justified",
)
"""The legal basis of indicators about disqualified bids."""
STATISTICAL = Texts(
    ky="Жок: бул окшош сатып алуулар менен салыштыруу, мыйзамдагы чек эмес",
    ru="Нет: это сравнение с похожими закупками, а не предел, установленный законом",
    en="None: this compares similar purchases; it is no limit set by law",
)
"""The legal basis of indicators that look for outliers."""
NO_RULE_OF_WORDS = Texts(
    ky="Жарыянын сөздөрү жөнүндө мыйзам каталогго киргизиле элек",
    ru="Закон о словах объявления в каталог не внесён",
    en="No law on the words of a notice is on record",
)
"""The legal basis of indicators about wording."""
