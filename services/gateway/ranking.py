"""Orders of the lists as one number each, so that any list is read by one index and any place in it is one number.

The upper bits hold what the list is sorted by, the lower bits scatter processes that are equal in it; the rare two that
still share a number are kept on the same page by the store.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from services.gateway.ports import Sort

_SECONDS_BITS: Final = 33
_VALUE_BITS: Final = 42
_FLAG_BITS: Final = 7
_BITS: Final = 63
SECONDS_SHIFT: Final = _BITS - _SECONDS_BITS
"""Bits by which a moment stands above the scatter in `newest` and `closing`."""
_LONGEST_CURSOR: Final = 200


def newest(ocid: str, published: datetime | None) -> int:
    """Later is larger; without a date smallest."""
    return _rank(_seconds(published), _SECONDS_BITS, ocid)


def value(ocid: str, amount: Decimal | None) -> int:
    """Larger is larger, in whole units, currencies side by side; without a value smallest."""
    return _rank(int(amount or 0), _VALUE_BITS, ocid)


def flags(ocid: str, raised: int, published: datetime | None) -> int:
    """More raised flags is larger, then later is."""
    both = (min(raised, (1 << _FLAG_BITS) - 1) << _SECONDS_BITS) + _seconds(published)
    return _rank(both, _FLAG_BITS + _SECONDS_BITS, ocid)


def _seconds(moment: datetime | None) -> int:
    return max(1, int(moment.timestamp())) if moment else 0


def _rank(measure: int, bits: int, ocid: str) -> int:
    low = _BITS - bits
    scatter = int.from_bytes(hashlib.blake2b(ocid.encode(errors="replace"), digest_size=8).digest()) >> (64 - low)
    return (min(max(measure, 0), (1 << bits) - 1) << low) | scatter


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: after `rank` in the given leg of it. `now` is when its first page was asked for."""

    sort: Sort
    leg: int = 0
    rank: int | None = None
    now: int = 0

    def text(self) -> str:
        """Opaque to those who get it."""
        content = json.dumps([self.sort.value, self.leg, self.rank, self.now], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def start(sort: Sort) -> Cursor:
    """The beginning of a list, as it stands now."""
    return Cursor(sort, now=int(datetime.now(UTC).timestamp()))


def read(text: str | None, sort: Sort) -> Cursor | None:
    """The place that `text` names in a list of this order; None when it names none."""
    if not text or len(text) > _LONGEST_CURSOR:
        return None
    try:
        name, leg, rank, now = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    numbers = all(type(number) is int and 0 <= number < 1 << _BITS for number in (leg, rank, now))
    return (
        Cursor(sort, leg, rank, now)
        if numbers and name == sort.value and leg <= 1 and now < 1 << _SECONDS_BITS
        else None
    )
