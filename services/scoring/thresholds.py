"""Limits below which a buyer may choose a lighter method, dated: the row in force on the day decides.

A law changes by adding a row here; statistics rest on these rows, so their `version` is raised with them. No limit is
confirmed from a primary source yet, and `basis`, which is shown with each flag, says so.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import SupportsInt

import msgspec
import numpy as np

from services.scoring.amounts import BISHKEK
from services.scoring.grouping import Bools, Floats, Rows
from services.scoring.indicator import Json
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.practice import methods_there
from services.scoring.remembered import remembered
from services.scoring.tokens import Tokens, among, token
from shared.contracts.base import Texts


class Limit(msgspec.Struct, frozen=True):
    """The method `details` may be used for amounts up to `amount`; with `rationale` only when that is the reason."""

    amount: float
    currency: str
    basis: Texts
    country: str
    details: str
    rationale: str | None = None
    since: date | None = None
    until: date | None = None
    """First day on which the row no longer holds."""


_LAW_2022 = date(2022, 4, 14)
_SIMPLIFIED = Texts(
    ky="MKRAI расмий көрсөткүчү № 16 колдонгон чек: жеңилдетилген сатып алуу 1 000 000 сомго чейин; мыйзамдан "
    "ырастала элек",
    ru="Предел из официального индикатора MKRAI № 16: упрощённая закупка до 1 000 000 сомов; по закону не подтверждён",
    en="The limit that MKRAI official flag 16 uses: simplified purchases up to 1,000,000 KGS; not confirmed from the "
    "law",
)
_ANNUAL = Texts(
    ky="MKRAI расмий көрсөткүчү № 17 колдонгон чек: жылдык муктаждык үчүн тикелей сатып алуу 1 000 000 сомго чейин; "
    "мыйзамдан ырастала элек",
    ru="Предел из официального индикатора MKRAI № 17: прямые закупки на годовые нужды до 1 000 000 сомов; по закону не "
    "подтверждён",
    en="The limit that MKRAI official flag 17 uses: direct purchases for annual needs up to 1,000,000 KGS; not "
    "confirmed from the law",
)
_CARRIED = Texts(
    ky="2022-жылга чейинки 1 000 000 сом чегинен алынган; 2022-жылдын 14-апрелиндеги № 27 мыйзам боюнча чек ырастала "
    "элек",
    ru="Перенесён предел 1 000 000 сомов, применявшийся до 2022 года; предел по Закону от 14 апреля 2022 года № 27 не "
    "подтверждён",
    en="Carried over from the limit of 1,000,000 KGS used before 2022; the limit under Law No. 27 of 14 April 2022 is "
    "not confirmed",
)
BASES = (_SIMPLIFIED, _ANNUAL, _CARRIED)
_MILLION = 1_000_000
LIMITS = (
    Limit(_MILLION, "KGS", _SIMPLIFIED, "kg", "simplicated", until=_LAW_2022),
    Limit(_MILLION, "KGS", _CARRIED, "kg", "simplicated", since=_LAW_2022),
    Limit(_MILLION, "KGS", _ANNUAL, "kg", "singleSource", "annualProcurement", until=_LAW_2022),
    Limit(_MILLION, "KGS", _CARRIED, "kg", "singleSource", "annualProcurement", since=_LAW_2022),
)
_AMOUNTS = np.array([each.amount for each in LIMITS] + [np.nan])
_CURRENCIES = np.array([token(each.currency) for each in LIMITS] + [0], np.int64)
STATED = Texts(
    ky="Чектин негизи көрсөткүчтүн жанында жазылат; чектер мыйзамдан ырастала элек",
    ru="Основание предела указано рядом с индикатором; пределы по закону не подтверждены",
    en="The basis of the limit is stated with the flag; limits are not confirmed from the law",
)
"""The legal basis of indicators that look at these limits."""
PHRASES = {basis.en: basis for basis in BASES}


@remembered
def announced(part: Part) -> Floats:
    """When a purchase was announced, or else began to take bids."""
    return np.where(np.isnan(part.processes.published), part.processes.start, part.processes.published)


def lighter(part: Part) -> Bools:
    """Purchases by a method that is lighter than a full competition: direct ones, and those some limit is for."""
    processes = part.processes
    light: Bools = processes.competition == Competition.NONE
    return light | among(processes.details, {each.details for each in LIMITS})


def limits(part: Part, when: Floats, table: Sequence[Limit] = LIMITS) -> Rows:
    """For each process the row of `table` in force at `when`; -1 when none is on record or the moment is unknown."""
    processes = part.processes
    found = np.full(len(part), -1, np.int64)
    there = methods_there(part)
    for place, row in enumerate(table):
        if token(row.details) not in there:
            continue
        fits = processes.details == token(row.details)
        fits &= (processes.country == token(row.country)) & ~np.isnan(when)
        if row.rationale is not None:
            fits &= processes.rationale == token(row.rationale)
        if row.since is not None:
            fits &= when >= _midnight(row.since)
        if row.until is not None:
            fits &= when < _midnight(row.until)
        found[fits] = place
    return found


def share_of_limit(rows: Rows, amount: Floats, currency: Tokens) -> Floats:
    """`amount` as a share of the limit of `rows`; NaN without a limit, an amount, or in another currency."""
    with np.errstate(invalid="ignore"):
        share: Floats = amount / _AMOUNTS[rows]
    share[currency != _CURRENCIES[rows]] = np.nan
    return share


def limit_said(row: SupportsInt) -> dict[str, Json]:
    """The limit with its basis, for the parameters of an answer."""
    each = LIMITS[int(row)]
    return {"limit": each.amount, "currency": each.currency, "basis": each.basis.en}


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=BISHKEK).timestamp()
