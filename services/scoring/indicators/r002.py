"""R002: a buyer's purchases often stay just below the limit of the lighter method.

Of a buyer's purchases to which a limit applies (`thresholds.LIMITS`), the share with an estimated value in [0.9 T, T)
reaches the upper fence (Q3 + 1.5 IQR) of the buyers of the country, and `floor`. Values that fall evenly below T would
give a share of 0.1. The flag is about the buyer and is shown on its purchases by such methods.
"""

import numpy as np

from services.scoring.grouping import Bools, Floats, Rows
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
)
from services.scoring.part import Part
from services.scoring.shares import COUNTED, compared_shares, standing
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.thresholds import PHRASES, STATED, announced, lighter, limit_said, limits, share_of_limit
from services.scoring.tokens import Tokens, joined
from shared.contracts.base import Texts

BUYER, VALUE = "/buyer/id", "/tender/value/amount"
NEAR = 0.9
"""Just below begins at this share of the limit."""
LEAST = 10
"""A buyer with fewer purchases is nobody's peer."""


def purchases(part: Part) -> tuple[Rows, Floats, Tokens]:
    """Per process its limit, its value as a share of it, and its buyer."""
    limit = limits(part, announced(part))
    share = share_of_limit(limit, part.processes.value, part.processes.currency)
    return limit, share, joined(part.processes.country, part.processes.buyer)


def near(share: Floats) -> Bools:
    """Just below the limit."""
    return (share >= NEAR) & (share < 1)


def collect(part: Part) -> Columns:
    """Purchases with a limit, and those just below it, by buyer."""
    _, share, key = purchases(part)
    kept = (key != 0) & ~np.isnan(share) & ~part.processes.cancelled
    found = near(share[kept]).astype(np.float64)
    return {"key": key[kept], "group": part.processes.country[kept], "n": np.ones(len(found)), "found": found}


NEAR_LIMIT = Statistic(name="near_limit", version="1", collect=collect, by=COUNTED, finish=compared_shares(LEAST))


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The buyer's share of purchases just below the limit."""
    limit, share, key = purchases(part)
    found = standing(known, key, parameters)
    judged = (limit >= 0) & (part.processes.buyer != 0)
    return of_processes(
        raised=found.out,
        value=found.share,
        threshold=found.limit,
        missing=[
            (BUYER, part.processes.buyer == 0),
            (Missing.THRESHOLD, limit < 0),
            (Missing.PEERS, judged & found.few),
        ],
        evidence=lambda process: _quoted(part, process, near=bool(near(share[process]))),
        parameters=lambda process: limit_said(limit[process]) | found.said(process),
    )


def _quoted(part: Part, process: int, *, near: bool) -> list[Evidence]:
    buyer = Evidence(BUYER, part.text(part.processes.buyer[process]))
    return [buyer, Evidence(VALUE, float(part.processes.value[process]))] if near else [buyer]


R002 = Indicator(
    id="R002",
    title=Texts(
        ky="Суммалар көбүнчө чектен бир аз төмөн",
        ru="Суммы часто чуть ниже предела",
        en="Amounts often stay just below the limit",
    ),
    explanation=Texts(
        ky="Жеңил ыкма белгилүү суммага чейин гана колдонулат. Ушул сатып алуучунун суммалары башкаларга караганда "
        "ошол чектен бир аз төмөн көп болот. Толук сынактан качуу үчүн сумма атайын төмөндөтүлгөн болушу мүмкүн.",
        ru="Упрощённый способ разрешён лишь до определённой суммы. У этого заказчика суммы чаще, чем у других, "
        "оказываются чуть ниже предела. Возможно, их занижают, чтобы не проводить полный конкурс.",
        en="A lighter method is allowed up to a certain amount only. This buyer's amounts are just below that limit "
        "more often than those of others. They may be kept down to avoid a full competition.",
    ),
    innocent=Texts(
        ky="Бюджет ушул чекке ылайык пландалышы мүмкүн; айрым сатып алуучулар дайыма бирдей көлөмдөгү иштерди алат.",
        ru="Бюджет могли планировать под этот предел; некоторые заказчики всегда покупают работы одного объёма.",
        en="The budget may have been planned to fit the limit; some buyers always buy works of one size.",
    ),
    check=Texts(
        ky="Сатып алуучунун чектен төмөн сатып алууларын катарынан карап чыгыңыз: бир эле нерсе бөлүнүп алынганбы, "
        "кийин баасы көтөрүлгөнбү?",
        ru="Просмотрите подряд закупки этого заказчика чуть ниже предела: не одно ли и то же куплено частями, не "
        "выросла ли цена позже?",
        en="Go through this buyer's purchases just below the limit: is one thing bought in pieces, did the price rise "
        "later?",
    ),
    legal_basis=STATED,
    phrases=PHRASES,
    source=ocp_guide("R002"),
    version="1.0",
    weight=1,
    unit=Unit.BUYER,
    stage=Stage.PLANNING,
    needs=(BUYER, VALUE, Missing.THRESHOLD, Missing.PEERS),
    crosswalk=("OCP R002", "MKRAI 16"),
    parameters={"floor": 0.3, "minimum_cases": LEAST, "minimum_peers": 20},
    also=lighter,
    evaluate=evaluate,
    statistic=NEAR_LIMIT,
)
