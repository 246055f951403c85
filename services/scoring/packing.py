"""Parts and figures as bytes, to be stored and sent to other machines."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from services.scoring.part import Part
from services.scoring.statistic import Known
from services.scoring.tables import TABLES


class Array(msgspec.Struct, frozen=True, array_like=True):
    """A column: its type as numpy writes it, and its values."""

    kind: str
    values: bytes

    def column(self) -> NDArray[Any]:
        """Unpack it."""
        return np.frombuffer(self.values, np.dtype(self.kind))


class _Kinds(dict[np.dtype[Any], str]):
    """Types as numpy writes them; it would make these texts anew each time."""

    def __missing__(self, of: np.dtype[Any]) -> str:
        found = self[of] = of.str
        return found


class _Part(msgspec.Struct, frozen=True):
    tables: dict[str, dict[str, Array]]
    texts: msgspec.Raw


class Texts(Mapping[int, str]):
    """The texts behind the tokens of a stored part, read when somebody asks: most of its bytes, and seldom wanted."""

    def __init__(self, packed: msgspec.Raw) -> None:
        self.packed = packed

    @cached_property
    def _found(self) -> dict[int, str]:
        return _texts.decode(self.packed)

    def __getitem__(self, token: int) -> str:
        return self._found[token]

    def __iter__(self) -> Iterator[int]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _Figures(msgspec.Struct, frozen=True):
    keys: Array
    columns: dict[str, Array]
    figures: dict[str, float]
    version: str


_kinds = _Kinds()
_encoder = msgspec.msgpack.Encoder()
_part = msgspec.msgpack.Decoder(_Part)
_texts = msgspec.msgpack.Decoder(dict[int, str])
_figures = msgspec.msgpack.Decoder(_Figures)


def packed(part: Part) -> bytes:
    """A part as bytes."""
    tables = {name: _arrays(table.columns()) for name, table in part.tables().items()}
    texts = part.texts.packed if isinstance(part.texts, Texts) else part.texts
    return _encoder.encode({"tables": tables, "texts": texts})


def unpacked(data: bytes) -> Part:
    """A part from bytes. Raises msgspec.ValidationError; columns that are younger than the bytes are "not said"."""
    found = _part.decode(data)
    tables: dict[str, Any] = {
        name: kind.restored(_columns(found.tables.get(name, {}))) for name, kind in TABLES.items()
    }
    return Part(**tables, texts=Texts(found.texts))


def packed_figures(known: Known) -> bytes:
    """A finished statistic as bytes."""
    found = {
        "keys": _arrays({"": known.keys})[""],
        "columns": _arrays(known.columns),
        "figures": dict(known.figures),
        "version": known.version,
    }
    return _encoder.encode(found)


def unpacked_figures(data: bytes) -> Known:
    """A finished statistic from bytes. Raises msgspec.ValidationError."""
    found = _figures.decode(data)
    return Known(found.keys.column(), _columns(found.columns), found.figures, found.version)


def _arrays(columns: Mapping[str, NDArray[Any]]) -> dict[str, tuple[str, bytes]]:
    """Columns as `Array` reads them; plain pairs are made and written faster, and a part has hundreds."""
    return {name: (_kinds[column.dtype], column.tobytes()) for name, column in columns.items()}


def _columns(packed: Mapping[str, Array]) -> dict[str, NDArray[Any]]:
    return {name: each.column() for name, each in packed.items()}
