"""KG10: what is bought is counted in "conventional units" (official Kyrgyz flag 10).

The name of any item's unit of measure contains one of `words`, whatever its case. Corrected against the official rule:
the Kyrgyz word counts too, and a tender that was changed or prolonged is looked at again, so that a corrected unit
clears the flag.
"""

from collections.abc import Iterable

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Parameters,
    Stage,
    Unit,
    of_processes,
)
from services.scoring.lookup import is_in
from services.scoring.methods import BEFORE_OPENING, COMP3
from services.scoring.part import Part
from services.scoring.sorting import different
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from shared.contracts.base import Texts

UNIT, ITEMS = "/tender/items/unit/name", "/tender/items"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many items have such a unit."""
    items, of = part.items, part.items_of_process
    named = (items.unit != 0) & (items.award < 0)
    odd = named & conventional(part, parameters["words"])
    count = of.count(odd)
    listed = part.processes.items_listed > 0
    return of_processes(
        raised=count > 0,
        value=count.astype(np.float64),
        threshold=1,
        missing=[(UNIT, listed & ~of.some(named)), (ITEMS, ~listed)],
        evidence=lambda process: unit_names(part, of.rows(process, odd)),
        lots=lambda process: (
            lots_named(part, of.rows(process, odd)),
            lots_named(part, of.rows(process, named)),
        ),
    )


def conventional(part: Part, words: Iterable[str]) -> Bools:
    """Which items are counted in units whose name holds one of `words`."""
    units = different(part.items.unit)
    found = [unit for unit in units if any(word in (part.text(unit) or "") for word in words)]
    return is_in(part.items.unit, np.array(found, np.int64))


def unit_names(part: Part, rows: Iterable[int]) -> list[Evidence]:
    """The names of the units of some rows of `Items`."""
    items = part.items
    return [Evidence(f"/tender/items/{items.item[row]}/unit/name", part.text(items.unit_name[row])) for row in rows]


def lots_named(part: Part, rows: Iterable[int]) -> list[str]:
    """The lots that some rows of `Items` name."""
    return list(dict.fromkeys(name for row in rows if (name := part.text(part.items.lot_id[row]))))


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
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(UNIT, ITEMS),
    crosswalk=("MKRAI 10", "OCP R007"),
    parameters={"words": ["условн", "шарттуу"]},
    country="kg",
    methods=COMP3,
    stages=BEFORE_OPENING,
    prepare=prepare,
    evaluate=evaluate,
)
