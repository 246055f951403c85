"""R057: a closed group of bidders in which everybody gets a turn.

The bidders for a lot, exactly these, have met in at least `threshold` decided processes in which the lots with this
group had one winner; every member won some, and none more than `most` of them. Groups of fewer than `minimum_group`
are not judged: two equal rivals take turns by chance. A process counts once, since a buyer may well share its lots out.
Firms that bid together are one member. Source: OCP guide R057.
"""

from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Grouping, Rows, or_zero
from services.scoring.indicator import Answers, Indicator, Parameters, Stage, Unit, bidders, of_lots
from services.scoring.joining import once
from services.scoring.lookup import is_in
from services.scoring.methods import Competition
from services.scoring.network import compared
from services.scoring.part import Part
from services.scoring.peers import Figures, Grouped, first_of
from services.scoring.phrasing import AGREEMENTS_FORBIDDEN, NO_LAW_ON_AGREEMENTS, percent
from services.scoring.remembered import remembered
from services.scoring.sorting import grouped
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, joined
from services.scoring.winners import TENDERERS, unnamed
from shared.contracts.base import Texts

LARGEST = 10
"""Bidders from which on a group is a crowd."""


@dataclass(frozen=True)
class Groups:
    """The bidders of each lot as one."""

    key: Tokens
    """`ABSENT` for a lot whose bidders are not known, or too many."""
    size: Rows


@remembered
def groups(part: Part) -> Groups:
    """One token for all bidders of a lot, whatever their order."""
    bids, lots = part.bids, part.lots
    rows = once(bids.lot, bids.bidder)
    of = Grouping(bids.lot[rows], len(lots))
    size = of.count()
    whole = part.bids_of_lot.every(bids.named) & (size <= LARGEST) & compared(part)
    mixed = np.zeros(len(lots), np.uint64)
    np.add.at(mixed, of.of, joined(bids.bidder[rows]).astype(np.uint64))
    key = joined(part.processes.country[lots.process], mixed.astype(np.int64))
    return Groups(np.where(whole, key, 0), size)


def collect(part: Part) -> Columns:
    """Processes won, by group and winner."""
    awards, lots = part.awards, part.lots
    found = groups(part)
    standing = part.awards_of_lot.distinct(awards.winner, awards.active)
    first = part.awards_of_lot.first(awards.active & (awards.winner != 0))
    lot = ((found.key != 0) & (found.size > 1) & (standing == 1) & (first >= 0)).nonzero()[0]
    winner = awards.winner[first[lot]]
    here = is_in(joined(lot + 1, winner), joined(part.bids.lot + 1, part.bids.bidder))
    lot, winner = lot[here], winner[here]
    event = joined(lots.process[lot] + 1, found.key[lot])
    kept = first_of(event) & (_winners(event, winner) == 1)
    return {
        "key": found.key[lot][kept],
        "winner": winner[kept],
        "size": found.size[lot][kept],
        "processes": np.ones(int(kept.sum())),
    }


def _winners(event: Tokens, winner: Tokens) -> Rows:
    if not len(event):
        return np.zeros(0, np.int64)
    _, of = grouped(event)
    count: Rows = Grouping(of, int(of.max()) + 1).distinct(winner)[of]
    return count


def finish(columns: Columns) -> Known:
    """How often each group met, how many of it won and what share the luckiest did."""
    key, wins = columns["key"], columns["processes"]
    grouped_rows = Grouped(key)
    first, met = grouped_rows.first(), grouped_rows.total(wins)
    firsts, of = grouped(key)
    most = Grouping(of, len(firsts)).highest(wins)[of] / met
    winners = grouped_rows.size()
    return known({"key": key[first], "met": met[first], "winners": winners[first], "most": most[first]})


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How often the bidders of each lot met before."""
    found = groups(part)
    figures = Figures(known, found.key)
    met, winners, most = figures["met"], figures["winners"], figures["most"]
    raised: Bools = (met >= parameters["threshold"]) & (winners == found.size) & (most <= parameters["most"])
    silent = unnamed(part)
    few = found.size < parameters["minimum_group"]
    return of_lots(
        raised=raised,
        value=or_zero(met),
        threshold=parameters["threshold"],
        nothing=~silent & (few | (found.size > LARGEST)),
        missing=[(TENDERERS, silent)],
        evidence=lambda lot: [bidders(part, bid) for bid in part.bids_of_lot.rows(lot)],
        parameters=lambda lot: {"group": int(found.size[lot]), "most": figures.one("most", lot)},
    )


R057 = Indicator(
    id="R057",
    title=Texts(
        ky="Катышуучулар кезектешип утат",
        ru="Участники выигрывают по очереди",
        en="Bidders win by turns",
    ),
    explanation=Texts(
        ky="Так ушул эле ишканалар мурда да жок дегенде {times} тендерде чогуу катышып, ар бири утуп турган, бирок эч "
        "кимиси {most} пайыздан көп уткан эмес. Алар жеңиштерди алдын ала бөлүшүп алышкан болушу мүмкүн.",
        ru="Ровно эти же фирмы встречались не меньше чем в {times} закупках; каждая выигрывала, но ни одна — больше "
        "{most} % раз. Возможно, они заранее делят победы.",
        en="Exactly these firms have met in at least {times} tenders; each of them won some, and none more than "
        "{most} per cent. They may share out the wins beforehand.",
    ),
    innocent=Texts(
        ky="Рынокто ушул эле ишканалар болуп, чын эле тең атаандашышы мүмкүн; бошураак ишкана арзан баа сунуштайт.",
        ru="На рынке может не быть других фирм, и они соревнуются на равных; дешевле предлагает та, что меньше "
        "загружена.",
        en="There may be no other firms in the market, and these compete as equals; the one with less work offers "
        "less.",
    ),
    check=Texts(
        ky="Жеңиштердин иреттүүлүгүн жана утулган баалардын кантип өзгөргөнүн караңыз; жаңы катышуучу келгенде баа "
        "түшөбү?",
        ru="Посмотрите на порядок побед и цены проигравших; падает ли цена, когда приходит новый участник?",
        en="Look at the order of the wins and at the losing prices; does the price fall when a new bidder comes?",
    ),
    legal_basis=NO_LAW_ON_AGREEMENTS,
    national_legal_basis=AGREEMENTS_FORBIDDEN,
    source=ocp_guide("R057"),
    version="1.0",
    weight=3,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(TENDERERS,),
    crosswalk=("OCP R057", "i083"),
    parameters={"threshold": 6, "most": 0.5, "minimum_group": 3},
    words=lambda parameters: {"times": str(parameters["threshold"]), "most": percent(parameters["most"])},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    bids=True,
    evaluate=evaluate,
    statistic=Statistic(
        name="bidder_groups", version="1", collect=collect, finish=finish, by=("key", "winner", "size")
    ),
)
