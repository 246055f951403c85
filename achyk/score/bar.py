"""How far a run is, for people who watch."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.scoring.batch import Telling


@contextmanager
def steps() -> "Iterator[Telling]":
    """A bar on standard error for each step, while somebody watches. A total of 0 is one that is not known.

    It is drawn by hand, since a thread would stand in the way of new processes.
    """
    if not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    from achyk.console import progress  # only where it is drawn: it takes a tenth of a second to load

    with progress(by_itself=False) as bar:
        tasks: dict[str, int] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=None)
            bar.update(tasks[step], completed=done, total=total or None, refresh=True)  # type: ignore[arg-type]

        yield tell
