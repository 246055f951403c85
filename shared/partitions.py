"""Reading one stream in several partitions (docs/decisions/0012).

The server copies the stream into another and puts the number of a partition before each subject, by a hash of the keys
whose order matters. The copy is a work queue: it holds what waits and nothing else. It is derived: what a crash tears
off its end, the server copies again from the stream itself.
"""

import re
from dataclasses import dataclass, replace

from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, PersistMode, StreamConfig, StreamInfo, StreamSource, SubjectTransform
from nats.js.errors import NotFoundError

GROUP = "one"
"""The name of the group of readers of which the server serves one at a time."""
TURN_SECONDS = 5.0
"""After so long without a request from a reader whose turn it is, the server gives the turn to another."""
MOST = 64
"""The most partitions: each is a consumer with its own state on the server."""
_PREFIX = "scoring"
_SUBJECT = re.compile(rf"^{_PREFIX}\.\d+\.")
_COUNT = re.compile(r"partition\((\d+),")
_SOURCE = "Nats-Stream-Source"


@dataclass
class PinnedConfig(ConsumerConfig):
    """A consumer that serves one reader until that one gives up its turn or is gone; the client library knows no such.

    `priority_timeout` is in seconds.
    """

    priority_groups: list[str] | None = None
    priority_policy: str | None = None
    priority_timeout: float | None = None

    def one_at_a_time(self) -> "PinnedConfig":
        """The same for one reader at a time."""
        return replace(self, priority_groups=[GROUP], priority_policy="pinned_client", priority_timeout=TURN_SECONDS)

    def as_dict(self) -> dict[str, object]:
        """As the server wants it."""
        return super().as_dict() | {"priority_timeout": self._to_nanoseconds(self.priority_timeout)}


def source(stream: str, count: int, start: int) -> StreamSource:
    """What fills the copy: the events of `stream` from sequence `start` on, by country and buyer in `count` partitions.

    `tender.v1.opened.kg.KG-INN-1` becomes `scoring.3.tender.v1.opened.kg.KG-INN-1`.
    """
    keys = ".".join(f"{{{{wildcard({place})}}}}" for place in (1, 2, 3))
    into = f"{_PREFIX}.{{{{partition({count},2,3)}}}}.tender.v1.{keys}"
    transform = SubjectTransform(src="tender.v1.*.*.*", dest=into)
    return StreamSource(name=stream, opt_start_seq=start, subject_transforms=[transform])


def subject_of(place: int) -> str:
    """The subjects of one partition."""
    return f"{_PREFIX}.{place}.>"


def original(subject: str) -> str:
    """The subject under which an event was published."""
    return _SUBJECT.sub("", subject)


def persistence(replicas: int) -> PersistMode:
    """A copy on one server need not be synced: after a crash its torn end is copied again.

    Measured on 4 KB events: 7,000 a second instead of 1,600 to 2,400. Replicated streams know no other mode.
    """
    return PersistMode.ASYNC if replicas == 1 else PersistMode.DEFAULT


def count_of(config: StreamConfig) -> int:
    """In how many partitions a stream is copied; 0 when it is no such copy."""
    for each in config.sources or ():
        for transform in each.subject_transforms or ():
            if found := _COUNT.search(transform.dest):
                return int(found[1])
    return 0


def not_copied(info: StreamInfo) -> int:
    """How many events the copy lacks still."""
    return sum(each.lag or 0 for each in info.sources or ())


async def first_waiting(js: JetStreamContext, info: StreamInfo) -> int:
    """The sequence in the stream of the oldest event that waits in its copy; 1 when none does.

    Of an empty copy nobody knows how far it got; to read again what is known already changes nothing.
    """
    if not info.state.messages:
        return 1
    try:
        oldest = await js.get_msg(info.config.name or "", info.state.first_seq)
    except NotFoundError:  # handled while we looked
        return 1
    told = (oldest.headers or {}).get(_SOURCE, "").split()
    return int(told[1]) if len(told) > 1 else 1
