"""The history that the running service stored: columns, of each process the newest version; no JSON is read again."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.scoring.batch import Telling
    from services.scoring.store import ScoringStore

TOGETHER = 5_000
"""Processes of one file: the many small parts that the service stores would take a third longer."""


def stored_parts(folder: Path, tell: "Telling") -> list[Path]:
    """Write the stored parts to `folder`, some to a file, with only the rows that are newest.

    Raises what the database raises.
    """
    return asyncio.run(_stored(folder, tell))


async def _stored(folder: Path, tell: "Telling") -> list[Path]:
    from services.scoring.settings import Settings
    from services.scoring.store import ScoringStore
    from shared.store import Store

    store = Store(Settings().mongo_url, "scoring")
    try:
        files = None
        while files is None:
            files = await _written(ScoringStore(store), folder, tell)
        return files
    finally:
        store.close()


async def _written(own: "ScoringStore", folder: Path, tell: "Telling") -> list[Path] | None:
    """The files; None when the service put some parts together meanwhile, so that they were not there any more."""
    from services.scoring.packing import packed
    from services.scoring.part import Part, concatenated
    from services.scoring.stored import newest_rows

    parts = await own.parts()
    rows = {part.id: living for part, living in zip(parts, newest_rows(parts), strict=True) if len(living)}
    files: list[Path] = []
    waiting: list[Part] = []
    left = len(rows)
    tell("loading", 0, left)
    async for identity, part in own.columns(list(rows)):
        waiting.append(part.take(rows[identity]))
        left -= 1
        if not left or sum(map(len, waiting)) >= TOGETHER:
            files.append(folder / f"stored-{identity}.part")
            files[-1].write_bytes(packed(concatenated(waiting)))
            waiting = []
        tell("loading", len(rows) - left, len(rows))
    return None if left else files
