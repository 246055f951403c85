"""Achyk's own catalogue over files: a table, answers per process, or a report."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from achyk.console import out
from achyk.score import destination
from achyk.score.choice import Choice, Output
from achyk.score.intake import Run, taken_in
from achyk.score.telling import tell_losses
from shared.errors import Refused

if TYPE_CHECKING:
    from services.scoring.engine import Engine
    from services.scoring.report import Format
    from services.scoring.report.pieces import Piece

LONGEST_NAME = 500
"""Characters of the sources' names in a report's header."""


def score(choice: Choice) -> None:
    """Judge what `choice` names, and write what it asks for."""
    from services.scoring.report.pieces import Wanted, tell_part, tell_turns

    now = datetime.now(UTC)
    with taken_in(choice) as run:
        tell_losses(run.intake)
        if not run.processes:
            raise Refused("empty", f"Nothing in {choice.name} could be read as OCDS data.")
        formats = _formats(choice)
        wanted = Wanted(run.intake.folder, choice.parameters, formats, choice.flags, now=now)
        pieces: list[Piece] = run.batch.each("judging", run.every(tell_part, tell_turns, wanted), run.intake.tell)
        if choice.flags:
            destination.copy([piece.flags for piece in pieces if piece.flags], choice.out)
        elif formats:
            _report(choice, run, pieces, formats[0], now)
        else:
            _table(choice, pieces, run.processes)


def _formats(choice: Choice) -> "tuple[Format, ...]":
    from services.scoring.report import Format

    if choice.flags or choice.output is Output.TABLE:
        return ()
    return (
        {
            Output.JSON: Format.JSON_LINES,
            Output.CSV: Format.CSV,
            Output.PARQUET: Format.PARQUET,
            Output.MARKDOWN: Format.MARKDOWN,
        }[choice.output],
    )


def _report(choice: Choice, run: Run, pieces: "Sequence[Piece]", kind: "Format", now: datetime) -> None:
    from services.scoring.engine import Engine
    from services.scoring.indicators import CATALOGUE
    from services.scoring.report import Header, put_together

    engine = Engine(CATALOGUE, choice.parameters)
    header = Header(now, choice.name[:LONGEST_NAME], _rules(engine), run.processes)
    path = choice.out or run.intake.folder / "report"
    try:
        put_together((piece.reports for piece in pieces), header, {kind: path}, engine, language=choice.language)
    except OSError as error:
        raise Refused("not_writable", f"{path} cannot be written: {error.strerror}.") from error
    if choice.out is None:
        destination.copy([path], None)


def _rules(engine: "Engine") -> str:
    """A mark of the catalogue: the version of Achyk, and a digest of all rules with their parameters."""
    from importlib.metadata import version

    from services.scoring.rules import rules_of

    return f"achyk {version('achyk')}, rules {rules_of(engine)[:12]}"


def _table(choice: Choice, pieces: "Sequence[Piece]", processes: int) -> None:
    from rich.table import Table

    shown = Table(
        *("indicator", "", "raised", "clear", "not computable", "not applicable"),
        title=f"{processes} contracting processes",
    )
    for row in _rows(choice, pieces):
        shown.add_row(*map(str, row))
    out.print(shown)
    out.print("A flag is a risk indicator, not proof. Not computable is not clear.")


def _rows(choice: Choice, pieces: "Sequence[Piece]") -> list[list[Any]]:
    from services.scoring.catalogue import filled
    from services.scoring.engine import Engine
    from services.scoring.indicator import Code, State
    from services.scoring.indicators import CATALOGUE

    engine = Engine(CATALOGUE, choice.parameters)
    states = sum(piece.states for piece in pieces)
    of_state = {state: [code for code in Code if code and code.state is state] for state in State}
    return [
        [
            one.id,
            filled(one.title, one.words(engine.parameters[one.id])).in_language(choice.language),
            *(int(states[place, of_state[state]].sum()) for state in State),  # type: ignore[index]
        ]
        for place, one in enumerate(CATALOGUE)
    ]
