"""KG07: bid prices of a lot lie far apart (official Kyrgyz flag 7).

(max - min) / max of the prices for a live lot is at least `threshold`, officially 30 %. Corrected against the official
rule: disqualified bids are left out, and only prices in one currency are compared.
"""

from decimal import Decimal

from services.scoring.amounts import exact
from services.scoring.indicator import (
    MIXED,
    ONE_PRICE,
    Answer,
    Evidence,
    Indicator,
    LotAnswer,
    Parameters,
    Population,
    State,
    over_lots,
    without_bids,
)
from services.scoring.methods import COMP3
from services.scoring.process import Lot, Process
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from shared.contracts.base import Texts

BIDS_OPENED = frozenset({"bidsOpened", "evaluationResultsPending"})


def second_stage(process: Process) -> bool:
    """Two-stage tenders count when they follow an earlier process, that is, in their second stage."""
    return process.tender.procurement_method_details != "twostage" or bool(process.release.related_processes)


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """The widest spread among the lots, as a share of the highest price."""
    share = exact(parameters["threshold"])
    return without_bids(process) or over_lots(
        process, lambda lot: judge(lot, share), nothing=ONE_PRICE, threshold=float(share)
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": f"{(exact(parameters['threshold']) * 100).normalize():f}"}


def judge(lot: Lot, share: Decimal) -> LotAnswer | None:
    """One lot; None with fewer than two prices to compare."""
    if lot.mixed:
        return MIXED
    priced = [(amount, bid) for amount, bid in lot.priced() if not bid.disqualified]
    if len(priced) < 2:
        return None
    lowest, cheap = min(priced, key=lambda pair: pair[0])
    highest, dear = max(priced, key=lambda pair: pair[0])
    spread = round(float((highest - lowest) / highest), 4)
    if highest - lowest < share * highest:
        return LotAnswer(State.CLEAR, spread)
    evidence = [Evidence(cheap.path, cheap.published), Evidence(dear.path, dear.published)]
    return LotAnswer(State.RAISED, spread, evidence)


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
    parameters={"threshold": 0.3},
    words=words,
    country="kg",
    methods=COMP3 | {"twostage"},
    stages=BIDS_OPENED,
    also=second_stage,
    evaluate=evaluate,
)
