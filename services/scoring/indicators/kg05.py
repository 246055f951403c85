"""KG05: the contract has no terms: no penalties, no guarantee, no control (official Kyrgyz flag 5).

All rates, shares and ceilings of the terms of contract are absent or zero, and neither guarantee nor insurance nor
technical control is asked for. Corrected against the official rule: any way of writing zero is zero (it knows only the
text `0.0`, for one rate `0`); a tender without the section is not computable unless `absent_counts`, since an export
that drops the section would otherwise flag every buyer; a prolonged tender is looked at again.
"""

import numpy as np

from services.scoring.indicator import Answers, Evidence, Indicator, Parameters, Stage, Unit, of_processes
from services.scoring.indicators.kg07 import second_stage
from services.scoring.methods import BEFORE_OPENING, COMP3
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from shared.contracts.base import Texts

TERMS = "/tender/conditionOfContract"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Whether any term is filled in."""
    terms = part.processes.terms
    absent = np.less(terms, 0)
    return of_processes(
        raised=terms <= 0,
        missing=[] if parameters["absent_counts"] else [(TERMS, absent)],
        evidence=lambda process: [Evidence(TERMS)] if terms[process] <= 0 else [],
    )


KG05 = Indicator(
    id="KG05",
    title=Texts(ky="Келишимдин шарттары бош", ru="Условия договора пусты", en="The contract has no terms"),
    explanation=Texts(
        ky="Келишимдин шарттарында кечиктирүү үчүн айып пул, кепилдик, камсыздандыруу да, техникалык көзөмөл да жок. "
        "Аткаруучу шартты бузса, мамлекет эч нерсе талап кыла албай калышы мүмкүн.",
        ru="В условиях договора нет ни пеней за просрочку, ни гарантии, ни страхования, ни технического контроля. Если "
        "исполнитель нарушит договор, государству будет нечего потребовать.",
        en="The terms provide for no penalty for delay, no guarantee, no insurance and no technical control. If the "
        "supplier breaks the contract, the state has little to claim.",
    ),
    innocent=Texts(
        ky="Кичине же бир жолку сатып алууда мындай шарттар көп жазылбайт; алар тиркелген келишимдин долбоорунда "
        "турушу да мүмкүн.",
        ru="При небольшой разовой покупке таких условий часто не пишут; они могут стоять в приложенном проекте "
        "договора.",
        en="Small purchases often go without such terms; they may also stand in the attached draft contract.",
    ),
    check=Texts(
        ky="Тендердин документтеринен келишимдин долбоорун таап, анда айып пул жана кепилдик жазылганбы — окуп "
        "көрүңүз.",
        ru="Найдите в документах закупки проект договора и прочитайте, есть ли в нём пени и гарантия.",
        en="Find the draft contract among the documents and read whether it has penalties and a guarantee.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(5, like="R005"),
    version="1.0-corrected",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(TERMS,),
    crosswalk=("MKRAI 5", "OCP R005"),
    parameters={"absent_counts": False},
    country="kg",
    methods=COMP3 | {"twostage"},
    stages=BEFORE_OPENING,
    also=second_stage,
    evaluate=evaluate,
)
