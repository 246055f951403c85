"""Every file of the data folder through the whole pipeline on real servers: none raises, nothing is lost or doubled."""

import itertools
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from services.ingest.pieces import Piece
from services.ingest.pipeline import Origin, Progress
from services.ingest.prepare import prepare
from services.ingest.read import Reader
from tests.integration.ingest.conftest import Place

PIECES = 40
"""Pieces read of each file: its shape shows in the first ones, and the test stays short."""


class Beginning(Reader):
    """The first pieces of a document."""

    def __iter__(self) -> Iterator[Piece]:
        return itertools.islice(super().__iter__(), PIECES)


def beginning(path: Path) -> Reader:
    return Beginning(partial(path.open, "rb"))


@pytest.fixture
def every_file(data_folder: Path) -> list[Path]:
    return sorted(path for path in data_folder.rglob("*") if path.is_file())


async def test_given_every_file_there_is_when_read_twice_then_each_piece_is_taken_in_or_refused_once(
    place: Place, every_file: list[Path]
) -> None:
    read: dict[Path, Progress] = {}
    for path in every_file:
        found = sum(1 for piece in beginning(path) for _ in prepare(piece))
        read[path] = await place.pipeline.take_in(beginning(path), Origin(path.parent.name, path.name))
        assert read[path].pieces == found > 0, path
        assert "internal" not in read[path].reasons, path
    told = await place.plain.unsent()
    assert told == sum(done.events for done in read.values())
    refused = (await place.store.quarantine(1, None))[1]

    for path in every_file:
        again = await place.pipeline.take_in(beginning(path), Origin(path.parent.name, path.name))
        assert (again.new_releases, again.events, again.reasons) == (0, 0, read[path].reasons), path
    assert await place.plain.unsent() == told > len(every_file)
    assert (await place.store.quarantine(1, None))[1] == refused
