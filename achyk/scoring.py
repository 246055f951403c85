"""`achyk scoring`: look after what scoring keeps."""

import asyncio

import typer

from achyk.connection import connected
from achyk.console import out
from shared import topology

app = typer.Typer(help="What scoring keeps: figures of all processes, answers.", no_args_is_help=True)


@app.command("recompute")
def recompute() -> None:
    """Compute the figures of all processes now, and ask again what rests on them. The service does so by itself."""
    from services.scoring.app import recompute as run

    done = asyncio.run(run())
    out.print(
        f"{done.processes} processes, figures {done.version}; answers changed in {done.changed} of them.",
        highlight=False,
    )


@app.command("rebuild")
def rebuild() -> None:
    """Forget every answer and read all tender events from the beginning of the stream again.

    The running services do the work. Readers of the stream know what is told again and tell nobody twice.
    """
    from services.scoring.app import forget

    async def run() -> int:
        async with connected() as bus:
            copies = (await bus.js.stream_info(topology.SCORING_TENDERS.stream)).config.num_replicas or 1
            partitions = await topology.forget_scoring(bus.js) or 1
            await forget()
            async for _ in topology.apply(bus.js, replicas=copies, partitions=partitions):
                pass
            return (await bus.js.stream_info(topology.SCORING_TENDERS.stream)).state.messages

    out.print(f"{asyncio.run(run())} events are read again.", highlight=False)
