"""R054: a direct award below a threshold grew above it.

A contract given without competition was below the threshold on record for the country and day when it was awarded, and
its final value, or its amount once it was amended, reaches it. Without a threshold on record, or anything that tells of
a change, not computable. Source: OCP guide R054.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
import numpy as np

from services.scoring.amounts import BISHKEK
from services.scoring.grouping import Rows
from services.scoring.growth import first_price, last_price
from services.scoring.indicator import (
    Answers,
    Indicator,
    Json,
    Missing,
    Parameters,
    Stage,
    Unit,
    ratio,
    reaches,
)
from services.scoring.indicators.r069 import quoted
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.signed import CONTRACTS, in_force, of_contracts, unlike
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import token
from shared.contracts.base import Texts

AWARDED, AMENDMENTS, AMOUNT = "/awards/value/amount", "/contracts/amendments", "/contracts/value/amount"


class DirectLimit(msgspec.Struct, frozen=True):
    """From which amount on a purchase may not be given directly."""

    country: str
    amount: float
    currency: str
    basis: str
    since: date | None = None
    until: date | None = None
    """First day on which the row no longer holds."""


_OFFICIAL = Texts(
    ky="Финансы министрлигинин № 16 жана № 17 расмий тобокелдик критерийлериндеги чек; мыйзам боюнча ырастала элек",
    ru="Предел из официальных критериев риска Министерства финансов № 16 и № 17; по закону не подтверждён",
    en="Limit of the official risk criteria 16 and 17 of the Ministry of Finance; not confirmed from the law",
)
BASES = (_OFFICIAL,)
LIMITS = (DirectLimit("kg", 1_000_000, "KGS", _OFFICIAL.en, since=date(2015, 4, 3)),)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The highest share of the threshold that a contract came to."""
    contracts, of = part.contracts, part.contracts.process
    table: tuple[DirectLimit, ...] = parameters["limits"]
    row = _limits(part, table)
    amounts = np.array([each.amount for each in table] + [np.nan])
    currencies = np.array([token(each.currency) for each in table] + [0], np.int64)
    limit, currency = amounts[row], currencies[row]
    first, last = first_price(part), last_price(part)
    return of_contracts(
        part,
        raised=(first < limit[of]) & ~reaches(first, limit[of]) & reaches(last, limit[of]),
        value=ratio(last, limit[of]).round(4),
        threshold=1,
        judged=in_force(part),
        missing=[
            (Missing.THRESHOLD, (row < 0)[of]),
            (AMENDMENTS, np.isnan(last)),
            (AWARDED, np.isnan(first)),
            (AMOUNT, unlike(last, first)),
            (Missing.ONE_CURRENCY, (row >= 0)[of] & (contracts.currency != currency[of])),
        ],
        evidence=lambda contract: quoted(part, contract),
        parameters=lambda process: _limit(table[row[process]]),
    )


def _limit(row: DirectLimit) -> dict[str, Json]:
    return {"limit": row.amount, "currency": row.currency, "basis": row.basis}


def _limits(part: Part, table: Sequence[DirectLimit]) -> Rows:
    """For each process the row of `table` in force on the day (in Bishkek) it was announced; -1 without any."""
    processes = part.processes
    announced = np.where(np.isnan(processes.published), processes.start, processes.published)
    found = np.full(len(part), -1, np.int64)
    for place, row in enumerate(table):
        fits = processes.country == token(row.country)
        if row.since is not None:
            fits &= announced >= _midnight(row.since)
        if row.until is not None:
            fits &= announced < _midnight(row.until)
        found[fits] = place
    return found


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=BISHKEK).timestamp()


def prepare(parameters: Parameters) -> Parameters:
    """Read the table of limits; raises msgspec.ValidationError (a ValueError) when it is malformed."""
    return {"limits": msgspec.convert(parameters["limits"], tuple[DirectLimit, ...])}


R054 = Indicator(
    id="R054",
    title=Texts(
        ky="Түз берилген келишим кийин чектен ашкан",
        ru="Прямой договор позже превысил предел",
        en="A direct contract grew above the limit",
    ),
    explanation=Texts(
        ky="Сынаксыз берилген келишимдин баасы башында чектен төмөн болуп, кийинки өзгөртүүлөрдөн соң чекке жеткен же "
        "андан ашкан. Башынан эле ушул баада болсо, сынак өткөрүү керек болмок.",
        ru="Договор без конкурса сначала стоил меньше предела, а после изменений достиг его или превысил. С такой "
        "ценой с самого начала потребовался бы конкурс.",
        en="A contract given without competition was below the limit at first and reached it by later changes. At such "
        "a price a tender would have been needed from the start.",
    ),
    innocent=Texts(
        ky="Күтүлбөгөн иштер, баалардын өсүшү же валюта курсу бааны көтөрүшү мүмкүн; айрым себептер боюнча түз "
        "келишимге чек коюлбайт.",
        ru="Цену могли поднять непредвиденные работы, рост цен или курс валюты; для некоторых причин прямого договора "
        "предела нет.",
        en="Unforeseen works, rising prices or exchange rates may have raised the price; for some reasons a direct "
        "contract has no limit.",
    ),
    check=Texts(
        ky="Түз келишимдин мыйзамдуу себебин жана ар бир өзгөртүүнүн негиздемесин окуңуз. Кошумча көлөм башында эле "
        "белгилүү беле?",
        ru="Прочитайте законную причину прямого договора и обоснование каждого изменения. Был ли дополнительный объём "
        "известен с самого начала?",
        en="Read the lawful reason of the direct contract and the grounds of each change. Was the additional quantity "
        "known from the start?",
    ),
    legal_basis=Texts(
        ky="Колдонулган чектин негизи көрсөткүчтүн жанында жазылат",
        ru="Основание применённого предела указано рядом с индикатором",
        en="The basis of the limit used is stated with the flag",
    ),
    phrases={basis.en: basis for basis in BASES},
    source=ocp_guide("R054"),
    version="1.0",
    weight=3,
    unit=Unit.CONTRACT,
    stage=Stage.IMPLEMENTATION,
    needs=(CONTRACTS, Missing.THRESHOLD, AMENDMENTS, AWARDED, AMOUNT, Missing.ONE_CURRENCY),
    crosswalk=("OCP R054",),
    parameters={"limits": msgspec.to_builtins(LIMITS)},
    competitions=frozenset({Competition.NONE}),
    nothing=CONTRACTS,
    prepare=prepare,
    contracts=True,
    evaluate=evaluate,
)
