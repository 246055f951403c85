"""Reading a part of a file of JSON Lines."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from services.scoring.cardinal.lenient import BLANK, lenient
from services.scoring.cardinal.release import Release, strict

BLOCK = 1 << 18
"""Bytes read at once: few enough to stay in the processor's cache."""
BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)
"""What the decoder raises for wrong types and for what is not JSON."""


class Part(NamedTuple):
    """Bytes `start` to `end` of a file, whole lines."""

    path: Path
    start: int
    end: int


class Batch(NamedTuple):
    """The releases of some lines."""

    releases: list[Release]
    unreadable: int
    """Lines that are neither blank nor a JSON object."""
    size: int
    """Bytes."""


def parts(path: Path, count: int) -> list[Part]:
    """Cut a file into at most `count` parts of about equal size, between lines."""
    size = path.stat().st_size
    cuts = [0]
    with path.open("rb") as file:
        for number in range(1, count):
            file.seek(max(cuts[-1], size * number // count - 1))
            file.readline()
            cuts.append(min(file.tell(), size))
    cuts.append(size)
    return [Part(path, start, end) for start, end in itertools.pairwise(cuts) if start < end]


def batches(part: Part) -> Iterator[Batch]:
    """The lines of a part, some at a time."""
    left = part.end - part.start
    with part.path.open("rb", buffering=BLOCK) as file:
        file.seek(part.start)
        while left > BLOCK:  # so no line read here can begin beyond the end of the part
            lines = file.readlines(BLOCK)
            size = sum(map(len, lines))
            if not size:
                return
            left -= size
            yield _batch(lines, size)
        yield _batch(file.read(left).split(b"\n"), left)


def _batch(lines: list[bytes], size: int) -> Batch:
    try:
        releases = list(map(strict, lines))
        _check(lines)
    except BROKEN:
        pass
    else:
        return Batch(releases, 0, size)
    releases, unreadable = [], 0
    for line in lines:
        release = _release(line)
        if release is not None:
            releases.append(release)
        elif line.strip(BLANK):
            unreadable += 1
    return Batch(releases, unreadable, size)


def _release(line: bytes) -> Release | None:
    try:
        _check([line])
        return strict(line)
    except BROKEN:
        return lenient(line)


def _check(lines: Iterable[bytes]) -> None:
    """Raise ValueError for what is no UTF-8: the decoder does not look at the encoding of what it passes over."""
    for line in lines:
        line.decode()
