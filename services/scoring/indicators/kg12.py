"""KG12: hardly anything is asked of the bidders (official Kyrgyz flag 12).

A one-stage tender has exactly `requirements` qualification requirements, officially 2. Fewer are, as in the official
rule, an error of the data: "not computable" here, -1 there. Corrected: a prolonged tender is looked at again.
"""

import numpy as np

from services.scoring.indicator import Answers, Evidence, Indicator, Parameters, Stage, Unit, of_processes
from services.scoring.methods import BEFORE_OPENING
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from shared.contracts.base import Texts

REQUIREMENTS = "/tender/qualificationRequirements"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many requirements there are."""
    count, least = part.processes.requirements, int(parameters["requirements"])
    return of_processes(
        raised=np.equal(count, least),
        value=count.astype(np.float64),
        threshold=float(least),
        missing=[(REQUIREMENTS, count < least)],
        evidence=lambda process: [Evidence(REQUIREMENTS, int(count[process]))],
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The number as it is."""
    return {"requirements": str(parameters["requirements"])}


KG12 = Indicator(
    id="KG12",
    title=Texts(ky="Талаптар өтө аз", ru="Слишком мало требований", en="Hardly any requirements"),
    explanation=Texts(
        ky="Бир этаптуу тендерде катышуучуларга болгону {requirements} талап коюлган. Тажрыйба да, каражат да "
        "текшерилбесе, ишти аткара албаган ишкана утуп алышы мүмкүн.",
        ru="В одноэтапной закупке к участникам всего {requirements} требования. Если не проверяют ни опыт, ни "
        "средства, выиграть может фирма, которая не справится.",
        en="A one-stage tender makes only {requirements} requirements of the bidders. Where neither experience nor "
        "means are looked at, a firm may win that cannot do the work.",
    ),
    innocent=Texts(
        ky="Жөнөкөй товар алууда талаптын аз болушу катышуучулардын көбөйүшүнө жардам берет.",
        ru="При покупке простого товара небольшое число требований помогает привлечь больше участников.",
        en="For simple goods, few requirements help more firms to take part.",
    ),
    check=Texts(
        ky="Сатып алынуучу иш татаалбы жана окшош тендерлерде кандай талаптар коюлганын салыштырып көрүңүз.",
        ru="Посмотрите, сложна ли работа и какие требования ставят в похожих закупках.",
        en="See whether the work is complex and which requirements similar tenders make.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(12, like="R006"),
    version="1.0-corrected",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(REQUIREMENTS,),
    crosswalk=("MKRAI 12", "OCP R006"),
    parameters={"requirements": 2},
    words=words,
    country="kg",
    methods=frozenset({"oneStage"}),
    stages=BEFORE_OPENING,
    evaluate=evaluate,
)
