"""CloudEvents 1.0 in binary mode: the envelope is in the NATS headers, the body is plain JSON."""

from collections.abc import Mapping
from datetime import UTC, datetime

from nats.aio.msg import Msg

from shared.facts import Delivered, Fact
from shared.partitions import original

SOURCE = "/achyk/"
SCHEMA = "https://achyk.example/schemas/"
_ACK_PARTS = 9


class NoEnvelope(ValueError):
    """The message carries no CloudEvents headers, so it is not one of our events."""


def headers(fact: Fact, service: str) -> dict[str, str]:
    """The headers under which `fact` is published."""
    built = {
        "Nats-Msg-Id": fact.id,
        "ce-specversion": "1.0",
        "ce-id": fact.id,
        "ce-type": fact.type,
        "ce-source": SOURCE + service,
        "ce-subject": _header_safe(fact.about),
        "ce-time": fact.time.astimezone(UTC).isoformat(),
        "ce-dataschema": f"{SCHEMA}{fact.type.split('.')[0]}.v1.json",
        "content-type": "application/json",
    }
    if fact.trace:
        built["traceparent"] = fact.trace
    return built


def received(message: Msg) -> Delivered:
    """`message` as an event. Raises `NoEnvelope` when headers are missing or not readable."""
    found: Mapping[str, str] = message.headers or {}
    attempts, sequence = _delivery(message)
    try:
        return Delivered(
            id=found["ce-id"],
            type=found["ce-type"],
            subject=original(message.subject),
            about=found.get("ce-subject", ""),
            time=datetime.fromisoformat(found["ce-time"]),
            data=message.data,
            attempts=attempts,
            sequence=sequence,
            trace=found.get("traceparent"),
        )
    except (KeyError, ValueError) as error:
        raise NoEnvelope(f"not one of our events: {error}") from error


def _delivery(message: Msg) -> tuple[int, int]:
    """How often a message was delivered, and its place in its stream.

    Read from the subject it is acknowledged on, `$JS.ACK.<stream>.<consumer>.<delivered>.<place>.…`: the client's own
    reading makes a date and three objects more of each message. Other forms of that subject are left to it.
    """
    parts = message.reply.split(".")
    if len(parts) == _ACK_PARTS and parts[0] == "$JS" and parts[1] == "ACK":
        return int(parts[4]), int(parts[5])
    metadata = message.metadata
    return metadata.num_delivered, metadata.sequence.stream


def _header_safe(text: str) -> str:
    """`text` without line breaks and outside-ASCII letters, which NATS headers cannot carry."""
    return text.encode("ascii", "backslashreplace").decode().replace("\r", " ").replace("\n", " ")
