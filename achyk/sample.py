"""`achyk sample`: make the made-up year of purchases."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from achyk.console import out, print_json, progress

DEFAULT_SEED = 2026
DEFAULT_SIZE = 1500


def command(
    folder: Annotated[Path, typer.Argument(help="Where to write the releases and truth.json.")] = Path("var/sample"),
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = DEFAULT_SEED,
    size: Annotated[int, typer.Option(min=1, help="Number of contracting processes.")] = DEFAULT_SIZE,
    gzip: Annotated[bool, typer.Option("--gzip", help="Compress the releases.")] = False,
    kilobytes: Annotated[int | None, typer.Option("--kb", min=1, help="Single releases of about this size.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Write made-up, Kyrgyz-shaped OCDS data with known patterns, and the file that says which."""
    from services.ingest.sample.commands import write_sample

    with progress() as bar:
        task = bar.add_task("making the sample", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        report = write_sample(folder, seed, size, show, compress=gzip, kilobytes=kilobytes)
    if json:
        print_json(asdict(report))
        return
    out.print(
        f"{report.processes} made-up processes, {report.releases} releases: {report.releases_file}\n"
        f"{report.dirty} dirty records and {sum(report.planted.values())} planted patterns: {report.truth_file}",
        highlight=False,
    )
