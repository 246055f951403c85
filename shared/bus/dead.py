"""Dead letters: events that could not be handled, kept 30 days with the error; listed, shown and replayed.

A replay runs the letter through the consumer's own handler, by request-reply, and removes it only when that worked.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import NoRespondersError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from shared.errors import Refused, Unavailable
from shared.partitions import original
from shared.topology import Consumer

STREAM = "DEADLETTERS"
REPLAY_TIMEOUT = 60.0
_OURS = ("Achyk-Error", "Achyk-Attempts", "Achyk-Stream", "Achyk-Consumer", "Achyk-Subject", "Achyk-Buried")
_ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event that could not be handled. `number` names it in the commands."""

    number: int
    consumer: str
    subject: str
    event: str
    error: str
    attempts: int
    buried: datetime
    data: bytes
    headers: dict[str, str]


async def bury(nc: Client, consumer: Consumer, message: Msg, reason: str) -> None:
    """Put `message` among the dead letters; raises when the stream did not acknowledge it."""
    theirs = dict(message.headers or {})
    metadata = message.metadata
    ours = {
        # A copy of a stream may be made anew and then counts from 1 again: the time tells its events apart.
        "Nats-Msg-Id": f"{consumer.name}:{metadata.sequence.stream}:{metadata.timestamp.timestamp()}",
        "Achyk-Error": reason.encode("ascii", "backslashreplace")
        .decode()
        .replace("\n", " ")
        .replace("\r", " ")[:_ERROR_LENGTH],
        "Achyk-Attempts": str(metadata.num_delivered),
        "Achyk-Stream": consumer.whole.stream,
        "Achyk-Consumer": consumer.whole.name,
        "Achyk-Subject": original(message.subject),
        "Achyk-Buried": datetime.now(UTC).isoformat(),
    }
    kept = {key: value for key, value in theirs.items() if not key.startswith("Nats-")}
    subject = f"dead.{consumer.whole.stream}.{consumer.whole.name}"
    await nc.jetstream().publish(subject, message.data, headers={**kept, **ours}, timeout=10)


async def letters(js: JetStreamContext) -> AsyncIterator[DeadLetter]:
    """All dead letters, oldest first."""
    state = (await js.stream_info(STREAM)).state
    for number in range(max(1, state.first_seq), state.last_seq + 1):
        try:
            yield await letter(js, number)
        except Refused:
            continue


async def letter(js: JetStreamContext, number: int) -> DeadLetter:
    """The dead letter with this number; `Refused("not_found")` when there is none."""
    try:
        raw = await js.get_msg(STREAM, number)
    except NotFoundError:
        raise Refused("not_found", f"There is no dead letter {number}.") from None
    found = dict(raw.headers or {})
    return DeadLetter(
        number=number,
        consumer=found.get("Achyk-Consumer", ""),
        subject=found.get("Achyk-Subject", ""),
        event=found.get("ce-id", ""),
        error=found.get("Achyk-Error", ""),
        attempts=int(found.get("Achyk-Attempts", "0")),
        buried=datetime.fromisoformat(found["Achyk-Buried"]) if "Achyk-Buried" in found else datetime.now(UTC),
        data=raw.data or b"",
        headers={key: value for key, value in found.items() if key not in _OURS and key != "Nats-Msg-Id"},
    )


def replay_subject(consumer: Consumer) -> str:
    """Where the replicas of a consumer's service listen for letters to try again."""
    return f"replay.{consumer.whole.name}"


async def replay(nc: Client, dead_letter: DeadLetter) -> None:
    """Run the letter through its consumer's handler again and remove it; `Refused` with the error when it fails."""
    subject = f"replay.{dead_letter.consumer}"
    headers = {**dead_letter.headers, "Achyk-Subject": dead_letter.subject}
    try:
        reply = await nc.request(subject, dead_letter.data, timeout=REPLAY_TIMEOUT, headers=headers)
    except (NoRespondersError, TimeoutError):
        raise Unavailable(subject) from None
    answer = json.loads(reply.data)
    if not answer["ok"]:
        raise Refused("still_failing", answer["error"])
    await nc.jetstream().delete_msg(STREAM, dead_letter.number)


def event_time(headers: dict[str, str]) -> datetime:
    """When the event in a dead letter happened; now when its envelope does not say."""
    try:
        return datetime.fromisoformat(headers["ce-time"])
    except (KeyError, ValueError):
        return datetime.now(UTC)
