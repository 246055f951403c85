"""Parts and figures as bytes, to be stored and sent to other machines."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from services.scoring.part import TABLES, Part
from services.scoring.statistic import Known


class Array(msgspec.Struct, frozen=True, array_like=True):
    """A column: its type as numpy writes it, and its values."""

    kind: str
    values: bytes

    @classmethod
    def of(cls, column: NDArray[Any]) -> "Array":
        """Pack a column."""
        return cls(column.dtype.str, np.ascontiguousarray(column).tobytes())

    def column(self) -> NDArray[Any]:
        """Unpack it."""
        return np.frombuffer(self.values, np.dtype(self.kind))


class _Part(msgspec.Struct, frozen=True):
    tables: dict[str, dict[str, Array]]
    texts: dict[int, str]


class _Figures(msgspec.Struct, frozen=True):
    keys: Array
    columns: dict[str, Array]
    figures: dict[str, float]
    version: str


_encoder = msgspec.msgpack.Encoder()
_part = msgspec.msgpack.Decoder(_Part)
_figures = msgspec.msgpack.Decoder(_Figures)


def packed(part: Part) -> bytes:
    """A part as bytes."""
    tables = {
        name: {column: Array.of(values) for column, values in table.columns().items()}
        for name, table in part.tables().items()
    }
    return _encoder.encode(_Part(tables, part.texts))


def unpacked(data: bytes) -> Part:
    """A part from bytes. Raises msgspec.ValidationError; columns that are younger than the bytes are "not said"."""
    found = _part.decode(data)
    tables: dict[str, Any] = {
        name: kind.restored(_columns(found.tables.get(name, {}))) for name, kind in TABLES.items()
    }
    return Part(**tables, texts=found.texts)


def packed_figures(known: Known) -> bytes:
    """A finished statistic as bytes."""
    columns = {name: Array.of(column) for name, column in known.columns.items()}
    return _encoder.encode(_Figures(Array.of(known.keys), columns, dict(known.figures), known.version))


def unpacked_figures(data: bytes) -> Known:
    """A finished statistic from bytes. Raises msgspec.ValidationError."""
    found = _figures.decode(data)
    return Known(found.keys.column(), _columns(found.columns), found.figures, found.version)


def _columns(packed: Mapping[str, Array]) -> dict[str, NDArray[Any]]:
    return {name: each.column() for name, each in packed.items()}
