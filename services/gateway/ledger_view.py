"""What the page of the ledger shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.gateway.i18n import N_
from services.gateway.labels import Labels
from shared.contracts.ledger import LedgerEntry, LedgerKey, LedgerKeys, LedgerPage

KINDS: Final[Mapping[str, str]] = {
    "key": N_("A key was announced"),
    "tombstone": N_("A record was taken down"),
    "case_published": N_("A case was published"),
    "case_corrected": N_("A published case was corrected"),
    "case_step": N_("A published case took a step"),
    "evidence_published": N_("Evidence was published"),
    "outcome": N_("An outcome was recorded"),
    "rebuttal": N_("A rebuttal was published"),
}
"""Kind of an entry -> what happened; a kind without words is shown by its name."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the list."""

    offset: int
    what: str
    subject: str
    case: bool
    """Whether the subject has a page among the cases."""
    at: datetime
    hash: str
    removed: str | None
    """The reason for which the record was taken down."""


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The page."""

    total: int
    entries: tuple[EntryView, ...]
    """The newest first."""
    keys: tuple[LedgerKey, ...]
    """The one that signs now first."""


def ledger_view(page: LedgerPage, keys: LedgerKeys, labels: Labels) -> LedgerView:
    """The newest entries and all keys."""
    entries = tuple(_entry(entry, labels) for entry in reversed(page.items))
    return LedgerView(page.total, entries, tuple(reversed(keys.items)))


def _entry(entry: LedgerEntry, labels: Labels) -> EntryView:
    what = KINDS.get(entry.kind)
    return EntryView(
        entry.offset,
        labels.gettext(what) if what else entry.kind,
        entry.subject,
        entry.subject.startswith("c_"),
        datetime.fromisoformat(entry.at),
        entry.hash,
        entry.tombstone.reason if entry.tombstone else None,
    )
