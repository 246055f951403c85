"""Money and instants as published, read strictly: what is absurd or has no offset counts as absent."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from services.scoring.views import Number, Value

BISHKEK = timezone(timedelta(hours=6))
"""Kyrgyzstan has kept UTC+6 without summer time since 2005; no earlier data exist."""
_ABSURD = 10**15
"""Amounts from here on are typing errors in any currency; they are never compared."""


def money(value: Value) -> Decimal | None:
    """The amount, exactly as published, or None when it is absent, zero, negative or absurd.

    Zero is a placeholder in every publisher's data and would "win" each comparison.
    """
    amount = value.amount
    if amount is None or not 0 < amount < _ABSURD:
        return None
    return exact(amount)


def exact(number: Number) -> Decimal:
    """A JSON number as the decimal it was written as (up to 15 significant digits, more than money needs)."""
    return Decimal(number) if isinstance(number, int) else Decimal(repr(number))


def instant(text: str | None) -> datetime | None:
    """A moment in UTC, or None when the text is no date-time with an offset (a date alone is not a moment)."""
    if text is None or len(text) < len("2021-01-01T00:00Z"):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def local_year(moment: datetime) -> int | None:
    """The calendar year in Bishkek, or None beyond the calendar."""
    try:
        return moment.astimezone(BISHKEK).year
    except OverflowError:
        return None
