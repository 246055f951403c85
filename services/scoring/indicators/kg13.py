"""KG13: no licence is asked for what needs one (official Kyrgyz flag 13).

The class of an item is in the list `codes` of what may be supplied with a licence only, and no qualification
requirement speaks of a licence. The official list, about 3,500 classes, was never published under a licence, so that
none is built in: without a list the answer is "not computable". Corrected against the official rule: a requirement
counts whenever it speaks of a licence, not only in the exact official wording; items of dead lots do not count.
"""

import numpy as np

from services.scoring.earlier import CODE, live
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_processes
from services.scoring.indicators.kg03 import code_at
from services.scoring.indicators.kg12 import REQUIREMENTS
from services.scoring.lookup import is_in
from services.scoring.methods import BEFORE_OPENING, COMP3
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from services.scoring.tokens import token
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many items need a licence that is not asked for."""
    processes, items, of = part.processes, part.items, part.items_of_process
    codes = parameters["codes"]
    wanted = live(part)
    listed = wanted & is_in(items.code, codes)
    count = of.count(listed)
    asked = processes.licence_required | processes.licence_mentioned
    return of_processes(
        raised=(count > 0) & ~asked,
        value=np.where(asked, 0, count).astype(np.float64),
        threshold=1,
        missing=[
            (Missing.LIST, np.full(len(part), not len(codes))),
            (CODE, (count == 0) & ~asked & (of.some(wanted & (items.code == 0)) | ~of.some(wanted))),
        ],
        evidence=lambda process: [code_at(part, item) for item in of.rows(process, listed)],
    )


def prepare(parameters: Parameters) -> Parameters:
    """The codes as tokens."""
    return {"codes": np.unique(np.array([token(str(code)) for code in parameters["codes"]], np.int64))}


KG13 = Indicator(
    id="KG13",
    title=Texts(ky="Лицензия талап кылынган эмес", ru="Лицензия не потребована", en="No licence asked for"),
    explanation=Texts(
        ky="Бул ишке же товарга лицензия керек, бирок тендерде ал талап кылынган эмес. Укугу жок ишкана утуп, сапатсыз "
        "же кооптуу иш аткарышы мүмкүн.",
        ru="Для таких работ или товаров нужна лицензия, но в закупке она не требуется. Выиграть может фирма без права "
        "на них, а работа — оказаться плохой или опасной.",
        en="Such works or goods need a licence, but the tender does not ask for one. A firm without the right to "
        "supply them may win, and the work may be poor or unsafe.",
    ),
    innocent=Texts(
        ky="Лицензия башка талаптын ичинде же тиркелген документте айтылышы мүмкүн; товардын коду туура эмес тандалышы "
        "да ыктымал.",
        ru="Лицензия может упоминаться внутри другого требования или в документах; мог быть неверно выбран и код "
        "товара.",
        en="The licence may be named in another requirement or in a document; the class may also have been chosen "
        "wrongly.",
    ),
    check=Texts(
        ky="Лицензиялануучу иштердин тизмесин караңыз жана жеңүүчүнүн лицензиясы барбы — ачык реестрден текшериңиз.",
        ru="Посмотрите перечень лицензируемых видов деятельности и проверьте по открытому реестру лицензию победителя.",
        en="See the list of licensed activities and check in the public register whether the winner has a licence.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(13, like="R006"),
    version="1.0-corrected",
    weight=5,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(Missing.LIST, CODE, REQUIREMENTS),
    crosswalk=("MKRAI 13", "OCP R006"),
    parameters={"codes": []},
    country="kg",
    methods=COMP3 | {"singleSource"},
    stages=BEFORE_OPENING,
    prepare=prepare,
    evaluate=evaluate,
)
