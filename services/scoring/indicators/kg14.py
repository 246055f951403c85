"""KG14: a single-source contract for a firm that has won tenders of this buyer alone (official Kyrgyz flag 14).

A winner had won competitive tenders (oneStage, simplicated, downgrade) published before this purchase, at least
`minimum_wins` of them, and all were this buyer's. Corrected against the official rule: winners are the suppliers of
standing awards, not all parties called supplier; publication decides what is earlier, since `tender.date` moves; the
calendar year does not matter; one earlier win is no pattern.
"""

import numpy as np

from services.scoring.grouping import Floats, Grouping, at, or_zero
from services.scoring.histories import history, last, so_far, starts
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_processes, winners
from services.scoring.indicators.kg03 import BUYER, PUBLISHED
from services.scoring.methods import COMP3
from services.scoring.part import Part
from services.scoring.sorting import grouped
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import among, joined
from services.scoring.winners import awarded
from shared.contracts.base import Texts

DECIDED = frozenset({"evaluationComplete", "contractSignPending"})
SUPPLIERS = "/awards/suppliers"


def collect(part: Part) -> Columns:
    """Who won which buyer's competitive tenders, once per tender, and when these had been published."""
    processes, awards = part.processes, part.awards
    of = part.award_process
    counts = processes.kyrgyz & among(processes.details, COMP3) & ~processes.cancelled & (processes.buyer != 0)
    won = part.suppliers.award
    kept = (awards.active & counts[of])[won]
    process, firm = of[won[kept]], part.suppliers.firm[kept]
    once, _ = grouped(joined(process + 1, firm))
    process, firm = process[once], firm[once]
    return {"key": firm, "moment": processes.published[process], "buyer": processes.buyer[process]}


def finish(columns: Columns) -> Known:
    """For each win how many the firm had by then, and whether all were of the same buyer."""
    found = history(columns)
    start = starts(found.keys)
    buyer = found.columns["buyer"]
    others = so_far((buyer != buyer[start]).astype(np.int64), start)
    wins = so_far(np.ones(len(found.keys), np.int64), start)
    return Known(found.keys, {**found.columns, "others": others, "wins": wins})


WINS = Statistic(name="competitive_wins", version="1", collect=collect, by=(), finish=finish)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Earlier wins of each winner, and whether this buyer stands behind all of them."""
    processes, won = part.processes, part.suppliers.award
    of = part.award_process[won]
    known = known or finish({name: np.zeros(0, kind) for name, kind in _KINDS.items()})
    row = last(known, part.suppliers.firm, processes.published[of])
    wins = or_zero(at(known.columns["wins"].astype(np.float64), row))
    buyer = known.columns["buyer"][row] if len(known.keys) else np.zeros(len(row), np.int64)
    alone = (row >= 0) & (at(known.columns["others"], row) == 0) & (buyer == processes.buyer[of])
    captive = part.awards.active[won] & alone & (wins >= parameters["minimum_wins"])
    grouping = Grouping(of, len(part))
    counted: Floats = grouping.highest(wins, captive)
    nobody = ~grouping.some(part.awards.active[won])
    return of_processes(
        raised=grouping.some(captive),
        value=or_zero(counted),
        threshold=float(parameters["minimum_wins"]),
        missing=[
            (BUYER, processes.buyer == 0),
            (PUBLISHED, np.isnan(processes.published)),
            (Missing.FINAL_AWARDS, ~awarded(part)),
            (SUPPLIERS, nobody & awarded(part)),
        ],
        evidence=lambda process: [
            winners(part, award) for award in sorted({int(won[each]) for each in grouping.rows(process, captive)})
        ],
    )


_KINDS = {"key": np.int64, "moment": np.float64, "buyer": np.int64}


def words(parameters: Parameters) -> dict[str, str]:
    """The floor as it is."""
    return {"wins": str(parameters["minimum_wins"])}


KG14 = Indicator(
    id="KG14",
    title=Texts(
        ky="Бир эле сатып алуучунун жеткирүүчүсү",
        ru="Поставщик одного заказчика",
        en="A supplier of one buyer alone",
    ),
    explanation=Texts(
        ky="Келишим бир булактан түзүлүүдө, ал эми жеңүүчү буга чейин кеминде {wins} сынакты ушул гана сатып алуучудан "
        "уткан. Мындай тыгыз байланыш ишкана ушул буйрутмалар үчүн түзүлгөнүн билдириши мүмкүн.",
        ru="Договор заключают из одного источника, а победитель раньше выиграл не меньше {wins} конкурсов — и все у "
        "этого заказчика. Такая связь может значить, что фирма живёт заказами одного учреждения.",
        en="The contract comes from a single source, and its winner had won at least {wins} competitive tenders "
        "before, all of this buyer. Such a tie may mean that the firm lives on the orders of one office.",
    ),
    innocent=Texts(
        ky="Чакан жергиликтүү ишкана жакынкы мекемеге гана кызмат көрсөтүшү мүмкүн; жеке ишканаларга сатканы порталда "
        "көрүнбөйт.",
        ru="Небольшая местная фирма может обслуживать только ближайшее учреждение; её продаж частным лицам портал не "
        "показывает.",
        en="A small local firm may serve only the office nearby; what it sells to private customers is not on the "
        "portal.",
    ),
    check=Texts(
        ky="Ишкананын качан катталганын, ээлерин жана башка тендерлерде катышканын карап көрүңүз.",
        ru="Посмотрите, когда зарегистрирована фирма, кто её владельцы и участвует ли она в других закупках.",
        en="See when the firm was registered, who owns it, and whether it bids elsewhere.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(14, like="R013"),
    version="1.1-corrected",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.AWARD,
    needs=(BUYER, PUBLISHED, Missing.FINAL_AWARDS, SUPPLIERS),
    crosswalk=("MKRAI 14", "OCP R013", "OCP R047"),
    parameters={"minimum_wins": 2},
    words=words,
    country="kg",
    methods=frozenset({"singleSource"}),
    stages=DECIDED | {"contractSigned"},
    evaluate=evaluate,
    statistic=WINS,
)
