"""KG16: too large for a simplified purchase (official Kyrgyz flag 16).

The live lots of a simplified purchase are together worth more than the ceiling in force on the day of publication,
officially 1,000,000 som. Corrected against the official rule: the ceiling is dated, and where none is on record (since
the law of 2022) the answer is not computable; a lot without a value is not worth nothing; only som are added up.
"""

import msgspec
import numpy as np

from services.scoring import ceilings
from services.scoring.ceilings import MILLION, PHRASES, Ceiling, ceiling, told
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    number,
    of_processes,
)
from services.scoring.indicators.kg03 import PUBLISHED
from services.scoring.methods import BEFORE_OPENING
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from services.scoring.tokens import among
from shared.contracts.base import Texts

VALUE = "/tender/lots/value/amount"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The sum of the live lots."""
    processes, lots, of = part.processes, part.lots, part.lots_of_process
    rows: tuple[Ceiling, ...] = parameters["ceilings"]
    row, limit = ceiling(processes.published, rows)
    alone = (of.count() == 1)[lots.process]
    value = np.where(np.isnan(lots.value) & alone, processes.value[lots.process], lots.value)
    valued = lots.live & ~np.isnan(value) & among(lots.currency, ["KGS"])
    total = of.total(value, valued).round(2)
    raised = total > limit
    undated = np.isnan(processes.published)
    return of_processes(
        raised=raised,
        value=total,
        threshold=limit,
        nothing=~of.some(lots.live),
        missing=[
            (PUBLISHED, undated),
            (Missing.THRESHOLD, (row < 0) & ~undated),
            (VALUE, ~raised & of.some(lots.live & ~valued)),
        ],
        evidence=lambda process: [Evidence(VALUE, number(value[lot])) for lot in of.rows(process, valued)],
        parameters=lambda process: told(rows, int(row[process])),
        lots=lambda process: (_names(part, of.rows(process, valued)), _names(part, of.rows(process, valued))),
    )


def _names(part: Part, lots: list[int]) -> list[str]:
    return [name for lot in lots if (name := part.text(part.lots.id[lot]))]


KG16 = Indicator(
    id="KG16",
    title=Texts(
        ky="Жөнөкөйлөтүлгөн ыкма үчүн өтө чоң сумма",
        ru="Слишком крупно для упрощённого метода",
        en="Too large for a simplified purchase",
    ),
    explanation=Texts(
        ky="Жөнөкөйлөтүлгөн сатып алуунун лотторунун суммасы ушул ыкма үчүн белгиленген чектен ашат. Чоң суммалар "
        "толук сынакты талап кылат: анда мөөнөт узун жана талап катуураак.",
        ru="Сумма лотов упрощённой закупки превышает предел для этого метода. Крупные суммы требуют полного конкурса — "
        "с более долгим сроком и строгими правилами.",
        en="The lots of a simplified purchase exceed the limit for this method. Larger sums call for a full tender, "
        "with a longer period and stricter rules.",
    ),
    innocent=Texts(
        ky="Чек өзгөрүп, каталогго али киргизилбей калышы же лоттун баасында ката болушу мүмкүн.",
        ru="Предел мог измениться, а в каталог ещё не внесён; возможна и ошибка в цене лота.",
        en="The limit may have been changed and not yet recorded here; a lot's value may contain a mistake.",
    ),
    check=Texts(
        ky="Лоттордун суммаларын порталдан кошуп көрүп, жарыяланган күнү колдонулган чек менен салыштырыңыз.",
        ru="Сложите суммы лотов на портале и сравните с пределом, действовавшим в день объявления.",
        en="Add up the lots on the portal and compare with the limit in force on the day of the notice.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    phrases=PHRASES,
    source=official_flag(16, like="R002"),
    version="1.0-corrected",
    weight=5,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(PUBLISHED, Missing.THRESHOLD, VALUE),
    crosswalk=("MKRAI 16", "OCP R002"),
    parameters={"ceilings": msgspec.to_builtins(MILLION)},
    country="kg",
    methods=frozenset({"simplicated"}),
    stages=BEFORE_OPENING,
    prepare=ceilings.prepare,
    evaluate=evaluate,
)
