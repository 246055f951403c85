"""Questions about one process that are answered from the process itself, not from what is remembered of it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec

from services.scoring.asked import Asked
from services.scoring.decoding import decode_release
from services.scoring.extract import Arrival, extract
from services.scoring.integrity import CRI_COMPONENTS, INTEGRITY, STATISTICS, Component, Told, scores, told
from services.scoring.part import Part
from shared.contracts import integrity
from shared.contracts.integrity import AskIntegrity, IndexName, Integrity
from shared.contracts.tender import AskProcess, Process, Reference

AskForProcess = Callable[[AskProcess], Awaitable[Process]]
Fetch = Callable[[Reference], Awaitable[bytes]]
INDEXES: dict[IndexName, tuple[Component, ...]] = {
    IndexName.OPENTENDER: INTEGRITY,
    IndexName.CRI: tuple(CRI_COMPONENTS),
}


class Ask(Protocol):
    """`bus.ask`."""

    def __call__(
        self, subject: str, question: AskProcess, answer_type: type[Process], timeout: float
    ) -> Awaitable[Process]:
        """Ask another service; raises `Refused` or `Unavailable`."""
        ...


def process_of(ask: Ask) -> AskForProcess:
    """Where a process comes from: ingest."""
    return lambda question: ask("ask.ingest.process", question, Process, 5.0)


class Standing:
    """Asks ingest for the process and works the answer out."""

    def __init__(self, asked: Asked, ask_process: AskForProcess, fetch: Fetch) -> None:
        """`asked` has the figures of the moment; `fetch` resolves the reference of a large body."""
        self._asked = asked
        self._ask_process = ask_process
        self._fetch = fetch

    async def integrity(self, ask: AskIntegrity) -> Integrity:
        """`ask.scoring.integrity`. Raises what ingest refuses, and `Unavailable` when it does not answer."""
        process = await self._ask_process(AskProcess(ocid=ask.ocid))
        part = await self._part(process)
        figures = await self._asked.take(*(statistic.name for statistic in STATISTICS))
        known = figures.known if figures else {}
        return Integrity(
            ocid=ask.ocid,
            process_version=process.version,
            figures=figures.version if figures else "",
            indexes=[_index(name, told(scores(components, part, known), 0)) for name, components in INDEXES.items()],
        )

    async def _part(self, process: Process) -> Part:
        if process.reference is not None:
            release = decode_release(await self._fetch(process.reference))
        else:
            release = decode_release(msgspec.json.encode(process.process))
        return extract([Arrival(release, process.ocid, process.version, process.country.lower(), process.made_up)])


def _index(name: IndexName, found: Told) -> integrity.Index:
    return integrity.Index(
        name=name,
        average=found.average,
        available=found.available,
        components=found.components,
        summary=found.summary,
        lines=[
            integrity.Component(
                id=line.id,
                title=line.title,
                explanation=line.explanation,
                value=line.value,
                measured=line.measured,
                unstated=line.unstated,
                missing=list(line.missing),
                version=line.version,
            )
            for line in found.lines
        ],
    )
