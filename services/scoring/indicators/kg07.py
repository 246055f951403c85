"""KG07: bid prices of a lot lie far apart (official Kyrgyz flag 7).

(max - min) / max of the prices for a live lot is at least `threshold`, officially 30 %. Corrected against the official
rule: disqualified bids are left out, and only prices in one currency are compared.
"""

import numpy as np

from services.scoring.amounts import exact
from services.scoring.grouping import Bools, at
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_lots,
    price,
    ratio,
    reaches,
)
from services.scoring.methods import COMP3
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from services.scoring.tokens import token
from shared.contracts.base import Texts

BIDS_OPENED = frozenset({"bidsOpened", "evaluationResultsPending"})


def second_stage(part: Part) -> Bools:
    """Two-stage tenders count when they follow an earlier process, that is, in their second stage."""
    return np.not_equal(part.processes.details, token("twostage")) | (part.processes.related > 0)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The widest spread among the lots, as a share of the highest price."""
    share, bids = float(parameters["threshold"]), part.bids
    compared = bids.comparable & ~bids.disqualified
    cheap = part.bids_of_lot.first_lowest(bids.amount, compared)
    dear = part.bids_of_lot.first_highest(bids.amount, compared)
    spread = ratio(at(bids.amount, dear) - at(bids.amount, cheap), at(bids.amount, dear))
    return of_lots(
        raised=reaches(spread, share),
        value=spread.round(4),
        threshold=share,
        nothing=part.bids_of_lot.count(compared) < 2,
        evidence=lambda lot: [price(part, cheap[lot]), price(part, dear[lot])],
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": f"{(exact(parameters['threshold']) * 100).normalize():f}"}


KG07 = Indicator(
    id="KG07",
    title=Texts(
        ky="Баалардын айырмасы өтө чоң",
        ru="Слишком большой разброс цен",
        en="Prices lie far apart",
    ),
    explanation=Texts(
        ky="Бир лот боюнча эң төмөн жана эң жогорку баанын айырмасы {share} пайыздан кем эмес. Кымбат сунуш жеңүүчүгө "
        "көрүнүш үчүн гана берилген болушу мүмкүн.",
        ru="Разница между самой низкой и самой высокой ценой по одному лоту — не меньше {share} %. Дорогое "
        "предложение могло быть подано только для вида.",
        en="The lowest and the highest price for one lot differ by at least {share} per cent. The dear offer may have "
        "been made for show only.",
    ),
    innocent=Texts(
        ky="Сапаты, көлөмү же жеткирүү шарттары ар башка түшүнүлсө да баалар алыс болот; айрым сунушта ката кетиши "
        "мүмкүн.",
        ru="Цены расходятся и тогда, когда участники по-разному поняли качество, объём или доставку; в заявке может "
        "быть и ошибка.",
        en="Prices also differ when bidders understood quality, quantity or delivery differently; an offer may contain "
        "a mistake.",
    ),
    check=Texts(
        ky="Ар бир катышуучунун бирдик баасын рыноктогу баа менен салыштырыңыз. Кымбат сунуш берген ишкана башка "
        "тендерлерде да ушундай катышабы, караңыз.",
        ru="Сравните цены за единицу с рыночными. Посмотрите, так же ли участвует фирма с дорогим предложением в "
        "других закупках.",
        en="Compare unit prices with the market. See whether the firm with the dear offer takes part in other tenders "
        "in the same way.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(7, like="R022"),
    version="1.1-corrected",
    weight=3,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=("/bids/details/value/amount", Missing.SECOND_BID),
    crosswalk=("MKRAI 7", "OCP R022"),
    bids=True,
    nothing=Missing.SECOND_BID,
    parameters={"threshold": 0.3},
    words=words,
    country="kg",
    methods=COMP3 | {"twostage"},
    stages=BIDS_OPENED,
    also=second_stage,
    evaluate=evaluate,
)
