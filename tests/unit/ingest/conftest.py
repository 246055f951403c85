"""The project's own made-up files, one per shape, and short ways to take them in."""

import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.ingest.pieces import Broken, Found, Package, Piece
from services.ingest.prepare import Taken, prepare
from services.ingest.read import Reader

FILES = Path(__file__).parent / "data"


@pytest.fixture
def files() -> Path:
    """Made-up documents of every shape; the broken ones are in `broken/`."""
    return FILES


@pytest.fixture
def pieces() -> Callable[[bytes | str | Path], list[Piece]]:
    """Everything that comes out of a document, given as bytes, as text or by its path."""

    def read(document: bytes | str | Path) -> list[Piece]:
        if isinstance(document, Path):
            return list(Reader(partial(document.open, "rb")))
        data = document.encode() if isinstance(document, str) else document
        return list(Reader(partial(io.BytesIO, data)))

    return read


@pytest.fixture
def taken() -> Callable[..., Taken]:
    """One release through the checks and the normaliser."""

    def take(release: dict[str, Any]) -> Taken:
        own = json.loads(json.dumps(release))
        found = Found("/", "release", own, Package("Example publisher (made up)"))
        (item,) = prepare(found)
        assert not isinstance(item, Broken), item
        return item

    return take


@pytest.fixture
def release() -> dict[str, Any]:
    """A release of a tender that is open, as a publisher would send it."""
    content: dict[str, Any] = json.loads((FILES / "release.json").read_text())
    return content
