"""KG17: more than may be bought from one supplier in a year without a tender (official Kyrgyz flag 17).

A single-source purchase justified as an annual one: what the buyer bought in this way from the same supplier in the
same six-digit class, published earlier in the calendar year, and this purchase are together worth more than the ceiling
in force, officially 1,000,000 som. Corrected against the official rule: without earlier purchases the sum is that of
this one, not nothing; worth is what was awarded for lots all of whose items are of one class, since quantity times unit
price counts a bid once for each of its awards; the year is that of publication.
"""

import msgspec
import numpy as np

from services.scoring import ceilings
from services.scoring.amounts import local_years
from services.scoring.ceilings import MILLION, PHRASES, Ceiling, ceiling, told
from services.scoring.earlier import ANNUAL, CODE
from services.scoring.grouping import Bools, Floats, at, or_zero, token_at
from services.scoring.histories import history, last, so_far, starts
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    award_value,
    of_processes,
    winners,
)
from services.scoring.indicators.kg03 import BUYER, PUBLISHED
from services.scoring.indicators.kg14 import DECIDED, SUPPLIERS
from services.scoring.part import Part
from services.scoring.sorting import grouped
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import Tokens, among, joined, token
from shared.contracts.base import Texts

AMOUNT = "/awards/value/amount"


def annual(part: Part) -> Bools:
    """Purchases justified as annual ones."""
    return np.equal(part.processes.rationale, token(ANNUAL))


def award_keys(part: Part) -> Tokens:
    """For each award: buyer, supplier, class and year; `ABSENT` when one is unknown or the lot has several classes."""
    items, awards, processes = part.items, part.awards, part.processes
    coded = items.class6 != 0
    one = (part.items_of_lot.distinct(items.class6, coded) == 1) & ~part.items_of_lot.some(~coded)
    classes = np.where(one, token_at(items.class6, part.items_of_lot.first(coded)), 0)
    of = part.award_process
    year = local_years(processes.published)
    return joined(processes.buyer[of], awards.firm, classes[awards.lot], year[of])


def valued(part: Part) -> Bools:
    """Standing awards with an amount in som for one lot; that of several lots together says nothing about one."""
    awards = part.awards
    _, same, times = np.unique(
        joined(part.award_process + 1, awards.award.astype(np.int64) + 1), return_inverse=True, return_counts=True
    )
    alone: Bools = times[same] == 1
    return alone & awards.active & ~np.isnan(awards.amount) & among(awards.currency, ["KGS"])


def collect(part: Part) -> Columns:
    """What was bought as an annual purchase, by buyer, supplier, class and year."""
    processes, of, key = part.processes, part.award_process, award_keys(part)
    counts = processes.kyrgyz & annual(part) & among(processes.details, ["singleSource"]) & ~processes.cancelled
    counts &= among(processes.status, ["complete"]) | among(processes.status_details, DECIDED | {"contractSigned"})
    kept = valued(part) & counts[of] & (key != 0)
    return {"key": key[kept], "moment": processes.published[of[kept]], "amount": part.awards.amount[kept]}


def finish(columns: Columns) -> Known:
    """For each purchase the sum up to it, to the tiyin."""
    found = history(columns)
    tiyin = np.round(found.columns["amount"] * 100).astype(np.int64)
    return Known(found.keys, {**found.columns, "sum": so_far(tiyin, starts(found.keys)) / 100})


