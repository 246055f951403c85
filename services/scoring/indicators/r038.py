"""R038: bids are turned away far more often than usual, by this buyer or from this bidder.

For each buyer and each bidder: disqualified bids divided by submitted bids (a bid for several lots counts in each). It
is at or above the upper fence (Q3 + 1.5 IQR) of all buyers, or bidders, of the same country, and at least `floor`; with
`threshold` that share replaces the fence. Unlike Cardinal: the minimum of processes of a buyer counts processes, not
bids; the minimums are higher, and so few peers as `minimum_peers` are not compared. A process is answered for its buyer
and its bidders.
"""

from collections.abc import Mapping

import numpy as np

from services.scoring.grouping import Bools, Floats, Grouping
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Json,
    Missing,
    Parameters,
    Stage,
    Unit,
    bidders,
    number,
    of_processes,
    reaches,
)
from services.scoring.part import Part
from services.scoring.peers import Figures, fences_by
from services.scoring.phrasing import percent
from services.scoring.sorting import grouped
from services.scoring.sources import LAWFUL_WHEN_JUSTIFIED, ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, joined
from services.scoring.winners import BUYER
from shared.contracts.base import Texts

LEAST_PROCESSES, LEAST_BIDS = 5, 10
"""What a buyer, or a bidder, must have to be a peer."""
_BUYER, _BIDDER = np.int64(1), np.int64(2)


def _keys(country: Tokens, organisation: Tokens, role: np.int64) -> Tokens:
    return joined(country, organisation, np.full(len(country), role))


def collect(part: Part) -> Columns:
    """Bids and disqualified bids, by buyer and by bidder."""
    processes, bids = part.processes, part.bids
    asked = (~processes.cancelled & (processes.buyer != 0) & (part.bids_of_process.count() > 0)).nonzero()[0]
    of = part.bid_process[part.tenderers.bid]
    rows = (~processes.cancelled[of]).nonzero()[0]
    firm, process = part.tenderers.firm[rows], of[rows]
    first, which = grouped(joined(process + 1, firm))
    firms = Grouping(which, len(first))
    countries = processes.country[asked], processes.country[process[first]]
    roles = np.repeat(np.array([_BUYER, _BIDDER]), [len(asked), len(first)])
    turned_away = bids.disqualified
    counted = (
        (part.bids_of_process.count()[asked], firms.count()),
        (part.bids_of_process.count(turned_away)[asked], firms.count(turned_away[part.tenderers.bid[rows]])),
    )
    submitted, disqualified = (np.concatenate(pair).astype(np.float64) for pair in counted)
    keys = (_keys(countries[0], processes.buyer[asked], _BUYER), _keys(countries[1], firm[first], _BIDDER))
    return {
        "key": np.concatenate(keys),
        "group": joined(np.concatenate(countries), roles),
        "role": roles,
        "bids": submitted,
        "disqualified": disqualified,
        "processes": np.ones(len(roles)),
    }


