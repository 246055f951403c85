"""The risk engine with its whole catalogue: live, over a file, and over stored columns of two million processes.

Live figures are CPU time of one process; the others are seconds of a clock, with as many workers as there are cores.
"""

import asyncio
import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from bench.releases import write_releases
from bench.report import Figure, percentile
from services.scoring.advance import Scorer
from services.scoring.batch import Batch, Range, ranges_of, store_part
from services.scoring.decoding import decode_release
from services.scoring.engine import Engine
from services.scoring.extract import Arrival, extract
from services.scoring.figures import figures_of
from services.scoring.indicators import CATALOGUE
from services.scoring.known import Slots
from services.scoring.packing import packed, unpacked
from shared.collector import calm_collector

PROCESSES = 40_000
LIVE, BATCH, SINGLES = 10_000, 500, 200
FEW, MANY = 200_000, 2_000_000
WORKERS, ROUNDS = 2, 3


async def measure(folder: Path) -> list[Figure]:
    """Each kind of work in a process of its own, so that the memory is its own too."""
    file = write_releases(folder / "releases.jsonl", PROCESSES)
    live = await _apart("live", file)
    runs = [(await _apart("decode", file), await _apart("file", file)) for _ in range(ROUNDS)]
    bare, whole = (PROCESSES / min(run[place]["seconds"] for run in runs) for place in (0, 1))
    few, many = await _apart("stored", file, FEW), await _apart("stored", file, MANY)
    grown = many["seconds"] / few["seconds"] / (MANY / FEW)
    return [
        Figure("engine alone, batches of 500, from JSON", live["rate"], "events/s", ">= 30000"),
        Figure("the same without decoding", live["bare_rate"], "events/s"),
        Figure("evaluating a part of one process, median", live["median"], "ms", "<= 3"),
        Figure("the same, p99", live["p99"], "ms"),
        Figure("whole catalogue over a file", whole, "processes/s", ">= 40000", bare, "typed decoding"),
        Figure(f"over stored columns of {MANY:,} processes", many["seconds"], "s", "<= 10"),
        Figure(f"over stored columns of {FEW:,} processes", few["seconds"], "s"),
        Figure("seconds per process, the many over the few", grown, "times"),
        Figure("memory of all processes together, at most", many["megabytes"], "MB", "<= 1000"),
    ]


async def _apart(what: str, file: Path, size: int = 0) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.scoring", what, str(file), str(size)), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"measuring {what} failed")
    found: dict[str, float] = json.loads(out)
    return found


def live(file: Path, _: int) -> dict[str, float]:
    """Versions of processes nobody knows yet, as the service takes them in, without its servers."""
    with file.open("rb") as lines:
        versions = list(islice(lines, LIVE))
    arrivals = [_arrival(line) for line in versions]
    scorer = Scorer(Engine(CATALOGUE), Slots.of(CATALOGUE), figures_of(CATALOGUE, [extract(arrivals)]), "bench")
    calm_collector()
    decoding = min(_cpu(lambda: [_arrival(line) for line in versions]) for _ in range(ROUNDS))
    taking = min(_cpu(lambda: _take(scorer, arrivals)) for _ in range(ROUNDS))
    parts = [extract([arrival]) for arrival in arrivals[:SINGLES]]
    singles = [_cpu(partial(scorer.engine.evaluate, part, scorer.statistics)) * 1e3 for part in parts]
    return {
        "rate": LIVE / (decoding + taking),
        "bare_rate": LIVE / taking,
        "median": percentile(singles, 0.5),
        "p99": percentile(singles, 0.99),
    }


def _arrival(line: bytes) -> Arrival:
    release = decode_release(line)
    return Arrival(release, str(release.ocid), 1, "kg")


def _take(scorer: Scorer, arrivals: list[Arrival]) -> None:
    now = datetime.now(UTC)
    for start in range(0, len(arrivals), BATCH):
        scorer.take(arrivals[start : start + BATCH], {}, now)


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def decode(file: Path, _: int) -> dict[str, float]:
    """Typed decoding of every line and nothing else, in as many processes."""
    with ProcessPoolExecutor(WORKERS) as executor:
        list(executor.map(int, range(WORKERS)))  # so that they have started
        begun = time.perf_counter()
        list(executor.map(_decoded, ranges_of(file)))
        return {"seconds": time.perf_counter() - begun}


def _decoded(one: Range) -> None:
    gc.disable()
    with one.path.open("rb") as file:
        file.seek(one.start)
        for line in file.read(one.stop - one.start).splitlines():
            decode_release(line)


def over_file(file: Path, _: int) -> dict[str, float]:
    """As `achyk score` reads a file, counting flags."""
    folder = file.parent / f"parts-{time.time_ns()}"
    folder.mkdir()
    with ProcessPoolExecutor(WORKERS) as executor:
        list(executor.map(int, range(WORKERS)))
        begun = time.perf_counter()
        Batch(folder, executor, country="kg", flags=False).run([file])
        return {"seconds": time.perf_counter() - begun}


def stored(file: Path, size: int) -> dict[str, float]:
    """Parts of the file again and again under fresh ocids, until there are so many processes."""
    folder = file.parent / f"stored-{size}"
    folder.mkdir()
    parts = _tiled(file, folder, size)
    with ProcessPoolExecutor(WORKERS) as executor:
        list(executor.map(int, range(WORKERS)))
        begun = time.perf_counter()
        judged = Batch(folder, executor, flags=False).again(parts)
        seconds = time.perf_counter() - begun
    if judged.processes != size:
        raise RuntimeError(f"{judged.processes} of {size} processes were judged")
    own, each = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"seconds": seconds, "megabytes": (own + WORKERS * each) / 1024}


def _tiled(file: Path, folder: Path, size: int) -> list[Path]:
    sources = [store_part(one, folder, "kg").path for one in ranges_of(file)]
    chance = np.random.default_rng(42)
    paths: list[Path] = []
    left = size
    while left:
        part = unpacked(sources[len(paths) % len(sources)].read_bytes())
        if len(part) > left:
            part = part.take(np.arange(left))
        keys = chance.integers(1, 1 << 62, len(part))
        paths.append(folder / f"{len(paths):06d}.part")
        paths[-1].write_bytes(packed(replace(part, processes=replace(part.processes, key=keys))))
        left -= len(part)
    return paths


WORK: dict[str, Callable[[Path, int], dict[str, float]]] = {
    "live": live,
    "decode": decode,
    "file": over_file,
    "stored": stored,
}

if __name__ == "__main__":
    print(json.dumps(WORK[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))))