ANNUAL_PURCHASES = Statistic(name="annual_purchases", version="1", collect=collect, by=(), finish=finish)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The largest sum per supplier and class, this purchase included."""
    processes, awards, of = part.processes, part.awards, part.award_process
    rows: tuple[Ceiling, ...] = parameters["ceilings"]
    row, limit = ceiling(processes.published, rows)
    key, worth = award_keys(part), valued(part)
    total = _together(part, known, key, worth & (key != 0))
    most = part.awards_of_process.highest(total)
    raised = most > limit
    some = part.awards_of_process.some
    undated = np.isnan(processes.published)
    return of_processes(
        raised=raised,
        value=most,
        threshold=limit,
        missing=[
            (BUYER, processes.buyer == 0),
            (PUBLISHED, undated),
            (Missing.THRESHOLD, (row < 0) & ~undated),
            (Missing.FINAL_AWARDS, ~some(awards.active)),
            (SUPPLIERS, ~raised & some(awards.active & (awards.firm == 0))),
            (AMOUNT, ~raised & some(awards.active & ~worth)),
            (CODE, ~raised & some(awards.active & (awards.firm != 0) & (key == 0))),
        ],
        evidence=lambda process: [
            piece
            for award in part.awards_of_process.rows(process, total > limit[of])
            for piece in (winners(part, award), award_value(part, award))
        ],
        parameters=lambda process: told(rows, int(row[process])),
    )


def _together(part: Part, known: Known | None, key: Tokens, counts: Bools) -> Floats:
    """For each award that counts what was bought under its key until now, this purchase included."""
    of = part.award_process
    _, same = grouped(joined(of + 1, np.where(key == 0, 1, key)))
    here = np.bincount(same[counts], part.awards.amount[counts], int(same.max(initial=-1)) + 1)[same]
    before = np.zeros(len(key))
    if known is not None:
        before = or_zero(at(known.columns["sum"], last(known, key, part.processes.published[of])))
    return np.where(counts, (before + here).round(2), np.nan)


KG17 = Indicator(
    id="KG17",
    title=Texts(
        ky="Бир жылда бир жеткирүүчүдөн чектен ашык",
        ru="За год у одного поставщика — сверх предела",
        en="Over the yearly limit with one supplier",
    ),
    explanation=Texts(
        ky="Сатып алуучу бир жылда бир эле жеткирүүчүдөн бир түрдөгү товарды сынаксыз, жылдык сатып алуу катары, "
        "чектен ашык суммага алган. Чоң сатып алуу сынактан качуу үчүн бөлүктөргө бөлүнгөн болушу мүмкүн.",
        ru="За год заказчик купил у одного поставщика товары одного вида без конкурса, как годовую закупку, на сумму "
        "больше предела. Крупную закупку могли разделить на части, чтобы обойти конкурс.",
        en="Within a year the buyer bought one kind of goods from one supplier without a tender, as annual purchases, "
        "for more than the limit. A large purchase may have been split to avoid a tender.",
    ),
    innocent=Texts(
        ky="Муктаждык жыл ичинде күтүүсүз өсүшү же башка жеткирүүчү жок болушу мүмкүн; чек өзгөргөн болушу да ыктымал.",
        ru="Потребность могла неожиданно вырасти, других поставщиков могло не быть; мог измениться и предел.",
        en="The need may have grown unexpectedly, or there may be no other supplier; the limit may have changed.",
    ),
    check=Texts(
        ky="Сатып алуучунун ушул жылы ушул жеткирүүчү менен түзгөн бардык келишимдеринин суммасын кошуп көрүңүз.",
        ru="Сложите суммы всех договоров заказчика с этим поставщиком за год.",
        en="Add up all contracts of the buyer with this supplier in the year.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    phrases=PHRASES,
    source=official_flag(17, like="R055"),
    version="1.1-corrected",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.AWARD,
    needs=(BUYER, PUBLISHED, Missing.THRESHOLD, Missing.FINAL_AWARDS, SUPPLIERS, AMOUNT, CODE),
    crosswalk=("MKRAI 17", "OCP R055"),
    parameters={"ceilings": msgspec.to_builtins(MILLION)},
    country="kg",
    methods=frozenset({"singleSource"}),
    stages=DECIDED | {"contractSigned"},
    also=annual,
    prepare=ceilings.prepare,
    evaluate=evaluate,
    statistic=ANNUAL_PURCHASES,
)
