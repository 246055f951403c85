"""R048: a supplier that sells everything.

For each firm and classification: the number of different two-digit classes among what it won alone is at or above the
upper fence (Q3 + 1.5 IQR) of the firms of the same country with at least `LEAST` processes, and at least `floor`; with
`threshold` that number replaces the fence. Unlike Cardinal: classes come from the items of the lots won when awards
list none, and classes of different classifications are not added up.
"""

import numpy as np

from services.scoring.grouping import Rows, token_at
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, reaches
from services.scoring.joining import matched, once
from services.scoring.markets import ALL, or_any
from services.scoring.part import Part
from services.scoring.peers import Figures, Grouped, fences_by
from services.scoring.phrasing import NOTHING_UNLAWFUL
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import joined
from services.scoring.winners import SUPPLIERS, of_winners
from shared.contracts.base import Texts

CLASS = "/tender/items/classification/id"
LEAST = 20
"""Processes a firm must have won to be a peer."""


def _sold(part: Part) -> tuple[Rows, Rows]:
    """Awards that stand to one firm, with each item won: of the award, of its lot, or of a process with one winner."""
    awards, items, of = part.awards, part.items, part.award_process
    rows = (awards.active & (awards.firm != 0) & ~part.processes.cancelled[of]).nonzero()[0]
    alone = part.awards_of_process.distinct(awards.winner, awards.active) == 1
    unplaced = (items.lot < 0) & (items.award < 0)
    place = joined(of[rows] + 1, awards.award[rows].astype(np.int64) + 1)
    found = (
        matched(place, joined(items.process + 1, items.award.astype(np.int64) + 1)),
        matched(awards.lot[rows] + 1, items.lot + 1),
        matched(np.where(alone[of[rows]], of[rows] + 1, 0), np.where(unplaced, items.process + 1, 0)),
    )
    return rows[np.concatenate([pair[0] for pair in found])], np.concatenate([pair[1] for pair in found])


def collect(part: Part) -> Columns:
    """A row for each class a firm sold, and one for its processes."""
    award, item = _sold(part)
    kept = part.items.class2[item] != 0
    award, item = award[kept], item[kept]
    process = part.award_process[award]
    country, scheme = part.processes.country[process], or_any(part.items.scheme)[item]
    key, group = joined(country, part.awards.firm[award], scheme), joined(country, scheme)
    sold, of = once(key, part.items.class2[item]), once(key, process)
    return {
        "key": np.concatenate([key[sold], key[of]]),
        "class": np.concatenate([part.items.class2[item][sold], np.full(len(of), ALL)]),
        "group": np.concatenate([group[sold], group[of]]),
        "processes": np.repeat([0.0, 1.0], [len(sold), len(of)]),
    }


def finish(columns: Columns) -> Known:
    """The variety of each firm with the fence of its peers."""
    key = columns["key"]
    firms = Grouped(key)
    first = firms.first()
    variety = firms.total((columns["class"] != ALL).astype(np.float64))
    processes = firms.total(columns["processes"])
    usual = fences_by(columns["group"], variety, first & (processes >= LEAST))
    figures = {"key": key, "variety": variety, "processes": processes, "upper": usual["upper"], "peers": usual["peers"]}
    return known({name: column[first] for name, column in figures.items()})


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The greatest variety among the winners of a process."""
    awards, of = part.awards, part.award_process
    first = part.items_of_process.first(part.items.class2 != 0)
    scheme = token_at(or_any(part.items.scheme), first)[of]
    key = joined(part.processes.country[of], awards.firm, scheme)
    own = Figures(known, key)
    variety = own["variety"]
    limit = np.maximum(own["upper"], parameters["floor"])
    if parameters["threshold"] is not None:
        limit = np.full(len(key), float(parameters["threshold"]))
    compared = (own["processes"] >= parameters["minimum_processes"]) & (own["peers"] >= parameters["minimum_peers"])
    flagged = compared & reaches(variety, limit)
    most = part.awards_of_process.first_highest(variety, flagged)
    return of_winners(
        part,
        flagged,
        variety,
        threshold=part.awards_of_process.highest(limit),
        missing=[(CLASS, scheme == 0), (Missing.PEERS, (awards.winner != 0) & (scheme != 0) & ~compared)],
        parameters=lambda process: {"processes": own.one("processes", int(most[process]))},
    )


R048 = Indicator(
    id="R048",
    title=Texts(
        ky="Бардык нерсени саткан ишкана",
        ru="Фирма, которая продаёт всё подряд",
        en="A supplier that sells everything",
    ),
    explanation=Texts(
        ky="Жеңүүчү бири-бирине байланышпаган көп түрдүү товар жана кызмат сатат, башка ишканалар мындай кылышпайт. "
        "Өзүнүн өндүрүшү жок ортомчу болуп, жеңиштери тааныштыкка байланыштуу болушу мүмкүн.",
        ru="Победитель продаёт очень разные, не связанные друг с другом товары и услуги — намного больше видов, чем "
        "другие фирмы. Это может быть посредник без своего дела, который выигрывает благодаря связям.",
        en="The winner sells a far greater variety of unrelated goods and services than other firms. It may be a "
        "middleman without a trade of its own that wins through connections.",
    ),
    innocent=Texts(
        ky="Супермаркет, соода үйү же чоң ишкана чын эле көп нерсе сатат; чакан айылда бир дүкөн бардыгын жеткирет.",
        ru="Супермаркет, торговый дом или большая компания и правда продают многое; в селе один магазин привозит всё.",
        en="A supermarket, a trading house or a large company does sell many things; in a village one shop supplies "
        "all.",
    ),
    check=Texts(
        ky="Ишкананын сайтын, лицензияларын жана кызматкерлеринин санын караңыз: мынча түрдүү ишке күчү жетеби?",
        ru="Посмотрите сайт фирмы, её лицензии и число работников: хватит ли сил на такие разные дела?",
        en="Look at the firm's website, its licences and its staff: is it able to do such different things?",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R048"),
    version="1.0",
    weight=1,
    unit=Unit.SUPPLIER,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, SUPPLIERS, CLASS, Missing.PEERS),
    crosswalk=("OCP R048", "3-3"),
    parameters={"threshold": None, "floor": 5, "minimum_processes": LEAST, "minimum_peers": 20},
    evaluate=evaluate,
    statistic=Statistic(name="varieties", version="1", collect=collect, finish=finish, by=("key", "class", "group")),
)
