"""R061: an unusually short time from the deadline to the decision.

Whole days from the end of the tender period to the first award that stands are at most the lower fence of processes of
the same country and method, and at most `at_most`. Source: OCP guide R061; the fence is taken on a logarithmic scale.
Where quick decisions are ordinary the fence lies below zero, and nothing is flagged.
"""

import numpy as np

from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_processes, reaches
from services.scoring.indicators.r062 import (
    AWARDED,
    DECISIONS,
    END,
    both_moments,
    days_to_decide,
    missing_days,
    usual,
)
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.spoken import said
from services.scoring.statistic import Known
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Days to the decision, against the lower fence of peers."""
    days, peers, limit = days_to_decide(part), *usual(part, known, "lower")
    limit = np.minimum(limit, parameters["at_most"])
    return of_processes(
        raised=reaches(-days, -limit),
        value=days,
        threshold=limit,
        missing=missing_days(part, days, peers < parameters["minimum_peers"]),
        evidence=lambda process: both_moments(part, process),
        parameters=lambda process: {"peers": int(peers[process])},
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The limits as they are."""
    return {"days": said(parameters["at_most"]), "peers": said(parameters["minimum_peers"])}


R061 = Indicator(
    id="R061",
    title=Texts(
        ky="Чечим өтө тез кабыл алынган",
        ru="Решение приняли необычно быстро",
        en="An unusually quick decision",
    ),
    explanation=Texts(
        ky="Жеңүүчү сунуш кабыл алуу бүткөндөн кийин эң көп {days} күн ичинде аныкталган, бул ушул эле ыкмадагы башка "
        "сатып алуулардан кыйла тез. Сунуштар окулуп-баалангыча эле чечим даяр болгон болушу мүмкүн.",
        ru="Победителя выбрали не позже чем через {days} дн. после окончания приёма заявок — намного быстрее, чем "
        "обычно при этом методе. Решение могло быть готово раньше, чем прочитаны заявки.",
        en="The winner was chosen within {days} days of the deadline, far sooner than usual for this method. The "
        "decision may have been ready before the bids were read.",
    ),
    innocent=Texts(
        ky="Катышуучу аз, товар жөнөкөй же баасы гана каралса, баалоо тез бүтөт; шашылыш муктаждык да болушу мүмкүн.",
        ru="При малом числе участников, простом товаре или выборе только по цене оценка идёт быстро; бывает и срочная "
        "потребность.",
        en="With few bidders, a simple good or price as the only criterion, evaluation is quick; the need may also be "
        "urgent.",
    ),
    check=Texts(
        ky="Баалоо протоколун караңыз: комиссия качан чогулган, канча сунушту караган? Четтетилгендер болсо, алардын "
        "себептери жазылганбы?",
        ru="Посмотрите протокол оценки: когда собиралась комиссия и сколько заявок рассмотрела? Если есть отклонённые, "
        "записаны ли причины?",
        en="Look at the evaluation record: when did the committee meet, and how many bids did it consider? If some "
        "were rejected, are reasons written down?",
    ),
    legal_basis=Texts(
        ky="Жок: окшош сатып алуулар менен салыштыруу",
        ru="Нет: сравнение с похожими закупками",
        en="None: a comparison with similar purchases",
    ),
    source=ocp_guide("R061"),
    version="1.0",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, END, AWARDED, Missing.PERIOD_ORDER, Missing.PEERS),
    crosswalk=("OCP R061", "opentender decision period", "CRI decision period"),
    parameters={"at_most": 3, "minimum_peers": 30},
    words=words,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED}),
    evaluate=evaluate,
    statistic=DECISIONS,
)
