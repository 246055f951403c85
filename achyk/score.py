"""`achyk score`: risk indicators over a file, on this machine, without any server."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from achyk.console import err, out, print_json, progress
from shared.errors import Refused

if TYPE_CHECKING:
    from services.ingest.prepare import Taken


class Profile(StrEnum):
    """By whose rules."""

    ACHYK = "achyk"
    CARDINAL = "cardinal"


class Output(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"


def command(
    file: Annotated[
        Path, typer.Argument(help="OCDS releases, records or packages; JSON, JSON Lines, gzip.", exists=True)
    ],
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code to overrule what the data say, e.g. kg.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON line per process, with every indicator's answer.")
    ] = False,
    profile: Annotated[
        Profile,
        typer.Option(help="cardinal: the answers of OCP's Cardinal, for a file of JSON Lines of compiled releases."),
    ] = Profile.ACHYK,
    output: Annotated[Output | None, typer.Option(help="json is the same as --json; cardinal has no table.")] = None,
    settings: Annotated[
        Path | None, typer.Option(help="cardinal: JSON with the sections of its settings.ini.", exists=True)
    ] = None,
    workers: Annotated[int | None, typer.Option(help="cardinal: processes; one per core.", min=1)] = None,
) -> None:
    """Check, merge and normalise the file as ingest does, then score it; a table, or JSON Lines for a program.

    A flag is a risk indicator, not proof; *not computable* is not *clear*.
    """
    if profile is Profile.CARDINAL:
        if output is Output.TABLE or country:
            raise Refused("invalid", "The cardinal profile prints JSON, and knows no countries.")
        _cardinal(file, settings, workers)
    elif settings or workers:
        raise Refused("invalid", "--settings and --workers belong to --profile cardinal.")
    else:
        _achyk(file, country, json=json or output is Output.JSON)


def _cardinal(file: Path, settings: Path | None, workers: int | None) -> None:
    """Print what `ocdscardinal indicators` prints for this file."""
    import msgspec

    from services.scoring.cardinal.run import run
    from services.scoring.cardinal.settings import ALL, read_settings

    chosen = read_settings(settings.read_bytes()) if settings else ALL
    with _bytes_read() as on_progress:
        answer = run(file, chosen, workers, on_progress)
    if answer.unreadable:
        typer.echo(f"{answer.unreadable} lines are no JSON objects and were passed over.", err=True)
    typer.echo(msgspec.json.encode(answer.results))


@contextmanager
def _bytes_read() -> Iterator[Callable[[int, int], None]]:
    """A bar for people who watch; drawn by hand, since a thread would stand in the way of new processes."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with progress(by_itself=False) as bar:
        task = bar.add_task("reading", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done >> 20, total=total >> 20, refresh=True)

        yield tell


def _achyk(file: Path, country: str | None, *, json: bool) -> None:
    from services.scoring.commands import score_processes, table

    refused: list[str] = []
    with progress() as bar:
        task = bar.add_task("reading", total=None)
        versions = list(versions_in(file, country, refused))
        bar.update(task, description="scoring", total=len(versions))
        answers = dict(score_processes(bar.track(versions, task_id=task), country=country))
    if json:
        for flags in answers.values():
            print_json(flags.model_dump(mode="json"))
    if refused:
        err.print(
            f"{len(refused)} pieces were refused: {'; '.join(refused[:5])}{' …' if len(refused) > 5 else ''}",
            highlight=False,
        )
    if not answers:
        raise Refused("empty", f"Nothing in {file} could be read as OCDS data.")
    if not json:
        _print(table(answers.items()), len(answers))


def _print(rows: list[dict[str, object]], count: int) -> None:
    from rich.table import Table

    shown = Table(
        "indicator", "", "raised", "clear", "not computable", "not applicable", title=f"{count} contracting processes"
    )
    for row in rows:
        shown.add_row(
            *(str(row[key]) for key in ("indicator", "title", "raised", "clear", "not_computable", "not_applicable"))
        )
    out.print(shown)
    out.print("A flag is a risk indicator, not proof. Not computable is not clear.")


def versions_in(file: Path, country: str | None, refused: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each version of each process of `file`, compiled and normalised; what is refused goes to `refused`, in words.

    Kyrgyz releases are versions already; those of other publishers are steps, merged when all were read.
    """
    from services.ingest.kyrgyz_tables import speaks_kyrgyz
    from services.ingest.merge import Unmergeable
    from services.ingest.process import Process, merged, replaced

    processes: dict[str, Process] = {}
    steps: dict[str, list[Taken]] = {}
    for taken in _releases(file, refused):
        process = processes.setdefault(taken.ocid, Process(taken.ocid))
        if speaks_kyrgyz(taken.ocid):
            yield from ((taken.ocid, version.body) for version in replaced(process, taken, country))
        else:
            steps.setdefault(taken.ocid, []).append(taken)
    for ocid, releases in steps.items():
        try:
            yield from ((ocid, version.body) for version in merged(processes[ocid], [], releases, country))
        except Unmergeable as error:
            refused.append(f"{ocid}: {error}")


def _releases(file: Path, refused: list[str]) -> "Iterator[Taken]":
    from services.ingest.prepare import prepare
    from services.ingest.read import Broken, Reader

    def opened() -> BinaryIO:
        return file.open("rb")

    for piece in Reader(opened):
        for item in prepare(piece):
            if isinstance(item, Broken):
                refused.append(f"{item.position}: {item.reason}")
            else:
                yield item
