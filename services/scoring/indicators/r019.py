"""R019: few bidders come to this buyer for what others get more for.

For each market (country, first four digits of the class, region where it is known): the mean number of bidders per lot
of this buyer lies below that of all other buyers by at least `threshold` (officially 30 %, Kyrgyz flag 6), and further
than `errors` standard errors, so that a few unlucky lots do not count. Left out: cancelled tenders, lots of mixed
classes, lots whose number of bidders is not known. A market in which at least `structural` of all lots have a single
bidder is not judged: few bidders are what is usual there.
"""

import numpy as np

from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    number,
    of_lots,
    ratio,
    reaches,
)
from services.scoring.markets import bidders_of_lot, market_of_lot
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import Figures, Grouped
from services.scoring.phrasing import NOTHING_UNLAWFUL, percent
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import joined
from services.scoring.winners import BUYER
from shared.contracts.base import Texts

CLASS = "/tender/items/classification/id"


def collect(part: Part) -> Columns:
    """Lots and their bidders, by market and buyer."""
    processes, lots = part.processes, part.lots
    market, bidders = market_of_lot(part), bidders_of_lot(part)
    key = joined(market, processes.buyer[lots.process])
    competitive = ~processes.cancelled & (processes.competition == Competition.COMPETITIVE)
    kept = (key != 0) & lots.live & ~lots.mixed & (bidders > 0) & competitive[lots.process]
    count = bidders[kept].astype(np.float64)
    return {
        "key": key[kept],
        "market": market[kept],
        "lots": np.ones(len(count)),
        "bidders": count,
        "squares": count**2,
        "single": (count == 1).astype(np.float64),
    }


def finish(columns: Columns) -> Known:
    """The mean of each buyer with that of all others in its market."""
    market, lots = columns["market"], columns["lots"]
    markets = Grouped(market)
    others = {name: markets.total(columns[name]) - columns[name] for name in ("lots", "bidders", "squares")}
    usual = ratio(others["bidders"], others["lots"])
    spread = np.sqrt(np.maximum(ratio(others["squares"], others["lots"]) - usual**2, 0))
    figures = {
        "key": columns["key"],
        "lots": lots,
        "own": columns["bidders"] / lots,
        "usual": usual,
        "error": spread / np.sqrt(lots),
        "peers": markets.size() - 1,
        "others": others["lots"],
        "single": ratio(markets.total(columns["single"]), markets.total(lots)),
    }
    return known(figures)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """By which share the buyer's mean lies below that of others."""
    buyer, market = part.processes.buyer[part.lots.process], market_of_lot(part)
    key = joined(market, buyer)
    figures = Figures(known, key)
    own, usual = figures["own"], figures["usual"]
    fall = ratio(usual - own, usual)
    comparable = (figures["lots"] >= parameters["minimum_lots"]) & (figures["peers"] >= parameters["minimum_peers"])
    comparable &= figures["others"] >= parameters["minimum_others"]
    return of_lots(
        raised=reaches(fall, parameters["threshold"]) & (usual - own >= parameters["errors"] * figures["error"]),
        value=fall.round(4),
        threshold=parameters["threshold"],
        nothing=comparable & (figures["single"] >= parameters["structural"]),
        missing=[(BUYER, buyer == 0), (CLASS, market == 0), (Missing.PEERS, (key != 0) & ~comparable)],
        evidence=lambda lot: [Evidence(BUYER, part.text(int(buyer[lot])))],
        parameters=lambda lot: {"own": number(round(float(own[lot]), 2)), "usual": number(round(float(usual[lot]), 2))},
    )


R019 = Indicator(
    id="R019",
    title=Texts(
        ky="Бул сатып алуучуга катышуучулар аз келет",
        ru="К этому заказчику приходит мало участников",
        en="Few bidders come to this buyer",
    ),
    explanation=Texts(
        ky="Ушул эле товар же кызмат боюнча бул сатып алуучунун лотторуна орто эсеп менен башкаларга караганда жок "
        "дегенде {share} пайызга аз катышуучу келет. Шарттары бирөөгө ылайыкталып, калгандары катышпай калышы мүмкүн.",
        ru="На лоты этого заказчика на такой же товар или услугу приходит в среднем как минимум на {share} % меньше "
        "участников, чем к другим. Возможно, условия подходят одному, а остальных отпугивают.",
        en="For the same kind of goods or services the lots of this buyer draw on average at least {share} per cent "
        "fewer bidders than those of others. Its terms may suit one firm and keep the rest away.",
    ),
    innocent=Texts(
        ky="Сатып алуучу алыскы жерде болушу, көлөмү өтө аз же өтө чоң болушу, төлөмдү кечиктирген деген аты чыгышы "
        "мүмкүн.",
        ru="Заказчик может находиться далеко, объёмы могут быть слишком малы или велики, или он известен задержками "
        "оплаты.",
        en="The buyer may be far away, its quantities very small or very large, or it may be known to pay late.",
    ),
    check=Texts(
        ky="Ушул сатып алуучунун талаптарын ошол эле нерсени алган башка мекеменин талаптары менен салыштырыңыз.",
        ru="Сравните требования этого заказчика с требованиями другого учреждения, которое покупает то же самое.",
        en="Compare the requirements of this buyer with those of another institution that buys the same.",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R019"),
    version="1.0",
    weight=2,
    unit=Unit.BUYER,
    stage=Stage.TENDER,
    needs=(BUYER, CLASS, Missing.PEERS),
    crosswalk=("OCP R019", "MKRAI 6"),
    parameters={
        "threshold": 0.3,
        "errors": 2,
        "structural": 0.8,
        "minimum_lots": 10,
        "minimum_peers": 5,
        "minimum_others": 20,
    },
    words=lambda parameters: {"share": percent(parameters["threshold"])},
    competitions=frozenset({Competition.COMPETITIVE}),
    mixed=True,
    evaluate=evaluate,
    statistic=Statistic(name="bidders_by_market", version="1", collect=collect, finish=finish, by=("key", "market")),
)
