"""Evidence of a case: files, photographs, links, measurements, notes of interviews. Requests of community.

Files go through requests in pieces, never through a stream or the object store: they are private. The original is kept
as it came; what others may see is a safe copy of it.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from shared.contracts.base import Contract, Instant
from shared.contracts.case import CaseId, FormKey
from shared.contracts.community import Token
from shared.contracts.ledger import Digest, Offset

EvidenceId = Annotated[str, StringConstraints(pattern=r"^e_[0-9a-f]{24}$")]
UploadId = Annotated[str, StringConstraints(pattern=r"^u_[0-9a-f]{24}$")]
EvidenceTitle = Annotated[str, StringConstraints(min_length=3, max_length=200, strip_whitespace=True)]
Words = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
PIECE_BYTES = 384 * 1024
"""Of a file in one request; as base64 512 KB, which fits into a message of 1 MB."""
FILE_BYTES = 20 * 1024 * 1024
"""Of one file, at most."""
MOST_EVIDENCE = 300
"""Pieces of evidence of one case."""


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    FILE = "file"
    PHOTOGRAPH = "photograph"
    LINK = "link"
    """An address, kept as a text: nobody here opens it."""
    MEASUREMENT = "measurement"
    NOTE = "note"
    """What somebody said."""


class FilePart(StrEnum):
    """Which bytes of a file."""

    ORIGINAL = "original"
    """As it came; for the team only."""
    COPY = "copy"
    """The safe copy: made anew, without hidden data and without anything that runs."""


class EvidenceFields(Contract):
    """What people say of a piece of evidence."""

    title: EvidenceTitle
    source: Words = ""
    """Where it comes from. For the team only, as are `captured_by` and the coordinates."""
    captured_by: Words = ""
    captured_at: Instant | None = None
    place: Words = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    """In degrees, rounded to two decimals: to about a kilometre."""
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None

    @field_validator("latitude", "longitude")
    @classmethod
    def _rounded(cls, value: float | None) -> float | None:
        return None if value is None else round(value, 2)


class StoredFile(Contract):
    """Bytes that are kept."""

    sha256: Digest
    size: int
    media_type: str


class EvidenceItem(EvidenceFields):
    """A piece of evidence as the asking person may see it; outside the team what only the team sees is empty."""

    id: EvidenceId
    kind: EvidenceKind
    name: str = ""
    """What the file was called; a label, nothing more."""
    text: str = ""
    """The words of a note or a measurement, or the address of a link."""
    original: StoredFile
    """Of a link, note or measurement: its text as canonical JSON."""
    copied: StoredFile | None = None
    """The safe copy; none of office files, links, notes and measurements."""
    added: Instant
    by: str | None = None
    """Public name of who added it; for the team only."""
    public: bool = False
    """Shown, or to be shown, with the published case."""
    recorded: Offset | None = None
    """Its entry in the ledger, once it is public."""
    taken_down: str | None = None
    """Why it is no longer public."""


# --- questions: adding ------------------------------------------------------------------------------------------


class AskBeginEvidence(EvidenceFields):
    """`ask.community.begin_evidence` -> `Upload`. The same `key` goes on with the same upload.

    Errors: `file_refused` (detail `reason`), `too_many`, `not_found`.
    """

    token: Token
    case: CaseId
    key: FormKey
    name: Annotated[str, StringConstraints(max_length=1000)]
    size: Annotated[int, Field(ge=0)]
    sha256: Digest
    """As the sender computed it; compared with what arrives."""


class Upload(Contract):
    """A file on its way."""

    id: UploadId
    received: int
    """Bytes from the beginning that have arrived: go on from there."""
    piece: int = PIECE_BYTES
    done: EvidenceId | None = None
    """The evidence that it became already."""


class AskPutEvidencePiece(Contract):
    """`ask.community.put_evidence_piece` -> `Upload`. Putting the same piece again changes nothing.

    Errors: `not_found`, `invalid`.
    """

    token: Token
    case: CaseId
    upload: UploadId
    offset: Annotated[int, Field(ge=0, multiple_of=PIECE_BYTES)]
    data: Annotated[str, StringConstraints(max_length=PIECE_BYTES // 3 * 4)]
    """Base64 of the bytes from `offset` on: `piece` of them, or the rest."""


class AskFinishEvidence(Contract):
    """`ask.community.finish_evidence` -> `EvidenceItem`. Asked again, the same evidence.

    Errors: `file_refused` (detail `reason`: `empty`, `too_large`, `unknown_type`, `false_type`, `broken`, `macros`,
    `too_many_pixels`, `bomb`, `encrypted`, `active`, `too_hard`), `incomplete`, `damaged` (another hash arrived),
    `not_found`.
    """

    token: Token
    case: CaseId
    upload: UploadId


class AskAddEvidence(EvidenceFields):
    """`ask.community.add_evidence` -> `EvidenceItem`: a link, a measurement or a note. The same `key` adds once.

    Errors: `invalid` (field `text`: no address for a link, or empty), `too_many`, `not_found`.
    """

    token: Token
    case: CaseId
    key: FormKey
    kind: EvidenceKind
    text: Annotated[str, StringConstraints(max_length=5000, strip_whitespace=True)]


# --- questions: looking -----------------------------------------------------------------------------------------


class AskEvidenceOfCase(Contract):
    """`ask.community.evidence_of_case` -> `EvidenceList`. Outside the team: what is public of a public case."""

    token: Token | None = None
    case: CaseId


class EvidenceList(Contract):
    """All evidence of a case, the oldest first."""

    case: CaseId
    number: str
    title: str
    """Of the case."""
    items: list[EvidenceItem]
    inside: bool = False
    """Whether the asking member sees the work on the case."""
    may_add: bool = False
    may_publish: bool = False


class AskEvidencePiece(Contract):
    """`ask.community.evidence_piece` -> `EvidencePiece`. Originals are for the team, and each download is noted."""

    token: Token | None = None
    case: CaseId
    id: EvidenceId
    part: FilePart = FilePart.COPY
    offset: Annotated[int, Field(ge=0)] = 0


class EvidencePiece(Contract):
    """Bytes of a file from an offset on."""

    name: str
    """A name to save it under."""
    media_type: str
    size: int
    """Of the whole file."""
    data: str
    """Base64."""
    next: int | None = None
    """The offset to go on with; null at the end."""


class CustodyAct(StrEnum):
    """What happened to a piece of evidence."""

    RECEIVED = "received"
    COPIED = "copied"
    """The safe copy was made."""
    DOWNLOADED = "downloaded"
    """The original, by somebody of the team."""
    RECEIPT_GIVEN = "receipt_given"
    MARKED_PUBLIC = "marked_public"
    """To be shown with the published case."""
    UNMARKED = "unmarked"
    RECORDED = "recorded"
    """Public from then on, with an entry in the ledger."""
    TAKEN_DOWN = "taken_down"


class AskCustody(Contract):
    """`ask.community.custody` -> `Custody`. For the team."""

    token: Token
    case: CaseId
    id: EvidenceId


class CustodyEntry(Contract):
    """Who had it, and when."""

    at: Instant
    act: CustodyAct
    by: str | None
    """Public name; null when the platform did it."""
    detail: str = ""


class Custody(Contract):
    """The chain of custody, the oldest first; entries are added and never changed."""

    items: list[CustodyEntry]


class AskEvidenceReceipt(Contract):
    """`ask.community.evidence_receipt` -> `EvidenceReceipt`. For the team; of public evidence for everybody."""

    token: Token | None = None
    case: CaseId
    id: EvidenceId
    with_number: bool = False
    """Whether the receipt names the case by its number; outside the team it does so only for public cases."""


class EvidenceReceipt(Contract):
    """What anybody can check offline: `achyk ledger receipt`, `docs/verify_ledger.py`."""

    name: str
    text: str
    """The receipt as canonical JSON, signed with the ledger's key."""


class AskSetEvidencePublic(Contract):
    """`ask.community.set_evidence_public` -> `EvidenceItem`. For the lead.

    Public evidence is shown with the published case and recorded in the ledger; taking it back needs a reason, which
    stays there. Errors: `reason_required`, `not_found`.
    """

    token: Token
    case: CaseId
    id: EvidenceId
    public: bool
    reason: Words = ""
