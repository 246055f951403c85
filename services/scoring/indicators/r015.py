"""R015: an unusually long time from the opening to the evaluation.

Whole days from the opening of bids to the start of the award period reach the upper fence of processes of the same
country and method, and at least `at_least`. Source: OCP guide R015; the fence is taken on a logarithmic scale.
"""

import numpy as np

from services.scoring.durations import durations
from services.scoring.grouping import Floats
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    days_between,
    moment_at,
    of_processes,
    reaches,
)
from services.scoring.indicators.r062 import usual
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.spoken import said
from services.scoring.statistic import Known
from shared.contracts.base import Texts

OPENING, EVALUATION = "/tender/bidOpening/date", "/tender/awardPeriod/startDate"


def days_to_evaluate(part: Part) -> Floats:
    """Whole days from the opening to the start of the evaluation."""
    return days_between(part.processes.opening, part.processes.award_start)


EVALUATIONS = durations("days_to_evaluate", "1", days_to_evaluate)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Days to the evaluation, against the upper fence of peers."""
    processes = part.processes
    days, peers, limit = days_to_evaluate(part), *usual(part, known, "upper")
    limit = np.maximum(limit, parameters["at_least"])
    return of_processes(
        raised=reaches(days, limit),
        value=days,
        threshold=limit,
        missing=[
            (OPENING, np.isnan(processes.opening)),
            (EVALUATION, np.isnan(processes.award_start)),
            (Missing.PERIOD_ORDER, days < 0),
            (Missing.PEERS, (days >= 0) & (peers < parameters["minimum_peers"])),
        ],
        evidence=lambda process: [
            moment_at(OPENING, float(processes.opening[process])),
            moment_at(EVALUATION, float(processes.award_start[process])),
        ],
        parameters=lambda process: {"peers": int(peers[process])},
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The floor in days."""
    return {"days": said(parameters["at_least"])}


R015 = Indicator(
    id="R015",
    title=Texts(
        ky="Ачуудан баалоого чейин көп убакыт өткөн",
        ru="Долго от вскрытия до оценки",
        en="A long time from the opening to the evaluation",
    ),
    explanation=Texts(
        ky="Конверттер ачылгандан баалоо башталганга чейинки убакыт ушул эле ыкмадагы сатып алуулардан кыйла узун "
        "жана {days} күндөн кем эмес. Ачылган сунуштар көпкө жатса, аларды өзгөртүүгө мүмкүнчүлүк пайда болот.",
        ru="От вскрытия конвертов до начала оценки прошло намного больше, чем обычно при этом методе, и не меньше "
        "{days} дней. Пока вскрытые заявки лежат, их можно изменить.",
        en="From the opening of bids to the start of the evaluation it took far longer than usual for this method, and "
        "at least {days} days. While opened bids lie about they may be changed.",
    ),
    innocent=Texts(
        ky="Даттануу, комиссия мүчөлөрүнүн ооруп калышы, майрамдар же каржынын кечигиши себеп болушу мүмкүн; "
        "пландалган күн гана жарыяланган болушу да ыктымал.",
        ru="Причиной могли быть жалоба, болезнь членов комиссии, праздники или задержка денег; опубликована могла быть "
        "лишь плановая дата.",
        en="A complaint, illness in the committee, holidays or late funding may be the reason; the published date may "
        "be a planned one only.",
    ),
    check=Texts(
        ky="Комиссиянын протоколдорунан баалоо качан башталганын караңыз. Сунуштар ачуу протоколундагы баалар менен "
        "дал келеби, салыштырыңыз.",
        ru="Посмотрите в протоколах комиссии, когда началась оценка. Сравните, совпадают ли цены с протоколом "
        "вскрытия.",
        en="See in the committee's records when the evaluation began. Compare whether the prices are those of the "
        "record of the opening.",
    ),
    legal_basis=Texts(
        ky="Жок: окшош сатып алуулар менен салыштыруу",
        ru="Нет: сравнение с похожими закупками",
        en="None: a comparison with similar purchases",
    ),
    source=ocp_guide("R015"),
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.AWARD,
    needs=(OPENING, EVALUATION, Missing.PERIOD_ORDER, Missing.PEERS),
    crosswalk=("OCP R015",),
    parameters={"at_least": 30, "minimum_peers": 30},
    words=words,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED}),
    evaluate=evaluate,
    statistic=EVALUATIONS,
)
