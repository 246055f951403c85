"""R025: a firm bids again and again and almost never wins.

For each firm: processes won divided by processes in which it had a valid bid of its own. Raised when it is at or below
the lower fence (Q1 - 1.5 IQR) of the firms of the same country, Q1 and fence being above zero, and the firm took part
in at least as many processes as three quarters of the firms did; with `threshold` that share replaces the fence. A
process is answered for its bidders. Cardinal's formula, but: lots are looked at each (one award that stands, to one
firm), a process counts once however many lots it has, countries are kept apart, and so few firms as `minimum_peers`
are not compared. Where most firms win seldom, the fence lies below zero and nobody stands out.
"""

import numpy as np

from services.scoring.grouping import Grouping
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    ratio,
    reaches,
)
from services.scoring.lookup import is_in
from services.scoring.part import Part
from services.scoring.peers import Figures, fences_by
from services.scoring.phrasing import AGREEMENTS_FORBIDDEN, NO_LAW_ON_AGREEMENTS
from services.scoring.sorting import grouped
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import joined
from services.scoring.winners import of_bidders
from shared.contracts.base import Texts


def collect(part: Part) -> Columns:
    """Processes in which each firm took part and won."""
    lots, bids, awards = part.lots, part.bids, part.awards
    standing = part.awards_of_lot.count(awards.active)
    to_one = part.awards_of_lot.some(awards.active & (awards.firm != 0))
    counts = lots.decided & (standing == 1) & to_one & ~part.processes.cancelled[lots.process]
    rows = (counts[bids.lot] & bids.valid & (bids.firm != 0)).nonzero()[0]
    firm, process = bids.firm[rows], part.bid_process[rows]
    winning = joined(awards.lot + 1, awards.firm)[awards.active]
    won = is_in(joined(bids.lot[rows] + 1, firm), winning)
    first, which = grouped(joined(process + 1, firm))
    country = part.processes.country[process[first]]
    return {
        "key": joined(country, firm[first]),
        "country": country,
        "processes": np.ones(len(first)),
        "wins": Grouping(which, len(first)).some(won).astype(np.float64),
    }


def finish(columns: Columns) -> Known:
    """The share of wins of each firm with the limits of its country."""
    share, count = columns["wins"] / columns["processes"], columns["processes"]
    everyone = np.ones(len(count), np.bool_)
    usual = fences_by(columns["country"], share, everyone)
    lower = np.where(usual["q1"] > 0, usual["lower"], np.nan)
    often = fences_by(columns["country"], count, everyone)["q3"]
    return known(dict(columns) | {"share": share, "lower": lower, "often": often, "peers": usual["peers"]})


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The lowest share of wins among the bidders of a process."""
    bids, of = part.bids, part.bids_of_process
    key = joined(part.processes.country[part.bid_process], bids.firm)
    own = Figures(known, key)
    processes = own["processes"]
    share = ratio(own["wins"], processes)
    limit = own["lower"]
    if parameters["threshold"] is not None:
        limit = np.full(len(key), float(parameters["threshold"]))
    else:
        limit[~(limit > 0)] = np.nan
    often = processes >= np.fmax(own["often"], parameters["minimum_processes"])
    compared = own["peers"] >= parameters["minimum_peers"]
    flagged = compared & often & reaches(-share, -limit)
    counted = (key != 0) & bids.named
    lowest = of.first_lowest(share, flagged)
    return of_bidders(
        part,
        flagged,
        of.lowest(share, counted & (flagged | ~of.some(flagged)[part.bid_process])).round(4),
        threshold=of.highest(limit),
        missing=[(Missing.PEERS, ~of.some(compared)[part.bid_process])],  # a newcomer is no habitual loser
        parameters=lambda process: {
            "processes": own.one("processes", int(lowest[process])),
            "wins": own.one("wins", int(lowest[process])),
        },
    )


R025 = Indicator(
    id="R025",
    title=Texts(
        ky="Катышуучу көп катышып, дээрлик утпайт",
        ru="Участник часто участвует и почти не выигрывает",
        en="A bidder that bids often and hardly ever wins",
    ),
    explanation=Texts(
        ky="Катышуучулардын бири башка ишканаларга караганда көп тендерге катышат, бирок дээрлик утпайт. Мындай сунуш "
        "атаандаштык бардай көрүнүү үчүн гана берилиши мүмкүн.",
        ru="Один из участников участвует в закупках чаще большинства фирм, но почти никогда не выигрывает. Такие "
        "заявки могут подаваться лишь для вида, чтобы казалось, что конкуренция есть.",
        en="One of the bidders takes part in more tenders than most firms but hardly ever wins. Such bids may be made "
        "for show, so that there seems to be competition.",
    ),
    innocent=Texts(
        ky="Жаңы же чакан ишкана тажрыйба топтоп жатышы, баасы кымбат болушу же документтерин начар даярдашы мүмкүн.",
        ru="Новая или небольшая фирма может ещё набираться опыта, предлагать дорого или плохо готовить документы.",
        en="A new or small firm may still be learning, be dear, or be bad at preparing its papers.",
    ),
    check=Texts(
        ky="Бул ишкана катышканда ким утканын караңыз: дайыма эле бир ишкана утпайбы? Баалары рыноктон алда канча "
        "кымбат эмеспи?",
        ru="Посмотрите, кто выигрывает, когда участвует эта фирма: не одна ли и та же? Не намного ли её цены выше "
        "рыночных?",
        en="See who wins when this firm takes part: is it always the same one? Are its prices far above the market?",
    ),
    legal_basis=NO_LAW_ON_AGREEMENTS,
    national_legal_basis=AGREEMENTS_FORBIDDEN,
    source=ocp_guide("R025"),
    version="1.0",
    weight=2,
    unit=Unit.SUPPLIER,
    stage=Stage.AWARD,
    needs=("/bids/details/tenderers", Missing.PEERS),
    crosswalk=("OCP R025",),
    parameters={"threshold": None, "minimum_processes": 10, "minimum_peers": 20},
    bids=True,
    worst=np.min,
    evaluate=evaluate,
    statistic=Statistic(name="win_rates", version="1", collect=collect, finish=finish, by=("key", "country")),
)
