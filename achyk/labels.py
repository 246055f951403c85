"""`achyk labels`: what members said of pairs of tenders, without the members."""

import asyncio
import csv
import io
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from achyk.console import out, print_json

app = typer.Typer(help="Which of two tenders deserves a check first: what members said.", no_args_is_help=True)


@app.callback()
def labelling() -> None:
    """Which of two tenders deserves a check first: what members said."""


@app.command("show")
def show(json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False) -> None:
    """Counts, agreement of the raters, and how often they chose the tender with the higher score."""
    from services.community.commands import labels
    from services.community.labels import summary

    found = summary(asyncio.run(labels()))
    if json:
        print_json(asdict(found))
        return
    lines = [
        f"{found.answers} answers to {found.pairs} pairs by {found.raters} raters.",
        f"Gold pairs: {found.gold_right} of {found.gold_answers} answers name the expected tender.",
        f"Careless raters: {found.careless}; {found.left_out} answers are left out of what follows.",
        f"Rated twice: {found.twice} pairs, {found.alike} with the same answer; Cohen's kappa: {_number(found.kappa)}.",
        f"Higher score chosen: {found.higher} of {found.decided} pairs on which the answers that choose are of one mind"
        + (f", 95 % interval {_number(found.lower_end)} to {_number(found.upper_end)}." if found.decided else "."),
    ]
    for line in lines:
        out.print(line, highlight=False)


@app.command("export")
def export(file: Annotated[Path, typer.Argument(help="Where to write; - for the terminal.")]) -> None:
    """Write the answered pairs as CSV, without members and times."""
    from services.community.commands import labels
    from services.community.labels import COLUMNS, rows

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows(asyncio.run(labels())))
    if str(file) == "-":
        typer.echo(text.getvalue(), nl=False)
    else:
        file.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


def _number(value: float | None) -> str:
    return "not computable" if value is None else f"{value:.2f}"
