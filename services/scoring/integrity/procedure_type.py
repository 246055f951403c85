"""Procedure type: how open the method is.

Kyrgyz methods are judged by `procurementMethodDetails` alone: `procurementMethod` shows announced single-source
purchases as open or selective.
"""

import numpy as np

from services.scoring.indicator import METHOD, METHOD_DETAILS, Parameters
from services.scoring.integrity.component import HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.statistic import Known
from services.scoring.tokens import among
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """Open, for those invited or chosen, or for one."""
    processes = part.processes
    values = np.full(len(part), np.nan)
    for kind, value in ((Competition.COMPETITIVE, HIGH), (Competition.RESTRICTED, MIDDLE), (Competition.NONE, LOW)):
        values[processes.competition == kind] = value
    values[among(processes.method, ["selective"]) & ~processes.kyrgyz] = MIDDLE
    unknown = processes.competition == Competition.UNKNOWN
    return Scored(
        values=values,
        missing=[(METHOD_DETAILS, unknown & processes.kyrgyz), (METHOD, unknown & ~processes.kyrgyz)],
    )


PROCEDURE_TYPE = Component(
    id="procedure_type",
    title=Texts(ky="Сатып алуу ыкмасы", ru="Вид процедуры", en="Procedure type"),
    explanation=Texts(
        ky="Баарына ачык ыкма 100 алат, чакырылгандар үчүн ыкма 50, атаандашсыз ыкма 0. Атаандашсыз ыкма мыйзамдуу "
        "болушу мүмкүн: шашылыш муктаждык, табигый монополия.",
        ru="100 — открытая процедура, 50 — для приглашённых или отобранных, 0 — без конкуренции. Закупка без "
        "конкуренции бывает законной: срочная нужда, естественная монополия.",
        en="100 for an open procedure, 50 for one among invited or chosen firms, 0 without competition. Buying without "
        "competition can be lawful: urgent need, a natural monopoly.",
    ),
    formula="open 100, selective or limited 50, direct 0, unknown method not computable",
    source=OPENTENDER,
    version="1.0",
    needs=(METHOD_DETAILS, METHOD),
    evaluate=evaluate,
)
