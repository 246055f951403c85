"""Facts: what an event is before it is sent (`Fact`) and after it was received (`Delivered`)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_TOKEN_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Fact:
    """An event to publish.

    `id` is deterministic, derived from the fact itself (`fact_id`), so that publishing it again is harmless.
    `about` is the CloudEvents subject (an ocid, a course), `data` the JSON body, `time` aware UTC. `trace` is the
    W3C traceparent to carry on; None takes the current one. `rest` names what the service keeps elsewhere and puts
    into `data` when the fact is published, so that a large body is not written a second time into the outbox.
    """

    id: str
    type: str
    subject: str
    about: str
    data: bytes
    time: datetime
    trace: str | None = None
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """An event as a consumer receives it. `attempts` counts deliveries, `sequence` is its place in the stream."""

    id: str
    type: str
    subject: str
    about: str
    time: datetime
    data: bytes
    attempts: int
    sequence: int
    trace: str | None = None


def fact_id(*parts: object) -> str:
    """A 128-bit identifier (32 hex digits) of the fact that `parts` state; the same parts give the same id."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def token(text: str | None) -> str:
    """`text` as one token of a NATS subject: letters, digits, `-` and `_`; `unknown` when nothing is left."""
    if not text:
        return "unknown"
    return _UNSAFE.sub("_", text)[:_TOKEN_LENGTH].strip("_") or "unknown"
