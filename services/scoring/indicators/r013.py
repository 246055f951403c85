"""R013: the buyer purchases without competition much more often than its peers.

For each buyer and calendar year: the share of processes with a method without competition is at or above the upper
fence (Q3 + 1.5 IQR) of the buyers of the same country and year, and at least `floor`. Cancelled processes, methods that
are not known, and purchases from a monopoly that has no rival are left out. Source: OCP guide R013.
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
    of_processes,
    ratio,
    reaches,
)
from services.scoring.markets import chosen_freely, year_of
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import Figures, fences_by
from services.scoring.phrasing import NOTHING_UNLAWFUL, percent
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import joined
from services.scoring.winners import BUYER, PUBLISHED
from shared.contracts.base import Texts

LEAST = 10
"""Processes a buyer must have in the year to be a peer."""


def collect(part: Part) -> Columns:
    """Processes, and those without competition, by buyer and year."""
    processes, year = part.processes, year_of(part)
    key = joined(processes.country, processes.buyer, year)
    kept = (key != 0) & ~processes.cancelled & chosen_freely(part) & (processes.competition != Competition.UNKNOWN)
    direct = np.equal(processes.competition, Competition.NONE)
    return {
        "key": key[kept],
        "group": joined(processes.country, year)[kept],
        "processes": np.ones(int(kept.sum())),
        "direct": direct[kept].astype(np.float64),
    }


def finish(columns: Columns) -> Known:
    """The share of each buyer with the fence of its peers."""
    share = columns["direct"] / columns["processes"]
    peers = fences_by(columns["group"], share, columns["processes"] >= LEAST)
    return known(dict(columns) | {"share": share, "upper": peers["upper"], "peers": peers["peers"]})


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The share of purchases without competition of the buyer in the year of the process."""
    year = year_of(part)
    key = joined(part.processes.country, part.processes.buyer, year)
    own = Figures(known, key)
    direct, count = own["direct"], own["processes"]
    share = ratio(direct, count)
    limit = np.fmax(own["upper"], parameters["floor"])
    comparable = (count >= parameters["minimum_processes"]) & (own["peers"] >= parameters["minimum_peers"])
    nobody = part.processes.buyer == 0
    return of_processes(
        raised=reaches(share, limit) & (direct >= parameters["minimum_direct"]),
        value=share.round(4),
        threshold=limit,
        missing=[
            (BUYER, nobody),
            (PUBLISHED, ~nobody & (year == 0)),
            (Missing.PEERS, ~nobody & (year != 0) & ~comparable),
        ],
        evidence=lambda process: [Evidence(BUYER, part.text(int(part.processes.buyer[process])))],
        parameters=lambda process: {
            "year": int(year[process]),
            "processes": int(np.nan_to_num(count[process])),
            "direct": int(np.nan_to_num(direct[process])),
        },
    )


R013 = Indicator(
    id="R013",
    title=Texts(
        ky="Сатып алуучу атаандашсыз көп сатып алат",
        ru="Заказчик часто закупает без конкурса",
        en="A buyer that often purchases without competition",
    ),
    explanation=Texts(
        ky="Бир жылда бул сатып алуучу атаандашсыз ыкмаларды башка сатып алуучуларга караганда алда канча көп "
        "колдонгон: сатып алууларынын жок дегенде {floor} пайызы ушундай. Атаандаш болбосо, баа жогору болушу мүмкүн.",
        ru="За год этот заказчик закупал без конкурса намного чаще других: не меньше {floor} % его закупок. Без "
        "соперников цена может быть выше.",
        en="In the year this buyer purchased without competition much more often than others: at least {floor} per "
        "cent of its purchases. Without rivals the price may be higher.",
    ),
    innocent=Texts(
        ky="Чакан мекемелер арзан нерселерди гана сатып алышат, ал эми мындайды түз алууга уруксат; жылуулук, суу, "
        "байланыш сыяктуу кызматтардын камсыздоочусу бирөө эле болушу мүмкүн.",
        ru="Небольшие учреждения покупают в основном недорогое, а это разрешено покупать напрямую; у тепла, воды, "
        "связи бывает один поставщик.",
        en="Small institutions buy mostly cheap things, which may lawfully be bought directly; heat, water or "
        "telephone may have a single supplier.",
    ),
    check=Texts(
        ky="Сатып алуучунун түз келишимдерин жана көрсөтүлгөн себептерин карап чыгыңыз: ушул эле товарды башкалар "
        "сынак менен алып жатышабы?",
        ru="Посмотрите прямые договоры заказчика и указанные причины: покупают ли другие то же самое через конкурс?",
        en="Look at the buyer's direct contracts and the reasons given: do others buy the same things by tender?",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R013"),
    version="1.0",
    weight=2,
    unit=Unit.BUYER,
    stage=Stage.TENDER,
    needs=(BUYER, PUBLISHED, Missing.PEERS),
    crosswalk=("OCP R013", "MKRAI 14"),
    parameters={"floor": 0.5, "minimum_processes": LEAST, "minimum_direct": 5, "minimum_peers": 20},
    words=lambda parameters: {"floor": percent(parameters["floor"])},
    evaluate=evaluate,
    statistic=Statistic(name="direct_shares", version="1", collect=collect, finish=finish, by=("key", "group")),
)
