"""What a report is made of: one row per process and indicator, and what is said about all of them."""

from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any, Protocol

import msgspec

from services.scoring.indicator import State
from services.scoring.methods import Competition

NOT_PROOF = "a risk indicator, not proof"
"""Stands beside every raised flag, so that a row copied out of its table still says it."""


class Row(msgspec.Struct, frozen=True):
    """The answer of one indicator for one process. Rows of one process come one after another."""

    ocid: str
    indicator: str
    state: State
    value: float | None = None
    threshold: float | None = None
    lots: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """JSON pointers or words of `Missing`, when it is not computable."""
    rule_version: str = ""
    statistics_version: str = ""
    """Of the figures of all processes it was compared with; empty when it stands for itself."""

    kind: Competition = Competition.UNKNOWN
    """How competitive the method of the process is, for its level; no column."""


class Header(msgspec.Struct, frozen=True):
    """What is said about a report as a whole."""

    when: datetime
    source: str
    catalogue_version: str
    processes: int


COLUMNS = (*(name for name in Row.__struct_fields__ if name != "kind"), "note")


class Writer(Protocol):
    """Takes rows one by one, or pieces of many rows; nothing is sure to be written before `close`."""

    def add(self, row: Row) -> None:
        """One row."""

    def append(self, piece: Path) -> None:
        """The rows of a piece, which the writer of the same format wrote without a header."""

    def close(self) -> None:
        """All rows are there."""


def note(row: Row) -> str | None:
    """What stands beside a flag."""
    return NOT_PROOF if row.state is State.RAISED else None


def finite(value: float | None) -> int | float | None:
    """A number as JSON can hold it; infinity and NaN are no answer."""
    if value is None or not isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def plain(row: Row) -> dict[str, Any]:
    """A row by column."""
    content = msgspec.structs.asdict(row)
    del content["kind"]
    return {
        **content,
        "state": row.state.value,
        "value": finite(row.value),
        "threshold": finite(row.threshold),
        "note": note(row),
    }


def about(header: Header) -> dict[str, Any]:
    """The header as JSON."""
    return {
        **msgspec.structs.asdict(header),
        "when": header.when.isoformat(),
        "words": f"Every flag is {NOT_PROOF}. Not computable is not clear.",
    }
