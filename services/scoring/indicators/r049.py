"""R049: several direct awards to one supplier just below the limit.

In the `days` that end, or begin, with this award, the same buyer gave the same supplier at least `minimum_awards`
direct awards of [0.8 T, T) each, this one among them. Only reasons to which a limit T applies count; the guide asks for
two awards, but two in a year happen by chance.
"""

from functools import partial

import numpy as np

from services.scoring.direct_awards import contributed, direct_awards
from services.scoring.grouping import or_zero
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
)
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.quoting import BUYER, SUPPLIERS, buyer, suppliers
from services.scoring.sources import ocp_guide
from services.scoring.spreads import NOTHING_KNOWN
from services.scoring.statistic import Known, Statistic
from services.scoring.thresholds import PHRASES, STATED, limit_said
from services.scoring.windows import Within, history
from services.scoring.winners import awarded
from shared.contracts.base import Texts

AMOUNT = "/awards/value/amount"
NEAR = 0.8
"""Just below begins at this share of the limit."""

NEAR_AWARDS = Statistic(
    name="direct_awards_near_limit", version="1", collect=partial(contributed, least=NEAR), by=(), finish=history
)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many such awards the pair has in the window."""
    found, limit = direct_awards(part)
    of = found.of_processes(len(part))
    window = Within(known or NOTHING_KNOWN, found.key, found.ocid, found.moment, found.share, parameters["days"])
    near = (found.share >= NEAR) & (found.share < 1) & (found.key != 0)
    count = np.where(near, window.count, 0).astype(np.float64)
    most = or_zero(of.highest(count))
    bound, won = limit >= 0, awarded(part)
    return of_processes(
        raised=most >= parameters["minimum_awards"],
        value=most,
        threshold=parameters["minimum_awards"],
        missing=[
            (BUYER, part.processes.buyer == 0),
            (Missing.THRESHOLD, ~bound),
            (Missing.FINAL_AWARDS, bound & ~won),
            (SUPPLIERS, bound & part.awards_of_process.some(part.awards.active & (part.awards.firm == 0))),
            (AMOUNT, of.some(np.isnan(found.share))),
        ],
        evidence=lambda process: [
            buyer(part, process),
            suppliers(part, found.firm[of.rows(process, count >= most[process])]),
        ],
        parameters=lambda process: limit_said(limit[process]),
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The window."""
    return {"days": str(parameters["days"])}


R049 = Indicator(
    id="R049",
    title=Texts(
        ky="Бир жеткирүүчүгө чектен бир аз төмөн тикелей келишимдер",
        ru="Прямые договоры с одним поставщиком чуть ниже предела",
        en="Direct awards to one supplier just below the limit",
    ),
    explanation=Texts(
        ky="Сатып алуучу {days} күн ичинде бир эле жеткирүүчү менен сынаксыз бир нече келишим түзгөн, ар биринин "
        "суммасы чектен бир аз төмөн. Чоң сатып алуу сынаксыз өтсүн деп бөлүнгөн болушу мүмкүн.",
        ru="За {days} дней заказчик несколько раз без конкурса заключил договор с одним поставщиком, каждый раз на "
        "сумму чуть ниже предела. Возможно, крупную закупку разделили, чтобы не проводить конкурс.",
        en="Within {days} days the buyer gave one supplier several contracts without competition, each just below the "
        "limit. A large purchase may have been split so that no competition was needed.",
    ),
    innocent=Texts(
        ky="Мезгилдүү муктаждык же жакын жердеги жалгыз жеткирүүчү кайталанган келишимдерди түшүндүрүшү мүмкүн.",
        ru="Повторные договоры могут объясняться сезонной потребностью или единственным поставщиком поблизости.",
        en="A seasonal need or the only supplier nearby may explain repeated contracts.",
    ),
    check=Texts(
        ky="Келишимдерди катар коюп, эмне алынганын салыштырыңыз. Сынаксыз алуунун себеби ар биринде жазылганбы?",
        ru="Положите договоры рядом и сравните, что куплено. Указана ли в каждом причина закупки без конкурса?",
        en="Put the contracts side by side and compare what was bought. Is a reason given each time for not competing?",
    ),
    legal_basis=STATED,
    phrases=PHRASES,
    source=ocp_guide("R049"),
    version="1.0",
    weight=2,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(BUYER, Missing.THRESHOLD, Missing.FINAL_AWARDS, SUPPLIERS, AMOUNT),
    crosswalk=("OCP R049", "MKRAI 17", "i180"),
    parameters={"days": 365, "minimum_awards": 3},
    words=words,
    competitions=frozenset({Competition.NONE}),
    evaluate=evaluate,
    statistic=NEAR_AWARDS,
)
