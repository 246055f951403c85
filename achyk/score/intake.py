"""From what is scored to stored parts with figures, and to the tasks that judge them."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from achyk.score import workers
from achyk.score.bar import steps
from achyk.score.choice import Choice
from achyk.score.history import stored_parts
from achyk.score.inputs import all_compiled, files_of, unpacked
from achyk.score.spool import Shard, Spool
from achyk.score.versions import history_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from services.scoring.batch import Batch, PartFile, Telling

Task = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass
class Intake:
    """What one run works on."""

    folder: Path
    tell: "Telling"
    compiled: bool = False
    """Whether lines were taken as compiled releases."""
    refused: list[str] = field(default_factory=list)
    """What could not be taken in, in words."""
    skipped: int = 0
    """Lines that are no contracting process."""
    broken: list[str] = field(default_factory=list)
    """Where the first of them are."""
    files: list[Path] = field(default_factory=list)
    """Files of compiled releases, or of stored parts."""
    shards: list[Shard] = field(default_factory=list)
    """In place of `files`, versions by the way of ingest."""


@dataclass
class Run:
    """Stored parts with their figures, ready to be judged."""

    intake: Intake
    batch: "Batch"
    stored: "Sequence[PartFile]"
    living: "Sequence[NDArray[np.int64]]"
    shards: list[tuple[Shard, int]]
    """By the way of ingest: each file of versions, and how many of `stored` are of it."""

    @property
    def processes(self) -> int:
        """How many are judged."""
        return sum(map(len, self.living))

    def newest(self, work: Callable[..., Any], *more: object) -> list[Task]:
        """A task for each part, about its newest rows."""
        both = zip(self.stored, self.living, strict=True)
        return [(work, (one.path, rows, *more)) for one, rows in both if len(rows)]

    def every(self, work: Callable[..., Any], turns: Callable[..., Any], *more: object) -> list[Task]:
        """The same, but a file in which a process comes in several versions goes to `turns` as it is."""
        if not self.shards:
            return self.newest(work, *more)
        tasks: list[Task] = []
        start = 0
        for shard, count in self.shards:
            if shard.several:
                tasks.append((turns, (shard.path, self.batch.country, *more)))
            else:
                own = slice(start, start + count)
                tasks += replace(self, stored=self.stored[own], living=self.living[own]).newest(work, *more)
            start += count
        return tasks


@contextmanager
def taken_in(choice: Choice) -> Iterator[Run]:
    """Read all that `choice` names, and compute the figures."""
    with workers.run_folder(choice.folder) as folder, steps() as tell:
        intake = _intake(choice, folder, tell)
        with _executor(choice, intake) as executor:
            yield _run(choice, intake, executor)


def _intake(choice: Choice, folder: Path, tell: "Telling") -> Intake:
    intake = Intake(folder, tell)
    if choice.history:
        intake.files = stored_parts(folder, tell)
        return intake
    files = files_of(choice.sources, folder)
    intake.compiled = all_compiled(files) if choice.compiled is None else choice.compiled
    if intake.compiled:
        intake.files = unpacked(files, folder)
        return intake
    spool = Spool(folder)
    versions = history_in(files, choice.country, intake.refused)
    spool.take(_told(((ocid, body) for ocid, body in versions if body is not None), tell))
    intake.shards = spool.shards
    return intake


def _told(versions: Iterator[tuple[str, bytes]], tell: "Telling") -> Iterator[tuple[str, bytes]]:
    """The same, told as they pass."""
    for number, version in enumerate(versions, 1):
        if number % 100 == 1:
            tell("taking in", number, 0)
        yield version


@contextmanager
def _executor(choice: Choice, intake: Intake) -> Iterator[Executor]:
    if choice.dask is not None:
        with workers.dask(choice.dask, intake.folder, intake.files) as executor:
            yield executor
        return
    from services.scoring.batch import ranges_of

    files = [shard.path for shard in intake.shards] or intake.files
    count = len(files) if choice.history else sum(1 for file in files for _ in ranges_of(file))
    with workers.local(max(1, min(choice.workers or workers.cores(), count))) as executor:
        yield executor


def _run(choice: Choice, intake: Intake, executor: Executor) -> Run:
    from services.scoring.batch import Batch, known_part, ranges_of

    country = choice.country.lower() if choice.country else None
    batch = Batch(intake.folder, executor, {name: dict(one) for name, one in choice.parameters.items()}, country)
    if choice.history:
        stored = batch.each("reading", [(known_part, (path,)) for path in intake.files], intake.tell)
    else:
        stored = batch.read(intake.files or [shard.path for shard in intake.shards], intake.tell)
    intake.skipped = sum(one.skipped for one in stored)
    intake.broken = [place for one in stored for place in one.broken]
    living = batch.compare(stored, intake.tell)
    shards = [(shard, len(list(ranges_of(shard.path)))) for shard in intake.shards]
    return Run(intake, batch, stored, living, shards)
