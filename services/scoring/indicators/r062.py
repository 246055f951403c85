"""R062: an unusually long time from the deadline to the decision.

Whole days from the end of the tender period to the first award that stands reach the upper fence of processes of the
same country and method, and at least `at_least`. Source: OCP guide R062; the fence is taken on a logarithmic scale.
Kyrgyz award dates are those of the last confirmation of the whole order, for all alike.
"""

import numpy as np

from services.scoring.durations import durations
from services.scoring.grouping import Bools, Floats, or_zero
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    NotThere,
    Parameters,
    Stage,
    Unit,
    days_between,
    moment_at,
    of_processes,
    reaches,
)
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.practice import method
from services.scoring.sources import ocp_guide
from services.scoring.spoken import said
from services.scoring.statistic import Known
from services.scoring.winners import awarded
from shared.contracts.base import Texts

END, AWARDED = "/tender/tenderPeriod/endDate", "/awards/date"


def decided(part: Part) -> Floats:
    """When the first award that stands was made."""
    return part.awards_of_process.lowest(part.awards.date, part.awards.active)


def days_to_decide(part: Part) -> Floats:
    """Whole days from the deadline to the first award; negative when it lies before the deadline."""
    return days_between(part.processes.end, decided(part))


DECISIONS = durations("days_to_decide", "1", days_to_decide)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Days to the decision, against the upper fence of peers."""
    days, peers, limit = days_to_decide(part), *usual(part, known, "upper")
    limit = np.maximum(limit, parameters["at_least"])
    return of_processes(
        raised=reaches(days, limit),
        value=days,
        threshold=limit,
        missing=missing_days(part, days, peers < parameters["minimum_peers"]),
        evidence=lambda process: both_moments(part, process),
        parameters=lambda process: {"peers": int(peers[process])},
    )


def usual(part: Part, known: Known | None, fence: str) -> tuple[Floats, Floats]:
    """How many peers each process has, and their fence in days."""
    key = method(part)
    if known is None:
        return np.zeros(len(part)), np.full(len(part), np.nan)
    return or_zero(known.at("n", key)), known.at(fence, key)


def missing_days(part: Part, days: Floats, few: Bools) -> list[NotThere]:
    """What may be missing for a decision to be judged."""
    processes, when = part.processes, decided(part)
    undecided = ~awarded(part)
    dated = ~np.isnan(days)
    return [
        (Missing.FINAL_AWARDS, undecided),
        (END, np.isnan(processes.end)),
        (AWARDED, ~undecided & np.isnan(when)),
        (Missing.PERIOD_ORDER, days < 0),
        (Missing.PEERS, dated & few),
    ]


def both_moments(part: Part, process: int) -> list[Evidence]:
    """The deadline and the award."""
    awards = part.awards
    when = decided(part)[process]
    row = next(row for row in part.awards_of_process.rows(process, awards.active) if awards.date[row] == when)
    return [
        moment_at(END, float(part.processes.end[process])),
        moment_at(f"/awards/{awards.award[row]}/date", float(when)),
    ]


def words(parameters: Parameters) -> dict[str, str]:
    """The limits as they are."""
    return {"days": said(parameters["at_least"]), "peers": said(parameters["minimum_peers"])}


R062 = Indicator(
    id="R062",
    title=Texts(
        ky="Чечим өтө көпкө созулган",
        ru="Решение принимали необычно долго",
        en="An unusually long decision",
    ),
    explanation=Texts(
        ky="Сунуш кабыл алуу бүткөндөн жеңүүчү аныкталганга чейинки убакыт ушул эле ыкмадагы сатып алуулардан кыйла "
        "узун жана {days} күндөн кем эмес. Созулган чечимдин артында кысым же сүйлөшүү болушу мүмкүн.",
        ru="От окончания приёма заявок до выбора победителя прошло намного больше, чем обычно при этом методе, и не "
        "меньше {days} дней. За затянутым решением могут стоять давление или переговоры.",
        en="From the deadline to the choice of the winner it took far longer than usual for this method, and at least "
        "{days} days. Pressure or bargaining may stand behind a decision that drags on.",
    ),
    innocent=Texts(
        ky="Татаал баалоо, даттануу, кайра баалоо же каржынын кечигиши убакытты узартат; айрым күндөр кеч жазылышы "
        "да мүмкүн.",
        ru="Сложная оценка, жалобы, повторная оценка или задержка финансирования удлиняют срок; дату могли и поздно "
        "внести.",
        en="A difficult evaluation, complaints, a second evaluation or late funding make it longer; the date may also "
        "have been entered late.",
    ),
    check=Texts(
        ky="Порталдан баалоо протоколдорун карап, ар бир кадамдын күнүн жазып чыгыңыз. Кечигүүнүн себеби "
        "көрсөтүлгөнбү?",
        ru="Посмотрите на портале протоколы оценки и выпишите дату каждого шага. Указана ли причина задержки?",
        en="Look up the evaluation records on the portal and write down the date of each step. Is a reason for the "
        "delay given?",
    ),
    legal_basis=Texts(
        ky="Жок: окшош сатып алуулар менен салыштыруу",
        ru="Нет: сравнение с похожими закупками",
        en="None: a comparison with similar purchases",
    ),
    source=ocp_guide("R062"),
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, END, AWARDED, Missing.PERIOD_ORDER, Missing.PEERS),
    crosswalk=("OCP R062", "opentender decision period", "CRI decision period"),
    parameters={"at_least": 60, "minimum_peers": 30},
    words=words,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED}),
    evaluate=evaluate,
    statistic=DECISIONS,
)
