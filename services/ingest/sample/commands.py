"""Writing a sample to disk: what `achyk sample` does."""

import gzip
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from services.ingest.sample.generator import PER_PACKAGE, generate
from services.ingest.sample.truth import Truth

_PROGRESS_LINES = 50


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What was written and where."""

    releases_file: Path
    truth_file: Path
    seed: int
    processes: int
    """Processes that can be read; the dirty ones without ocid or with a truncated line are missing."""
    releases: int
    lines: int
    bytes: int
    """Uncompressed."""
    dirty: int
    planted: dict[str, int]
    """How many processes must raise each indicator."""


def write_sample(
    folder: Path,
    seed: int,
    size: int,
    on_progress: Callable[[int, int], None],
    *,
    compress: bool = False,
    kilobytes: int | None = None,
) -> SampleReport:
    """Write `size` made-up contracting processes to `folder`/releases.jsonl[.gz] and the answers to truth.json.

    The same arguments write the same bytes. `on_progress(done, total)` counts releases; the total is an estimate until
    the end. Files appear under their names only when whole. Raises OSError when the folder cannot be written.
    """
    if size < 1:
        message = "a sample has at least one process"
        raise ValueError(message)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / ("releases.jsonl.gz" if compress else "releases.jsonl")
    part = target.with_name(f"{target.name}.part")
    truth = Truth(seed, size)
    expected = size if kilobytes else int(size * 3.4)
    written = 0
    with ExitStack() as open_files:
        out: BinaryIO | gzip.GzipFile = open_files.enter_context(part.open("wb"))
        if compress:  # no time and no file name in the header: equal content gives equal bytes
            out = open_files.enter_context(gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=6))
        for number, line in enumerate(generate(seed, size, kilobytes=kilobytes, truth=truth)):
            written += out.write(line)
            if number % _PROGRESS_LINES == 0:
                on_progress(truth.releases, max(expected, truth.releases + PER_PACKAGE))
    part.replace(target)
    truth_file = folder / "truth.json"
    truth_part = truth_file.with_name("truth.json.part")
    truth_part.write_bytes(msgspec.json.format(msgspec.json.encode(truth.as_json()), indent=1) + b"\n")
    truth_part.replace(truth_file)
    on_progress(truth.releases, truth.releases)
    return SampleReport(
        releases_file=target,
        truth_file=truth_file,
        seed=seed,
        processes=truth.processes,
        releases=truth.releases,
        lines=truth.lines,
        bytes=written,
        dirty=len(truth.dirty),
        planted=truth.planted(),
    )
