"""PR01: a unit price lies outside the usual range.

For each item the winner's unit price, or else the one expected, against those of the same class, unit, currency,
country and year (`price_reference`): the logarithm is more than `threshold` robust standard deviations (median and
median deviation) from the median of at least `minimum_peers` processes. It says "outside the usual range", above or
below: what a price should be, it does not know.
"""

import numpy as np

from services.scoring.indicator import Answers, Indicator, Parameters, Stage, Unit
from services.scoring.part import Part
from services.scoring.price_answers import NEEDS, answers
from services.scoring.price_reference import UNIT_PRICES, compared, priced
from services.scoring.sources import OWN_RULE, STATISTICAL
from services.scoring.statistic import Known
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How far each unit price is from the median, in robust standard deviations."""
    found = priced(part)
    beside = compared(found, known)
    return answers(
        part,
        found,
        beside,
        known_price=~np.isnan(found.price),
        odd=np.abs(beside.away) > parameters["threshold"],
        value=beside.away,
        threshold=float(parameters["threshold"]),
        peers=int(parameters["minimum_peers"]),
    )


PR01 = Indicator(
    id="PR01",
    title=Texts(
        ky="Бирдик баасы адаттагы чектен тышкары",
        ru="Цена за единицу вне обычных пределов",
        en="A unit price outside the usual range",
    ),
    explanation=Texts(
        ky="Товардын бирдик баасы ошол эле жылы ушундай товарга башка сатып алуулар төлөгөн баалардын адаттагы "
        "чегинен тышкары: андан жогору же төмөн. Канча сатып алуу жана кайсы орто баа менен салыштырылганы жанында "
        "жазылат.",
        ru="Цена единицы товара вне обычных пределов того, что за такой же товар платили в других закупках того же "
        "года: выше или ниже. Рядом указано, со сколькими закупками и с какой средней (медианной) ценой сравнили.",
        en="The price of one unit lies outside the usual range of what other purchases of the same year paid for such "
        "a thing: above or below it. The number of purchases and the median price are shown beside it.",
    ),
    innocent=Texts(
        ky="Сапаты, маркасы, топтому же жеткирүү ар башка болушу мүмкүн; коддо, бирдикте же бааны жазууда ката кетиши "
        "да ыктымал.",
        ru="Могут отличаться качество, марка, комплектация, доставка; возможна и ошибка в коде, единице или цене.",
        en="Quality, make, contents or delivery may differ; the code, the unit or the price may also be mistyped.",
    ),
    check=Texts(
        ky="Техникалык мүнөздөмөнү окуп, дал ушундай товардын баасын дүкөндөрдөн жана башка тендерлерден караңыз.",
        ru="Прочитайте техническое описание и посмотрите цену точно такого товара в магазинах и других закупках.",
        en="Read the specification and look up the price of exactly such a thing in shops and in other tenders.",
    ),
    legal_basis=STATISTICAL,
    source=OWN_RULE,
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=NEEDS,
    crosswalk=("OCP R017",),
    parameters={"threshold": 4.0, "minimum_peers": 20},
    evaluate=evaluate,
    statistic=UNIT_PRICES,
)
