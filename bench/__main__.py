"""Run all measurements, or those named: `python -m bench floors latency`; the names are in `MEASUREMENTS`."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import cardinal, cases, chain, floors, ledger, letters, live, patterns, scoring, startup, triage
from bench.report import Figure, publish

MEASUREMENTS: dict[str, Callable[[Path], Awaitable[list[Figure]]]] = {
    "floors": floors.measure,
    "latency": chain.latency,
    "throughput": chain.throughput,
    "startup": startup.measure,
    "cardinal": cardinal.measure,
    "live": live.measure,
    "cost": live.cost,
    "scoring": scoring.measure,
    "patterns": patterns.measure,
    "ledger": ledger.measure,
    "cases": cases.measure,
    "letters": letters.measure,
    "triage": triage.measure,
}


async def _run(names: list[str]) -> list[Figure]:
    figures: list[Figure] = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix=f"achyk-bench-{name}-") as folder:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            figures += await MEASUREMENTS[name](Path(folder))
    return figures


def main() -> None:
    """Measure, print and write down."""
    names = sys.argv[1:] or list(MEASUREMENTS)
    unknown = set(names) - MEASUREMENTS.keys()
    if unknown:
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}")
    publish(asyncio.run(_run(names)))


if __name__ == "__main__":
    main()
