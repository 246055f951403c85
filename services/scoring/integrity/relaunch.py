"""Annulled and relaunched: the process follows one that was cancelled.

Only where the publisher's processes name earlier ones does naming none say anything.
"""

import numpy as np

from services.scoring.indicator import Missing, Parameters
from services.scoring.integrity.component import CRI, Component, Scale, Scored
from services.scoring.part import Part
from services.scoring.statistic import Columns, Known, Statistic, known
from shared.contracts.base import Texts

RELATED = "/relatedProcesses/identifier"


def collect(part: Part) -> Columns:
    """Whether each process was cancelled, and how many of each country name an earlier one."""
    processes = part.processes
    linked = (processes.prior != 0) & (processes.country != 0)
    ended = processes.cancelled & (processes.key != 0)
    keys = [processes.key[ended], processes.country[linked]]
    return {
        "key": np.concatenate(keys),
        "cancelled": np.repeat([1.0, 0.0], [len(each) for each in keys]),
        "linked": np.repeat([0.0, 1.0], [len(each) for each in keys]),
    }


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """The earlier process was cancelled, or there is none."""
    processes = part.processes
    linked = np.nan_to_num(known.at("linked", processes.country)) >= parameters["minimum_linked"]
    ended = np.nan_to_num(known.at("cancelled", processes.prior)) > 0
    follows = processes.prior != 0
    return Scored(
        values=np.where(follows & ended, 1.0, 0.0),
        missing=[(RELATED, ~follows & ~linked), (Missing.PEERS, follows & ~ended & ~linked)],
    )


RELAUNCH = Component(
    id="relaunch",
    title=Texts(ky="Жокко чыгарылып, кайра жарыяланган", ru="Отменена и объявлена снова", en="Annulled and relaunched"),
    explanation=Texts(
        ky="Сатып алуу жокко чыгарылган сатып алуудан кийин кайра жарыяланса 1. Сунуш түшпөй калса же шарттарда ката "
        "болсо, кайра жарыялоо — кадимки чечим.",
        ru="1, если закупка объявлена вместо отменённой. Если заявок не было или в условиях была ошибка, повторная "
        "закупка — обычное решение.",
        en="1 when the process follows one that was cancelled. Without bids, or after an error in the terms, to repeat "
        "it is the ordinary way.",
    ),
    formula="1 if the first related process was cancelled; 0 otherwise, where the country's data name related ones",
    source=CRI,
    scale=Scale.RISK,
    version="1.0",
    needs=(RELATED, Missing.PEERS),
    parameters={"minimum_linked": 20},
    evaluate=evaluate,
    statistic=Statistic(name="integrity_relaunch", version="1", collect=collect, finish=known),
)
