"""Money and instants as published, read strictly: what is absurd or has no offset counts as absent."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np

from services.scoring.grouping import Floats
from services.scoring.tokens import Tokens
from services.scoring.views import Number, Value

BISHKEK_SECONDS = 6 * 3600
BISHKEK = timezone(timedelta(seconds=BISHKEK_SECONDS))
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


def local_years(moments: Floats) -> Tokens:
    """The calendar year in Bishkek of moments in seconds; 0 where there is none."""
    known = ~np.isnan(moments)
    local = (np.where(known, moments, 0) + BISHKEK_SECONDS).astype("datetime64[s]")
    return np.where(known, local.astype("datetime64[Y]").astype(np.int64) + 1970, 0)
