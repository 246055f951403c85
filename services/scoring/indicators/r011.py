"""R011: a purchase may have been split into pieces below the limit.

Purchases of one buyer in one class (six digits, one class per purchase) whose limit is that of a lighter method: in the
`days` that end, or begin, with this one there are at least `minimum_purchases`, each below the limit T, which together
reach it. Cancelled and failed purchases do not count: what is announced again was not split.
"""

import numpy as np

from services.scoring.classes import CODE, only_class
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    number,
    of_processes,
    reaches,
)
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.spreads import NOTHING_KNOWN
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.thresholds import PHRASES, STATED, announced, lighter, limit_said, limits, share_of_limit
from services.scoring.tokens import among, joined
from services.scoring.windows import Within, history
from shared.contracts.base import Texts

BUYER, VALUE = "/buyer/id", "/tender/value/amount"


def collect(part: Part) -> Columns:
    """Purchases below the limit, by buyer and class."""
    processes, when = part.processes, announced(part)
    share = share_of_limit(limits(part, when), processes.value, processes.currency)
    key = joined(processes.buyer, only_class(part, part.items.class6)[0])
    kept = (key != 0) & (share < 1) & ~processes.cancelled & ~among(processes.status, ["unsuccessful"])
    return {"key": key[kept], "process": processes.key[kept], "moment": when[kept], "share": share[kept]}


SMALL_PURCHASES = Statistic(name="small_purchases", version="1", collect=collect, by=(), finish=history)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """What the buyer bought of the class in the window, as a share of the limit."""
    processes, when = part.processes, announced(part)
    limit = limits(part, when)
    share = share_of_limit(limit, processes.value, processes.currency)
    code, several = only_class(part, part.items.class6)
    key = joined(processes.buyer, code)
    found = Within(known or NOTHING_KNOWN, key, processes.key, when, share, parameters["days"])
    return of_processes(
        raised=(found.count >= parameters["minimum_purchases"]) & reaches(found.total, 1.0),
        value=found.total,
        threshold=1.0,
        nothing=(share >= 1) | several | among(processes.status, ["unsuccessful"]),
        missing=[
            (BUYER, processes.buyer == 0),
            (Missing.THRESHOLD, limit < 0),
            (VALUE, (limit >= 0) & np.isnan(share)),
            (CODE, code == 0),
        ],
        evidence=lambda process: _quoted(part, process),
        parameters=lambda process: limit_said(limit[process]) | {"purchases": int(found.count[process])},
    )


def _quoted(part: Part, process: int) -> list[Evidence]:
    item = part.items_of_process.rows(process)[0]
    code = Evidence(f"/tender/items/{part.items.item[item]}/classification/id", part.text(part.items.code[item]))
    buyer = Evidence(BUYER, part.text(part.processes.buyer[process]))
    return [buyer, code, Evidence(VALUE, number(part.processes.value[process]))]


def words(parameters: Parameters) -> dict[str, str]:
    """The window."""
    return {"days": str(parameters["days"])}


R011 = Indicator(
    id="R011",
    title=Texts(
        ky="Сатып алуу бөлүктөргө бөлүнгөн болушу мүмкүн",
        ru="Закупка, возможно, разделена на части",
        en="A purchase may have been split",
    ),
    explanation=Texts(
        ky="Бир сатып алуучу {days} күн ичинде бир эле түрдөгү нерсени бир нече жолу алган: ар бири жеңил ыкманын "
        "чегинен төмөн, бирок чогуусу чекке жетет. Бөлүп алуу толук сынактан качууга жол ачат.",
        ru="Один заказчик за {days} дней несколько раз купил вещи одного вида: каждая закупка ниже предела для "
        "упрощённого способа, а вместе они его достигают. Деление позволяет обойти полный конкурс.",
        en="One buyer bought things of one kind several times within {days} days: each purchase is below the limit of "
        "the lighter method, but together they reach it. Splitting allows a full competition to be avoided.",
    ),
    innocent=Texts(
        ky="Муктаждык кийин белгилүү болушу, акча бөлүк-бөлүк келиши же бир коддун астында ар башка нерселер болушу "
        "мүмкүн.",
        ru="Потребность могла выясниться позже, деньги — прийти частями, а под одним кодом — быть разные вещи.",
        en="The need may have become known later, money may have come in parts, or one code covers different things.",
    ),
    check=Texts(
        ky="Ушул сатып алуучунун ошол күндөрдөгү бир коддогу сатып алууларын ачып, аталыштарын, даректерин жана "
        "жеңүүчүлөрүн салыштырыңыз.",
        ru="Откройте закупки этого заказчика с тем же кодом за эти дни и сравните названия, места и победителей.",
        en="Open this buyer's purchases with the same code in those days and compare titles, places and winners.",
    ),
    legal_basis=STATED,
    phrases=PHRASES,
    source=ocp_guide("R011"),
    version="1.0",
    weight=2,
    unit=Unit.BUYER,
    stage=Stage.PLANNING,
    needs=(BUYER, Missing.THRESHOLD, VALUE, CODE),
    crosswalk=("OCP R011", "24-3-14"),
    parameters={"days": 30, "minimum_purchases": 2},
    words=words,
    also=lighter,
    evaluate=evaluate,
    statistic=SMALL_PURCHASES,
)
