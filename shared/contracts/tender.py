"""Context `tender`: facts about contracting processes, published by ingest, and the questions it answers."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.base import (
    Contract,
    Instant,
    Json,
    Money,
    Ocid,
    Organisation,
    Page,
)

BODY_LIMIT = 512 * 1024
"""Bytes of JSON above which an event carries a `Reference` instead of the process."""


class TenderVerb(StrEnum):
    """What happened to a contracting process; the third token of the subject `tender.v1.<verb>.<country>.<buyer>`."""

    OPENED = "opened"
    AMENDED = "amended"
    CLOSED = "closed"
    AWARDED = "awarded"
    CONTRACTED = "contracted"
    CONTRACT_AMENDED = "contract_amended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Change(Contract):
    """One difference to the previous version, by JSON path in the compiled release."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Json = None
    after: Json = None


class Reference(Contract):
    """Where a body too large for one message lies in the object store."""

    bucket: str
    name: str
    size: int
    sha256: str


class TenderEvent(Contract):
    """The whole contracting process as it is now, and what changed since the version before.

    Exactly one of `process` (the compiled release, normalised) and `reference` is set.
    """

    ocid: Ocid
    version: Annotated[int, Field(ge=1)]
    source: str
    made_up: bool = False
    """True for generated sample data; whoever shows the process says so."""
    country: str
    changes: list[Change] = []
    changes_omitted: int = 0
    process: dict[str, Json] | None = None
    reference: Reference | None = None


class ProcessSummary(Contract):
    """The few facts of a contracting process that lists, alerts and flags need."""

    ocid: Ocid
    version: int
    title: str | None = None
    buyer: Organisation | None = None
    value: Money | None = None
    country: str
    region: str | None = None
    method: str | None = None
    method_details: str | None = None
    status: str | None = None
    published: Instant | None = None
    made_up: bool = False
    deadline: Instant | None = None
    """Until when bids are taken; only in flag events."""
    sector: str | None = None
    """First two digits of the class of the first item that has one; only in flag events."""


# --- questions ---------------------------------------------------------------------------------------------


class AskProcess(Contract):
    """`ask.ingest.process`: one contracting process with its history."""

    ocid: Ocid


class Version(Contract):
    """One version of a process as it was published."""

    version: int
    verb: TenderVerb
    at: Instant
    changes: list[Change] = []
    changes_omitted: int = 0


class QualityIssue(Contract):
    """Something in the publisher's data that is wrong and did not keep them out, without the value itself."""

    path: str
    """`/tender/lots/value/amount`, without places in lists; `/` for the release as a whole."""
    code: str
    count: int = 1


class Process(Contract):
    """Answer to `AskProcess`. A large process comes as a `reference`."""

    ocid: Ocid
    version: int
    source: str
    made_up: bool
    country: str
    updated: Instant
    process: dict[str, Json] | None = None
    reference: Reference | None = None
    history: list[Version] = []
    """Newest first, at most 200."""
    bad_quality: list[str] = []
    """Reasons the official data-quality gate would give (DOMAIN 3.7); empty when there are none."""
    issues: list[QualityIssue] = []
    """What is wrong in the data, most frequent first, at most 40 different ones."""


class AskIngestStatus(Contract):
    """`ask.ingest.status`: how much came in, and what was refused."""


class SourceStatus(Contract):
    """One source: when it was last read and how far."""

    source: str
    cursor: str | None = None
    read: Instant | None = None
    releases: int = 0


class IngestStatus(Contract):
    """Answer to `AskIngestStatus`."""

    processes: int
    releases: int
    quarantined: int
    by_reason: dict[str, int]
    sources: list[SourceStatus]
    unsent: int
    """Events committed and not yet on the stream."""


class AskQuarantine(Page):
    """`ask.ingest.quarantine`: what could not be taken in, newest first."""


class Quarantined(Contract):
    """One refused piece of input: where it stood and why it was refused."""

    id: str
    source: str
    file: str
    position: str
    """`line 12`, `byte 4711` or a JSON path such as `/releases/3`."""
    ocid: str | None = None
    reason: str
    """Machine code, e.g. `not_json`, `no_ocid`, `schema`."""
    detail: str
    at: Instant


class Quarantine(Contract):
    """Answer to `AskQuarantine`."""

    items: list[Quarantined]
    total: int
    next: str | None = None
