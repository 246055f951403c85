"""R050: one supplier holds a large share of a market.

The share of a winner in the value of all awards after competition of a market (see `concentration`) is at least
`threshold`. Floors: awards, buyers and suppliers of the market, awards of the supplier from several buyers; without
them a share says nothing. Source: OCP guide R050, R040 within the market of a class.
"""

import numpy as np

from services.scoring.concentration import COMPARED, CONCENTRATION, market_key
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, reaches
from services.scoring.markets import market_of_lot, year_of
from services.scoring.part import Part
from services.scoring.peers import Figures
from services.scoring.phrasing import NOTHING_UNLAWFUL, percent
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import joined
from services.scoring.winners import PUBLISHED, SUPPLIERS, of_winners
from shared.contracts.base import Texts

AMOUNT, CLASS = "/awards/value/amount", "/tender/items/classification/id"
MARKET_FLOORS = (
    ("market_awards", "minimum_awards"),
    ("market_buyers", "minimum_buyers"),
    ("suppliers", "minimum_suppliers"),
)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The largest share of a market among the winners of a process."""
    awards, of = part.awards, part.award_process
    key = joined(market_key(part, awards.lot, awards.currency), awards.winner)
    figures = Figures(known, key)
    share = figures["share"]
    compared = np.ones(len(key), np.bool_)
    for column, floor in MARKET_FLOORS:
        compared &= figures[column] >= parameters[floor]
    own = (figures["awards"] >= parameters["minimum_own_awards"]) & (
        figures["buyers"] >= parameters["minimum_own_buyers"]
    )
    flagged = compared & own & reaches(share, parameters["threshold"])
    unpriced = np.isnan(awards.amount) | (awards.currency == 0)
    unclassed, undated = (market_of_lot(part) == 0)[awards.lot], (year_of(part) == 0)[of]
    largest = part.awards_of_process.first_highest(share, flagged)
    return of_winners(
        part,
        flagged,
        share.round(4),
        threshold=parameters["threshold"],
        missing=[
            (PUBLISHED, undated),
            (AMOUNT, unpriced),
            (CLASS, unclassed),
            (Missing.PEERS, (key != 0) & ~unpriced & ~compared),
        ],
        parameters=lambda process: {
            name: figures.one(name, int(largest[process])) for name in ("awards", "market_awards", "market_buyers")
        },
    )


R050 = Indicator(
    id="R050",
    title=Texts(
        ky="Бир ишкана рыноктун чоң бөлүгүн ээлейт",
        ru="Одна фирма держит большую долю рынка",
        en="One supplier holds much of a market",
    ),
    explanation=Texts(
        ky="Үч жылдын ичинде ушул түрдөгү сатып алуулардын (аймак белгилүү болсо, ошол аймакта) суммасынын жок "
        "дегенде {share} пайызын бир ишкана уткан. Бир ишкана үстөмдүк кылса, башкалар катышпай калып, баа көтөрүлүшү "
        "мүмкүн.",
        ru="За три года одна фирма выиграла не меньше {share} % суммы закупок такого рода (в этом регионе, если он "
        "известен). Когда одна фирма господствует, другие перестают участвовать, и цены могут расти.",
        en="Over three years one firm won at least {share} per cent of the value of purchases of this kind (in this "
        "region, where it is known). Where one firm dominates, others stay away and prices may rise.",
    ),
    innocent=Texts(
        ky="Ишкана чын эле арзан жана сапаттуу иштеши мүмкүн; айрым нерселерди бир эле завод чыгарат.",
        ru="Фирма может и правда работать дешевле и лучше; некоторые вещи делает один завод.",
        en="The firm may really be cheaper and better; some things are made by one factory only.",
    ),
    check=Texts(
        ky="Бул ишкана уткан тендерлерде канча катышуучу болгонун жана баасы башка аймактардагыдан айырмаланабы, "
        "караңыз.",
        ru="Посмотрите, сколько участников было в закупках, которые фирма выиграла, и отличаются ли её цены от цен в "
        "других регионах.",
        en="See how many bidders there were in the tenders the firm won, and whether its prices differ from those in "
        "other regions.",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R050"),
    version="1.0",
    weight=1,
    unit=Unit.SUPPLIER,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, SUPPLIERS, PUBLISHED, AMOUNT, CLASS, Missing.PEERS),
    crosswalk=("OCP R050",),
    parameters={
        "threshold": 0.4,
        "minimum_awards": 30,
        "minimum_buyers": 5,
        "minimum_suppliers": 3,
        "minimum_own_awards": 5,
        "minimum_own_buyers": 2,
    },
    words=lambda parameters: {"share": percent(parameters["threshold"])},
    competitions=frozenset(COMPARED),
    evaluate=evaluate,
    statistic=CONCENTRATION,
)
