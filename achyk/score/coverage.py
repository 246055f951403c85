"""`achyk score coverage FILE`: which indicators the data can support, and which field is missing for the others."""

from typing import TYPE_CHECKING

import msgspec

from achyk.console import out
from achyk.score import destination
from achyk.score.choice import Choice, Output
from achyk.score.intake import taken_in
from achyk.score.telling import tell_losses
from shared.errors import Refused

if TYPE_CHECKING:
    from services.scoring.coverage import Coverage


def cover(choice: Choice) -> None:
    """Tell what the newest version of each process can support."""
    if choice.output not in (Output.TABLE, Output.JSON):
        raise Refused("invalid", "The coverage of a data set is told as a table or as JSON.")
    from datetime import UTC, datetime

    from services.scoring.coverage import added
    from services.scoring.report.pieces import Wanted, cover_part

    with taken_in(choice) as run:
        tell_losses(run.intake)
        if not run.processes:
            raise Refused("empty", f"Nothing in {choice.name} could be read as OCDS data.")
        wanted = Wanted(run.intake.folder, choice.parameters, now=datetime.now(UTC))
        found = added(run.batch.each("judging", run.newest(cover_part, wanted), run.intake.tell))
    if choice.output is Output.JSON:
        content = {
            "processes": found.processes,
            "indicators": list(found.rows(choice.language)),
            "missing_fields": [{"path": path, "indicators": count} for path, count in found.missing_fields()],
            "fields": list(found.field_rows()),
        }
        destination.put(choice.out, msgspec.json.encode(content) + b"\n")
    else:
        _print(found, choice)


def _print(found: "Coverage", choice: Choice) -> None:
    from rich.table import Column, Table

    shown = Table(
        *("indicator", "", "support", "computable", "asked", Column("most often missing", overflow="fold"), "in"),
        title=f"What the data of {found.processes} contracting processes can support",
    )
    for row in found.rows(choice.language):
        told = [row[key] for key in ("indicator", "title", "support", "computable", "asked")]
        shown.add_row(*map(str, told), row["missing"] or "", str(row["missing_processes"] or ""))
    out.print(shown)
    fields = Table(Column("field", overflow="fold"), "indicators that miss it most often")
    for path, count in found.missing_fields():
        fields.add_row(path, str(count))
    out.print(fields)
    out.print("A low share says something about the data, not about those who buy.")
