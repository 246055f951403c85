"""R017: an item was awarded at a unit price far above those of others.

For each item whose winning unit price is published (price proposals, or items of awards): it is above the upper outer
fence (Q3 + 3 IQR of the logarithms) of the same class, unit, currency, country and year (`price_reference`), and at
least `times` the median, among at least `minimum_peers` processes. Low prices and expected ones are left to PR01.
"""

import numpy as np

from services.scoring.indicator import Answers, Indicator, Parameters, Stage, Unit, ratio, reaches
from services.scoring.part import Part
from services.scoring.price_answers import NEEDS, answers
from services.scoring.price_reference import UNIT_PRICES, compared, priced
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.statistic import Known
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Each winning unit price as a multiple of the median."""
    found = priced(part)
    beside = compared(found, known)
    times = ratio(found.price, beside.median)
    return answers(
        part,
        found,
        beside,
        known_price=found.paid & ~np.isnan(found.price),
        odd=(found.price > beside.upper) & reaches(times, float(parameters["times"])),
        value=times,
        threshold=float(parameters["times"]),
        peers=int(parameters["minimum_peers"]),
    )


R017 = Indicator(
    id="R017",
    title=Texts(
        ky="Бирдик баасы башкаларга караганда алда канча жогору",
        ru="Цена за единицу намного выше, чем у других",
        en="A unit price far above those of others",
    ),
    explanation=Texts(
        ky="Жеңүүчүнүн бирдик баасы ошол эле жылы ушундай товарга башка сатып алууларда берилген баалардан алда канча "
        "жогору. Акча ашыкча төлөнгөн болушу мүмкүн.",
        ru="Цена победителя за единицу намного выше цен, которые за такой же товар давали в других закупках того же "
        "года. Возможно, деньги переплачены.",
        en="The winner's price for one unit is far above the prices given for such a thing in other purchases of the "
        "same year. Money may have been overpaid.",
    ),
    innocent=Texts(
        ky="Бул товар сапаттуураак же топтому чоңураак болушу, алыскы жерге жеткирилиши же коду туура эмес коюлушу "
        "мүмкүн.",
        ru="Товар мог быть лучшего качества или в большем комплекте, с доставкой далеко, либо код указан неверно.",
        en="The thing may be of better quality or come with more, be delivered far away, or bear a wrong code.",
    ),
    check=Texts(
        ky="Техникалык мүнөздөмөнү окуп, ошол күндөрдөгү дүкөн бааларын жана башка тендерлердин бааларын салыштырыңыз.",
        ru="Прочитайте техническое описание и сравните с ценами магазинов и других закупок тех же дней.",
        en="Read the specification and compare with prices of shops and other tenders of those days.",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R017"),
    version="1.0",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.AWARD,
    needs=NEEDS,
    crosswalk=("OCP R017",),
    parameters={"times": 2.0, "minimum_peers": 20},
    evaluate=evaluate,
    statistic=UNIT_PRICES,
)
