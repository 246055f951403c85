"""Decision period: whole days from the end of bidding to the first award; very short and very long are both odd.

The bands are working values of this catalogue: those of the CRI are estimated for each country from how often single
bids go with a length, and no such estimate exists for Kyrgyz data. There the date of an award is the last confirmation
for the whole order, so that a period is approximate.
"""

import msgspec
import numpy as np

from services.scoring.grouping import Floats
from services.scoring.indicator import Missing, Parameters, days_between
from services.scoring.integrity.component import COMPARED, HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored
from services.scoring.part import Part
from services.scoring.statistic import Known
from services.scoring.tokens import among, token
from shared.contracts.base import Texts

END, DATE = "/tender/tenderPeriod/endDate", "/awards/date"


class Band(msgspec.Struct, frozen=True):
    """Whole days. Fewer than `rushed` or more than `stalled` is 0, fewer than `quick` or more than `slow` is 50."""

    rushed: int
    quick: int
    slow: int
    stalled: int
    country: str | None = None
    details: str | None = None


BANDS = (
    Band(1, 5, 120, 365),
    Band(1, 3, 60, 120, "kg"),
    *(Band(0, 0, 60, 120, "kg", details) for details in ("simplicated", "downgrade", "requestForQuotation")),
)
"""Working values, not estimated for any country; a later row is for a narrower case. The short Kyrgyz methods have no
lower limit: to decide on the day bids end is ordinary there."""


def limits(part: Part, bands: tuple[Band, ...]) -> tuple[Floats, Floats, Floats, Floats]:
    """The band of each process: its four limits, NaN where there is none."""
    found = np.full(len(part), len(bands))
    for place, band in enumerate(bands):
        fits = np.ones(len(part), np.bool_)
        if band.country is not None:
            fits = among(part.processes.country, [band.country])
        if band.details is not None:
            fits = fits & (part.processes.details == token(band.details))
        found[fits] = place
    table = np.array([[b.rushed, b.quick, b.slow, b.stalled] for b in bands] + [[np.nan] * 4], np.float64)[found]
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """Days to the first award that stands."""
    end = part.processes.end
    first = part.awards_of_process.lowest(part.awards.date, part.awards.active)
    awarded = part.awards_of_process.some(part.awards.active)
    days = days_between(end, first)
    rushed, quick, slow, stalled = limits(part, parameters["bands"])
    return Scored(
        values=np.select(
            [(days < rushed) | (days > stalled), (days < quick) | (days > slow)],
            [LOW, MIDDLE],
            HIGH,
        ),
        measured=days,
        missing=[
            (Missing.FINAL_AWARDS, ~awarded),
            (END, awarded & np.isnan(end)),
            (DATE, awarded & np.isnan(first)),
            (Missing.PERIOD_ORDER, first < end),
            (Missing.THRESHOLD, np.isnan(rushed)),
        ],
    )


def prepare(parameters: Parameters) -> Parameters:
    """Read the bands; raises msgspec.ValidationError (a ValueError) when they are malformed."""
    return {"bands": msgspec.convert(parameters["bands"], tuple[Band, ...])}


DECISION_PERIOD = Component(
    id="decision_period",
    title=Texts(ky="Чечим кабыл алуу мөөнөтү", ru="Срок принятия решения", en="Decision period"),
    explanation=Texts(
        ky="Сунуш кабыл алуу бүткөндөн жеңүүчү жарыяланганга чейинки күндөр. Өтө шашылыш жана өтө узак чечим 0 алат. "
        "Даттануу кароону узартат. Босоголор — жумушчу маанилер, ар өлкөдө ар башка.",
        ru="Дни от конца приёма заявок до выбора победителя. Слишком быстрое и слишком долгое решение — 0. Жалобы "
        "удлиняют рассмотрение. Пороги — рабочие значения, у каждой страны свои.",
        en="Days from the end of bidding to the award. A very quick and a very long decision score 0. Complaints make "
        "it longer. The thresholds are working values and differ from country to country.",
    ),
    formula="days outside [rushed, stalled]: 0; outside [quick, slow]: 50; else 100",
    source=OPENTENDER,
    version="1.0",
    needs=(Missing.FINAL_AWARDS, END, DATE, Missing.PERIOD_ORDER, Missing.THRESHOLD),
    parameters={"bands": msgspec.to_builtins(BANDS)},
    competitions=COMPARED,
    prepare=prepare,
    evaluate=evaluate,
)
