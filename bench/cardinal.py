"""Cardinal's eleven indicators over a large file: the whole process, from its start to the last byte of its answer.

Beside it, on the same file in the same run: the field's own tool, and typed decoding that does nothing else.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.releases import write_releases
from bench.report import Figure

PROCESSES = 200_000
ROUNDS = 3
WORKERS = 2
COVERAGE = "import sys, ocdscardinal; ocdscardinal.coverage(sys.argv[1])"
"""The wheel of Cardinal has only this of its commands. It parses the same lines; its indicators take about as long."""


async def measure(folder: Path) -> list[Figure]:
    """The rounds are interleaved, and the best of each counts, so that a busy moment weighs on nobody alone."""
    file = write_releases(folder / "releases.jsonl", PROCESSES)
    size = file.stat().st_size
    ours = [sys.executable, "-m", "achyk", "score", str(file), "--profile", "cardinal", "--workers", str(WORKERS)]
    bare = [sys.executable, "-m", "bench.cardinal", str(file)]
    theirs = [sys.executable, "-c", COVERAGE, str(file)]
    took = [[await _timed(ours), await _timed(bare), await _timed(theirs)] for _ in range(ROUNDS)]
    mine, floor, peer = (min(each) for each in zip(*took, strict=True))
    decoded = PROCESSES / floor
    return [
        Figure("bytes of one release", size / PROCESSES, "bytes"),
        Figure("achyk score --profile cardinal", PROCESSES / mine, "releases/s", ">= 85000", decoded, "typed decoding"),
        Figure("the same", size / mine / 1e6, "MB/s"),
        Figure("ocdscardinal coverage", PROCESSES / peer, "releases/s"),
        Figure("our rate over that of ocdscardinal coverage", peer / mine, "times", ">= 3"),
    ]


async def _timed(command: list[str]) -> float:
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(*command, stdout=out)
        if await process.wait():
            raise RuntimeError(f"{command} failed")
        return time.perf_counter() - begun


def decode(path: Path) -> None:
    """Decode all lines in as many processes, and drop them."""
    import gc

    from services.scoring.cardinal.lines import parts
    from services.scoring.cardinal.release import strict

    gc.disable()
    cut = parts(path, WORKERS)
    part = next((part for part in cut[1:] if not os.fork()), cut[0])
    with part.path.open("rb") as file:
        file.seek(part.start)
        place = part.start
        for line in file:
            strict(line)
            place += len(line)
            if place >= part.end:
                break
    if part is not cut[0]:
        os._exit(0)
    for _ in cut[1:]:
        os.wait()


if __name__ == "__main__":
    decode(Path(sys.argv[1]))
