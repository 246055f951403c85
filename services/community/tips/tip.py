"""What a tip is, which steps it may take, and how long it is kept. Pure: knows boxes, never what is in them."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from services.community.limits import Rate
from shared.contracts.tip import EntryKind, TipStatus
from shared.errors import Refused

STEPS: Final[dict[TipStatus, frozenset[TipStatus]]] = {
    TipStatus.NEW: frozenset({TipStatus.OPENED, TipStatus.CLOSED}),
    TipStatus.OPENED: frozenset({TipStatus.CLOSED}),
    TipStatus.ANSWERED: frozenset({TipStatus.CLOSED}),
    TipStatus.CLOSED: frozenset({TipStatus.OPENED}),
    TipStatus.CONVERTED: frozenset({TipStatus.CLOSED}),
}
"""Status -> where a custodian may move it by hand. Replies and cases move it by themselves; see `after`."""
MOST_ENTRIES: Final = 200
"""Entries of one tip."""
ORPHAN_DAYS: Final = 2
"""Pieces of files that no entry names are forgotten after so many days."""

FILING: Final = Rate("tips", 60, timedelta(minutes=2))
"""Tips of all sources together: nothing about a source is kept, so nothing tells them apart."""
RETURNING: Final = Rate("tip-returns", 600, timedelta(seconds=2))
"""Receipts tried by all sources together; 44 bits at this pace take a million years."""
PIECES: Final = Rate("tip-pieces", 600, timedelta(seconds=1))
"""Pieces of files of all sources together."""


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip without its entries. All times are days."""

    id: str
    lookup: str
    """Keyed hash of the proof that the receipt gives."""
    public: str
    status: TipStatus
    created: date
    acted: date
    waiting: bool = True
    came_back: bool = False
    cleared: bool = False
    entries: int = 0
    files: int = 0
    case: str | None = None
    revision: int = 1


def day_of(now: datetime) -> date:
    """The day of a moment, which is all that is kept of it."""
    return now.date()


def after_words(tip: Tip, today: date, files: int) -> Tip:
    """The source wrote: the tip waits again, and a closed one is open again."""
    status = TipStatus.OPENED if tip.status is TipStatus.CLOSED else tip.status
    return _acted(replace(tip, status=status, waiting=True, entries=tip.entries + 1, files=tip.files + files), today)


def after_desk_entry(tip: Tip, kind: EntryKind, today: date) -> Tip:
    """A custodian replied or noted something. Raises `Refused`: `limit`, `invalid`."""
    if kind is EntryKind.WORDS:
        raise Refused("invalid", "Words of a source come with the receipt.", {"field": "kind"})
    require_room(tip)
    answered = kind is EntryKind.REPLY and tip.status is not TipStatus.CONVERTED
    status = TipStatus.ANSWERED if answered else tip.status
    return _acted(replace(tip, status=status, waiting=tip.waiting and not answered, entries=tip.entries + 1), today)


def moved(tip: Tip, status: TipStatus, today: date) -> Tip:
    """A custodian moves the tip. Raises `Refused("illegal_step")`. Opening again what is open only ends the waiting."""
    if status is TipStatus.OPENED and tip.status is not TipStatus.CLOSED:
        status = TipStatus.OPENED if tip.status is TipStatus.NEW else tip.status
    elif status not in STEPS[tip.status]:
        raise Refused("illegal_step", f"A tip that is {tip.status.value} cannot become {status.value}.")
    return _acted(replace(tip, status=status, waiting=False), today)


def converted(tip: Tip, case: str, today: date) -> Tip:
    """A case was made of it."""
    return _acted(replace(tip, status=TipStatus.CONVERTED, case=case, waiting=False), today)


def cleared(tip: Tip, replies: int, today: date) -> Tip:
    """What the source sent and the notes are deleted, `replies` are left."""
    return _acted(replace(tip, cleared=True, waiting=False, entries=replies, files=0), today)


def require_room(tip: Tip) -> None:
    """Raise `Refused("limit")` when a tip has as many entries as it may."""
    if tip.entries >= MOST_ENTRIES:
        raise Refused("limit", "This tip holds as many messages as it can.")


def require_seen(tip: Tip, revision: int) -> None:
    """Raise `Refused("conflict")` when the tip changed since the caller looked."""
    if tip.revision != revision:
        raise Refused("conflict", "Somebody changed this tip meanwhile; look again.")


def keep_until(tip: Tip, days: int) -> date:
    """The last day on which a tip is kept."""
    return tip.acted + timedelta(days=days)


def _acted(tip: Tip, today: date) -> Tip:
    return replace(tip, acted=max(tip.acted, today), revision=tip.revision + 1)


@dataclass(frozen=True, slots=True)
class Secret:
    """The key of this room that is in no database: whoever has only the database cannot even try receipts."""

    key: bytes

    def lookup(self, proof: str) -> str:
        """What is kept of a proof."""
        return self._of(b"lookup", bytes.fromhex(proof)).hex()

    @property
    def salt(self) -> str:
        """Salt of the slow derivation from receipts."""
        return self._of(b"salt", b"")[:16].hex()

    @property
    def mark(self) -> str:
        """By which another key is noticed."""
        return self._of(b"mark", b"").hex()

    def _of(self, use: bytes, value: bytes) -> bytes:
        return hmac.digest(self.key, use + b"\x1f" + value, hashlib.sha256)
