"""Exclusion of all but one: of several bidders for a lot only one was left."""

import numpy as np

from services.scoring.indicator import BIDS, Missing, Parameters
from services.scoring.integrity.component import COMPARED, HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored, of_lots
from services.scoring.part import Part
from services.scoring.statistic import Known
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """Bidders left of those who bid, for each lot that is decided."""
    of, bids, lots = part.bids_of_lot, part.bids, part.lots
    bidders = of.distinct(bids.bidder)
    left = of.distinct(bids.bidder, ~bids.disqualified)
    excluded = bidders - left
    values = np.select([(left == 1) & (excluded > 0), excluded > left], [LOW, MIDDLE], HIGH)
    several = bidders > 1
    return of_lots(
        part,
        values,
        missing=[
            (Missing.LOTS, lots.mixed),
            (Missing.FINAL_AWARDS, ~lots.decided & several & ~lots.mixed),
            (BIDS, (bidders == 0) & ~(lots.decided & ~lots.awarded) & ~lots.mixed),
        ],
        nothing=~lots.mixed
        & ((bidders == 1) | (several & (left == 0)) | ((bidders == 0) & lots.decided & ~lots.awarded)),
    )


EXCLUSION = Component(
    id="exclusion",
    title=Texts(
        ky="Бирөөдөн башкасынын баары четтетилген", ru="Отклонены все, кроме одного", en="All but one bidder excluded"
    ),
    explanation=Texts(
        ky="Бир нече катышуучудан бирөө гана калса 0, жарымынан көбү четтетилсе 50, башка учурда 100. Документтери "
        "толук эмес катышуучуну четтетүү мыйзамдуу.",
        ru="0, если из нескольких участников оставлен один; 50, если отклонено больше половины; иначе 100. Отклонить "
        "участника с неполными документами законно.",
        en="0 when of several bidders one was left, 50 when more than half were excluded, else 100. To exclude a "
        "bidder whose documents are incomplete is lawful.",
    ),
    formula="one bidder left of several: 0; more excluded than left: 50; else 100; per lot, folded",
    source=OPENTENDER,
    version="1.0",
    needs=(Missing.LOTS, Missing.FINAL_AWARDS, BIDS),
    competitions=COMPARED,
    bids=True,
    evaluate=evaluate,
)
