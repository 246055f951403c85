"""Rows of the database as plain JSON, cut into pieces small enough for one message. Pure."""

import json
from datetime import datetime
from typing import Any

PIECE_BYTES = 384 * 1024
"""Well below the megabyte that the broker takes, since the answer is JSON within JSON."""


def plain(value: Any) -> Any:  # noqa: ANN401 - any value that the database keeps
    """`value` in JSON: moments as ISO 8601, bytes by their number, what JSON lacks as its text."""
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def without(row: dict[str, Any], hidden: tuple[str, ...]) -> dict[str, Any]:
    """`row` without what is no datum of the member: secrets' digests, and what belongs to others."""
    return {name: each for name, each in row.items() if name not in hidden}


class Piece:
    """Rows of one part, until they are many enough."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._size = 0

    def takes(self, row: Any) -> bool:  # noqa: ANN401 - any JSON
        """Add `row` unless it no longer fits; the first one always does, or nobody would ever get it."""
        size = len(json.dumps(row, ensure_ascii=False).encode())
        if self.rows and self._size + size > PIECE_BYTES:
            return False
        self.rows.append(row)
        self._size += size
        return True
