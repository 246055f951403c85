"""Advertisement period: whole days bidders had, against the shortest period on record for the method and day.

The minimums are those of `law.py`: dated, per country and method, each with its basis. "Ample" is a working value.
"""

import msgspec
import numpy as np

from services.scoring.indicator import Missing, Parameters, days_between
from services.scoring.integrity.component import COMPARED, HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored
from services.scoring.law import MINIMUM_PERIODS, MinimumPeriod, minimum_periods
from services.scoring.part import Part
from services.scoring.statistic import Known
from shared.contracts.base import Texts

START, END = "/tender/tenderPeriod/startDate", "/tender/tenderPeriod/endDate"


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """Shorter than the minimum, hardly longer, or ample."""
    processes = part.processes
    table: tuple[MinimumPeriod, ...] = parameters["minimum_periods"]
    announced = np.where(np.isnan(processes.published), processes.start, processes.published)
    row = minimum_periods(part, announced, table)
    minimum = np.array([each.days for each in table] + [np.nan])[row]
    days = days_between(processes.start, processes.end)
    unknown = np.isnan(processes.start) | np.isnan(processes.end)
    backwards = processes.end <= processes.start
    return Scored(
        values=np.select([days < minimum, days < parameters["ample"] * minimum], [LOW, MIDDLE], HIGH),
        measured=days,
        missing=[
            (START, np.isnan(processes.start)),
            (END, np.isnan(processes.end)),
            (Missing.PERIOD_ORDER, backwards),
            (Missing.LEGAL_MINIMUM, (row < 0) & ~unknown & ~backwards),
        ],
    )


def prepare(parameters: Parameters) -> Parameters:
    """Read the table of minimum periods; raises msgspec.ValidationError (a ValueError) when it is malformed."""
    table = msgspec.convert(parameters["minimum_periods"], tuple[MinimumPeriod, ...])
    return {"minimum_periods": table, "ample": parameters["ample"]}


ADVERTISEMENT_PERIOD = Component(
    id="advertisement_period",
    title=Texts(ky="Жарыянын мөөнөтү", ru="Срок приёма заявок", en="Advertisement period"),
    explanation=Texts(
        ky="Сунуш даярдоого берилген күндөр ушул өлкөнүн ушул ыкмасы үчүн белгилүү эң кыска мөөнөт менен салыштырылат: "
        "аз болсо 0, бир аз гана көп болсо 50, кененирээк болсо 100. Босоголор ар өлкөдө ар башка.",
        ru="Дни на подготовку заявки сравниваются с самым коротким известным сроком для метода и страны: меньше — 0, "
        "чуть больше — 50, с запасом — 100. Пороги у каждой страны свои.",
        en="The days given for bids against the shortest period on record for the method and country: fewer 0, hardly "
        "more 50, ample 100. The thresholds differ from country to country.",
    ),
    formula="days < minimum: 0; days < ample * minimum: 50; else 100",
    source=OPENTENDER,
    version="1.0",
    needs=(START, END, Missing.PERIOD_ORDER, Missing.LEGAL_MINIMUM),
    parameters={"minimum_periods": msgspec.to_builtins(MINIMUM_PERIODS), "ample": 1.5},
    competitions=COMPARED,
    prepare=prepare,
    evaluate=evaluate,
)
