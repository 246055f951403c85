"""The live stream of `/events`: facts as they happen, to everybody who listens, each from where it left off.

The replica that took a batch in tells all replicas by one small message (`ANNOUNCED`), after the index has it; each
replica's `Hub` hands it to its listeners. A listener that is too slow is let go: its browser connects again with
`Last-Event-ID`, and what it missed is read from the streams.
"""

import asyncio
import json
import re
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError

from services.gateway.ports import NUMBERS_EVENT, LiveNumbers
from services.gateway.summary import entry_of
from shared.contracts.risk import FlagEvent, RiskVerb
from shared.contracts.tender import ProcessSummary, TenderEvent, TenderVerb
from shared.facts import Delivered

ANNOUNCED: Final = "gateway.live"
"""Subject (not kept) of what was just taken in: a JSON list of `LiveEvent`s."""
TENDERS: Final = "TENDERS"
RISKS: Final = "RISKS"
RESET_EVENT: Final = "reset"
MOST_MISSED: Final = 500
"""Events of one stream that are given again; whoever missed more reads the API."""
RETRY_MS: Final = 3_000
_REPLAYS: Final = 4
"""Readings of the streams at one time."""
_WAITING: Final = 2_000
_REMEMBERED: Final = 5_000
_POSITION: Final = re.compile(r"t(\d{1,18})-r(\d{1,18})")


class Topic(StrEnum):
    """What a listener may narrow the stream to; also the names of the events."""

    TENDER = "tender"
    FLAG = "flag"
    NUMBERS = NUMBERS_EVENT


