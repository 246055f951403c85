"""`--profile mkrai`: what the official Kyrgyz application (MKRAI) would show, with its traps, to compare with."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from achyk.console import err, out
from achyk.score import destination
from achyk.score.bar import steps
from achyk.score.choice import Choice, Output
from achyk.score.inputs import all_compiled, files_of, opened
from achyk.score.intake import Intake
from achyk.score.telling import tell_losses
from achyk.score.versions import history_in
from achyk.score.workers import run_folder
from shared.errors import Refused

if TYPE_CHECKING:
    from services.scoring.batch import Telling

Row = Mapping[str, Any]
NOTE = (
    "1 raised, 0 not, -1 incorrect or not applicable, empty or a dot: never looked at. "
    "A flag is a risk indicator, not proof."
)


def score(choice: Choice, today: date | None) -> None:
    """Print the sixteen values, the weight and the level of every Kyrgyz tender."""
    from services.scoring.amounts import BISHKEK
    from services.scoring.mkrai.run import official

    today = today or datetime.now(BISHKEK).date()
    with run_folder(choice.folder) as folder, steps() as tell:
        intake = Intake(folder, tell)
        others: set[str] = set()
        found = official(_kyrgyz(_versions(choice, intake), others, tell), today)
    tell_losses(intake)
    if others:
        count = "1 process is" if len(others) == 1 else f"{len(others)} processes are"
        err.print(f"{count} not of the Kyrgyz system, and passed over.", highlight=False)
    if not found:
        raise Refused("empty", f"There is no tender of the Kyrgyz system in {choice.name}.")
    _write([_row(one) for one in found.values()], choice)


def _versions(choice: Choice, intake: Intake) -> Iterator[tuple[str, bytes | None]]:
    files = files_of(choice.sources, intake.folder)
    intake.compiled = all_compiled(files) if choice.compiled is None else choice.compiled
    if intake.compiled:
        return _lines(files, intake)
    return history_in(files, "kg", intake.refused, losses=True)


def _lines(files: list[Path], intake: Intake) -> Iterator[tuple[str, bytes | None]]:
    """Compiled releases as they stand in the files, every one a version."""
    from services.scoring.decoding import UnreadableError, decode_release

    for file in files:
        with opened(file) as lines:
            for number, line in enumerate(lines, 1):
                try:
                    ocid = decode_release(line).ocid if not line.isspace() else None
                except UnreadableError:
                    ocid = ""
                if ocid:
                    yield ocid, line
                elif not line.isspace():
                    intake.refused.append(f"{file.name} line {number}: no contracting process")


def _kyrgyz(
    versions: Iterator[tuple[str, bytes | None]], others: set[str], tell: "Telling"
) -> Iterator[tuple[str, bytes | None]]:
    from services.ingest.kyrgyz_tables import speaks_kyrgyz

    for number, version in enumerate(versions, 1):
        if number % 100 == 1:
            tell("taking in", number, 0)
        if speaks_kyrgyz(version[0]):
            yield version
        else:
            others.add(version[0])


def _row(one: Any) -> Row:  # noqa: ANN401 - of a module that is loaded late
    values = {f"mkrai_{number:02d}": value for number, value in one.values.items()}
    return {"ocid": one.ocid, **values, "weight": one.weight, "level": one.level, "bad_quality": one.bad_quality}


def _write(rows: list[Row], choice: Choice) -> None:
    match choice.output:
        case Output.TABLE:
            _print(rows)
        case Output.JSON:
            lines = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
            destination.put(choice.out, lines)
        case Output.CSV:
            destination.put(choice.out, _csv(rows))
        case Output.MARKDOWN:
            destination.put(choice.out, _markdown(rows))
        case Output.PARQUET:
            destination.write(choice.out, lambda file: _parquet(file, rows))


def _print(rows: list[Row]) -> None:
    """One line per tender that no terminal cuts off."""
    head, *lines = [
        [name.removeprefix("mkrai_") for name in rows[0]],
        *([_cell(v) or "." for v in row.values()] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    for line in (head, *lines):
        told = "  ".join(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))
        out.print(f"{line[0].ljust(widths[0])}  {told}", soft_wrap=True, highlight=False)
    out.print(f"{len(rows)} tenders. {NOTE}", highlight=False)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _csv(rows: list[Row]) -> bytes:
    from services.scoring.report.tables import safe

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([safe(value) if isinstance(value, str) else value for value in row.values()])
    return ("\ufeff" + text.getvalue()).encode()


def _markdown(rows: list[Row]) -> bytes:
    from services.scoring.report.markdown import escaped

    lines = [
        list(rows[0]),
        ["---"] * len(rows[0]),
        *([escaped(_cell(value)) for value in row.values()] for row in rows),
    ]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{NOTE}\n\n{table}\n".encode()


def _parquet(file: BinaryIO, rows: list[Row]) -> None:
    from services.scoring.report.tables import imported

    imported("parquet").write_table(imported().Table.from_pylist(rows), file)
