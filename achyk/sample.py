"""`achyk sample`: make the made-up year of purchases."""

from pathlib import Path
from typing import Annotated

import typer

from achyk.console import out, print_json, progress

DEFAULT_SEED = 2026
DEFAULT_SIZE = 1500


def command(
    folder: Annotated[Path, typer.Argument(help="Where to write sample.jsonl and truth.json.")] = Path("var/sample"),
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = DEFAULT_SEED,
    size: Annotated[int, typer.Option(min=1, help="Number of contracting processes.")] = DEFAULT_SIZE,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Write made-up, Kyrgyz-shaped OCDS data with known patterns, and the file that says which."""
    from services.ingest.sample.commands import write_sample

    with progress() as bar:
        task = bar.add_task("making the sample", total=size)
        report = write_sample(folder, seed, size, lambda done: bar.update(task, completed=done))
    if json:
        print_json(report)
    else:
        out.print(report)
