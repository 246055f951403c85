"""What parts contribute to the figures, on disk between the reading of a history and its judging.

Contributions never meet in one process: together they are larger than anything else. Each statistic is joined and
finished by itself, wherever there is a free core.
"""

import pickle
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.scoring.figures import partials, statistics_of
from services.scoring.indicators import CATALOGUE
from services.scoring.packing import unpacked
from services.scoring.part import Part
from services.scoring.statistic import Columns, Known

Place = tuple[Path, int, int]
"""A file, and from where to where in it, in bytes."""
_JOINED_ROWS = 500_000
"""Rows of one statistic that wait before they are joined, so that memory does not grow with the number of parts."""


def contribute(part: Part, path: Path) -> dict[str, Place]:
    """Write what a part contributes to each statistic into a file beside `path`."""
    places = {}
    target = path.with_suffix(".figures")
    with target.open("wb") as file:
        for name, columns in partials(statistics_of(CATALOGUE), part).items():
            start = file.tell()
            pickle.dump(columns, file, pickle.HIGHEST_PROTOCOL)
            places[name] = target, start, file.tell()
    return places


def contribution_of(path: Path, rows: NDArray[np.int64], folder: Path) -> dict[str, Place]:
    """Write what these rows of a stored part contribute into `folder`."""
    return contribute(unpacked(path.read_bytes()).take(rows), folder / path.name)


def finish_statistic(name: str, places: Sequence[Place], folder: Path) -> None:
    """Join what all parts contribute to one statistic, finish it and store it in `folder`."""
    statistic = statistics_of(CATALOGUE)[name]
    waiting: list[Columns] = []
    rows, limit = 0, _JOINED_ROWS
    for path, start, stop in places:
        with path.open("rb") as file:
            file.seek(start)
            waiting.append(pickle.loads(file.read(stop - start)))  # noqa: S301 - written by this very run
        rows += _rows(waiting[-1])
        if rows > limit:
            waiting = [statistic.joined(waiting)]
            rows = _rows(waiting[0])
            limit = max(_JOINED_ROWS, 2 * rows)
    waiting = [statistic.joined(waiting)]
    found = replace(
        statistic.finish(waiting.pop()), version="file"
    )  # nothing keeps here what is no longer needed there
    with (folder / f"{name}.known").open("wb") as file:
        pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)


def _rows(columns: Columns) -> int:
    return len(next(iter(columns.values())))


@lru_cache(1)
def figures_in(folder: Path) -> dict[str, Known]:
    """The finished statistics that are stored in a folder."""
    found: dict[str, Known] = {}
    for path in sorted(folder.glob("*.known")):
        with path.open("rb") as file:
            found[path.stem] = pickle.load(file)  # noqa: S301 - written by this very run
    return found
