"""KG10: what is bought is counted in "conventional units" (official Kyrgyz flag 10).

The name of any item's unit of measure contains one of `words`, whatever its case. Corrected against the official rule:
the Kyrgyz word counts too, and a tender that was changed or prolonged is looked at again, so that a corrected unit
clears the flag.
"""

from collections.abc import Iterable

from services.scoring.indicator import (
    EVIDENCE_LIMIT,
    Answer,
    Evidence,
    Indicator,
    Parameters,
    Population,
    State,
    not_computable,
)
from services.scoring.methods import BEFORE_OPENING, COMP3
from services.scoring.process import Process
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.views import Item
from shared.contracts.base import Texts


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """How many items have such a unit."""
    items = process.tender.items
    named = [(index, item, item.unit.name.casefold()) for index, item in enumerate(items) if item.unit.name]
    if not named:
        return not_computable("/tender/items/unit/name" if items else "/tender/items")
    words = parameters["words"]
    found = [(index, item) for index, item, name in named if any(word in name for word in words)]
    judged = _lots(item for _, item, _ in named)
    return Answer(
        State.RAISED if found else State.CLEAR,
        value=len(found),
        threshold=1,
        lots=_lots(item for _, item in found) if found else judged,
        judged=judged,
        evidence=[Evidence(f"/tender/items/{index}/unit/name", item.unit.name) for index, item in found][
            :EVIDENCE_LIMIT
        ],
    )


def _lots(items: Iterable[Item]) -> list[str]:
    return list(dict.fromkeys(item.related_lot for item in items if item.related_lot))


def prepare(parameters: Parameters) -> Parameters:
    """Words without regard to case."""
    return {"words": [word.casefold() for word in parameters["words"]]}


KG10 = Indicator(
    id="KG10",
    title=Texts(ky="Шарттуу бирдик", ru="Условные единицы", en="Conventional units"),
    explanation=Texts(
        ky="Товардын же жумуштун көлөмү «шарттуу бирдик» менен көрсөтүлгөн. Мындайда эмне жана канча алынганын, баасы "
        "туурабы — текшерүү кыйын.",
        ru="Количество товара или работ указано в «условных единицах». Тогда трудно проверить, что и сколько куплено "
        "и справедлива ли цена.",
        en='The quantity of goods or works is given in "conventional units". It is then hard to check what and how '
        "much was bought, and whether the price is fair.",
    ),
    innocent=Texts(
        ky="Айрым кызматтарды (мисалы, долбоорлоо, оңдоо) даана же метр менен өлчөө кыйын; портал тизмесинде ылайыктуу "
        "бирдик жок болушу мүмкүн.",
        ru="Некоторые услуги (например, проектирование, ремонт) трудно измерить штуками или метрами; в списке портала "
        "может не быть подходящей единицы.",
        en="Some services (design, repair) are hard to measure in pieces or metres; the portal's list may lack a "
        "fitting unit.",
    ),
    check=Texts(
        ky="Техникалык тапшырмада так көлөм жазылганбы, караңыз. Жазылбаса, сатып алуучудан түшүндүрмө сураңыз.",
        ru="Посмотрите, указан ли точный объём в техническом задании. Если нет — запросите разъяснение у заказчика.",
        en="See whether the specification states the exact quantity. If not, ask the buyer for a clarification.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(10, like="R007"),
    version="1.0-corrected",
    weight=1,
    parameters={"words": ["условн", "шарттуу"]},
    country="kg",
    methods=COMP3,
    stages=BEFORE_OPENING,
    prepare=prepare,
    evaluate=evaluate,
)
