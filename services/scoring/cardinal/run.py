"""Cardinal's indicators over a file: cut into parts, one process for each, put together in the order of the file."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from pathlib import Path
from typing import Any, NamedTuple

from services.scoring.cardinal.lines import Part, batches, parts
from services.scoring.cardinal.settings import ALL, Settings
from services.scoring.cardinal.state import State
from shared.errors import AchykError

SMALL = 8 << 20
"""Bytes below which another process costs more than it saves."""

Progress = Callable[[int, int], None]


class Answer(NamedTuple):
    """What is known of a file."""

    results: dict[str, Any]
    """The output of `ocdscardinal indicators`. Equal values may be one object: read only."""
    unreadable: int
    """Lines that are neither blank nor a JSON object."""


class WorkerLost(AchykError):
    """A process ended before it had answered."""


def run(
    path: Path,
    settings: Settings = ALL,
    workers: int | None = None,
    on_progress: Progress = lambda done, total: None,
) -> Answer:
    """All results for a file of JSON Lines of compiled releases, whatever is in it.

    `workers`: processes, by default one for each core. `on_progress(done, total)`: bytes. Raises OSError when the file
    cannot be read.
    """
    size = path.stat().st_size
    count = min(workers or os.cpu_count() or 1, size // SMALL + 1)
    with _no_collecting():
        state = fold_parts(parts(path, count), settings, lambda done: on_progress(done, size))
        return Answer(state.results(), state.unreadable)


def fold_parts(
    cut: Sequence[Part],
    settings: Settings,
    on_progress: Callable[[int], None] = lambda done: None,
    *,
    apart: bool = True,
) -> State:
    """The state after some consecutive parts, each in a process of its own or, not `apart`, one after another here.

    Without a main currency in the settings, it is the first one in the first part that has any; parts that met another
    one first are read again.
    """
    fold = _in_processes if apart and len(cut) > 1 else _here
    states = fold(cut, settings, None, on_progress)
    main = next((state.currency for state in states if state.currency is not None), None)
    again = [number for number, state in enumerate(states) if state.currency not in (None, main)]
    if again:
        for number, state in zip(again, fold([cut[n] for n in again], settings, main, on_progress), strict=True):
            states[number] = state
    whole, *later = states or [State(settings)]
    for state in later:
        whole.merge(state)
    return whole


def _here(
    cut: Sequence[Part], settings: Settings, currency: str | None, on_progress: Callable[[int], None]
) -> list[State]:
    return [_fold(part, settings, currency, on_progress) for part in cut]


def _fold(part: Part, settings: Settings, currency: str | None, on_progress: Callable[[int], None]) -> State:
    state = State(settings, currency)
    done = 0
    with _no_collecting():
        for batch in batches(part):
            state.fold(batch.releases)
            state.unreadable += batch.unreadable
            done += batch.size
            on_progress(done)
    return state


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Nothing here is circular, and there is much of it: the collector would look in vain, again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _in_processes(
    cut: Sequence[Part], settings: Settings, currency: str | None, on_progress: Callable[[int], None]
) -> list[State]:
    """The first part is read in this process, which would only wait otherwise."""
    first, *others = cut
    crew = Crew(others, settings, currency, on_progress)
    try:
        state = _fold(first, settings, currency, _now_and_then(crew.tell))
        return [state, *crew.states()]
    finally:
        crew.dismiss()


class Crew:
    """Processes that read a part each, and say from time to time how far they are."""

    def __init__(
        self, cut: Sequence[Part], settings: Settings, currency: str | None, on_progress: Callable[[int], None]
    ) -> None:
        context = _context()
        self._on_progress = on_progress
        self._processes, self._pipes = [], []
        self._done, self._here = [0] * len(cut), 0
        self._states: dict[int, State] = {}
        for part in cut:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(theirs, part, settings, currency), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(ours)

    def tell(self, done: int) -> None:
        """Pass on how far they are, with the bytes `done` beside them."""
        self._here = done
        self._listen(0)

    def states(self) -> list[State]:
        """Wait for all of them."""
        while len(self._states) < len(self._pipes):
            self._listen(None)
        return [self._states[number] for number in range(len(self._pipes))]

    def dismiss(self) -> None:
        """End those that are still at work."""
        for process in self._processes:
            process.terminate()
            process.join()

    def _listen(self, seconds: float | None) -> None:
        for pipe in wait([pipe for number, pipe in enumerate(self._pipes) if number not in self._states], seconds):
            number = self._pipes.index(pipe)  # type: ignore[arg-type]  # `wait` answers with those it got
            try:
                said = self._pipes[number].recv()
            except EOFError:
                raise WorkerLost("A process ended before its part was read: was there enough memory?") from None
            if isinstance(said, State):
                self._states[number] = said
            else:
                self._done[number] = said
        self._on_progress(self._here + sum(self._done))


def _now_and_then(tell: Callable[[int], None]) -> Callable[[int], None]:
    """Not at every block."""
    told = 0

    def sometimes(done: int) -> None:
        nonlocal told
        if done - told >= SMALL:
            told = done
            tell(done)

    return sometimes


def _context() -> ForkContext | SpawnContext:
    """Forking is faster, and safe where nothing else runs in this process."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork") if alone else multiprocessing.get_context("spawn")


def _work(pipe: Connection, part: Part, settings: Settings, currency: str | None) -> None:
    """In the other process: say how far one is from time to time, then hand over the state."""
    pipe.send(_fold(part, settings, currency, _now_and_then(pipe.send)))
