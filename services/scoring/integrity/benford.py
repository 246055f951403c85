"""Benford: how far the first digits of a buyer's award amounts are from Benford's law.

The mean absolute deviation (MAD) of the nine shares, less what chance alone gives for so many amounts, against the
limits of Nigrini (Benford's Law, 2012: above 0.012 marginal, above 0.015 no conformity). Amounts that span too little
never follow the law, so buyers whose amounts lie close together are not judged.
"""

import numpy as np

from services.scoring.grouping import Floats
from services.scoring.indicator import Missing, Parameters
from services.scoring.integrity.component import HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored
from services.scoring.integrity.people import buyers, paid
from services.scoring.part import Part
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.statistic import known as table
from services.scoring.tokens import Tokens, joined
from shared.contracts.base import Texts

AMOUNT = "/awards/value/amount"
BUYER = "/buyer/id"
LAW = np.log10(1 + 1 / np.arange(1, 10))
CHANCE = float(np.sqrt(2 * LAW * (1 - LAW) / np.pi).mean())
"""The MAD that chance gives for one amount; for n it is this over the root of n."""
DIGITS = tuple(f"d{digit}" for digit in range(1, 10))


def first_digits(amounts: Floats) -> Floats:
    """The first digit of positive amounts."""
    digits: Floats = np.floor(amounts / 10 ** np.floor(np.log10(amounts)) + 1e-9)
    return np.clip(digits, 1, 9)


def _keys(part: Part) -> Tokens:
    """For each award its buyer and currency."""
    return joined(buyers(part)[part.award_process], part.awards.currency)


def collect(part: Part) -> Columns:
    """First digits and spread of amounts, by buyer and currency."""
    key = _keys(part)
    kept = paid(part) & (key != 0)
    amounts = part.awards.amount[kept]
    logs, digits = np.log10(amounts), first_digits(amounts)
    counts = {name: (digits == place + 1).astype(np.float64) for place, name in enumerate(DIGITS)}
    return {"key": key[kept], **counts, "logs": logs, "squares": logs**2}


def finish(columns: Columns) -> Known:
    """Deviation beyond chance, spread and number of amounts of each buyer."""
    counts = np.column_stack([columns[name] for name in DIGITS])
    amounts = counts.sum(axis=1)
    several = np.maximum(amounts, 1)
    deviation = np.abs(counts / several[:, None] - LAW).mean(axis=1) - CHANCE / np.sqrt(several)
    variance = columns["squares"] / several - (columns["logs"] / several) ** 2
    spread = np.sqrt(np.maximum(variance, 0))
    return table({"key": columns["key"], "deviation": deviation, "spread": spread, "amounts": amounts})


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """The deviation of the buyer."""
    nobody = buyers(part) == 0
    first = part.awards_of_process.first(paid(part))
    key = np.zeros(len(part), np.int64)
    if len(part.awards):
        key = np.where(first >= 0, _keys(part)[first], 0)
    deviation = known.at("deviation", key)
    few = ~(known.at("amounts", key) >= parameters["minimum_amounts"])
    narrow = ~(known.at("spread", key) >= parameters["minimum_spread"])
    return Scored(
        values=np.select(
            [deviation > parameters["nonconforming"], deviation > parameters["marginal"]], [LOW, MIDDLE], HIGH
        ),
        measured=deviation,
        missing=[
            (BUYER, nobody),
            (AMOUNT, ~nobody & (first < 0)),
            (Missing.PEERS, ~nobody & (first >= 0) & (few | narrow)),
        ],
    )


BENFORD = Component(
    id="benford",
    title=Texts(
        ky="Суммалардын биринчи цифралары (Бенфорд)",
        ru="Первые цифры сумм (Бенфорд)",
        en="First digits of amounts (Benford)",
    ),
    explanation=Texts(
        ky="Сатып алуучунун бардык келишим суммаларынын биринчи цифралары табигый бөлүштүрүүгө канчалык окшош: окшош "
        "болсо 100, алыс болсо 0. Бул бир сатып алууну эмес, сатып алуучуну мүнөздөйт; тариф же чек аныктаган баалар "
        "да четтөө берет.",
        ru="Насколько первые цифры всех сумм заказчика похожи на естественное распределение: похожи — 100, далеки — 0. "
        "Это о заказчике, а не об отдельной закупке; цены по тарифу или у порога тоже дают отклонение.",
        en="How close the first digits of all amounts of the buyer are to the natural distribution: close 100, far 0. "
        "It speaks of the buyer, not of one process; prices set by tariff or near a limit deviate too.",
    ),
    formula="MAD of first digits less its expectation: > nonconforming 0, > marginal 50, else 100",
    source=OPENTENDER,
    version="1.0",
    needs=(BUYER, AMOUNT, Missing.PEERS),
    parameters={"marginal": 0.012, "nonconforming": 0.015, "minimum_amounts": 300, "minimum_spread": 0.5},
    evaluate=evaluate,
    statistic=Statistic(name="integrity_benford", version="1", collect=collect, finish=finish),
)
