"""Ceilings on what may be bought in a simple way, dated: the row in force on the day of publication decides.

Days are those of Bishkek. Without a row the answer is not computable. What the law of 2022 allows was not confirmed
from a primary source, so no row is built in for tenders published since; it is added by the parameter `ceilings`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import numpy as np

from services.scoring.amounts import BISHKEK
from services.scoring.grouping import Floats, Rows
from services.scoring.indicator import Json, Parameters
from shared.contracts.base import Texts


class Ceiling(msgspec.Struct, frozen=True):
    """The most that may be bought in this way, in som."""

    amount: float
    basis: str
    since: date | None = None
    until: date | None = None
    """First day on which the row no longer holds."""


OFFICIAL = Texts(
    ky="2021-жылдагы расмий MKRAI көрсөткүчүнүн чеги, 2022-жылдын 14-апрелине чейин; мыйзам тексти менен ырастала элек",
    ru="Предел официального индикатора MKRAI 2021 года, до 14 апреля 2022 года; по тексту закона не подтверждён",
    en="Limit of the official MKRAI flag of 2021, until 14 April 2022; not confirmed from the text of the law",
)
PHRASES: Mapping[str, Texts] = {OFFICIAL.en: OFFICIAL}
MILLION = (Ceiling(1_000_000, OFFICIAL.en, date(2015, 4, 3), date(2022, 4, 14)),)


def ceiling(published: Floats, rows: Sequence[Ceiling]) -> tuple[Rows, Floats]:
    """For each moment the row of `rows` in force and its amount; -1 and NaN when none is on record."""
    found = np.full(len(published), -1, np.int64)
    for place, row in enumerate(rows):
        fits = ~np.isnan(published)
        if row.since is not None:
            fits &= published >= _midnight(row.since)
        if row.until is not None:
            fits &= published < _midnight(row.until)
        found[fits & (found < 0)] = place
    return found, np.array([*(row.amount for row in rows), np.nan])[found]


def told(rows: Sequence[Ceiling], row: int) -> dict[str, Json]:
    """The row that decided, for an answer's parameters."""
    return {} if row < 0 else {"ceiling": rows[row].amount, "basis": rows[row].basis}


def prepare(parameters: Parameters) -> dict[str, Any]:
    """Read the table of ceilings; raises msgspec.ValidationError (a ValueError) when it is malformed."""
    return {**parameters, "ceilings": msgspec.convert(parameters["ceilings"], tuple[Ceiling, ...])}


def _midnight(day: date) -> float:
    """The first moment of a day in Bishkek."""
    return datetime(day.year, day.month, day.day, tzinfo=BISHKEK).timestamp()
