"""R051: few suppliers share a market.

The Herfindahl-Hirschman index of a market (see `concentration`), the sum of the squared shares of its suppliers in the
value of awards after competition, is above `threshold`; that of the numbers of their awards is at least `counted`, so
that one giant contract alone does not make a market concentrated. Floors: awards and buyers. Awards that name no
supplier count in the whole and for nobody. Source: OCP guide R051.
"""

import numpy as np

from services.scoring.concentration import COMPARED, CONCENTRATION, market_key
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_lots
from services.scoring.markets import market_of_lot, year_of
from services.scoring.part import Part
from services.scoring.peers import Figures
from services.scoring.phrasing import NOTHING_UNLAWFUL
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.winners import PUBLISHED
from shared.contracts.base import Texts

CLASS, CURRENCY = "/tender/items/classification/id", "/tender/value/currency"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How concentrated the market of each lot is."""
    lots, processes = part.lots, part.processes
    currency = np.where(lots.currency == 0, processes.currency[lots.process], lots.currency)
    key = market_key(part, np.arange(len(lots)), currency)
    figures = Figures(known, key)
    index = figures["concentration"]
    compared = (figures["market_awards"] >= parameters["minimum_awards"]) & (
        figures["market_buyers"] >= parameters["minimum_buyers"]
    )
    return of_lots(
        raised=(index > parameters["threshold"]) & (figures["counted"] >= parameters["counted"]),
        value=index.round(4),
        threshold=parameters["threshold"],
        missing=[
            (PUBLISHED, (year_of(part) == 0)[lots.process]),
            (CLASS, market_of_lot(part) == 0),
            (CURRENCY, currency == 0),
            (Missing.PEERS, (key != 0) & ~compared),
        ],
        parameters=lambda lot: {
            name: figures.one(name, lot) for name in ("market_awards", "market_buyers", "suppliers")
        },
    )


R051 = Indicator(
    id="R051",
    title=Texts(
        ky="Рынокту бир нече эле ишкана бөлүшөт",
        ru="Рынок делят немногие фирмы",
        en="Few suppliers share a market",
    ),
    explanation=Texts(
        ky="Үч жылдын ичинде ушул түрдөгү сатып алуулардын (аймак белгилүү болсо, ошол аймакта) акчасы бир нече эле "
        "ишканага кеткен. Мындай рынокто алардын макулдашуусу жеңил, жаңы ишкананын кириши кыйын.",
        ru="За три года деньги закупок такого рода (в этом регионе, если он известен) достались немногим фирмам. На "
        "таком рынке им легче договориться, а новой фирме труднее войти.",
        en="Over three years the money of purchases of this kind (in this region, where it is known) went to a few "
        "firms. In such a market it is easier for them to agree and harder for a new firm to enter.",
    ),
    innocent=Texts(
        ky="Сейрек товарларды жана татаал кызматтарды сунуштаган ишкана аз; чакан аймакта да ишкана аз болот.",
        ru="Редкие товары и сложные услуги предлагают немногие; в небольшом регионе фирм тоже мало.",
        en="Rare goods and complex services are offered by few; in a small region there are few firms as well.",
    ),
    check=Texts(
        ky="Ушул рыноктогу жеңүүчүлөрдүн тизмесин башка аймактыкы менен салыштырыңыз: талаптар чоочун ишканаларга "
        "ачыкпы?",
        ru="Сравните победителей на этом рынке с победителями в других регионах: открыты ли требования для чужих фирм?",
        en="Compare the winners in this market with those of other regions: are the requirements open to firms from "
        "elsewhere?",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R051"),
    version="1.0",
    weight=1,
    unit=Unit.RELATIONSHIP,
    stage=Stage.TENDER,
    needs=(PUBLISHED, CLASS, CURRENCY, Missing.PEERS),
    crosswalk=("OCP R051",),
    parameters={"threshold": 0.25, "counted": 0.15, "minimum_awards": 20, "minimum_buyers": 3},
    competitions=frozenset(COMPARED),
    mixed=True,
    evaluate=evaluate,
    statistic=CONCENTRATION,
)
