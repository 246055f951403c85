"""Distinct markets: in how many classes of goods and services the winner has won, against other busy winners.

Classes are the first two digits of the classification; each award counts for the class of the first item of its lot,
so that the number is rather too low. Classifications are never mixed.
"""

import numpy as np

from services.scoring.grouping import token_at
from services.scoring.indicator import Missing, Parameters, reaches
from services.scoring.integrity.component import HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored
from services.scoring.integrity.people import main_items
from services.scoring.part import Part
from services.scoring.quantile import fences_of
from services.scoring.statistic import Column, Columns, Known, Statistic
from services.scoring.statistic import known as table
from services.scoring.tokens import joined
from shared.contracts.base import Texts

CLASS, SUPPLIER = "/tender/items/classification/id", "/awards/suppliers/id"
BUSY = 20
"""Awards from which on a winner counts among the busy ones; part of the statistic's version."""


def _wins(part: Part) -> tuple[Column, Column, Column]:
    """For each award the classification, the class, and supplier with classification; 0 where it does not count."""
    item = main_items(part)
    counts = part.awards.active & part.awards.whole & (part.awards.firm != 0)
    scheme, market = token_at(part.items.scheme, item), token_at(part.items.class2, item)
    key = np.where(counts & (market != 0), joined(part.awards.firm, scheme), 0)
    return scheme, market, key


def collect(part: Part) -> Columns:
    """Awards by supplier, classification and class."""
    scheme, market, key = _wins(part)
    kept = key != 0
    return {"key": key[kept], "scheme": scheme[kept], "market": market[kept], "awards": np.ones(int(kept.sum()))}


def finish(columns: Columns) -> Known:
    """Classes and awards of each supplier, with the fence of the busy suppliers in its classification."""
    keys, first, place = np.unique(columns["key"], return_index=True, return_inverse=True)
    markets = np.bincount(place, minlength=len(keys)).astype(np.float64)
    awards = np.bincount(place, columns["awards"], len(keys))
    scheme = columns["scheme"][first]
    third, upper, peers = np.full((3, len(keys)), np.nan)
    for one in np.unique(scheme[awards >= BUSY]):
        own = scheme == one
        found = fences_of(markets[own & (awards >= BUSY)])
        third[own], upper[own], peers[own] = found.q3, found.upper, found.count
    return table({"key": keys, "markets": markets, "awards": awards, "third": third, "upper": upper, "peers": peers})


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """The winner with the most classes."""
    _, _, key = _wins(part)
    markets, upper = known.at("markets", key), known.at("upper", key)
    judged = (known.at("awards", key) >= BUSY) & (known.at("peers", key) >= parameters["minimum_peers"])
    many = markets >= parameters["minimum_markets"]
    halfway = (known.at("third", key) + upper) / 2
    beyond = markets > known.at("third", key)
    values = np.select(
        [many & beyond & reaches(markets, upper), many & beyond & reaches(markets, halfway)], [LOW, MIDDLE], HIGH
    )
    of = part.awards_of_process
    scored = of.lowest(np.where(judged, values, np.nan))
    stands, named = of.some(part.awards.active), of.some(part.awards.active & (part.awards.firm != 0))
    counted = of.some(key != 0)
    return Scored(
        values=scored,
        measured=of.highest(np.where(judged, markets, np.nan)),
        missing=[
            (Missing.FINAL_AWARDS, ~stands),
            (SUPPLIER, stands & ~named),
            (CLASS, named & ~counted),
            (Missing.PEERS, counted & np.isnan(scored)),
        ],
    )


MARKET_COUNT = Component(
    id="market_count",
    title=Texts(ky="Жеткирүүчүнүн рынокторунун саны", ru="Число рынков поставщика", en="Number of distinct markets"),
    explanation=Texts(
        ky="Жеңүүчү канча ар башка тармакта жеңген: башка активдүү жеткирүүчүлөрдөн алда канча көп болсо 0. Фирманын "
        "өз тармагы жок болушу мүмкүн, бирок ири соода үйлөрү да көп нерсе сатат.",
        ru="В скольких разных отраслях выигрывал поставщик: намного больше, чем другие активные поставщики, — 0. У "
        "такой фирмы может не быть своего дела, но и крупные торговые дома продают многое.",
        en="In how many fields the winner has won: far more than other busy suppliers is 0. Such a firm may have no "
        "trade of its own, but large trading houses sell many things as well.",
    ),
    formula="classes >= upper fence of suppliers with 20 awards: 0; >= halfway from Q3: 50; else 100",
    source=OPENTENDER,
    version="1.0",
    needs=(Missing.FINAL_AWARDS, SUPPLIER, CLASS, Missing.PEERS),
    parameters={"minimum_peers": 20, "minimum_markets": 5},
    evaluate=evaluate,
    statistic=Statistic(
        name="integrity_markets", version="1", collect=collect, by=("key", "scheme", "market"), finish=finish
    ),
)
