"""What is remembered of a process: a byte per indicator, and in full only what is raised or latched.

A catalogue of a hundred indicators over millions of processes has to be small: most answers are "clear" or "not
computable", and all that is worth keeping of those is a number and a reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan
from struct import Struct

import msgspec
import numpy as np
from numpy.typing import NDArray

from services.scoring.bits import reasons_in_words
from services.scoring.indicator import Code, Indicator
from services.scoring.summary import Summary
from services.scoring.verdict import Verdict

LATCHED = 0x80
"""Bit beside the code: the answer was kept from an earlier version; it stands in full among the verdicts."""
CODE = 0x7F
"""The code without that bit."""
Codes = NDArray[np.uint8]
RAISED, CLEAR, NOT_COMPUTABLE, NOT_APPLICABLE, NOT_NOW = (
    np.uint8(code) for code in (Code.RAISED, Code.CLEAR, Code.NOT_COMPUTABLE, Code.NOT_APPLICABLE, Code.NOT_NOW)
)
"""Codes as numpy has them: a column is compared with a member of an enumeration six times slower."""
_CODE = np.uint8(CODE)
_FLOAT = Struct("<d")


def plain(codes: Codes) -> Codes:
    """The codes without the bit for "latched"."""
    return codes & _CODE


def places_in(where: NDArray[np.bool_]) -> list[list[int]]:
    """The columns that hold in each row."""
    found: list[list[int]] = [[] for _ in range(len(where))]
    rows, columns = where.nonzero()
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        found[row].append(column)
    return found


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that is remembered of one process. Bytes are columns, in the order of the slots of the catalogue."""

    version: int
    evaluated: datetime
    codes: bytes
    """A `Code` per slot, with `LATCHED`."""
    summary: Summary
    values: bytes = b""
    """A float64 for each slot that is clear and not latched: its value."""
    limits: bytes = b""
    """Likewise: its threshold."""
    reasons: bytes = b""
    """A uint64 for each slot that is not computable: the bits of its reasons."""
    verdicts: dict[str, Verdict] = {}
    """In full, by indicator: what is raised and what is latched."""
    barred: dict[str, int] = {}
    """By indicator, a version to which it did not apply at all although it does now: older ones no longer answer it."""
    suppliers: list[str] = []
    """Ids of those who won, at most `summary.MOST_SUPPLIERS`."""

    def code(self, slot: int) -> Code:
        """The answer in one slot; `NEVER_ASKED` for an indicator younger than this memory."""
        return Code(self.codes[slot] & CODE) if slot < len(self.codes) else Code.NEVER_ASKED


class Slots:
    """Which place an indicator has in the columns; places are given once and for all."""

    def __init__(self, names: Sequence[str], indicators: Sequence[Indicator]) -> None:
        """`names` are the places given so far; each of `indicators` has one."""
        self.names = tuple(names)
        self.places = {name: place for place, name in enumerate(names)}
        self.of_catalogue = np.array([self.places[one.id] for one in indicators], np.int64)
        """The place of each indicator, in the order of the catalogue."""
        self.by_slot = np.argsort(self.of_catalogue)
        """The indicators of the catalogue in the order of their places."""
        self.indicators = tuple(indicators)
        self.weights = np.array([0 if one.linked else one.weight for one in indicators], np.int64)
        """What each indicator of the catalogue adds to a score."""

    @classmethod
    def of(cls, indicators: Sequence[Indicator]) -> "Slots":
        """Places in the order of the catalogue, for what is not stored."""
        return cls([one.id for one in indicators], indicators)

    def matrix(self, known: Sequence[Known | None]) -> Codes:
        """The codes of several processes in the order of the catalogue, with `LATCHED`."""
        size = len(self.names)
        none = bytes(size)
        rows = [none if one is None else one.codes.ljust(size, b"\0") for one in known]
        return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), size)[:, self.of_catalogue]