class Full(Exception):
    """There are too many listeners."""


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One fact in a few words. `sequence` is its place in `stream`."""

    stream: str
    sequence: int
    topic: Topic
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Position:
    """How far a listener has read in each stream: the SSE id `t<sequence>-r<sequence>`."""

    tenders: int = 0
    risks: int = 0

    def __str__(self) -> str:
        return f"t{self.tenders}-r{self.risks}"

    def of(self, stream: str) -> int:
        """The place in one stream."""
        return self.tenders if stream == TENDERS else self.risks

    def at(self, stream: str, sequence: int) -> "Position":
        """The position with another place in one stream."""
        return replace(self, tenders=sequence) if stream == TENDERS else replace(self, risks=sequence)

    def after(self, event: LiveEvent) -> "Position":
        """The position when `event` was read too."""
        return self.at(event.stream, max(self.of(event.stream), event.sequence))


@dataclass(frozen=True, slots=True)
class Lost:
    """What happened in one stream cannot be told again from where a listener left off."""

    stream: str
    reason: str


def position(text: str | None) -> Position | None:
    """The position in a `Last-Event-ID`; None when it is not one of ours."""
    found = _POSITION.fullmatch(text or "")
    return Position(int(found[1]), int(found[2])) if found else None


# --- events in a few words ------------------------------------------------------------------------------------


def tender_event(delivered: Delivered, event: TenderEvent, summary: ProcessSummary | None) -> LiveEvent:
    """A tender event; without `summary` (the body is elsewhere) just what happened to which process."""
    about = _facts(summary) if summary else {"ocid": event.ocid, "version": event.version, "country": event.country}
    data = {"verb": delivered.type.rsplit(".", 1)[-1], "time": delivered.time.isoformat(), **about}
    return LiveEvent(TENDERS, delivered.sequence, Topic.TENDER, data)


def flag_event(delivered: Delivered, event: FlagEvent) -> LiveEvent:
    """A flag event: a risk indicator, not proof."""
    flag = event.flag
    data = {
        "verb": delivered.type.rsplit(".", 1)[-1],
        "time": delivered.time.isoformat(),
        "indicator": flag.indicator,
        "state": flag.state.value,
        **_facts(event.process),
    }
    return LiveEvent(RISKS, delivered.sequence, Topic.FLAG, data)


def _facts(summary: ProcessSummary) -> dict[str, Any]:
    return summary.model_dump(mode="json", exclude_none=True)


def read_again(delivered: Delivered) -> LiveEvent | None:
    """An event from a stream in a few words; None for one that the public stream does not show."""
    context, _, verb = delivered.type.partition(".v1.")
    try:
        if context == "tender" and verb in list(TenderVerb):
            tender = TenderEvent.model_validate_json(delivered.data)
            summary = entry_of(tender, tender.process).summary if tender.process is not None else None
            return tender_event(delivered, tender, summary)
        if context == "risk" and verb in list(RiskVerb):
            return flag_event(delivered, FlagEvent.model_validate_json(delivered.data))
    except ValidationError:
        return None  # it is among the dead letters of those who had to handle it
    return None


def encoded(events: Sequence[LiveEvent]) -> bytes:
    """Events as they are announced."""
    return json.dumps([asdict(event) for event in events], ensure_ascii=False).encode()


def decoded(data: bytes) -> list[LiveEvent]:
    """Events as they were announced."""
    return [LiveEvent(row["stream"], row["sequence"], Topic(row["topic"]), row["data"]) for row in json.loads(data)]


# --- listeners ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Listener:
    """One open connection. None in its queue ends it."""

    client: bytes
    topics: frozenset[Topic]
    queue: asyncio.Queue[LiveEvent | LiveNumbers | None] = field(default_factory=lambda: asyncio.Queue(_WAITING))
    behind: bool = False

    def give(self, item: LiveEvent | LiveNumbers | None) -> None:
        """Put something into the queue; a listener that leaves it full is ended."""
        try:
            self.queue.put_nowait(item)
        except asyncio.QueueFull:
            self.behind = True


Replay = Callable[[str, int, int], Awaitable[list[Delivered]]]


class Hub:
    """All listeners of this process."""

    def __init__(self, replay: Replay, *, most: int, most_each: int, heartbeat: float) -> None:
        """`replay(stream, from_sequence, limit)` reads a stream again; `heartbeat` is in seconds."""
        self._replay = replay
        self._most = most
        self._most_each = most_each
        self._heartbeat = heartbeat
        self._replays = asyncio.Semaphore(_REPLAYS)
        self._listeners: list[Listener] = []
        self._each: Counter[bytes] = Counter()
        self._seen: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._numbers: LiveNumbers | None = None
        self._closed = False
        self.position = Position()
        """How far this process has told; the beginning for new listeners."""

    @property
    def wants_numbers(self) -> bool:
        """Whether anybody listens to the numbers."""
        return any(Topic.NUMBERS in listener.topics for listener in self._listeners)

    async def on_announced(self, _subject: str, data: bytes) -> None:
        """Hand on what a replica has taken in; what was told before (a redelivery) is not told again."""
        for event in decoded(data):
            key = (event.stream, event.sequence)
            if key in self._seen:
                continue
            self._seen[key] = None
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
            self.position = self.position.after(event)
            for listener in self._listeners:
                if event.topic in listener.topics:
                    listener.give(event)

    def tell_numbers(self, numbers: LiveNumbers) -> None:
        """Hand on the numbers when they have changed."""
        if numbers == self._numbers:
            return
        self._numbers = numbers
        for listener in self._listeners:
            if Topic.NUMBERS in listener.topics:
                listener.give(numbers)

    def join(self, client: bytes, topics: frozenset[Topic]) -> Listener:
        """A place among the listeners; `leave` it afterwards. Raises `Full`."""
        if self._closed or len(self._listeners) >= self._most or self._each[client] >= self._most_each:
            raise Full
        listener = Listener(client, topics)
        self._listeners.append(listener)
        self._each[client] += 1
        return listener

    def leave(self, listener: Listener) -> None:
        """Give the place up; doing it twice changes nothing."""
        if listener not in self._listeners:
            return
        self._listeners.remove(listener)
        self._each[listener.client] -= 1
        if not self._each[listener.client]:
            del self._each[listener.client]

    def close(self) -> None:
        """End all connections; browsers connect again, to another replica."""
        self._closed = True
        for listener in self._listeners:
            listener.behind = True
            listener.give(None)

    async def stream(
        self, listener: Listener, since: Position | None, numbers: LiveNumbers | None, note: str
    ) -> AsyncIterator[bytes]:
        """The connection of one listener as server-sent events, beginning with what it missed.

        `note` goes with each flag: what it is not.
        """
        reached = since or self.position
        try:
            yield f"retry: {RETRY_MS}\nid: {reached}\n\n".encode()
            if numbers is not None and Topic.NUMBERS in listener.topics:
                yield self._told(numbers, reached)
            if since is not None:
                async for event in self._missed(listener, since):
                    if isinstance(event, Lost):
                        reached = reached.at(event.stream, self.position.of(event.stream))
                        yield message(RESET_EVENT, str(reached), {"reason": event.reason})
                        continue
                    reached = reached.after(event)
                    yield told(event, reached, note)
            floor = reached
            while not (listener.behind and listener.queue.empty()):
                item = await self._next(listener)
                if item is None:
                    yield b": still here\n\n"
                elif isinstance(item, LiveNumbers):
                    yield self._told(item, reached)
                elif item.sequence > floor.of(item.stream) or since is None:
                    reached = reached.after(item)
                    yield told(item, reached, note)
        finally:
            self.leave(listener)

    async def _next(self, listener: Listener) -> LiveEvent | LiveNumbers | None:
        """The next thing to tell; None after a quiet while."""
        try:
            return await asyncio.wait_for(listener.queue.get(), self._heartbeat)
        except TimeoutError:
            return None

    async def _missed(self, listener: Listener, since: Position) -> AsyncIterator[LiveEvent | Lost]:
        """What happened after `since`, stream by stream. No more is read than can be told."""
        for stream, topic in ((TENDERS, Topic.TENDER), (RISKS, Topic.FLAG)):
            if topic not in listener.topics:
                continue
            left, reached = since.of(stream), self.position.of(stream)
            if reached - left > MOST_MISSED:
                yield Lost(stream, "too much was missed; read the API")
            elif left > reached and not await self._again(stream, left, 1):
                yield Lost(stream, "the stream has begun anew; read the API")
            else:
                for delivered in await self._again(stream, left + 1, MOST_MISSED):
                    event = read_again(delivered)
                    if event is not None:
                        yield event

    async def _again(self, stream: str, from_sequence: int, limit: int) -> list[Delivered]:
        """Events read again from a stream; few at one time, so that many who come back at once harm nobody."""
        async with self._replays:
            return await self._replay(stream, from_sequence, limit)

    @staticmethod
    def _told(numbers: LiveNumbers, reached: Position) -> bytes:
        return message(NUMBERS_EVENT, str(reached), {k: v for k, v in asdict(numbers).items() if v is not None})


def told(event: LiveEvent, reached: Position, note: str) -> bytes:
    """One fact as a server-sent event; a flag with the note."""
    noted = {"note": note} if event.topic is Topic.FLAG else {}
    return message(event.topic.value, str(reached), event.data | noted)


def message(name: str, id_: str, data: dict[str, Any]) -> bytes:
    """One server-sent event."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return f"event: {name}\nid: {id_}\ndata: {body}\n\n".encode()


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
