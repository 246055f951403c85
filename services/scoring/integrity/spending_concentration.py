"""Spending concentration: the supplier's share of what its buyer awarded in the calendar year, in one currency.

A single contract can be large without any habit: the lowest score needs `minimum_won` awards of the pair.
"""

import numpy as np

from services.scoring.grouping import Floats
from services.scoring.indicator import Missing, Parameters, reaches
from services.scoring.integrity.component import HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored
from services.scoring.integrity.people import buyer_year, buyers, decided, paid
from services.scoring.part import Part
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.statistic import known as table
from services.scoring.tokens import joined
from shared.contracts.base import Texts

AMOUNT, BUYER, DATE = "/awards/value/amount", "/buyer/id", "/awards/date"


def collect(part: Part) -> Columns:
    """Amounts and numbers of awards, by buyer, currency, year and supplier."""
    whole = buyer_year(part)
    kept = paid(part) & (whole != 0)
    return {
        "key": joined(whole, part.awards.winner)[kept],
        "whole": whole[kept],
        "amount": part.awards.amount[kept],
        "awards": np.ones(int(kept.sum())),
    }


def finish(columns: Columns) -> Known:
    """The share and awards of each pair, and how many awards and suppliers its buyer has in that year."""
    wholes, place = np.unique(columns["whole"], return_inverse=True)
    total = np.bincount(place, columns["amount"], len(wholes))
    awards = np.bincount(place, columns["awards"], len(wholes))
    return table(
        {
            "key": columns["key"],
            "share": columns["amount"] / total[place],
            "won": columns["awards"],
            "awards": awards[place],
        }
    )


def shares(part: Part, parameters: Parameters, known: Known) -> tuple[Floats, Floats, Scored]:
    """For each award the supplier's share (NaN where it does not count) and awards; and what is missing."""
    whole = buyer_year(part)
    counts = paid(part) & (whole != 0)
    key = np.where(counts, joined(whole, part.awards.winner), 0)
    enough = known.at("awards", key) >= parameters["minimum_awards"]
    share = np.where(counts & enough, known.at("share", key), np.nan)
    of, nobody = part.awards_of_process, buyers(part) == 0
    priced = of.some(paid(part))
    dated = of.some(paid(part) & ~np.isnan(decided(part)))
    highest = of.highest(share)
    missing = [
        (BUYER, nobody),
        (AMOUNT, ~nobody & ~priced),
        (DATE, ~nobody & priced & ~dated),
        (Missing.PEERS, ~nobody & dated & np.isnan(highest)),
    ]
    return share, known.at("won", key), Scored(values=highest, measured=highest, missing=missing)


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """The worst of the awards that stand."""
    share, won, found = shares(part, parameters, known)
    large = reaches(share, parameters["large"]) & (won >= parameters["minimum_won"])
    values = np.select([np.isnan(share), large, reaches(share, parameters["notable"])], [np.nan, LOW, MIDDLE], HIGH)
    return Scored(values=part.awards_of_process.lowest(values), measured=found.measured, missing=found.missing)


PARAMETERS: Parameters = {"notable": 0.2, "large": 0.4, "minimum_awards": 10, "minimum_won": 3}
NEEDS = (BUYER, AMOUNT, DATE, Missing.PEERS)
SPENDING = Statistic(name="integrity_spending", version="1", collect=collect, by=("key", "whole"), finish=finish)

SPENDING_CONCENTRATION = Component(
    id="spending_concentration",
    title=Texts(
        ky="Чыгымдын бир жеткирүүчүгө топтолушу",
        ru="Концентрация расходов у одного поставщика",
        en="Spending concentrated on one supplier",
    ),
    explanation=Texts(
        ky="Ушул жеткирүүчү сатып алуучунун бир жылдык чыгымынан канча үлүш алган: чоң үлүш 0, орто 50, кичине 100. "
        "Кичине шаарда же бир гана жеткирүүчүсү бар рынокто чоң үлүш — кадимки көрүнүш.",
        ru="Какую долю годовых расходов заказчика получил поставщик: большая — 0, заметная — 50, небольшая — 100. В "
        "небольшом городе или на рынке с одним поставщиком большая доля обычна.",
        en="The supplier's share of what the buyer awarded in the year: large 0, notable 50, small 100. In a small "
        "town or a market with one supplier a large share is ordinary.",
    ),
    formula="share >= large with at least minimum_won awards: 0; share >= notable: 50; else 100",
    source=OPENTENDER,
    version="1.0",
    needs=NEEDS,
    parameters=PARAMETERS,
    evaluate=evaluate,
    statistic=SPENDING,
)
