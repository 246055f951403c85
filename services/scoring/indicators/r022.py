"""R022: the lowest price lies far below the second lowest.

Per lot, (second lowest - lowest) / lowest of the bids that are not disqualified reaches the upper fence (Q3 + 1.5 IQR)
of the lots of the same country and currency, and `floor`. Several bids of one bidder count with the lowest. The
official Kyrgyz rule, which compares the highest with the lowest, is KG07.
"""

import numpy as np

from services.scoring.gaps import market
from services.scoring.grouping import Floats, Rows, at, or_zero, token_at
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_lots,
    price,
    ratio,
    reaches,
)
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.part import Part
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.spreads import NOTHING_KNOWN, spreads
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import among
from shared.contracts.base import Texts

PRICE = "/bids/details/value/amount"


def steps(part: Part) -> tuple[Floats, Rows, Rows]:
    """Per lot: the step from the lowest price to the lowest of another bidder, and both bids."""
    bids, of = part.bids, part.bids_of_lot
    compared = bids.comparable & ~bids.disqualified
    lowest = of.first_lowest(bids.amount, compared)
    others = compared & (bids.bidder != token_at(bids.bidder, lowest)[bids.lot])
    second = of.first_lowest(bids.amount, others)
    return ratio(at(bids.amount, second) - at(bids.amount, lowest), at(bids.amount, lowest)), lowest, second


def collect(part: Part) -> Columns:
    """The step of each live lot in which prices are compared."""
    step, lots, processes = steps(part)[0], part.lots, part.processes
    compared = processes.opened & ~processes.cancelled & ~among(processes.details, PRICE_NOT_COMPARED)
    compared &= processes.competition != Competition.NONE
    kept = ~np.isnan(step) & compared[lots.process] & lots.live & ~lots.mixed
    return {"key": market(part)[kept], "step": step[kept]}


PRICE_STEPS = Statistic(
    name="price_steps", version="1", collect=collect, by=(), finish=lambda rows: spreads(rows, "step")
)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The step of each lot, against the upper fence of its market."""
    (step, lowest, second), keys, figures = steps(part), market(part), known or NOTHING_KNOWN
    peers = or_zero(figures.at("n", keys))
    limit = np.maximum(figures.at("upper", keys), parameters["floor"])
    return of_lots(
        raised=reaches(step, limit),
        value=step,
        threshold=limit,
        nothing=np.isnan(step) & ~part.lots.several_currencies,
        missing=[
            (Missing.ONE_CURRENCY, part.lots.several_currencies),
            (Missing.PEERS, ~np.isnan(step) & (peers < parameters["minimum_peers"])),
        ],
        evidence=lambda lot: [price(part, lowest[lot]), price(part, second[lot])],
        parameters=lambda lot: {"peers": int(peers[lot])},
    )


R022 = Indicator(
    id="R022",
    title=Texts(
        ky="Эң арзан баа экинчисинен өтө алыс",
        ru="Большой отрыв самой низкой цены от второй",
        en="A wide step from the lowest price to the second",
    ),
    explanation=Texts(
        ky="Лоттогу эң төмөн баа менен экинчи баанын айырмасы окшош лотторго караганда өзгөчө чоң. Башка сунуштар "
        "көрүнүш үчүн гана атайын кымбат берилген болушу мүмкүн.",
        ru="Разрыв между самой низкой и второй ценой в лоте необычно велик по сравнению с другими лотами. Остальные "
        "заявки могли быть нарочно дорогими и поданы только для вида.",
        en="The step between the lowest and the second lowest price for a lot is unusually wide compared with other "
        "lots. The other offers may have been made dear on purpose, for show.",
    ),
    innocent=Texts(
        ky="Катышуучулар тапшырманы ар башка түшүнүшү, бири баасын ката жазышы же чын эле арзан аткара алышы мүмкүн.",
        ru="Участники могли по-разному понять задание, кто-то — ошибиться в цене или действительно уметь дешевле.",
        en="Bidders may have understood the task differently, one may have mistyped a price, or really be cheaper.",
    ),
    check=Texts(
        ky="Бирдик баалары кайсы жерде айырмаланарын караңыз. Кымбат сунуш бергендер башка тендерлерде да ушундайбы?",
        ru="Посмотрите, в каких ценах за единицу разница. Ведут ли себя так же дорогие участники в других закупках?",
        en="Look in which unit prices the difference lies. Do the dear bidders behave likewise in other tenders?",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R022"),
    version="1.0",
    weight=1,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(Missing.ONE_CURRENCY, Missing.SECOND_BID, PRICE, Missing.PEERS),
    crosswalk=("OCP R022", "MKRAI 7"),
    bids=True,
    nothing=Missing.SECOND_BID,
    parameters={"floor": 1.0, "minimum_peers": 30},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
    statistic=PRICE_STEPS,
)
