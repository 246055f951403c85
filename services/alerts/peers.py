"""What alerts asks of the other services: an address at the moment of sending, a process, the titles of indicators."""

import time
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from pydantic import BaseModel

from shared.contracts.base import IndicatorId, MemberId, Texts
from shared.contracts.community import AskContact, Contact
from shared.contracts.risk import AskIndicators, Indicators
from shared.contracts.tender import AskProcess, Process
from shared.errors import Refused, Unavailable

Answer = TypeVar("Answer", bound=BaseModel)
_CONTACT = "ask.community.contact"
_TITLES_KEPT_SECONDS = 600


class Ask(Protocol):
    """`bus.ask`."""

    def __call__(
        self, subject: str, question: BaseModel, answer_type: type[Answer], timeout: float = 2.0
    ) -> Awaitable[Answer]:
        """Ask another service; raises `Refused` or `Unavailable`."""
        ...


def contact_of(ask: Ask) -> Callable[[MemberId], Awaitable[Contact]]:
    """Where to write to a member; one who is gone has no address. A fault of community is waited out."""

    async def contact(member: MemberId) -> Contact:
        try:
            return await ask(_CONTACT, AskContact(member=member), Contact)
        except Refused as refusal:
            if refusal.code != "not_found":
                raise Unavailable(_CONTACT) from refusal
            return Contact()

    return contact


def process_of(ask: Ask) -> Callable[[AskProcess], Awaitable[Process]]:
    """A contracting process as ingest has it."""

    async def process(question: AskProcess) -> Process:
        return await ask("ask.ingest.process", question, Process)

    return process


def titles_of(ask: Ask) -> Callable[[IndicatorId], Awaitable[Texts | None]]:
    """Titles of indicators, from scoring's catalogue, kept for some minutes; None while scoring does not answer."""
    titles: dict[IndicatorId, Texts] = {}
    read = float("-inf")

    async def title(indicator: IndicatorId) -> Texts | None:
        nonlocal read
        if indicator not in titles or time.monotonic() - read > _TITLES_KEPT_SECONDS:
            try:
                catalogue = await ask("ask.scoring.indicators", AskIndicators(), Indicators)
            except (Refused, Unavailable):
                return titles.get(indicator)
            titles.update({entry.id: entry.title for entry in catalogue.items})
            read = time.monotonic()
        return titles.get(indicator)

    return title
