"""R021: a buyer often chooses by other criteria than the price.

Of a buyer's competitive tenders that state their award criteria, the share that are not decided by price or cost alone
reaches the upper fence (Q3 + 1.5 IQR) of the buyers of the country, and `floor`. Consulting services, which are
lawfully chosen by quality, do not count, nor do criteria outside the OCDS codelist. The flag is about the buyer.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
)
from services.scoring.methods import KYRGYZ_METHODS, Competition
from services.scoring.part import Part
from services.scoring.quoting import BUYER, buyer, criteria
from services.scoring.shares import COUNTED, compared_shares, standing
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import among, joined
from shared.contracts.base import Texts

CRITERIA = "/tender/awardCriteria"
BY_PRICE = frozenset({"priceOnly", "lowestCost", "costOnly"})
BY_JUDGEMENT = frozenset({"ratedCriteria", "qualityOnly", "bestProposal", "bestValueToGovernment"})
CONSULTING = frozenset(name for name in KYRGYZ_METHODS if name.startswith("consult"))
LEAST = 10
"""A buyer with fewer tenders is nobody's peer."""


def counted(part: Part) -> Bools:
    """Competitive tenders for anything but consulting that state how they are decided."""
    processes = part.processes
    open_ = (processes.competition == Competition.COMPETITIVE) | (processes.competition == Competition.RESTRICTED)
    consulting = among(processes.details, CONSULTING) | among(processes.category, ["consultingServices"])
    counts: Bools = open_ & ~consulting & ~processes.cancelled
    return counts & among(processes.award_criteria, BY_PRICE | BY_JUDGEMENT)


def collect(part: Part) -> Columns:
    """Tenders that state their criteria, and those not decided by price alone, by buyer."""
    processes = part.processes
    key = joined(processes.country, processes.buyer)
    kept = counted(part) & (key != 0)
    found = among(processes.award_criteria[kept], BY_JUDGEMENT).astype(np.float64)
    return {"key": key[kept], "group": processes.country[kept], "n": np.ones(len(found)), "found": found}


CRITERIA_SHARES = Statistic(
    name="discretionary_criteria", version="1", collect=collect, by=COUNTED, finish=compared_shares(LEAST)
)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The buyer's share of tenders not decided by price alone."""
    processes = part.processes
    found = standing(known, joined(processes.country, processes.buyer), parameters)
    silent, unknown = processes.award_criteria == 0, processes.buyer == 0
    return of_processes(
        raised=found.out,
        value=found.share,
        threshold=found.limit,
        missing=[(BUYER, unknown), (CRITERIA, silent), (Missing.PEERS, found.few & ~silent & ~unknown)],
        evidence=lambda process: [
            buyer(part, process),
            criteria(part, process),
        ],
        parameters=found.said,
    )


R021 = Indicator(
    id="R021",
    title=Texts(
        ky="Сатып алуучу көбүнчө баадан башка өлчөмдөр менен тандайт",
        ru="Заказчик часто выбирает не по цене",
        en="A buyer that often does not choose by price",
    ),
    explanation=Texts(
        ky="Ушул сатып алуучу жеңүүчүнү баадан башка өлчөмдөр менен (сапат, тажрыйба, упай) башкаларга караганда көп "
        "тандайт. Мындай өлчөмдөр баалоочуга эркиндик берет, алар бирөөгө ылайыкталышы мүмкүн.",
        ru="Этот заказчик чаще других выбирает победителя не по цене, а по иным критериям (качество, опыт, баллы). "
        "Такие критерии дают оценщикам свободу, и их можно подогнать под одного участника.",
        en="This buyer chooses winners by criteria other than price (quality, experience, points) more often than "
        "others do. Such criteria leave room for judgement and can be fitted to one bidder.",
    ),
    innocent=Texts(
        ky="Татаал иштерде, долбоорлоодо, медициналык жабдууда сапатты баалоо туура; айрым сатып алуучулар дал "
        "ушуларды алат.",
        ru="В сложных работах, проектировании, медицинской технике оценивать качество правильно; некоторые заказчики "
        "покупают именно это.",
        en="For complex works, design or medical equipment it is right to weigh quality; some buyers buy just that.",
    ),
    check=Texts(
        ky="Баалоо өлчөмдөрү алдын ала, так, сан менен жазылганбы? Упайлар ким тарабынан жана эмне үчүн берилгенин "
        "протоколдон караңыз.",
        ru="Записаны ли критерии заранее, ясно и в числах? Посмотрите в протоколе, кто и за что поставил баллы.",
        en="Were the criteria stated beforehand, clearly and in numbers? See in the report who gave which points, and "
        "why.",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R021"),
    version="1.0",
    weight=1,
    unit=Unit.BUYER,
    stage=Stage.TENDER,
    needs=(BUYER, CRITERIA, Missing.PEERS),
    crosswalk=("OCP R021", "opentender weight of non-price criteria"),
    parameters={"floor": 0.5, "minimum_cases": LEAST, "minimum_peers": 20},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED}),
    not_methods=CONSULTING,
    evaluate=evaluate,
    statistic=CRITERIA_SHARES,
)
