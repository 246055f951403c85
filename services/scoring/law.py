"""Minimum submission periods, dated: the row in force on the day a tender was published decides.

A law changes by adding a row, or by the setting `ACHYK_SCORING_PARAMETERS`, never by changing code. Rows that are not
confirmed from a primary source say so in their `basis`, which is shown with the flag: in English in the flag itself,
and in the three languages when it is one of `BASES`.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
import numpy as np

from services.scoring.amounts import BISHKEK
from services.scoring.grouping import Floats, Rows
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.practice import methods_there
from services.scoring.tokens import among, token
from shared.contracts.base import Texts


class MinimumPeriod(msgspec.Struct, frozen=True):
    """Whole days tenderers must have had. `details` None stands for every competitive method of the country."""

    days: int
    basis: str
    country: str | None = None
    details: str | None = None
    prequalification: bool = False
    since: date | None = None
    until: date | None = None
    """First day on which the row no longer holds."""


_LAW_2015 = date(2015, 4, 3)
_LAW_2022 = date(2022, 4, 14)
_OLD = Texts(
    ky="2015-жылдын 3-апрелиндеги № 72 мыйзам: эки жумадан кем эмес",
    ru="Закон от 3 апреля 2015 года № 72: не менее двух недель",
    en="Law No. 72 of 3 April 2015: at least two weeks",
)
_OLD_PREQUALIFICATION = Texts(
    ky="2015-жылдын 3-апрелиндеги № 72 мыйзам: алдын ала тандоодо үч жумадан кем эмес",
    ru="Закон от 3 апреля 2015 года № 72: при предварительном отборе не менее трёх недель",
    en="Law No. 72 of 3 April 2015: at least three weeks with prequalification",
)
_NEW = Texts(
    ky="2015-жылдын № 72 мыйзамынан алынган; 2022-жылдын 14-апрелиндеги № 27 мыйзам боюнча мөөнөт ырастала элек",
    ru="Перенесено из Закона 2015 года № 72; срок по Закону от 14 апреля 2022 года № 27 не подтверждён",
    en="Carried over from Law No. 72/2015; the period under Law No. 27 of 14 April 2022 is not confirmed",
)
_CAUTIOUS = Texts(
    ky="Бул каталогдун этият жумушчу мааниси, ушул ыкманын белгилүү мөөнөттөрүнөн кыска; мыйзамдагы эң аз мөөнөт эмес",
    ru="Осторожное рабочее значение этого каталога, меньше любого известного срока для этого метода; не законный "
    "минимум",
    en="Cautious working value of this catalogue, below any period known for this method; not a legal minimum",
)
_OCP = Texts(
    ky="OCP колдонмосунун үлгү программасындагы демейки маани; мыйзамдагы эң аз мөөнөт эмес",
    ru="Значение по умолчанию из образцовой программы к руководству OCP; не законный минимум",
    en="Default of the OCP guide's reference implementation; not a legal minimum",
)
BASES = (_OLD, _OLD_PREQUALIFICATION, _NEW, _CAUTIOUS, _OCP)

MINIMUM_PERIODS = (
    *(
        row
        for details in ("oneStage", "twostage")
        for row in (
            MinimumPeriod(14, _OLD.en, "kg", details, since=_LAW_2015, until=_LAW_2022),
            MinimumPeriod(21, _OLD_PREQUALIFICATION.en, "kg", details, True, _LAW_2015, _LAW_2022),
            MinimumPeriod(14, _NEW.en, "kg", details, since=_LAW_2022),
            MinimumPeriod(21, _NEW.en, "kg", details, True, _LAW_2022),
        )
    ),
    MinimumPeriod(14, _NEW.en, "kg", "auctionUnlimited", since=_LAW_2022),
    MinimumPeriod(5, _CAUTIOUS.en, "kg", "simplicated"),
    MinimumPeriod(3, _CAUTIOUS.en, "kg", "downgrade"),
    MinimumPeriod(3, _CAUTIOUS.en, "kg", "requestForQuotation"),
    MinimumPeriod(15, _OCP.en),
)


def minimum_periods(part: Part, announced: Floats, rows: Sequence[MinimumPeriod]) -> Rows:
    """For each process the row of `rows` in force on the day (in Bishkek) it was announced; -1 when none is on record.

    Rows without a country are for countries that have no rows of their own. Of several rows the one for the method
    itself decides, then the one for tenders with prequalification.
    """
    processes = part.processes
    found = np.full(len(part), -1, np.int64)
    rank = np.full(len(part), -1, np.int64)
    own = among(processes.country, {row.country for row in rows if row.country} or {""})
    there = methods_there(part)
    for place, row in enumerate(rows):
        if row.details is None:
            fits = processes.competition == Competition.COMPETITIVE
        elif token(row.details) in there:
            fits = processes.details == token(row.details)
        else:
            continue
        fits &= ~own if row.country is None else processes.country == token(row.country)
        if row.prequalification:
            fits &= processes.prequalification
        if row.since is not None:
            fits &= announced >= _midnight(row.since)
        if row.until is not None:
            fits &= announced < _midnight(row.until)
        own_rank = 2 * (row.details is not None) + row.prequalification
        better = fits & (own_rank > rank)
        found[better], rank[better] = place, own_rank
    return found


def _midnight(day: date) -> float:
    """The first moment of a day in Bishkek."""
    return datetime(day.year, day.month, day.day, tzinfo=BISHKEK).timestamp()
