"""Safe tips. Requests of community about things that are sealed before it sees them; nothing of this is ever an event.

Words and files are sealed at the edge, by the gateway, to the keys of the custodians; community keeps boxes that it
cannot open. Who sends a tip is proven by a value that only the receipt gives.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, MemberId
from shared.contracts.case import CaseId, CaseSummary, CaseTitle
from shared.contracts.community import Token

PIECE_BYTES = 512 * 1024
"""Bytes of a file in one piece, so that a sealed piece fits into one message."""
MOST_FILES = 3
"""Files in one sending."""
FILES_BYTES = 10 * 1024 * 1024
"""Bytes of the files of one sending together."""
_PIECES = FILES_BYTES // PIECE_BYTES + 1

TipId = Annotated[str, StringConstraints(pattern=r"^tip_[0-9a-f]{24}$")]
EntryId = Annotated[str, StringConstraints(pattern=r"^e_[0-9a-f]{24}$")]
FileId = Annotated[str, StringConstraints(pattern=r"^f_[0-9a-f]{24}$")]
KeyId = Annotated[str, StringConstraints(pattern=r"^k_[0-9a-f]{24}$")]
Proof = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""What the receipt gives after a slow derivation; community keeps a keyed hash of it."""
PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
"""An X25519 public key, in base64."""
Box = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=200_000)]
"""Something sealed, in base64."""
PieceBox = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=720_000)]
Wrap = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=200)]
"""The key of one entry, sealed to one recipient."""
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
"""A day in UTC: nothing about a tip is kept with a finer time."""


class EntryKind(StrEnum):
    """What an entry of a tip is."""

    WORDS = "words"
    """From the source: answers, words, files."""
    REPLY = "reply"
    """From a custodian to the source."""
    NOTE = "note"
    """Of a custodian, for custodians; the source never sees it."""


class TipStatus(StrEnum):
    """Where a tip stands at the desk."""

    NEW = "new"
    OPENED = "opened"
    ANSWERED = "answered"
    CLOSED = "closed"
    CONVERTED = "converted"
    """A case was made, with nothing of the source in it."""


class SealedFile(Contract):
    """One file of an entry; its name and size are in the entry's box."""

    id: FileId
    pieces: Annotated[int, Field(ge=1, le=_PIECES)]


class SealedEntry(Contract):
    """One sending. The box opens with a key of its own, which is in `wraps` once for each recipient."""

    id: EntryId
    """The same for the same sending, so that sending it twice makes one."""
    kind: EntryKind
    box: Box
    wraps: Annotated[dict[KeyId, Wrap], Field(min_length=1, max_length=50)]
    for_source: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=100_000)] = ""
    """A reply once more, sealed to the source's key."""
    files: Annotated[list[SealedFile], Field(max_length=MOST_FILES)] = []


class Recipient(Contract):
    """A custodian's public key."""

    key: KeyId
    public: PublicKey


class LockedKey(Contract):
    """A custodian's private key, sealed with a passphrase that only the custodian knows."""

    public: PublicKey
    salt: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{22}==$")]
    box: Wrap


# --- the source -------------------------------------------------------------------------------------------------


class AskTipLine(Contract):
    """`ask.community.tip_line` -> `TipLine`."""


class TipLine(Contract):
    """Whether tips can be taken now, and how."""

    recipients: list[Recipient]
    """Nobody: the line is closed."""
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    """Of the derivation from receipts; one for the platform, since a receipt must find its tip."""
    keep_days: int
    """Days after the last act, when a tip is deleted."""


class AskKeepPiece(Contract):
    """`ask.community.keep_piece` -> `PieceKept`: one sealed piece of a file, before the entry that names it.

    Errors: `too_many_attempts`.
    """

    proof: Proof
    file: FileId
    number: Annotated[int, Field(ge=0, lt=_PIECES)]
    box: PieceBox


class PieceKept(Contract):
    """The piece is kept; without an entry it is forgotten within two days."""

    kept: bool = True


class AskFileTip(Contract):
    """`ask.community.file_tip` -> `TipFiled`. Errors: `closed`, `incomplete`, `too_many_attempts`."""

    proof: Proof
    public: PublicKey
    """The source's own, from the receipt: replies are sealed to it."""
    entry: SealedEntry


class AskAddToTip(Contract):
    """`ask.community.add_to_tip` -> `TipFiled`. Errors: `not_found`, `incomplete`, `limit`, `too_many_attempts`."""

    proof: Proof
    entry: SealedEntry


class TipFiled(Contract):
    """The entry is kept."""

    new: bool
    """False when the same had been sent before."""


class AskTipReplies(Contract):
    """`ask.community.tip_replies` -> `TipReplies`. Errors: `not_found`, `too_many_attempts`."""

    proof: Proof


