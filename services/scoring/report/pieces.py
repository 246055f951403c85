"""What a worker tells of a part: counts, and pieces of the reports and files that were asked for.

Each function may run anywhere that sees the folder of the run, and hands back only what is small.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.scoring.advance import Scorer
from services.scoring.batch import states_of, stored_figures
from services.scoring.coverage import Coverage, coverage
from services.scoring.engine import Engine, Results
from services.scoring.indicator import Parameters
from services.scoring.indicators import CATALOGUE
from services.scoring.known import Known, Slots, plain
from services.scoring.packing import unpacked
from services.scoring.report import Format, Row, rows_known, rows_of, write_pieces
from services.scoring.report.flags import flags_in
from services.scoring.score import flags_of
from services.scoring.turns import arrivals_of, in_turn
from shared.contracts.risk import Flags

COMPARED = "file"
"""Version of figures that were computed for one run alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run shall tell beside counts."""

    folder: Path
    """Of the run: the figures are there, and pieces are written there."""
    parameters: Mapping[str, Parameters] = field(default_factory=dict)
    formats: tuple[Format, ...] = ()
    flags: bool = False
    """One line of JSON per process, with every indicator's answer."""
    now: datetime = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of a part."""

    processes: int
    states: NDArray[np.int64]
    """Processes by indicator (in the order of the catalogue) and `Code`."""
    reports: Mapping[Format, Path]
    flags: Path | None


def tell_part(path: Path, rows: NDArray[np.int64], wanted: Wanted) -> Piece:
    """Judge these rows of a stored part, each in this version alone."""
    engine = Engine(CATALOGUE, dict(wanted.parameters))
    results = _results(engine, path, rows, wanted.folder)
    states = states_of(results.codes)
    stem = path.with_suffix("")
    reports = _reports(stem, wanted)
    if reports:
        write_pieces(rows_of(engine, results, stored_figures(wanted.folder)), reports, engine)
    flags = _lines(stem, flags_in(engine, results, COMPARED, wanted.now)) if wanted.flags else None
    return Piece(len(results.part), states, reports, flags)


def tell_turns(path: Path, country: str | None, wanted: Wanted) -> Piece:
    """Judge the versions in a file of JSON Lines in turn; each process is told of once, after its last version."""
    engine = Engine(CATALOGUE, dict(wanted.parameters))
    statistics = stored_figures(wanted.folder)
    scorer = Scorer(engine, Slots.of(engine.indicators), statistics, COMPARED)
    with path.open("rb") as file:
        known = dict(in_turn(scorer, arrivals_of(((None, line) for line in file), country), wanted.now))
    states = states_of(plain(scorer.slots.matrix(list(known.values()))))
    reports = _reports(path, wanted)
    if reports:
        write_pieces(_rows(known, scorer), reports, engine)
    told = (flags_of(ocid, one, engine, scorer.slots) for ocid, one in known.items())
    flags = _lines(path, told) if wanted.flags else None
    return Piece(len(known), states, reports, flags)


def cover_part(path: Path, rows: NDArray[np.int64], wanted: Wanted) -> Coverage:
    """What these rows of a stored part can support."""
    engine = Engine(CATALOGUE, dict(wanted.parameters))
    return coverage(engine, _results(engine, path, rows, wanted.folder))


def _results(engine: Engine, path: Path, rows: NDArray[np.int64], folder: Path) -> Results:
    part = unpacked(path.read_bytes())
    if len(rows) < len(part):
        part = part.take(rows)
    return engine.evaluate(part, stored_figures(folder))


def _reports(stem: Path, wanted: Wanted) -> dict[Format, Path]:
    return {each: wanted.folder / f"{stem.name}.piece.{each}" for each in wanted.formats}


def _rows(known: Mapping[str, Known], scorer: Scorer) -> Iterator[Row]:
    for ocid, one in known.items():
        yield from rows_known(ocid, one, scorer.slots, scorer.statistics, scorer.engine)


def _lines(stem: Path, told: Iterator[Flags]) -> Path:
    path = stem.with_name(f"{stem.name}.flags.jsonl")
    with path.open("w", encoding="utf-8") as file:
        for flags in told:
            file.write(flags.model_dump_json() + "\n")
    return path
