"""Single bidding: how many of a process's lots received one bid only."""

import numpy as np

from services.scoring.indicator import Parameters
from services.scoring.indicators import r018
from services.scoring.integrity.component import COMPARED, HIGH, LOW, OPENTENDER, Component, Scored, of_lots
from services.scoring.part import Part
from services.scoring.statistic import Known
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """Lots with a single bidder, counted as R018 counts them."""
    answers = r018.evaluate(part, parameters, known)
    nothing = np.zeros(len(part.lots), np.bool_) if answers.nothing is None else answers.nothing
    return of_lots(part, np.where(answers.raised, LOW, HIGH), answers.missing, nothing)


SINGLE_BIDDING = Component(
    id="single_bidding",
    title=Texts(ky="Бир эле сунуш", ru="Единственная заявка", en="Single bidding"),
    explanation=Texts(
        ky="Атаандаш менен болгон сатып алуу 100 алат, лотторунун айрымдарында бир гана катышуучу болсо 50, баарында "
        "бир гана катышуучу болсо 0. Өзгөчө же алыскы рынокто бир сунуш — кадимки көрүнүш.",
        ru="100 — соперники были в каждом лоте, 50 — в части лотов только один участник, 0 — только один участник во "
        "всех. На узком или отдалённом рынке одна заявка — обычное дело.",
        en="100 when every lot had rivals, 50 when some lots had one bidder only, 0 when all had. In a narrow or "
        "remote market one bid is ordinary.",
    ),
    formula="100 if no judged lot has one bidder, 0 if all have, else 50",
    source=OPENTENDER,
    version="1.0",
    needs=(r018.COUNT, *r018.R018.needs[1:]),
    competitions=COMPARED,
    evaluate=evaluate,
)