def finish(columns: Columns) -> Known:
    """The share of each organisation with the fence of its peers."""
    share = columns["disqualified"] / columns["bids"]
    least = np.where(columns["role"] == _BUYER, LEAST_PROCESSES, LEAST_BIDS)
    had = np.where(columns["role"] == _BUYER, columns["processes"], columns["bids"])
    usual = fences_by(columns["group"], share, had >= least)
    return known(dict(columns) | {"share": share, "upper": usual["upper"], "peers": usual["peers"]})


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The highest share of disqualified bids among the buyer and the flagged bidders."""
    processes, bids, of = part.processes, part.bids, part.bids_of_process
    buyer = Figures(known, _keys(processes.country, processes.buyer, _BUYER))
    bidder = Figures(known, _keys(processes.country[part.bid_process], bids.firm, _BIDDER))
    own, theirs = buyer["share"], bidder["share"]
    enough = buyer["processes"] >= parameters["minimum_processes"]
    by_buyer = enough & _far(buyer, own, parameters)
    from_bidder = (bidder["bids"] >= parameters["minimum_bids"]) & _far(bidder, theirs, parameters)
    raised = by_buyer | of.some(from_bidder)
    peers = buyer["peers"] >= parameters["minimum_peers"]

    def shares(process: int) -> Mapping[str, Json]:
        return {"buyer_share": number(own[process].round(4)), "buyer_raised": bool(by_buyer[process])}

    def quoted(process: int) -> list[Evidence]:
        said = [Evidence(BUYER, part.text(processes.buyer[process]))] if by_buyer[process] else []
        return said + [bidders(part, bid) for bid in of.rows(process, from_bidder)]

    return of_processes(
        raised=raised,
        value=np.fmax(own, of.highest(theirs, from_bidder)).round(4),
        threshold=_limit(buyer, own, parameters),
        missing=[
            (BUYER, ~raised & (processes.buyer == 0)),
            (Missing.PEERS, ~raised & (processes.buyer != 0) & ~(peers & enough)),
        ],
        evidence=quoted,
        parameters=shares,
    )


def _limit(figures: Figures, share: Floats, parameters: Parameters) -> Floats:
    if parameters["threshold"] is not None:
        return np.full(len(share), float(parameters["threshold"]))
    return np.maximum(figures["upper"], parameters["floor"])


def _far(figures: Figures, share: Floats, parameters: Parameters) -> Bools:
    compared = figures["peers"] >= parameters["minimum_peers"]
    far: Bools = compared & reaches(share, _limit(figures, share, parameters))
    return far


R038 = Indicator(
    id="R038",
    title=Texts(
        ky="Сунуштар өтө көп четтетилет",
        ru="Заявки отклоняются слишком часто",
        en="Bids are disqualified very often",
    ),
    explanation=Texts(
        ky="Бул сатып алуучу сунуштарды башкаларга караганда алда канча көп четтетет, же катышуучулардын биринин "
        "сунуштары өтө көп четтетилет: мындай сунуштар жок дегенде {floor} пайыз. Талаптар керексиз атаандашты "
        "четтетүү үчүн колдонулушу же сунуш көрүнүш үчүн гана берилиши мүмкүн.",
        ru="Этот заказчик отклоняет заявки намного чаще других, или заявки одного из участников отклоняют необычно "
        "часто: не меньше {floor} %. Требованиями могут отсеивать неугодных, а заявка, которую отклонят, может "
        "подаваться лишь для вида.",
        en="This buyer disqualifies bids much more often than others, or the bids of one of the bidders are "
        "disqualified unusually often: at least {floor} per cent. Requirements may serve to keep rivals out, and a "
        "bid made to be disqualified may be one for show.",
    ),
    innocent=Texts(
        ky="Татаал иштерде талап катуу болот; тажрыйбасыз ишканалар документтерин толук тапшырбай көп жаңылышат.",
        ru="Для сложных работ требования строже; неопытные фирмы часто сдают неполные документы.",
        en="Complex works have strict requirements; inexperienced firms often hand in incomplete papers.",
    ),
    check=Texts(
        ky="Четтетүүнүн себептерин протоколдордон окуңуз: бир эле майда кемчилик кайталанабы, ал уткан ишканада да "
        "жокпу?",
        ru="Прочитайте в протоколах причины отклонения: не повторяется ли одна мелочь и нет ли её у победителя?",
        en="Read the reasons in the reports: is it the same small fault again and again, and does the winner have it "
        "too?",
    ),
    legal_basis=LAWFUL_WHEN_JUSTIFIED,
    source=ocp_guide("R038"),
    version="1.0",
    weight=2,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(BUYER, Missing.PEERS),
    crosswalk=("OCP R038", "3-5"),
    parameters={
        "threshold": None,
        "floor": 0.25,
        "minimum_processes": LEAST_PROCESSES,
        "minimum_bids": LEAST_BIDS,
        "minimum_peers": 20,
    },
    words=lambda parameters: {"floor": percent(parameters["threshold"] or parameters["floor"])},
    bids=True,
    evaluate=evaluate,
    statistic=Statistic(
        name="disqualified_shares", version="1", collect=collect, finish=finish, by=("key", "group", "role")
    ),
)
