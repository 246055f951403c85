"""What a room of this service is built from, and what it adds to the service.

A room is a folder with one subject (cases, letters, tips …) of the same shape as a small service: pure domain modules,
`store.py`, `requests.py`, and `room.py`, which wires them.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from services.community.callers import Callers
from services.community.identity.sign_ins import SignIns
from services.community.members_store import MembersStore
from services.community.passwords import Hasher
from services.community.sessions_store import SessionsStore
from services.community.settings import Settings
from services.community.tries_store import TriesStore
from shared.contracts.tender import Reference
from shared.facts import Delivered
from shared.store import Store
from shared.topology import Consumer

Answer = TypeVar("Answer", bound=BaseModel)
Fetch = Callable[[Reference], Awaitable[bytes]]
"""Gets a body too large for one message; raises `Refused` or `Unavailable`."""


class Ask(Protocol):
    """A question to another service; raises `Refused` or `Unavailable`."""

    async def __call__(self, subject: str, question: BaseModel, answer_type: type[Answer]) -> Answer:
        """Ask and wait for the answer."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """What every room may use."""

    settings: Settings
    store: Store
    ask: Ask
    callers: Callers
    members: MembersStore
    tries: TriesStore
    sessions: SessionsStore
    sign_ins: SignIns
    hasher: Hasher
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Room:
    """What one room adds to the service."""

    prepare: Sequence[Callable[[], Awaitable[None]]]
    """Run once at the start, in order, beside those of other rooms: indexes, seed data."""
    requests: Sequence[object]
    """Objects whose methods answer the requests that bear their names in `permissions.py`."""
    consumers: Mapping[Consumer, Callable[[Sequence[Delivered]], Awaitable[None]]] = field(default_factory=dict)
    background: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()
    """Run for as long as the service does."""
