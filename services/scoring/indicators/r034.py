"""R034: the same bidders hand in their bids in the same order again and again.

The bidders of a process (each with its first bid, by moment) are at least `minimum_bidders`; exactly these met in at
least `minimum_processes` processes; and in at least `threshold` of them, and in this one, they came in the same order.
Three bidders who do not know of each other come in one order five times in a row in one of 1,296 cases. Auctions, and
bids at the same moment, say nothing about the order. The flag is about the bidders together.
"""

from collections.abc import Iterable

import numpy as np

from services.scoring.grouping import or_zero
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Parameters,
    Stage,
    Unit,
    bidders,
    moment_at,
    of_processes,
    ratio,
    reaches,
)
from services.scoring.methods import Competition
from services.scoring.orders import orders
from services.scoring.part import Part
from services.scoring.sorting import stable_order
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.spreads import NOTHING_KNOWN
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import among
from shared.contracts.base import Texts

DATE = "/bids/details/date"
_FEWEST = 3
"""Two bidders come in the same order every other time."""
AUCTIONS = frozenset({"downgrade", "eAuction"})
"""Here the last step in price counts, and its moment."""


def collect(part: Part) -> Columns:
    """Processes by bidders and order."""
    found, processes = orders(part), part.processes
    kept = (found.bidders >= _FEWEST) & ~found.tied & ~found.undated & ~processes.cancelled & (found.group != 0)
    kept &= (processes.competition != Competition.NONE) & ~among(processes.details, AUCTIONS)
    return {"key": found.group[kept], "order": found.order[kept], "n": np.ones(int(kept.sum()))}


def finish(rows: Columns) -> Known:
    """For each set of bidders how often they met, and their most frequent order with its number."""
    key, n = rows["key"], rows["n"]
    if not len(key):
        return NOTHING_KNOWN
    ranked = stable_order(key, -n, rows["order"])
    starts = (np.concatenate([[True], key[ranked][1:] != key[ranked][:-1]])).nonzero()[0]
    best = ranked[starts]
    total = np.add.reduceat(n[ranked], starts)
    return Known(key[best], {"met": total, "most": n[best], "order": rows["order"][best]})


ARRIVALS = Statistic(name="arrival_orders", version="1", collect=collect, by=("key", "order"), finish=finish)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """In which share of their processes the bidders came in the order of this one."""
    found, figures = orders(part), known or NOTHING_KNOWN
    row = figures.rows(found.group)
    usual = (row >= 0) & (figures.columns["order"][row] == found.order) if len(figures.keys) else row >= 0
    met, most = (or_zero(figures.at(name, found.group)) for name in ("met", "most"))
    share = np.where(usual, ratio(most, met), 0.0)
    often = met >= parameters["minimum_processes"]
    return of_processes(
        raised=often & (most >= parameters["minimum_processes"]) & reaches(share, parameters["threshold"]),
        value=np.where(often, share, np.nan),
        threshold=parameters["threshold"],
        nothing=~found.undated & (found.tied | (found.bidders < max(parameters["minimum_bidders"], _FEWEST))),
        missing=[(DATE, found.undated)],
        evidence=lambda process: _came(part, part.bids_of_process.rows(process)),
        parameters=lambda process: {"met": int(met[process]), "in_this_order": int(most[process])},
    )


def _came(part: Part, rows: Iterable[int]) -> list[Evidence]:
    """Who came when; a bid for several lots is quoted once."""
    bids = {int(part.bids.bid[row]): row for row in rows}
    return [
        piece
        for place, row in bids.items()
        for piece in (bidders(part, row), moment_at(f"/bids/details/{place}/date", part.bids.date[row]))
    ]


R034 = Indicator(
    id="R034",
    title=Texts(
        ky="Сунуштар дайыма бир тартипте келет",
        ru="Заявки всегда приходят в одном порядке",
        en="Bids always come in the same order",
    ),
    explanation=Texts(
        ky="Ушул эле катышуучулар бир нече тендерде жолугуп, сунуштарын дээрлик дайыма бир эле тартипте тапшырган. "
        "Көз карандысыз катышуучуларда тартип ар башка болот; сунуштарды бир эле адам тапшырышы мүмкүн.",
        ru="Одни и те же участники встречались в нескольких закупках и почти всегда подавали заявки в одном порядке. У "
        "независимых участников порядок меняется; возможно, заявки подаёт один человек.",
        en="The same bidders met in several tenders and nearly always handed in their bids in the same order. With "
        "independent bidders the order varies; one person may be handing in all bids.",
    ),
    innocent=Texts(
        ky="Бирөө дайыма эрте, бирөө акыркы мүнөттө тапшырууга көнгөн болушу мүмкүн.",
        ru="Кто-то привык подавать заранее, а кто-то — в последнюю минуту.",
        en="One firm may have the habit of bidding early, another at the last minute.",
    ),
    check=Texts(
        ky="Сунуштардын убактысын салыштырыңыз: араларында бир нече мүнөт гана барбы? Ким утканын жана документтердин "
        "окшоштугун караңыз.",
        ru="Сравните время подачи: между заявками всего несколько минут? Посмотрите, кто выигрывает и похожи ли "
        "документы.",
        en="Compare the moments: are there only minutes between the bids? See who wins and whether documents look "
        "alike.",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R034"),
    version="1.0",
    weight=1,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(DATE,),
    crosswalk=("OCP R034",),
    bids=True,
    parameters={"threshold": 0.8, "minimum_bidders": _FEWEST, "minimum_processes": 5},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=AUCTIONS,
    evaluate=evaluate,
    statistic=ARRIVALS,
)
