"""`achyk ingest`: bring data in, and look at what came in."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
import uvloop
from rich.table import Table

from achyk.console import err, out, print_json, progress
from shared import telemetry
from shared.collector import calm_collector
from shared.errors import AchykError
from shared.settings import ServiceSettings

if TYPE_CHECKING:
    from services.ingest.commands import IngestReport
    from services.ingest.pipeline import Progress
    from shared.contracts.tender import IngestStatus, Quarantine

STATUS = "status"
QUARANTINE = "quarantine"
NEWEST = 5
"""Refused pieces that `status` names beside the counts."""


def command(
    source: Annotated[
        str,
        typer.Argument(
            help="A file, a folder, a web address, `kyrgyzstan` for the national system, `-` for standard input; "
            "or `status`, or `quarantine`, to look at what came in. (A file of such a name: `./status`.)"
        ),
    ],
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code to overrule what the data say, e.g. kg.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How much of the quarantine to list.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Read OCDS data in (releases, records, packages; JSON, JSON Lines, gzip), or show what came in.

    What was read before publishes nothing again; what is broken goes to quarantine and stops nothing else.
    """
    if source == STATUS:
        _status(json)
    elif source == QUARANTINE:
        _quarantine(limit, json)
    else:
        _take_in(source, country, json)


def _take_in(source: str, country: str | None, json: bool) -> None:
    calm_collector()
    traces = telemetry.start_traces("ingest", ServiceSettings())
    try:
        report = uvloop.run(_ingest(source, country))
    finally:
        traces.shutdown()
    if json:
        print_json(asdict(report))
        return
    out.print(
        f"{report.releases} releases read in {report.seconds:.1f} s, {report.new_releases} of them new: "
        f"{report.events} events; {report.quarantined} pieces in quarantine.",
        highlight=False,
    )
    for reason, count in sorted(report.reasons.items()):
        out.print(f"  {reason}: {count}", highlight=False)


async def _ingest(source: str, country: str | None) -> "IngestReport":
    from services.ingest.commands import ingest

    with progress() as bar:
        task = bar.add_task("releases read", total=None)

        def show(done: "Progress") -> None:
            bar.update(task, completed=done.releases, description=f"releases read, {done.quarantined} refused")

        report = await ingest(source, on_progress=show, country=country)
    await _wake_the_relay()
    return report


async def _wake_the_relay() -> None:
    """Spare the running service its next look at the outbox; without one the events wait there."""
    from achyk.connection import connected  # the broker's client, which reading does not wait for
    from shared.relay import wake_subject

    try:
        async with connected() as bus:
            await bus.announce(wake_subject("ingest"), b"")
    except AchykError:
        err.print("No broker answers now; the events are kept and go out when ingest runs.")


def _status(json: bool) -> None:
    found, newest = asyncio.run(_state())
    if json:
        refused = [each.model_dump(mode="json") for each in newest.items]
        print_json(found.model_dump(mode="json") | {"newest_quarantined": refused})
        return
    out.print(
        f"{found.processes} contracting processes from {found.releases} releases; "
        f"{found.quarantined} pieces in quarantine; {found.unsent} events not yet published.",
        highlight=False,
    )
    for reason, count in sorted(found.by_reason.items()):
        out.print(f"  {reason}: {count}", highlight=False)
    if found.sources:
        table = Table("source", "releases", "read", "cursor")
        for each in found.sources:
            table.add_row(each.source, str(each.releases), str(each.read or ""), each.cursor or "")
        out.print(table)
    if newest.items:
        _print_refused(newest)


async def _state() -> "tuple[IngestStatus, Quarantine]":
    from services.ingest.commands import quarantine, status

    return await status(), await quarantine(NEWEST)


def _quarantine(limit: int, json: bool) -> None:
    from services.ingest.commands import quarantine

    found = asyncio.run(quarantine(limit))
    if json:
        print_json(found.model_dump(mode="json"))
        return
    _print_refused(found)


def _print_refused(found: "Quarantine") -> None:
    table = Table("file", "position", "reason", "detail", title=f"{len(found.items)} of {found.total}, newest first")
    for each in found.items:
        table.add_row(each.file, each.position, each.reason, each.detail)
    out.print(table)
