"""R035: every bid except the winner's was disqualified.

For one lot with final awards: the tenderers of valid bids are exactly one and are the suppliers of the active awards,
and at least `threshold` other tenderers were disqualified. Unlike Cardinal: judged per lot, and a lot is not computable
when its awards name no supplier or no bid is said to have been admitted.
"""

import numpy as np

from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_lots,
    status,
)
from services.scoring.lookup import is_in
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import LAWFUL_WHEN_JUSTIFIED, ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import joined
from shared.contracts.base import Texts

SUPPLIERS, STATUS = "/awards/suppliers", "/bids/details/status"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many tenderers were disqualified beside the only one left."""
    least = parameters["threshold"]
    lots, bids, tenderers, suppliers = part.lots, part.bids, part.tenderers, part.suppliers
    firm_lot = bids.lot[tenderers.bid]
    firms = part.tenderers_of_lot
    won_lot = part.awards.lot[suppliers.award]
    active = part.awards.active[suppliers.award]
    admitted = bids.valid[tenderers.bid]
    one_admitted = firms.distinct(tenderers.firm, admitted)
    one_winner = part.suppliers_of_lot.distinct(suppliers.firm, active)
    keys = joined(firm_lot + 1, tenderers.firm)
    turned_down = bids.disqualified[tenderers.bid]
    away = turned_down & ~is_in(keys, keys[admitted], turned_down)
    count = firms.distinct(tenderers.firm, away)
    maybe = (one_admitted == 1) & (one_winner == 1) & (count >= least)
    won = is_in(keys, joined(won_lot + 1, suppliers.firm)[active], admitted & firms.lifted(maybe))
    turned_away = part.tenderers_of_bid.some(away)
    awarded = lots.decided & lots.awarded
    return of_lots(
        raised=maybe & firms.some(won),
        value=count.astype(np.float64),
        threshold=least,
        nothing=lots.decided & ~lots.awarded,
        missing=[
            (Missing.FINAL_AWARDS, ~lots.decided),
            (SUPPLIERS, awarded & (one_winner == 0)),
            (STATUS, awarded & (one_winner > 0) & (one_admitted == 0)),
        ],
        evidence=lambda lot: [status(part, bid) for bid in part.bids_of_lot.rows(lot, turned_away)],
    )


R035 = Indicator(
    id="R035",
    title=Texts(
        ky="Жеңүүчүдөн башкасынын баары четтетилген",
        ru="Отклонены все, кроме победителя",
        en="All but the winner were disqualified",
    ),
    explanation=Texts(
        ky="Лотто бир нече катышуучу болгон, бирок жеңүүчүдөн башкасынын баары четтетилген. Атаандаштык кагаз жүзүндө "
        "гана калган болушу мүмкүн.",
        ru="В лоте было несколько участников, но все, кроме победителя, отклонены. Соревнование могло остаться только "
        "на бумаге.",
        en="Several tenderers bid for a lot, but all except the winner were disqualified. The competition may have "
        "been one on paper only.",
    ),
    innocent=Texts(
        ky="Башка катышуучулардын документтери чын эле толук эмес болушу мүмкүн; тажрыйбасыз ишканалар көп катышкан "
        "рынокто мындай боло берет.",
        ru="Документы остальных могли быть действительно неполными; так бывает на рынках, где много неопытных "
        "участников.",
        en="The others' documents may really have been incomplete; it happens in markets with many inexperienced "
        "bidders.",
    ),
    check=Texts(
        ky="Баалоо протоколунан четтетүүнүн себептерин окуңуз: талаптар баарына бирдей колдонулганбы? Даттануулар "
        "барбы, караңыз.",
        ru="Прочитайте в протоколе оценки причины отклонения: одинаково ли применялись требования ко всем? "
        "Посмотрите, были ли жалобы.",
        en="Read the reasons in the evaluation report: were the requirements applied to all alike? See whether there "
        "were complaints.",
    ),
    legal_basis=LAWFUL_WHEN_JUSTIFIED,
    source=ocp_guide("R035"),
    version="1.1",
    weight=3,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, SUPPLIERS, STATUS),
    crosswalk=("OCP R035", "24-3-2", "opentender exclusion of all but one"),
    bids=True,
    parameters={"threshold": 1},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    evaluate=evaluate,
)
