"""R055: direct awards to one supplier that together reach the limit.

In the `days` that end, or begin, with this award, the same buyer gave the same supplier at least `minimum_awards`
direct awards, each below the limit T, this one among them, which together reach T. Only reasons to which a limit
applies count; the official Kyrgyz rule (MKRAI 17) looks at one class in a calendar year.
"""

from functools import partial

import numpy as np

from services.scoring.direct_awards import contributed, direct_awards
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
    reaches,
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

DIRECT_AWARDS = Statistic(
    name="direct_awards", version="1", collect=partial(contributed, least=0.0), by=(), finish=history
)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """What the pair's awards in the window come to, as a share of the limit."""
    found, limit = direct_awards(part)
    of = found.of_processes(len(part))
    window = Within(known or NOTHING_KNOWN, found.key, found.ocid, found.moment, found.share, parameters["days"])
    small = (found.share < 1) & (found.key != 0)
    many = small & (window.count >= parameters["minimum_awards"])
    over = many & reaches(window.total, 1.0)
    bound, won = limit >= 0, awarded(part)
    return of_processes(
        raised=of.some(over),
        value=of.highest(window.total, small),
        threshold=1.0,
        nothing=bound & of.some(found.share >= 1) & ~of.some(small),
        missing=[
            (BUYER, part.processes.buyer == 0),
            (Missing.THRESHOLD, ~bound),
            (Missing.FINAL_AWARDS, bound & ~won),
            (SUPPLIERS, bound & part.awards_of_process.some(part.awards.active & (part.awards.firm == 0))),
            (AMOUNT, of.some(np.isnan(found.share))),
        ],
        evidence=lambda process: [
            buyer(part, process),
            suppliers(part, found.firm[of.rows(process, over)]),
        ],
        parameters=lambda process: (
            limit_said(limit[process])
            | {"awards": int(np.nan_to_num(of.highest(window.count.astype(np.float64), over))[process])}
        ),
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The window."""
    return {"days": str(parameters["days"])}


R055 = Indicator(
    id="R055",
    title=Texts(
        ky="Бир жеткирүүчүгө сынаксыз келишимдер чогуусу чектен ашат",
        ru="Договоры без конкурса с одним поставщиком вместе достигают предела",
        en="Direct awards to one supplier together reach the limit",
    ),
    explanation=Texts(
        ky="Сатып алуучу {days} күн ичинде бир жеткирүүчү менен сынаксыз бир нече келишим түзгөн. Ар бири чектен "
        "төмөн, бирок суммасы чогуу чекке жетет: чогуу алынса, сынак керек болмок.",
        ru="За {days} дней заказчик заключил с одним поставщиком несколько договоров без конкурса. Каждый ниже "
        "предела, но вместе они его достигают: при общей закупке понадобился бы конкурс.",
        en="Within {days} days the buyer gave one supplier several contracts without competition. Each is below the "
        "limit, but together they reach it: bought at once, a competition would have been needed.",
    ),
    innocent=Texts(
        ky="Бир жеткирүүчү ар башка нерселерди сатышы мүмкүн; майда шашылыш муктаждыктар жыл бою чыгып турат.",
        ru="Один поставщик может продавать разные вещи; мелкие срочные нужды возникают весь год.",
        en="One supplier may sell different things; small urgent needs come up all year round.",
    ),
    check=Texts(
        ky="Бул жуптун жыл ичиндеги келишимдерин тизмектеп, бир түрдөгү товарлар канча сомго алынганын эсептеңиз.",
        ru="Составьте список договоров этой пары за год и посчитайте, на сколько сомов куплено однородных товаров.",
        en="List the year's contracts of this pair and add up how much was spent on things of one kind.",
    ),
    legal_basis=STATED,
    phrases=PHRASES,
    source=ocp_guide("R055"),
    version="1.0",
    weight=2,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(BUYER, Missing.THRESHOLD, Missing.FINAL_AWARDS, SUPPLIERS, AMOUNT),
    crosswalk=("OCP R055", "MKRAI 17", "i077"),
    parameters={"days": 365, "minimum_awards": 2},
    words=words,
    competitions=frozenset({Competition.NONE}),
    evaluate=evaluate,
    statistic=DIRECT_AWARDS,
)
