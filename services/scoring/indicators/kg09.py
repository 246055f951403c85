"""KG09: "conventional units", and no document that says what they are (official Kyrgyz flag 9).

In a simplified purchase an item is counted in units whose name holds one of `words`, and no document is tied to the
item or its lot. Corrected against the official rule: case does not matter; the Kyrgyz word counts too; a document tied
to nothing may be the specification of everything, so that it is not computable; a changed tender is looked at again.
"""

import numpy as np

from services.scoring.indicator import Answers, Evidence, Indicator, Parameters, Stage, Unit, of_processes
from services.scoring.indicators.kg10 import ITEMS, UNIT, conventional, lots_named, prepare, unit_names
from services.scoring.methods import BEFORE_OPENING
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from shared.contracts.base import Texts

DOCUMENTS = "/tender/documents/relatedItems"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many items have such a unit and no document."""
    processes, items, of = part.processes, part.items, part.items_of_process
    named = (items.unit != 0) & (items.award < 0)
    bare = named & conventional(part, parameters["words"]) & ~items.documented
    count = of.count(bare)
    listed = processes.items_listed > 0
    return of_processes(
        raised=count > 0,
        value=count.astype(np.float64),
        threshold=1,
        missing=[
            (UNIT, listed & ~of.some(named)),
            (ITEMS, ~listed),
            (DOCUMENTS, (count > 0) & (processes.documents_untied > 0)),
        ],
        evidence=lambda process: [
            *unit_names(part, of.rows(process, bare)),
            *([Evidence("/tender/documents")] if count[process] else []),
        ],
        lots=lambda process: (lots_named(part, of.rows(process, bare)), lots_named(part, of.rows(process, named))),
    )


KG09 = Indicator(
    id="KG09",
    title=Texts(
        ky="Шарттуу бирдик, сүрөттөмөсү жок",
        ru="Условные единицы без описания",
        en="Conventional units without a description",
    ),
    explanation=Texts(
        ky="Көлөм «шарттуу бирдик» менен берилип, эмне экенин түшүндүргөн документ тиркелген эмес. Эмне алынганын эч "
        "ким текшере албайт, шарттарды бир гана ишкана билиши мүмкүн.",
        ru="Количество указано в «условных единицах», и к ним не приложен документ, который объясняет, что это. Никто "
        "не может проверить, что куплено, а условия может знать лишь одна фирма.",
        en='The quantity is given in "conventional units", and no document is attached that says what they are. Nobody '
        "can check what is bought, and one firm alone may know the terms.",
    ),
    innocent=Texts(
        ky="Сүрөттөмө тендердин аталышында же талаптарында жазылып, өзүнчө документ катары тиркелбей калышы мүмкүн.",
        ru="Описание могли дать в названии или в требованиях закупки, не прикладывая отдельного документа.",
        en="The description may stand in the title or the requirements of the tender, without a document of its own.",
    ),
    check=Texts(
        ky="Порталдан тендердин бардык тиркемелерин ачып көрүңүз. Техникалык тапшырма жок болсо, сатып алуучудан "
        "сураңыз.",
        ru="Откройте на портале все приложения закупки. Если технического задания нет — запросите его у заказчика.",
        en="Open all attachments on the portal. If there is no specification, ask the buyer for it.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(9, like="R007"),
    version="1.0-corrected",
    weight=3,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(UNIT, ITEMS, DOCUMENTS),
    crosswalk=("MKRAI 9", "OCP R007"),
    parameters={"words": ["условн", "шарттуу"]},
    country="kg",
    methods=frozenset({"simplicated"}),
    stages=BEFORE_OPENING,
    prepare=prepare,
    evaluate=evaluate,
)
