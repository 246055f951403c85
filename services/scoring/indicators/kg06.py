"""KG06: fewer bidders than is usual for the class and region (official Kyrgyz flag 6).

For a live lot and the class of one of its items: (mean - bidders) / mean is at least `threshold`, officially 30 %. The
mean is that of different bidders per lot of the same class and region, over finished tenders published in the calendar
year of the tender and the year before. Corrected against the official rule: not all years; a lot counts once per class,
not once per item; fewer than `minimum_peers` such lots are not computable; where on average fewer than `minimum_mean`
bid anyway the rule does not fire.

Also corrected: it is asked in every later stage too, since the figures it compares with may become known only after the
official gate has closed.
"""

import numpy as np

from services.scoring.amounts import local_years
from services.scoring.earlier import CODE
from services.scoring.grouping import Floats, at, or_zero
from services.scoring.indicator import (
    BIDS,
    Answers,
    Indicator,
    Json,
    Missing,
    Parameters,
    Stage,
    Unit,
    bidders,
    of_lots,
    ratio,
    reaches,
)
from services.scoring.indicators.kg03 import PUBLISHED
from services.scoring.methods import COMP3
from services.scoring.part import Part
from services.scoring.sorting import grouped
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, among, joined
from shared.contracts.base import Texts

REGION = "/parties/address/region"


def region_code_year(part: Part, back: int = 0) -> Tokens:
    """For each item: region, class and the year of publication, or one `back` years before."""
    processes, of = part.processes, part.items.process
    years = local_years(processes.published)
    return joined(processes.region[of], part.items.code, np.where(years, years - back, 0)[of])


def collect(part: Part) -> Columns:
    """Lots with bids and their bidders, by region, class and year."""
    processes, lots, items = part.processes, part.lots, part.items
    finished = processes.kyrgyz & among(processes.details, COMP3) & ~processes.cancelled
    finished &= among(processes.status, ["complete"]) | among(processes.status_details, ["evaluationComplete"])
    bidding = part.bids_of_lot.distinct(part.bids.bidder)
    counts = lots.live & ~lots.mixed & (bidding > 0) & finished[lots.process]
    key = region_code_year(part)
    kept = ((items.lot >= 0) & (key != 0)).nonzero()[0]
    kept = kept[counts[items.lot[kept]]]
    once, _ = grouped(joined(items.lot[kept] + 1, key[kept]))
    kept = kept[once]
    return {"key": key[kept], "lots": np.ones(len(kept)), "bidders": bidding[items.lot[kept]].astype(np.float64)}


BIDDERS_BY_CLASS = Statistic(name="bidders_by_class", version="1", collect=collect, finish=known)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The largest shortfall among the classes of each lot."""
    processes, lots, items = part.processes, part.lots, part.items
    of = part.items_of_lot
    peers, mean = _market(part, known, parameters["minimum_peers"])
    found = part.bids_of_lot.distinct(part.bids.bidder)
    short = ratio(mean - at(found.astype(np.float64), items.lot), mean)
    short = np.where(mean >= parameters["minimum_mean"], short, np.minimum(short, 0))
    worst, item = of.highest(short), of.first_highest(short)
    nowhere = (processes.region == 0)[lots.process]
    coded = of.some(items.code != 0)
    undated = np.isnan(processes.published)[lots.process]
    return of_lots(
        raised=reaches(worst, parameters["threshold"]),
        value=worst,
        threshold=parameters["threshold"],
        nothing=found == 0,
        missing=[
            (REGION, nowhere),
            (PUBLISHED, undated),
            (CODE, ~coded),
            (Missing.PEERS, ~nowhere & ~undated & coded & np.isnan(worst)),
        ],
        evidence=lambda lot: [bidders(part, bid) for bid in part.bids_of_lot.rows(lot)],
        parameters=lambda lot: _compared(parameters, float(mean[item[lot]]), float(peers[item[lot]])),
    )


def _market(part: Part, known: Known | None, least: float) -> tuple[Floats, Floats]:
    """For each item how many lots of its class and region there were, and their mean bidders, when there are enough."""
    peers, total = np.zeros(len(part.items)), np.zeros(len(part.items))
    known = known or Known(np.zeros(0, np.int64))
    for back in (0, 1):
        key = region_code_year(part, back)
        peers += or_zero(known.at("lots", key))
        total += or_zero(known.at("bidders", key))
    return peers, np.where(peers >= least, ratio(total, peers), np.nan)


def _compared(parameters: Parameters, mean: float, peers: float) -> dict[str, Json]:
    return {**parameters, "mean": round(mean, 2), "peers": int(peers)}


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": f"{100 * float(parameters['threshold']):g}"}


KG06 = Indicator(
    id="KG06",
    title=Texts(
        ky="Катышуучу адаттагыдан аз",
        ru="Участников меньше обычного",
        en="Fewer bidders than usual",
    ),
    explanation=Texts(
        ky="Лотто катышуучулар ушул эле аймакта ушундай товар боюнча орточо сандан кеминде {share} пайызга аз. Шарттар "
        "көпчүлүктү четтетип койгон болушу мүмкүн.",
        ru="Участников в лоте не меньше чем на {share} % меньше, чем в среднем по такому товару в этой области. "
        "Возможно, условия отсекли большинство.",
        en="The lot has at least {share} per cent fewer bidders than lots of the same class in the same region have on "
        "average. The terms may have kept most of them out.",
    ),
    innocent=Texts(
        ky="Көлөм кичине, жер алыс же мөөнөт майрам күндөргө туш келсе да катышуучу азаят.",
        ru="Участников меньше и тогда, когда объём мал, место далёкое или срок выпал на праздники.",
        en="Bidders are also fewer when the quantity is small, the place remote, or the period falls on holidays.",
    ),
    check=Texts(
        ky="Тендердин талаптарын ушул эле аймактагы окшош тендерлердикине салыштырыңыз: бул жерде эмне өзгөчө талап "
        "кылынган?",
        ru="Сравните требования с похожими закупками этой области: что особенного потребовали здесь?",
        en="Compare the requirements with those of similar tenders in the region: what is special here?",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(6, like="R019"),
    version="1.1-corrected",
    weight=2,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(REGION, PUBLISHED, CODE, Missing.PEERS),
    crosswalk=("MKRAI 6", "OCP R019"),
    bids=True,
    nothing=BIDS,
    parameters={"threshold": 0.3, "minimum_peers": 10, "minimum_mean": 2},
    words=words,
    country="kg",
    methods=COMP3,
    evaluate=evaluate,
    statistic=BIDDERS_BY_CLASS,
)
