"""R014: too little time from the notice to the opening of bids.

Whole days from the start of the tender period to the opening, compared (strictly less) with the minimum on record for
the submission period of the method on the day of publication: bids cannot be opened before the period may end. It also
finds bids opened before the period is over, which the length of the period (R003) does not show. Source: OCP guide
R014.
"""

import numpy as np

from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Json,
    Missing,
    Parameters,
    Stage,
    Unit,
    days_between,
    moment_at,
    of_processes,
)
from services.scoring.indicators.r003 import R003
from services.scoring.law import MinimumPeriod, minimum_periods
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from shared.contracts.base import Texts

START, OPENING = "/tender/tenderPeriod/startDate", "/tender/bidOpening/date"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Days until the opening, against the minimum in force."""
    processes = part.processes
    announced = np.where(np.isnan(processes.published), processes.start, processes.published)
    table: tuple[MinimumPeriod, ...] = parameters["minimum_periods"]
    row = minimum_periods(part, announced, table)
    minimum = np.array([each.days for each in table] + [np.nan])[row]
    days = days_between(processes.start, processes.opening)
    return of_processes(
        raised=days < minimum,
        value=days,
        threshold=minimum,
        missing=[
            (START, np.isnan(processes.start)),
            (OPENING, np.isnan(processes.opening)),
            (Missing.PERIOD_ORDER, processes.opening <= processes.start),
            (Missing.LEGAL_MINIMUM, (row < 0) & (processes.opening > processes.start)),
        ],
        evidence=lambda process: _moments(part, process),
        parameters=lambda process: _minimum(table[row[process]]),
    )


def _moments(part: Part, process: int) -> list[Evidence]:
    processes = part.processes
    return [
        moment_at(START, float(processes.start[process])),
        moment_at(OPENING, float(processes.opening[process])),
    ]


def _minimum(row: MinimumPeriod) -> dict[str, Json]:
    return {"minimum_days": row.days, "basis": row.basis}


R014 = Indicator(
    id="R014",
    title=Texts(
        ky="Жарыядан ачууга чейин убакыт аз",
        ru="Мало времени от объявления до вскрытия",
        en="Little time from the notice to the opening",
    ),
    explanation=Texts(
        ky="Сунуш кабыл алуу башталгандан конверттер ачылганга чейинки толук күндөр эсептелип, ушул ыкма үчүн эң кыска "
        "мөөнөт менен салыштырылат. Эрте ачылса, көпчүлүк үлгүрбөй калат.",
        ru="Считаются полные дни от начала приёма заявок до вскрытия конвертов и сравниваются с самым коротким сроком "
        "для этого метода. При раннем вскрытии многие не успевают.",
        en="Counts the whole days from the start of the submission period to the opening of bids and compares them "
        "with the shortest period for this method. If bids are opened early, many are too late.",
    ),
    innocent=Texts(
        ky="Ачуу күнү жаңылыш жазылышы же башка кадамдын күнү болушу мүмкүн; шашылыш же кайталанган сатып алуу да "
        "себеп болот.",
        ru="Дата вскрытия могла быть записана с ошибкой или относиться к другому шагу; бывают срочные и повторные "
        "закупки.",
        en="The date of the opening may be a mistake or that of another step; the need may be urgent, or the purchase "
        "a repeated one.",
    ),
    check=Texts(
        ky="Ачуу протоколунан күндү карап, жарыядагы мөөнөт менен салыштырыңыз. Ачуу мөөнөт бүткөнгө чейин болгонбу?",
        ru="Посмотрите дату в протоколе вскрытия и сравните её со сроком в объявлении. Не вскрыли ли заявки до "
        "окончания срока?",
        en="Look up the date in the record of the opening and compare it with the deadline of the notice. Were bids "
        "opened before it?",
    ),
    legal_basis=R003.legal_basis,
    national_legal_basis=R003.national_legal_basis,
    phrases=R003.phrases,
    source=ocp_guide("R014"),
    version="1.0",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(START, OPENING, Missing.PERIOD_ORDER, Missing.LEGAL_MINIMUM),
    crosswalk=("OCP R014",),
    parameters=R003.parameters,
    competitions=frozenset({Competition.COMPETITIVE}),
    prepare=R003.prepare,
    evaluate=evaluate,
)
