"""`achyk topology`: make the broker's streams and consumers what the table says."""

import asyncio
from typing import Annotated

import typer
from rich.text import Text

from achyk.connection import connected
from achyk.console import out
from shared import topology

app = typer.Typer(help="Streams, consumers and buckets.", no_args_is_help=True)


def scoring_partitions() -> int:
    """In how many partitions scoring is to read, as its own setting says."""
    from services.scoring.settings import Settings

    return Settings().partitions


@app.command("apply")
def apply(
    replicas: Annotated[int, typer.Option(min=1, max=5, help="Copies of each stream in a cluster.")] = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what differs.")] = False,
) -> None:
    """Apply the table; says what it changed and can be repeated.

    ACHYK_SCORING_PARTITIONS says in how many partitions scoring reads.
    """
    partitions = scoring_partitions()

    async def run() -> list[str]:
        async with connected() as bus:
            return [
                line async for line in topology.apply(bus.js, replicas=replicas, partitions=partitions, dry_run=dry_run)
            ]

    lines = asyncio.run(run())
    for line in lines:
        out.print(line, highlight=False)
    out.print("Nothing differs." if not lines else f"{len(lines)} difference(s){' found' if dry_run else ' settled'}.")


@app.command("show")
def show() -> None:
    """The table of streams and consumers."""
    partitions = scoring_partitions()
    for stream in topology.streams(partitions):
        kept = (
            "until acknowledged"
            if stream.work_queue
            else f"{stream.max_age / 86400:.0f} days"
            if stream.max_age
            else "for ever"
        )
        out.print(Text.assemble((stream.name, "bold"), f" {' '.join(stream.subjects)} — {stream.purpose}; kept {kept}"))
        for consumer in topology.consumers(partitions):
            if consumer.stream == stream.name:
                out.print(f"  {consumer.name}  {consumer.subject}", highlight=False)
