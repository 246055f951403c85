"""R031: the winning price is the estimate, or above it.

For each lot with an active award: the price it was won at, as a share of the estimated value of the lot or, for the
only lot, of the tender, is at least `threshold`. The price is that of the winning bid (of several winners the lowest),
without one the value of the only award. Prices in another currency than the estimate's are not compared, nor what is
more than `absurd` times it: that is an estimate in thousands, or of one year of several. Some publishers fill the
estimate in with the price when the award is known (nearly nine of ten in British data): where the two are the same in
`copied` or more of a country's lots, a price that is exactly the estimate tells nothing. Source: OCP guide R031, i171
(0.99).
"""

import numpy as np

from services.scoring.grouping import Bools, Floats, Rows, at
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    award_value,
    number,
    of_lots,
    price,
    ratio,
    reaches,
)
from services.scoring.lookup import is_in
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.part import Part
from services.scoring.practice import habit, practice
from services.scoring.signed import ABSURD
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, joined
from services.scoring.winning import won_bids
from shared.contracts.base import Texts

TENDER, LOT, PRICE = "/tender/value/amount", "/tender/lots/value/amount", "/awards/value/amount"


def prices(part: Part) -> tuple[Rows, Rows, Floats]:
    """The winning bid of each lot, the award that stands in for it, and the price."""
    bids = part.bids
    bid = part.bids_of_lot.first_lowest(bids.amount, bids.comparable & bids.valid & won_bids(part)[0])
    award = _only_award(part)
    return bid, award, np.where(bid >= 0, at(bids.amount, bid), at(part.awards.amount, award))


def _copied(part: Part) -> tuple[Tokens, Bools, Bools]:
    lots, processes = part.lots, part.processes
    share = ratio(prices(part)[2], estimates(part)[1])
    asked = lots.awarded & ((processes.competition == Competition.COMPETITIVE) & ~processes.cancelled)[lots.process]
    return processes.country[lots.process], asked & ~np.isnan(share), share == 1


COPIED = practice("estimates_copied", "1", _copied)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The price of the winner as a share of the estimate."""
    lots = part.lots
    whole, estimate = estimates(part)
    bid, award, paid = prices(part)
    share = ratio(paid, estimate)
    peers = habit(known, part.processes.country[lots.process])
    few = peers.asked < parameters["minimum_peers"]
    copied = (share == 1) & peers.usual(parameters["copied"], parameters["minimum_peers"])
    odd = (share > parameters["absurd"]) | (share < 1 / ABSURD)
    return of_lots(
        raised=reaches(share, parameters["threshold"]),
        value=share.round(4),
        threshold=parameters["threshold"],
        nothing=lots.decided & ~lots.awarded,
        missing=[
            (Missing.FINAL_AWARDS, ~lots.awarded),
            (Missing.ONE_CURRENCY, lots.awarded & lots.several_currencies),
            (PRICE, lots.awarded & np.isnan(paid)),
            (TENDER, np.isnan(estimate) | odd | copied),
            (Missing.PEERS, (share == 1) & few),
        ],
        evidence=lambda lot: [
            price(part, bid[lot]) if bid[lot] >= 0 else award_value(part, award[lot]),
            Evidence(TENDER if whole[lot] else LOT, number(float(estimate[lot]))),
        ],
    )


def estimates(part: Part) -> tuple[Bools, Floats]:
    """The estimate of each lot in the lot's currency, and whether it is that of the tender as a whole."""
    lots, processes = part.lots, part.processes
    alone = (part.lots_of_process.count() == 1) & (processes.currency != 0)
    fits = alone[lots.process] & (processes.currency[lots.process] == lots.currency)
    whole = np.isnan(lots.value) & fits
    return whole | (lots.id == 0), np.where(whole, processes.value[lots.process], lots.value)


def _only_award(part: Part) -> Rows:
    """The active award of each lot that has one only, which is for this lot alone and in its currency; else -1."""
    awards, of = part.awards, part.awards_of_lot
    fits = awards.active & (awards.currency == part.lots.currency[awards.lot]) & awards.whole
    if not awards.whole.all():
        key = joined(part.award_process + 1, awards.award.astype(np.int64) + 1)
        fits &= ~is_in(key, key[~awards.whole])
    found = of.first(fits)
    found[of.count(awards.active) != 1] = -1
    return found


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": per_cent(parameters["threshold"])}


R031 = Indicator(
    id="R031",
    title=Texts(
        ky="Жеңген баа болжолдуу баага барабар же андан жогору",
        ru="Цена победителя не ниже ожидаемой",
        en="The winning price is the estimate or above it",
    ),
    explanation=Texts(
        ky="Лоттун жеңген баасы сатып алуучу алдын ала эсептеген сумманын кеминде {share} пайызы. Атаандаштык болсо, "
        "баа адатта төмөндөйт; төмөндөбөсө, жеңүүчү сумманы алдын ала билген же атаандашы болгон эмес.",
        ru="Лот выигран за сумму не меньше {share} % от той, которую заказчик рассчитал заранее. При соревновании цена "
        "обычно снижается; если нет — победитель мог знать смету, или соперников у него не было.",
        en="A lot was won at {share} per cent or more of what the buyer had estimated. Competition usually lowers the "
        "price; where it did not, the winner may have known the estimate, or had no rivals.",
    ),
    innocent=Texts(
        ky="Болжолдуу баа жарыяда көрсөтүлүп, ага жакын баа берүү кадимки көрүнүш болушу мүмкүн. Баалар өсүп кетсе, "
        "смета эскирсе же салык кошулса да ушундай болот.",
        ru="Если ожидаемая цена объявлена, близкие к ней предложения — обычное дело. То же бывает, когда цены выросли, "
        "смета устарела или добавлен налог.",
        en="Where the estimate is announced, offers close to it are ordinary. The same happens when prices rose, the "
        "estimate is old, or tax was added.",
    ),
    check=Texts(
        ky="Лоттун болжолдуу баасын жана бардык сунуштарды салыштырыңыз: башкалар да ушул баага жакынбы? Рыноктогу баа "
        "кандай, караңыз.",
        ru="Сравните ожидаемую цену лота со всеми предложениями: близки ли к ней и другие? Посмотрите рыночные цены.",
        en="Compare the estimate of the lot with all offers: are the others close to it too? Look up market prices.",
    ),
    legal_basis=Texts(
        ky="Жок: болжолдуу баага барабар баа мыйзамга каршы эмес",
        ru="Нет: цена, равная ожидаемой, законна",
        en="None: a price equal to the estimate is lawful",
    ),
    source=ocp_guide("R031"),
    version="1.0",
    weight=1,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, Missing.ONE_CURRENCY, PRICE, TENDER, Missing.PEERS),
    crosswalk=("OCP R031", "i171"),
    parameters={"threshold": 0.99, "absurd": 3, "copied": 0.25, "minimum_peers": 30},
    words=words,
    competitions=frozenset({Competition.COMPETITIVE}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
    statistic=COPIED,
)
