"""R028: different tenderers bid exactly the same price.

Two submitted bids for one lot with equal amount and currency and different sets of tenderers. Unlike Cardinal: lots are
compared each on its own, and placeholders (zero, negative, absurd amounts) are no prices.
"""

import numpy as np

from services.scoring.grouping import Grouping
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_lots,
    price,
)
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.part import Part
from services.scoring.sorting import grouped
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import joined
from shared.contracts.base import Texts


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The largest group of equal bids."""
    bids = part.bids
    priced = ~np.isnan(bids.amount) & (bids.currency != 0) & bids.named
    lot = bids.lot + 1
    key = joined(lot, bids.amount.view(np.int64), bids.currency)
    _, group = grouped(key)
    groups = Grouping(group, int(group.max(initial=-1)) + 1)
    bidders = groups.distinct(bids.bidder, priced)[group]
    equal = priced & (bidders > 1)
    largest = np.where(priced, bidders, 0).astype(np.float64)
    return of_lots(
        raised=part.bids_of_lot.some(equal),
        value=part.bids_of_lot.highest(largest, priced),
        threshold=2,
        nothing=part.bids_of_lot.count(priced) < 2,
        evidence=lambda lot: [price(part, bid) for bid in part.bids_of_lot.rows(lot, equal)],
    )


R028 = Indicator(
    id="R028",
    title=Texts(ky="Окшош баалар", ru="Одинаковые цены", en="Identical prices"),
    explanation=Texts(
        ky="Ар башка катышуучулар бир лот боюнча так бирдей баа сунуштаган. Көз карандысыз эсептелген баалар сейрек "
        "дал келет: бул катышуучулар өз ара макулдашканынын белгиси болушу мүмкүн.",
        ru="Разные участники предложили за один лот в точности одну и ту же цену. Независимо рассчитанные цены редко "
        "совпадают: это может быть признаком договорённости между участниками.",
        en="Different tenderers offered exactly the same price for one lot. Prices worked out independently seldom "
        "coincide: this may be a sign that the bidders agreed.",
    ),
    innocent=Texts(
        ky="Баасы мамлекет тарабынан жөнгө салынган товарлар (мисалы, электр энергиясы, айрым дарылар) же тендерде "
        "көрсөтүлгөн чектик баа бирдей сунуштарга алып келиши мүмкүн.",
        ru="Товары с регулируемой ценой (например, электроэнергия, некоторые лекарства) или объявленная предельная "
        "цена могут привести к одинаковым предложениям.",
        en="Goods with a regulated price (electricity, some medicines) or an announced price ceiling may lead to equal "
        "offers.",
    ),
    check=Texts(
        ky="Бирдик баалары да дал келеби, катышуучулардын дареги, телефону же кат жазуу үлгүсү окшошпу — салыштырыңыз.",
        ru="Сравните, совпадают ли и цены за единицу, похожи ли адреса, телефоны и оформление документов участников.",
        en="Compare whether unit prices coincide too, and whether the bidders' addresses, telephones or documents look "
        "alike.",
    ),
    legal_basis=Texts(
        ky="Катышуучулардын макулдашуусу жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон о сговоре участников в каталог не внесён",
        en="No national law on agreements among bidders is on record",
    ),
    national_legal_basis={
        "kg": Texts(
            ky="Кыргыз Республикасынын мамлекеттик сатып алуулар жөнүндө мыйзамы: катышуучулардын макулдашуусуна тыюу "
            "салынган (беренеси такталышы керек)",
            ru="Закон Кыргызской Республики о государственных закупках: сговор участников запрещён (статья требует "
            "подтверждения)",
            en="Law of the Kyrgyz Republic on public procurement: agreement among bidders is forbidden (article to be "
            "confirmed)",
        )
    },
    source=ocp_guide("R028"),
    version="1.1",
    weight=3,
    unit=Unit.BID,
    stage=Stage.AWARD,
    needs=("/bids/details/value/amount", Missing.SECOND_BID),
    crosswalk=("OCP R028",),
    bids=True,
    nothing=Missing.SECOND_BID,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
)
