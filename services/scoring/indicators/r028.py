"""R028: different tenderers bid exactly the same price.

Two submitted bids for one lot with equal amount and currency and different sets of tenderers. Unlike Cardinal: lots are
compared each on its own, and placeholders (zero, negative, absurd amounts) are no prices.
"""

from collections import defaultdict
from decimal import Decimal

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
from services.scoring.methods import PRICE_NOT_COMPARED, Competition
from services.scoring.process import Lot, LotBid, Process
from services.scoring.sources import ocp_guide
from shared.contracts.base import Texts


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """The largest group of equal bids."""
    return without_bids(process) or over_lots(process, judge, nothing=ONE_PRICE, threshold=2)


def judge(lot: Lot) -> LotAnswer | None:
    """Bids of one lot that share a price; None with fewer than two prices to compare."""
    if lot.mixed:
        return MIXED
    groups: dict[tuple[Decimal, str], list[LotBid]] = defaultdict(list)
    for bid in lot.bids:
        if bid.amount is not None and bid.currency is not None and bid.tenderers:
            groups[bid.amount, bid.currency].append(bid)
    if sum(len(bids) for bids in groups.values()) < 2:
        return None
    equal = [bids for bids in groups.values() if len({bid.tenderers for bid in bids}) > 1]
    if not equal:
        return LotAnswer(State.CLEAR, 1)
    evidence = [Evidence(bid.path, bid.published) for bids in equal for bid in bids]
    return LotAnswer(State.RAISED, max(len({bid.tenderers for bid in bids}) for bids in equal), evidence)


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
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED,
    evaluate=evaluate,
)
