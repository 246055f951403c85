"""Reasons for which a contract may be given without competition, dated, as the Kyrgyz portal codes them.

A law changes by adding a row, or by the setting `ACHYK_SCORING_PARAMETERS`. A code that is not on record for the method
and day is *unknown*, neither lawful nor unlawful: the law of 2022 may have brought new ones.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
import numpy as np

from services.scoring.amounts import BISHKEK
from services.scoring.grouping import Rows
from services.scoring.part import Part
from services.scoring.tokens import Tokens, joined, token
from shared.contracts.base import Texts


class Reason(msgspec.Struct, frozen=True):
    """A code of `procurementMethodRationale` that a method allows for."""

    code: str
    details: str
    basis: str
    country: str = "kg"
    since: date | None = None
    until: date | None = None
    """First day on which the row no longer holds."""


_LAW_2015 = date(2015, 4, 3)
_CHANGED_2019 = date(2019, 6, 29)
_LAW_2022 = date(2022, 4, 14)
_OLD = Texts(
    ky="Порталдагы себептин коду, 2015-жылдын 3-апрелиндеги № 72 мыйзамдын мезгилинен",
    ru="Код причины на портале времени действия Закона от 3 апреля 2015 года № 72",
    en="Reason code of the portal from the time of Law No. 72 of 3 April 2015",
)
_NEW = Texts(
    ky="Эски себептин коду; 2022-жылдын 14-апрелиндеги № 27 мыйзам боюнча ырастала элек",
    ru="Прежний код причины; по Закону от 14 апреля 2022 года № 27 не подтверждён",
    en="Reason code carried over from before; not confirmed under Law No. 27 of 14 April 2022",
)
BASES = (_OLD, _NEW)

_ANNOUNCED = (
    *("annualProcurement", "forPenalSystem", "intellectualRights", "twiceUnsuccessful", "urgentNeed", "earlyElections"),
    *("foreignInstitutionsKR", "art", "selfReliance", "naturalMonopoly", "gov100Percent", "legalServices", "science"),
    *("forDisabled", "localMarketProtection"),
)
_NOT_ANNOUNCED = ("forceMajeure", "internalSecurityProvision", "nationalSecurityProvision", "annual3percent")
_LASTING = (
    *((code, "singleSource", _LAW_2015) for code in _ANNOUNCED),
    ("additionalProcurement5", "singleSource", _CHANGED_2019),
    *((code, "contract-based", _LAW_2015) for code in _NOT_ANNOUNCED),
)

REASONS = (
    *(Reason(code, details, _OLD.en, since=since, until=_LAW_2022) for code, details, since in _LASTING),
    *(Reason(code, details, _NEW.en, since=_LAW_2022) for code, details, _ in _LASTING),
    *(
        Reason(code, "singleSource", _OLD.en, since=_LAW_2015, until=_CHANGED_2019)
        for code in ("additionalProcurement15", "additionalProcurement25")
    ),
)


class Reasons:
    """Rows to look up by country, method, code and day."""

    def __init__(self, rows: Sequence[Reason]) -> None:
        self.rows = tuple(rows)
        self.countries = frozenset(row.country for row in rows)
        """Countries with rows of their own."""
        self._keys = joined(*(_tokens(rows, name) for name in ("country", "details", "code")))
        self._since = np.array([_midnight(row.since, -np.inf) for row in rows])
        self._until = np.array([_midnight(row.until, np.inf) for row in rows])

    def of(self, part: Part) -> Rows:
        """The row of the reason of each process on the day (in Bishkek) it was announced; -1 when none is on record."""
        processes = part.processes
        found = np.full(len(part), -1, np.int64)
        given = (processes.rationale).nonzero()[0]
        if not len(given) or not self.rows:
            return found
        announced = np.where(np.isnan(processes.published), processes.start, processes.published)[given, None]
        key = joined(processes.country[given], processes.details[given], processes.rationale[given])[:, None]
        fits = (key == self._keys) & (announced >= self._since) & (announced < self._until)
        found[given] = np.where(fits.any(1), fits.argmax(1), -1)
        return found


def _tokens(rows: Sequence[Reason], name: str) -> Tokens:
    return np.array([token(getattr(row, name)) for row in rows], np.int64)


def _midnight(day: date | None, else_: float) -> float:
    """The first moment of a day in Bishkek."""
    return else_ if day is None else datetime(day.year, day.month, day.day, tzinfo=BISHKEK).timestamp()
