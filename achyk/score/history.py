"""The history that the running service stored: columns, of each process the newest version; no JSON is read again."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.scoring.batch import Telling


def stored_parts(folder: Path, tell: "Telling") -> list[Path]:
    """Write the stored parts to `folder`, with only the rows that are newest. Raises what the database raises."""
    return asyncio.run(_stored(folder, tell))


async def _stored(folder: Path, tell: "Telling") -> list[Path]:
    from services.scoring.packing import packed
    from services.scoring.settings import Settings
    from services.scoring.store import ScoringStore
    from services.scoring.stored import newest_rows
    from shared.store import Store

    store = Store(Settings().mongo_url, "scoring")
    try:
        own = ScoringStore(store)
        parts = await own.parts()
        rows = {part.id: living for part, living in zip(parts, newest_rows(parts), strict=True) if len(living)}
        files = []
        tell("loading", 0, len(rows))
        async for identity, part in own.columns(list(rows)):
            path = folder / f"stored-{identity}.part"
            path.write_bytes(packed(part.take(rows[identity])))
            files.append(path)
            tell("loading", len(files), len(rows))
        return files
    finally:
        store.close()
