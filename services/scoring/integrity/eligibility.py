"""Length of the eligibility criteria against that of the same market in the same country, on a logarithmic scale."""

import numpy as np

from services.scoring.grouping import Floats
from services.scoring.indicator import Missing, NotThere, Parameters
from services.scoring.integrity.component import CRI, Component, Scale, Scored
from services.scoring.integrity.people import market
from services.scoring.part import Part
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.statistic import known as table
from shared.contracts.base import Texts

CRITERIA, CLASS = "/tender/eligibilityCriteria", "/tender/items/classification/id"
PARAMETERS: Parameters = {"long": 1.0, "very_long": 2.0, "minimum_peers": 30, "minimum_length": 500}


def collect(part: Part) -> Columns:
    """Logarithms of the lengths, by market."""
    key, length = market(part), part.processes.eligibility_length
    kept = (key != 0) & (length > 0)
    logs = np.log(length[kept].astype(np.float64))
    return {"key": key[kept], "processes": np.ones(len(logs)), "logs": logs, "squares": logs**2}


def finish(columns: Columns) -> Known:
    """Mean and deviation of each market; the latter at least a quarter, so that equal texts make no outliers."""
    processes = np.maximum(columns["processes"], 1)
    mean = columns["logs"] / processes
    spread = np.sqrt(np.maximum(columns["squares"] / processes - mean**2, 0.25**2))
    return table({"key": columns["key"], "processes": columns["processes"], "mean": mean, "spread": spread})


def excess(part: Part, parameters: Parameters, known: Known) -> tuple[Floats, list[NotThere]]:
    """Deviations above the market's mean (0 for a short text); and what is missing."""
    key, length = market(part), part.processes.eligibility_length
    logs = np.log(np.maximum(length, 1).astype(np.float64))
    found = (logs - known.at("mean", key)) / known.at("spread", key)
    few = ~(known.at("processes", key) >= parameters["minimum_peers"])
    return np.where(length < parameters["minimum_length"], np.minimum(found, 0), found), [
        (CRITERIA, length <= 0),
        (CLASS, (length > 0) & (key == 0)),
        (Missing.PEERS, (length > 0) & (key != 0) & few),
    ]


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """Far above, above, or like the market."""
    above, missing = excess(part, parameters, known)
    values = np.select([above >= parameters["very_long"], above >= parameters["long"]], [1.0, 0.5], 0.0)
    return Scored(values=values, measured=above, missing=missing)


ELIGIBILITY = Statistic(name="integrity_eligibility", version="1", collect=collect, finish=finish)
ELIGIBILITY_LENGTH = Component(
    id="eligibility_length",
    title=Texts(
        ky="Катышуу талаптарынын узундугу", ru="Объём требований к участникам", en="Length of eligibility criteria"
    ),
    explanation=Texts(
        ky="Катышуучуларга талаптардын тексти ошол эле рыноктогу орточо тексттен алда канча узун болсо 1. Татаал "
        "нерсеге көп талап коюлушу орундуу.",
        ru="1, если текст требований намного длиннее обычного на том же рынке. Для сложного предмета много требований "
        "уместны.",
        en="1 when the text of the criteria is far longer than usual in the same market. For a complex purchase many "
        "criteria are in order.",
    ),
    formula="standard deviations of log length above the market's mean: >= very_long 1, >= long 0.5, else 0",
    source=CRI,
    scale=Scale.RISK,
    version="1.0",
    needs=(CRITERIA, CLASS, Missing.PEERS),
    parameters=PARAMETERS,
    evaluate=evaluate,
    statistic=ELIGIBILITY,
)