class ForSource(Contract):
    """One entry as its source sees it."""

    kind: EntryKind
    day: Day
    box: str = ""
    """A reply, sealed to the source. What the source wrote is not shown again, not even to whoever has the receipt."""
    files: int = 0


class TipReplies(Contract):
    """The conversation as the source sees it, oldest first."""

    closed: bool
    keep_until: Day
    items: list[ForSource]


class AskWithdrawTip(Contract):
    """`ask.community.withdraw_tip` -> `TipGone`. The source deletes everything. Error `not_found`."""

    proof: Proof


class TipGone(Contract):
    """Nothing of it is left."""

    gone: bool = True


# --- the desk ---------------------------------------------------------------------------------------------------


class AskTips(Contract):
    """`ask.community.tips` -> `TipDesk`. Custodians only."""

    token: Token


class DeskTip(Contract):
    """A tip as the list of the desk shows it: nothing of its contents."""

    id: TipId
    status: TipStatus
    waiting: bool
    """The source wrote since a custodian opened it last."""
    came_back: bool
    """The source has come back with the receipt."""
    created: Day
    acted: Day
    keep_until: Day
    entries: int
    files: int
    cleared: bool
    """What the source sent was deleted, the conversation kept."""
    readable: bool
    """Something of it is sealed to the asking custodian's key."""
    case: CaseId | None = None
    revision: int


class DeskRecipient(Contract):
    """Who can open tips that come in now."""

    key: KeyId
    member: MemberId
    name: str
    since: Day


class TipDesk(Contract):
    """The tips, those that wait first, at most 500."""

    items: list[DeskTip]
    own_key: KeyId | None
    recipients: list[DeskRecipient]
    filed: int
    """All tips ever filed, deleted ones too."""
    came_back: int
    """How many of their sources came back with the receipt."""
    keep_days: int


class AskTip(Contract):
    """`ask.community.tip` -> `SealedTip`. Custodians only. Error `not_found`."""

    token: Token
    tip: TipId


class DeskEntry(Contract):
    """One entry, as sealed."""

    entry: SealedEntry
    day: Day
    by: str = ""
    """Name of the custodian; empty for the source."""


class SealedTip(Contract):
    """A tip with everything that is sealed in it."""

    tip: DeskTip
    source: PublicKey
    own_key: KeyId | None
    locked: LockedKey | None
    entries: list[DeskEntry]
    recipients: list[Recipient]
    lacking: list[DeskRecipient]
    """Custodians with a key who cannot open some of it."""


class AskTipPiece(Contract):
    """`ask.community.tip_piece` -> `TipPiece`. Custodians only. Error `not_found`."""

    token: Token
    tip: TipId
    file: FileId
    number: Annotated[int, Field(ge=0, lt=_PIECES)]


class TipPiece(Contract):
    """One sealed piece of a file, and how many there are."""

    box: PieceBox
    pieces: int


class AskWriteOnTip(Contract):
    """`ask.community.write_on_tip` -> `DeskTip`. A reply or a note. Errors: `not_found`, `invalid`, `limit`."""

    token: Token
    tip: TipId
    entry: SealedEntry


class AskMoveTip(Contract):
    """`ask.community.move_tip` -> `DeskTip`. Errors: `not_found`, `conflict`, `illegal_step`."""

    token: Token
    tip: TipId
    status: TipStatus
    revision: int


class AskClearTip(Contract):
    """`ask.community.clear_tip` -> `TipCleared`: delete what the source sent, or everything.

    Errors: `not_found`, `conflict`.
    """

    token: Token
    tip: TipId
    everything: bool
    revision: int


class TipCleared(Contract):
    """It is deleted."""

    tip: DeskTip | None
    """What is left."""


class AskShareTip(Contract):
    """`ask.community.share_tip` -> `DeskTip`: seal the keys of entries to further custodians. Error `not_found`."""

    token: Token
    tip: TipId
    wraps: Annotated[dict[EntryId, dict[KeyId, Wrap]], Field(max_length=500)]


class AskTipToCase(Contract):
    """`ask.community.tip_to_case` -> `TipConverted`: a private case of what the custodian writes, nothing of the tip.

    Errors: `not_found`, `conflict`.
    """

    token: Token
    tip: TipId
    title: CaseTitle
    summary: CaseSummary = ""
    revision: int


class TipConverted(Contract):
    """The case, which the custodian leads."""

    case: CaseId


class AskSetTipKey(Contract):
    """`ask.community.set_tip_key` -> `TipKeySet`. A new key; what was sealed to an earlier one stays closed to it."""

    token: Token
    locked: LockedKey


class TipKeySet(Contract):
    """The custodian's key."""

    key: KeyId
