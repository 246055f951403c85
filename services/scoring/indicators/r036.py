"""R036: the lowest bid was disqualified.

For one lot with an active award: the lowest submitted price in the main currency (the first one published wins a tie)
belongs to a disqualified bid, while a valid bid with a price exists. Unlike Cardinal: judged per lot, and the main
currency is the lot's or tender's own, not the first one seen in the data set.
"""

from services.scoring.indicator import (
    MIXED,
    NO_WINNER,
    Answer,
    Evidence,
    Indicator,
    LotAnswer,
    Missing,
    Parameters,
    Population,
    State,
    over_lots,
    without_bids,
)
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.process import Lot, Process
from services.scoring.sources import LAWFUL_WHEN_JUSTIFIED, ocp_guide
from shared.contracts.base import Texts


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """By which share the disqualified bid was cheaper than the cheapest valid one."""
    return without_bids(process) or over_lots(process, judge, nothing=NO_WINNER)


def judge(lot: Lot) -> LotAnswer | None:
    """One lot; None when it ended without a winner."""
    if lot.mixed:
        return MIXED
    if not lot.active_awards:
        return None if lot.decided else LotAnswer(State.NOT_COMPUTABLE, missing=[Missing.FINAL_AWARDS])
    if lot.main_currency is None and any(bid.currency for bid in lot.bids):
        return LotAnswer(State.NOT_COMPUTABLE, missing=[Missing.ONE_CURRENCY])
    priced = lot.priced()
    valid = [(amount, bid) for amount, bid in priced if bid.valid]
    if not valid:
        return LotAnswer(State.NOT_COMPUTABLE, missing=["/bids/details/value/amount"])
    lowest, cheapest = min(priced, key=lambda pair: pair[0])
    if not cheapest.disqualified:
        return LotAnswer(State.CLEAR, 0)
    dearer, admitted = min(valid, key=lambda pair: pair[0])
    evidence = [
        Evidence(cheapest.path, cheapest.published),
        Evidence(f"/bids/details/{cheapest.index}/status", cheapest.status),
        Evidence(admitted.path, admitted.published),
    ]
    return LotAnswer(State.RAISED, round(float((dearer - lowest) / dearer), 4), evidence)


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
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
)