@dataclass(frozen=True)
class Columns:
    """The answers about one process, one value per indicator, in the order of the catalogue."""

    codes: Codes
    values: NDArray[np.float64]
    limits: NDArray[np.float64]
    reasons: NDArray[np.uint64]

    @classmethod
    def of(cls, known: Known, slots: Slots) -> "Columns":
        """As they are remembered."""
        codes = np.zeros(len(slots.names), np.uint8)
        codes[: len(known.codes)] = np.frombuffer(known.codes, np.uint8)
        values, limits = np.full((2, len(codes)), np.nan)
        reasons = np.zeros(len(codes), np.uint64)
        clear, unknown = codes == CLEAR, codes == NOT_COMPUTABLE
        values[clear] = np.frombuffer(known.values, np.float64)
        limits[clear] = np.frombuffer(known.limits, np.float64)
        reasons[unknown] = np.frombuffer(known.reasons, np.uint64)
        order = slots.of_catalogue
        return cls(codes[order], values[order], limits[order], reasons[order])

    def packed(self, slots: Slots) -> dict[str, bytes]:
        """As the fields of `Known` that remember them: values of what is clear, reasons of what is not computable."""
        rows = packed_columns(slots, self.codes[None], self.values[None], self.limits[None], self.reasons[None])
        return dict(zip(("codes", "values", "limits", "reasons"), rows[0], strict=True))


Packed = tuple[bytes, bytes, bytes, bytes]
"""Codes, values, limits and reasons of one process."""


def packed_columns(
    slots: Slots, codes: Codes, values: NDArray[np.float64], limits: NDArray[np.float64], reasons: NDArray[np.uint64]
) -> list[Packed]:
    """Several processes, one in each row, as `Known` remembers them."""
    size, own = len(slots.names), codes[:, slots.by_slot]
    placed = own
    if size > len(slots.indicators):  # indicators that are no longer there keep their places
        placed = np.zeros((len(codes), size), np.uint8)
        placed[:, slots.of_catalogue] = codes
    clear, unknown = own == CLEAR, own == NOT_COMPUTABLE
    computed = _ends(clear)
    return list(
        zip(
            _cut(placed.tobytes(), range(size, size * len(codes) + 1, size)),
            _cut(values[:, slots.by_slot][clear].tobytes(), computed),
            _cut(limits[:, slots.by_slot][clear].tobytes(), computed),
            _cut(reasons[:, slots.by_slot][unknown].tobytes(), _ends(unknown)),
            strict=True,
        )
    )


def _ends(where: NDArray[np.bool_]) -> list[int]:
    """Where each row ends, eight bytes for each place that holds, when rows are written one after another."""
    ends: list[int] = (where.sum(axis=1).cumsum() * 8).tolist()
    return ends


def _cut(whole: bytes, ends: Sequence[int]) -> list[bytes]:
    """The pieces that end there."""
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def verdicts_of(known: Known, slots: Slots) -> Iterator[Verdict]:
    """Every answer that is remembered, in the order of the catalogue; of those not kept in full what is known."""
    codes = np.frombuffer(known.codes, np.uint8)
    values = _by_slot(known.values, np.float64, codes == CLEAR)
    limits = _by_slot(known.limits, np.float64, codes == CLEAR)
    reasons = _by_slot(known.reasons, np.uint64, codes == NOT_COMPUTABLE)
    for indicator in slots.indicators:
        slot = slots.places[indicator.id]
        full = known.verdicts.get(indicator.id)
        if full is not None:
            yield full
            continue
        code = known.code(slot)
        yield Verdict(
            indicator=indicator.id,
            state=code.state,
            rule_version=indicator.version,
            process_version=known.version,
            evaluated=known.evaluated,
            value=number(values, slot),
            threshold=number(limits, slot),
            missing=list(reasons_in_words(int(reasons.get(slot, 0)), indicator)),
            linked=indicator.linked,
        )


def number(column: dict[int, float], slot: int) -> float | None:
    """A value that was kept, or None."""
    value = column.get(slot)
    return None if value is None or np.isnan(value) else float(value)


def clear_value(known: Known, slot: int) -> float | None:
    """The value that was kept of a slot that is clear."""
    before = known.codes.count(int(Code.CLEAR), 0, slot)
    value: float = _FLOAT.unpack_from(known.values, before * _FLOAT.size)[0]
    return None if isnan(value) else value


def _by_slot(column: bytes, kind: type[np.generic], where: NDArray[np.bool_]) -> dict[int, float]:
    values = np.frombuffer(column, kind)
    return dict(zip(np.flatnonzero(where).tolist(), values.tolist(), strict=False))
