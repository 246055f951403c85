"""R018: a competitive process, or one of its lots, received a single bid.

The number of bidders of a lot is the larger of `tender.numberOfTenderers` (when the process has one lot) and the
distinct tenderers of its submitted bids; firms that bid together are one tenderer. Unlike Cardinal: lots are judged
each by its bids, 0 means unknown, and as long as bids may come in nobody can know.
"""

from services.scoring.indicator import (
    NO_BIDS,
    Answer,
    Evidence,
    Indicator,
    LotAnswer,
    Missing,
    Parameters,
    Population,
    State,
    not_computable,
    over_lots,
)
from services.scoring.methods import Competition
from services.scoring.process import Lot, Process
from services.scoring.sources import ocp_guide
from shared.contracts.base import Texts

ABSURD = 1_000_000
"""Nobody has had so many bidders; such a number is a typing error."""
COUNT, BIDS = "/tender/numberOfTenderers", "/bids/details"
NO_COUNT = not_computable(COUNT)


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """Bidders per lot."""
    if not process.opened:
        return not_computable(Missing.OPENING) if process.country == "kg" else not_computable(COUNT, BIDS)
    if not process.bidding_over:
        return not_computable(Missing.STAGE)
    stated = process.tender.number_of_tenderers
    several, listed = len(process.lots) > 1, bool(process.release.bids.details)
    known = stated if isinstance(stated, int) and 0 < stated < ABSURD else 0
    if several and (known > 1 or listed):
        known = 0  # the number speaks of the whole process, not of each lot

    def judge(lot: Lot) -> LotAnswer | None:
        counted = lot.bidders
        bidders = max(counted, known)
        if bidders != 1:
            return LotAnswer(State.CLEAR, bidders) if bidders else None
        if counted:
            evidence = [Evidence(f"{BIDS}/{bid.index}/tenderers", sorted(bid.tenderers)) for bid in lot.bids]
        else:
            evidence = [Evidence(COUNT, known)]
        return LotAnswer(State.RAISED, bidders, evidence)

    return over_lots(process, judge, nothing=NO_BIDS if several or listed else NO_COUNT, threshold=1, worst=min)


R018 = Indicator(
    id="R018",
    title=Texts(ky="Бир гана катышуучу", ru="Только один участник", en="Only one bidder"),
    explanation=Texts(
        ky="Ачык сынакта же анын лотунда бир гана катышуучу сунуш берген. Атаандаш болбосо, баа жогору болуп, "
        "шарттар алдын ала бирөөгө ылайыкталышы мүмкүн.",
        ru="В конкурентной закупке или в её лоте заявку подал только один участник. Без соперников цена может быть "
        "выше, а условия — написаны под одного поставщика.",
        en="Only one tenderer submitted a bid in a competitive process or in one of its lots. Without rivals the price "
        "may be higher, and the terms may have been written for one supplier.",
    ),
    innocent=Texts(
        ky="Рынокто ушул товарды же кызматты бир эле ишкана сунушташы мүмкүн; аймак алыс же сумма кичине болгондо да "
        "катышуучулар аз болот.",
        ru="На рынке может быть лишь один такой поставщик; в отдалённых районах и при малой сумме участников тоже "
        "мало.",
        en="The market may have a single supplier; in remote regions and for small sums bidders are few as well.",
    ),
    check=Texts(
        ky="Ушул сатып алуучунун окшош тендерлеринде канча катышуучу болгонун салыштырыңыз. Талаптарды окуп, алар "
        "бир эле ишканага ылайыкпы — карап көрүңүз.",
        ru="Сравните, сколько участников бывает в похожих закупках этого заказчика. Прочитайте требования: не "
        "подходят ли они только одной фирме.",
        en="Compare how many bidders similar tenders of this buyer have. Read the requirements: do they fit one firm "
        "only?",
    ),
    legal_basis=Texts(
        ky="Жок: бир гана сунуш түшүшү мыйзамга каршы эмес",
        ru="Нет: единственная заявка законна",
        en="None: a single bid is lawful",
    ),
    source=ocp_guide("R018"),
    version="1.1",
    weight=3,
    competitions=frozenset({Competition.COMPETITIVE}),
    evaluate=evaluate,
)
