"""Dates, money and numbers as people read them in each language: Asia/Bishkek, never rounded silently."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from shared.contracts.base import Language, Money

BISHKEK: Final = ZoneInfo("Asia/Bishkek")
SOM: Final = {Language.KY: "сом", Language.RU: "сом", Language.EN: "som"}
TERRITORIES: Final = {
    # CLDR's Russian name is not the one used in the country itself.
    ("KG", Language.RU): "Кыргызстан",
}
NO_BREAK_SPACE: Final = "\u00a0"
LARGEST: Final = Decimal(10) ** 18
"""From here on an amount or a number is beyond all reason, and shown in powers of ten."""
YEARS: Final = range(2, 9999)
"""Years in which a moment can be told in every time zone."""
DATE_PATTERNS: Final = {Language.KY: "y-'ж'., d-MMMM", Language.RU: "d MMMM y", Language.EN: "d MMMM y"}


def number(value: float | Decimal, language: Language) -> str:
    """A number with the separators of the language and at most two decimals."""
    return decimal(Decimal(value), "#,##0.##", language)


def reading(value: float | Decimal, language: Language) -> str:
    """A number with at most four decimals: shares and their thresholds often differ only there."""
    return decimal(Decimal(value), "#,##0.####", language)


def decimal(value: Decimal, pattern: str, language: Language) -> str:
    """A number in a pattern; one beyond all reason, which no pattern takes, in powers of ten."""
    if not value.is_finite() or abs(value) >= LARGEST:
        return f"{value:.3E}"
    return str(format_decimal(value, format=pattern, locale=language.value))


def percent(share: float, language: Language) -> str:
    """A share of one as per cent, with one decimal below ten."""
    pattern = "#,##0.#%" if abs(share) < 0.1 else "#,##0%"
    return str(format_percent(share, format=pattern, locale=language.value))


def money(value: Money, language: Language) -> str:
    """An amount with its currency: `1 250 000 сом`; other currencies by their code."""
    whole = value.amount % 1 == 0 if abs(value.amount) < LARGEST else True
    amount = decimal(value.amount, "#,##0" if whole else "#,##0.00", language)
    currency = SOM[language] if value.currency == "KGS" else value.currency
    return f"{amount}{NO_BREAK_SPACE}{currency}"


def date(moment: datetime, language: Language) -> str:
    """The day in Bishkek."""
    day = format_date(moment.astimezone(BISHKEK), DATE_PATTERNS[language], locale=language.value)
    return str(day).replace(" ", NO_BREAK_SPACE)


def instant(moment: datetime, language: Language) -> str:
    """The day and minute in Bishkek."""
    local = moment.astimezone(BISHKEK)
    return f"{date(moment, language)}, {format_time(local, 'HH:mm', locale=language.value)}"


def machine(moment: datetime) -> str:
    """For the `datetime` attribute of `<time>`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def country(code: str, language: Language) -> str:
    """Name of a country by its two letters; unknown codes as they are, in capitals."""
    upper = code.upper()
    if (upper, language) in TERRITORIES:
        return TERRITORIES[upper, language]
    return str(Locale(language.value).territories.get(upper, upper))


def parse_instant(text: object) -> datetime | None:
    """A moment from a publisher's data, or None when there is none to tell; without offset it counts as UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters; a text that is cut ends in `…`."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def short(text: str | None, longest: int) -> str | None:
    """A text of bearable length, or None when there is none."""
    return shorten(text, longest) if text else None
