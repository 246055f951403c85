"""A whole history at once: `achyk score` over files of compiled releases, on all cores or on other machines.

Three steps, the same for any number of workers: every range of a file becomes a stored part and its contribution to
the figures; the contributions are joined and finished once; every part is judged with the figures. Workers share a
folder and hand back only what is small. Any executor will do: those of `concurrent.futures`, or that of Dask.
"""

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from services.scoring.contributions import Place, contribute, contribution_of, figures_in, finish_statistic
from services.scoring.decoding import UnreadableError, decode_release
from services.scoring.engine import Engine, Results
from services.scoring.extract import Arrival, extract
from services.scoring.figures import statistics_of
from services.scoring.indicator import COMPUTED, Code, Parameters, State
from services.scoring.indicators import CATALOGUE
from services.scoring.packing import packed, unpacked
from services.scoring.statistic import Known
from services.scoring.stored import StoredPart, newest_rows
from services.scoring.turns import country_of

T = TypeVar("T")
RANGE_BYTES = 24 * 1024 * 1024
"""Bytes of a file that become one part."""
FIGURES = "figures"
"""Folder of the finished statistics within that of a run."""
TOLD = 5
"""Broken lines of a part whose place is told."""


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
    broken: Sequence[str] = ()
    """Where the first of those lines are."""


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


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Batch:
    """One run: its folder for parts, its parameters, and who does the work."""

    folder: Path
    executor: Executor
    parameters: dict[str, Parameters] = field(default_factory=dict)
    country: str | None = None
    flags: bool = True
    """Whether each raised flag is told, not only counted."""

    def run(self, files: Iterable[Path], tell: Telling = silent) -> Judged:
        """Score every process of `files`, each in its last version there."""
        return self.judge(self.read(files, tell), tell)

    def read(self, files: Iterable[Path], tell: Telling = silent) -> list[PartFile]:
        """Store the columns of every process of `files`."""
        ranges = [one for path in files for one in ranges_of(path)]
        return self.each("reading", [(store_part, (one, self.folder, self.country)) for one in ranges], tell)

    def again(self, parts: Iterable[Path], tell: Telling = silent) -> Judged:
        """Score every process of parts that were stored before, from their columns alone."""
        return self.judge(self.each("reading", [(known_part, (path,)) for path in parts], tell), tell)

    def judge(self, stored: Sequence[PartFile], tell: Telling = silent) -> Judged:
        """Score every process of stored parts."""
        whole = Judged(skipped=sum(one.skipped for one in stored))
        tasks = [
            (judge_part, (one.path, rows, self.folder, self.parameters, self.flags))
            for one, rows in zip(stored, self.compare(stored, tell), strict=True)
            if len(rows)
        ]
        for each in self.each("judging", tasks, tell):
            whole.add(each)
        return whole

    def compare(self, stored: Sequence[PartFile], tell: Telling = silent) -> list[NDArray[np.int64]]:
        """Store the figures of all processes for the workers; of each part the rows that are newest."""
        living = newest_rows(
            [StoredPart(n, one.keys, np.ones(len(one.keys), np.int32), figured=True) for n, one in enumerate(stored)]
        )
        if any(map(len, living)):
            self._keep_figures(stored, living, tell)
        return living

    def _keep_figures(self, stored: Sequence[PartFile], living: Sequence[NDArray[np.int64]], tell: Telling) -> None:
        """Finish the figures, each statistic by itself, and store them for the workers.

        Contributions never meet in one process: they are larger than anything else. Those of parts with outdated rows
        are worked out anew.
        """
        folder = self.folder / FIGURES
        folder.mkdir(exist_ok=True)
        outdated = [place for place, rows in enumerate(living) if len(rows) < len(stored[place].keys)]
        anew = self.each(
            "figures", [(contribution_of, (stored[place].path, living[place], folder)) for place in outdated], tell
        )
        contributions = [one.contribution for one in stored]
        for place, contribution in zip(outdated, anew, strict=True):
            contributions[place] = contribution
        names = statistics_of(CATALOGUE)
        self.each(
            "figures",
            [(finish_statistic, (name, [one[name] for one in contributions], folder)) for name in names],
            tell,
        )

    def each(self, step: str, tasks: Sequence[tuple[Callable[..., T], tuple[Any, ...]]], tell: Telling) -> list[T]:
        """The results of `tasks`, in their order; when one fails, those not begun are given up."""
        futures: list[Future[T]] = [self.executor.submit(work, *given) for work, given in tasks]
        try:
            tell(step, 0, len(tasks))
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                tell(step, done, len(tasks))
        except BaseException:
            for future in futures:
                future.cancel()
            raise
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
    path = folder / f"{_mark(one.path)}-{one.start:015d}.part"
    path.write_bytes(packed(part))
    broken = [_place(one, lines, number) for number in skipped[:TOLD]]
    return PartFile(path, part.processes.key, len(skipped), contribute(part, path), broken)


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


def _place(one: Range, lines: Sequence[bytes], number: int) -> str:
    """Where a line of a range is, in words."""
    return f"{one.path.name} byte {one.start + sum(len(line) + 1 for line in lines[:number])}"


def _mark(path: Path) -> str:
    """A file's name that no file of the same name in another folder has."""
    return f"{path.name[:80]}-{hashlib.sha256(bytes(path.absolute())).hexdigest()[:16]}"


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
    folder: Path,
    parameters: dict[str, Parameters],
    flags: bool,
) -> Judged:
    """Ask every indicator about these rows of a stored part, with the figures of the run in `folder`."""
    part = unpacked(path.read_bytes())
    if len(rows) < len(part):
        part = part.take(rows)
    results = _engine(msgspec.json.encode(parameters)).evaluate(part, stored_figures(folder))
    return Judged(len(part), 0, states_of(results.codes), list(_raised(results)) if flags else [])


@lru_cache(4)
def _engine(parameters: bytes) -> Engine:
    """The catalogue with these parameters, made ready once for all parts."""
    return Engine(CATALOGUE, msgspec.json.decode(parameters))


def states_of(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many processes each indicator (a row) answers with each `Code`; `codes` has an indicator in each column."""
    rows = np.ascontiguousarray(codes.T)
    return np.stack([np.count_nonzero(rows == code, axis=1) for code in Code], axis=1)


def stored_figures(folder: Path) -> dict[str, Known]:
    """The figures of the run that works in `folder`; every run has a folder of its own."""
    return figures_in(folder / FIGURES)


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
