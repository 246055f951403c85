"""R018: a competitive process, or one of its lots, received a single bid.

The number of bidders of a lot is the larger of `tender.numberOfTenderers` (when the process has one lot) and the
distinct tenderers of its submitted bids; firms that bid together are one tenderer. Unlike Cardinal: lots are judged
each by its bids, 0 means unknown, and as long as bids may come in nobody can know.
"""

import numpy as np

from services.scoring.indicator import (
    BIDS,
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    bidders,
    of_lots,
)
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from shared.contracts.base import Texts

COUNT = "/tender/numberOfTenderers"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Bidders per lot."""
    processes, of = part.processes, part.lots.process
    several = part.lots_of_process.count() > 1
    listed = processes.bids_listed > 0
    stated = np.maximum(processes.tenderers, processes.bidders_counted)
    stated = np.where(
        (stated <= 0) | (several & ((stated > 1) | listed)), 0, stated
    )  # it may speak of all lots at once
    counted = part.bids_of_lot.distinct(part.bids.bidder)
    found = np.maximum(counted, stated[of])
    silent = ~processes.opened
    return of_lots(
        raised=found == 1,
        value=found.astype(np.float64),
        threshold=1,
        nothing=(found == 0) & ((several | listed) & processes.opened & processes.bidding_over)[of],
        missing=[
            (Missing.OPENING, (silent & processes.kyrgyz)[of]),
            (COUNT, ((silent & ~processes.kyrgyz) | (processes.opened & processes.bidding_over))[of] & (found == 0)),
            (BIDS, (silent & ~processes.kyrgyz)[of] & (found == 0)),
            (Missing.STAGE, (processes.opened & ~processes.bidding_over)[of]),
        ],
        evidence=lambda lot: _who(part, lot, int(stated[of[lot]]) if counted[lot] == 0 else 0),
    )


def _who(part: Part, lot: int, stated: int) -> list[Evidence]:
    if stated:
        return [Evidence(COUNT, stated)]
    return [bidders(part, bid) for bid in part.bids_of_lot.rows(lot)]


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
    version="1.2",
    weight=3,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(COUNT,),
    crosswalk=("OCP R018", "MKRAI 8", "i007", "opentender single bidding"),
    mixed=True,
    nothing=BIDS,
    worst=np.min,
    competitions=frozenset({Competition.COMPETITIVE}),
    evaluate=evaluate,
)
