"""R036: the lowest bid was disqualified.

For one lot with an active award: the lowest submitted price in the main currency (the first one published wins a tie)
belongs to a disqualified bid, while a valid bid with a price exists. Unlike Cardinal: judged per lot, and the main
currency is the lot's or tender's own, not the first one seen in the data set.
"""

import numpy as np

from services.scoring.grouping import at, is_at
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_lots,
    price,
    ratio,
    status,
)
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.part import Part
from services.scoring.sources import LAWFUL_WHEN_JUSTIFIED, ocp_guide
from services.scoring.statistic import Known
from shared.contracts.base import Texts

PRICE = "/bids/details/value/amount"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """By which share the disqualified bid was cheaper than the cheapest valid one."""
    lots, bids = part.lots, part.bids
    cheapest = part.bids_of_lot.first_lowest(bids.amount, bids.comparable)
    admitted = part.bids_of_lot.first_lowest(bids.amount, bids.comparable & bids.valid)
    raised = is_at(bids.disqualified, cheapest)
    dearer = at(bids.amount, admitted)
    return of_lots(
        raised=raised,
        value=np.where(raised, ratio(dearer - at(bids.amount, cheapest), dearer), 0.0),
        nothing=lots.decided & ~lots.awarded,
        missing=[
            (Missing.FINAL_AWARDS, ~lots.awarded),
            (Missing.ONE_CURRENCY, lots.awarded & lots.several_currencies),
            (PRICE, lots.awarded & ~lots.several_currencies & (admitted < 0)),
        ],
        evidence=lambda lot: [
            price(part, cheapest[lot]),
            status(part, cheapest[lot]),
            price(part, admitted[lot]),
        ],
    )


R036 = Indicator(
    id="R036",
    title=Texts(
        ky="Эң арзан сунуш четтетилген",
        ru="Самое дешёвое предложение отклонено",
        en="The lowest bid was disqualified",
    ),
    explanation=Texts(
        ky="Лот боюнча эң төмөн баа сунуштаган катышуучу четтетилип, келишим кымбатыраак сунушка кеткен.",
        ru="Участник с самой низкой ценой по лоту отклонён, и договор достался более дорогому предложению.",
        en="The tenderer with the lowest price for a lot was disqualified, and a dearer offer got the contract.",
    ),
    innocent=Texts(
        ky="Эң арзан сунуш талаптарга жооп бербей калышы же баасы аткаруу мүмкүн эмес деңгээлде төмөн болушу мүмкүн.",
        ru="Самое дешёвое предложение могло не отвечать требованиям или быть нереально низким.",
        en="The cheapest offer may not have met the requirements, or its price may have been unrealistically low.",
    ),
    check=Texts(
        ky="Протоколдон четтетүүнүн себебин окуп, аны тендердин шарттары менен салыштырыңыз. Айырма канча сом экенин "
        "эсептеңиз.",
        ru="Прочитайте в протоколе причину отклонения и сравните её с условиями закупки. Посчитайте, сколько сомов "
        "составляет разница.",
        en="Read the reason in the report and compare it with the terms of the tender. Work out how much the "
        "difference is in som.",
    ),
    legal_basis=LAWFUL_WHEN_JUSTIFIED,
    source=ocp_guide("R036"),
    version="1.1",
    weight=3,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, Missing.ONE_CURRENCY, PRICE),
    crosswalk=("OCP R036", "i182"),
    bids=True,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
)
