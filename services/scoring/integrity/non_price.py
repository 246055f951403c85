"""Weight of criteria other than the price, as far as the kind of criteria tells it."""

import numpy as np

from services.scoring.indicator import Parameters
from services.scoring.integrity.component import COMPARED, CRI, Component, Scale, Scored
from services.scoring.part import Part
from services.scoring.statistic import Known
from services.scoring.tokens import among
from shared.contracts.base import Texts

CRITERIA = "/tender/awardCriteria"


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """By the code of the award criteria."""
    values = np.full(len(part), np.nan)
    for code, value in parameters["codes"].items():
        values[among(part.processes.award_criteria, [code])] = value
    return Scored(values=values, missing=[(CRITERIA, np.isnan(values))])


NON_PRICE = Component(
    id="non_price",
    title=Texts(ky="Баадан башка критерийлер", ru="Критерии помимо цены", en="Criteria other than the price"),
    explanation=Texts(
        ky="Жеңүүчү баа боюнча гана тандалса 0, баллдар боюнча 0,5, сапат боюнча гана 1. Консультация сыяктуу кызматта "
        "сапатты баалоо орундуу.",
        ru="0 — выбор только по цене, 0,5 — по баллам, 1 — только по качеству. Для консультационных услуг оценка "
        "качества уместна.",
        en="0 when the price alone decides, 0.5 when points do, 1 when quality alone does. For consulting, judging "
        "quality is in order.",
    ),
    formula="by OCDS awardCriteria code; the weights themselves are not published",
    source=CRI,
    scale=Scale.RISK,
    version="1.0",
    needs=(CRITERIA,),
    parameters={
        "codes": {
            "priceOnly": 0.0,
            "costOnly": 0.0,
            "lowestCost": 0.0,
            "ratedCriteria": 0.5,
            "bestValueToGovernment": 0.5,
            "bestProposal": 0.5,
            "qualityOnly": 1.0,
        }
    },
    competitions=COMPARED,
    evaluate=evaluate,
)
