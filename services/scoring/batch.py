"""A whole history at once: `achyk score` over files of compiled releases, on all cores or on other machines.

Three steps, the same for any number of workers: every range of a file becomes a stored part and its contribution to
the figures; the contributions are joined and finished once; every part is judged with the figures. Workers share a
folder and hand back only what is small. Any executor will do: those of `concurrent.futures`, or that of Dask.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from services.scoring.commands import country_of
from services.scoring.contributions import Place, contribute, contribution_of, figures_in, finish_statistic
from services.scoring.engine import Engine, Results
from services.scoring.extract import Arrival, extract
from services.scoring.figures import statistics_of
from services.scoring.indicator import COMPUTED, Code, Parameters, State
from services.scoring.indicators import CATALOGUE
from services.scoring.packing import packed, unpacked
from services.scoring.stored import StoredPart, newest_rows
from services.scoring.views import UnreadableError, decode_release

T = TypeVar("T")
RANGE_BYTES = 24 * 1024 * 1024
"""Bytes of a file that become one part."""


@dataclass(frozen=True, slots=True)
class Range:
    """Whole lines of a file of JSON Lines: from `start` up to `stop`, in bytes."""

    path: Path
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class PartFile:
    """A stored part, and what the joining needs of it."""

    path: Path
    keys: NDArray[np.int64]
    skipped: int
    """Lines that are no contracting process."""
    contribution: Mapping[str, Place]
    """By statistic, where in the file beside it stands what the part contributes."""


@dataclass(frozen=True, slots=True)
class Raised:
    """One flag of one process."""

    ocid: str
    indicator: str
    value: float | None
    threshold: float | None
    lots: Sequence[str]
    evidence: Sequence[tuple[str, Any]]


@dataclass(slots=True)
class Judged:
    """What came of one part, or of several together."""

    processes: int = 0
    skipped: int = 0
    states: NDArray[np.int64] = field(default_factory=lambda: np.zeros((len(CATALOGUE), len(Code)), np.int64))
    """Processes by indicator (in the order of the catalogue) and `Code`."""
    raised: list[Raised] = field(default_factory=list)
    figures: str = ""

    def add(self, other: "Judged") -> None:
        """Count `other` in."""
        self.processes += other.processes
        self.skipped += other.skipped
        self.states += other.states
        self.raised += other.raised

    def count(self, indicator: int, state: State) -> int:
        """Processes in one state, by the place of the indicator in the catalogue."""
        return int(sum(self.states[indicator, code] for code in Code if code and code.state is state))

    def computable(self, indicator: int) -> int:
        """Processes about which an indicator could be computed."""
        return sum(self.count(indicator, state) for state in COMPUTED)


class Telling(Protocol):
    """Told how far a step has come."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """`step` is `reading`, `figures` or `judging`."""
        ...


@dataclass(frozen=True)
class Batch:
    """One run: its folder for parts, its parameters, and who does the work."""

    folder: Path
    executor: Executor
    parameters: dict[str, Parameters] = field(default_factory=dict)
    country: str | None = None
    flags: bool = True
    """Whether each raised flag is told, not only counted."""

    def run(self, files: Iterable[Path], tell: Telling = lambda step, done, total: None) -> Judged:
        """Score every process of `files`, each in its last version there."""
        ranges = [one for path in files for one in ranges_of(path)]
        stored = self._each("reading", [(store_part, (one, self.folder, self.country)) for one in ranges], tell)
        return self.judge(stored, tell)

    def again(self, parts: Iterable[Path], tell: Telling = lambda step, done, total: None) -> Judged:
        """Score every process of parts that were stored before, from their columns alone."""
        return self.judge(self._each("reading", [(known_part, (path,)) for path in parts], tell), tell)

    def judge(self, stored: Sequence[PartFile], tell: Telling = lambda step, done, total: None) -> Judged:
        """Score every process of stored parts."""
        whole = Judged(skipped=sum(one.skipped for one in stored))
        if not any(len(one.keys) for one in stored):
            return whole
        living = newest_rows(
            [StoredPart(n, one.keys, np.ones(len(one.keys), np.int32), figured=True) for n, one in enumerate(stored)]
        )
        figures = self._figures(stored, living, tell)
        tasks = [
            (judge_part, (one.path, rows, figures, self.parameters, self.flags))
            for one, rows in zip(stored, living, strict=True)
        ]
        for each in self._each("judging", tasks, tell):
            whole.add(each)
        return whole

    def _figures(self, stored: Sequence[PartFile], living: Sequence[NDArray[np.int64]], tell: Telling) -> Path:
        """Finish the figures, each statistic by itself; a folder with them.

        Contributions never meet in one process: they are larger than anything else. Those of parts with outdated rows
        are worked out anew.
        """
        folder = Path(mkdtemp(prefix="figures-", dir=self.folder))
        outdated = [place for place, rows in enumerate(living) if len(rows) < len(stored[place].keys)]
        anew = self._each(
            "figures", [(contribution_of, (stored[place].path, living[place], folder)) for place in outdated], tell
        )
        contributions = [one.contribution for one in stored]
        for place, contribution in zip(outdated, anew, strict=True):
            contributions[place] = contribution
        names = statistics_of(CATALOGUE)
        self._each(
            "figures",
            [(finish_statistic, (name, [one[name] for one in contributions], folder)) for name in names],
            tell,
        )
        return folder

    def _each(self, step: str, tasks: Sequence[tuple[Callable[..., T], tuple[Any, ...]]], tell: Telling) -> list[T]:
        """The results of `tasks`, in their order."""
        futures: list[Future[T]] = [self.executor.submit(work, *given) for work, given in tasks]
        for done, _ in enumerate(as_completed(futures), 1):
            tell(step, done, len(tasks))
        return [future.result() for future in futures]


def ranges_of(path: Path, size: int = RANGE_BYTES) -> Iterator[Range]:
    """The whole lines of a file in ranges of about `size` bytes."""
    end = path.stat().st_size
    start = 0
    with path.open("rb") as file:
        while start < end:
            file.seek(min(start + size, end))
            file.readline()
            stop = min(file.tell(), end)
            yield Range(path, start, stop)
            start = stop


def store_part(one: Range, folder: Path, country: str | None) -> PartFile:
    """Read a range, store its columns in `folder`, and work out what it contributes to the figures."""
    with one.path.open("rb") as file:
        file.seek(one.start)
        lines = file.read(one.stop - one.start).split(b"\n")
    skipped: list[int] = []
    with uncollected():
        part = extract(_arrivals(lines, country, skipped))
    path = folder / f"{one.path.name}-{one.start:015d}.part"
    path.write_bytes(packed(part))
    return PartFile(path, part.processes.key, len(skipped), contribute(part, path))


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for garbage: views and rows hold no cycles, and there are millions of them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def known_part(path: Path) -> PartFile:
    """What a stored part contributes to the figures."""
    part = unpacked(path.read_bytes())
    return PartFile(path, part.processes.key, 0, contribute(part, path))


def _arrivals(lines: Iterable[bytes], country: str | None, skipped: list[int]) -> Iterator[Arrival]:
    for number, line in enumerate(lines):
        if not line or line.isspace():
            continue
        try:
            release = decode_release(line)
        except UnreadableError:
            skipped.append(number)
            continue
        if release.ocid is None or not release.ocid.strip():
            skipped.append(number)
            continue
        yield Arrival(release, release.ocid, 1, country or country_of(release))


def judge_part(
    path: Path,
    rows: NDArray[np.int64],
    figures: Path,
    parameters: dict[str, Parameters],
    flags: bool,
) -> Judged:
    """Ask every indicator about these rows of a stored part, with the figures in a folder."""
    part = unpacked(path.read_bytes())
    if len(rows) < len(part):
        part = part.take(rows)
    results = Engine(CATALOGUE, parameters).evaluate(part, figures_in(figures))
    states = np.zeros((len(CATALOGUE), len(Code)), np.int64)
    for code in Code:
        states[:, code] = (results.codes == code).sum(axis=0)
    return Judged(len(part), 0, states, list(_raised(results)) if flags else [])


def _raised(results: Results) -> Iterator[Raised]:
    part = results.part
    for process, place in np.argwhere(results.codes == Code.RAISED).tolist():
        indicator = CATALOGUE[place]
        answer = results.answer(process, indicator)
        yield Raised(
            part.text(part.processes.key[process]) or "",
            indicator.id,
            answer.value,
            answer.threshold,
            answer.lots,
            [(piece.path, piece.value) for piece in answer.evidence],
        )
