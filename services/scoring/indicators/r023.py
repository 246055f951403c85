"""R023: the prices for one lot are whole multiples of each other.

Either one bidder's price is another's times a whole number from 2 to 9, within `tolerance`; or three prices in a row
grow by the same percentage, of at least `smallest_step`. The tolerance is shared among the pairs of a lot, so that many
bids do not make a chance hit likelier. Round amounts (three digits, then zeros) and prices such as 99,990 give such
ratios by themselves and are left out, as are multiples of ten, which are misplaced commas, and auctions, where prices
fall by fixed steps. Where the price before an auction is published, that is the one a bidder thought of. Only the
`most_bids` lowest prices are compared.
"""

import numpy as np

from services.scoring.grouping import Rows
from services.scoring.indicator import (
    Answers,
    Evidence,
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
from services.scoring.proportions import Pairs, equal_steps, multiples, own_price, pairs
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from shared.contracts.base import Texts

PRICE = "/bids/details/value/amount"
AUCTIONS = frozenset({"downgrade", "eAuction", "auctionUnlimited", "auctionLimited"})


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many pairs of prices are in a fixed proportion."""
    prices = own_price(part)
    found = pairs(part, prices, parameters["most_bids"])
    hit = multiples(found, prices, parameters["tolerance"])
    hit |= equal_steps(found, prices, parameters["tolerance"], parameters["smallest_step"])
    count = np.bincount(found.lot[hit], minlength=len(part.lots))
    compared = part.bids.comparable & part.bids.named
    return of_lots(
        raised=count > 0,
        value=count.astype(np.float64),
        threshold=1,
        nothing=part.bids_of_lot.distinct(part.bids.bidder, compared) < 2,
        evidence=lambda lot: _quoted(part, found, np.flatnonzero(hit & (found.lot == lot))),
    )


def _quoted(part: Part, found: Pairs, places: Rows) -> list[Evidence]:
    bids = dict.fromkeys(int(bid) for place in places for bid in (found.low[place], found.high[place]))
    pieces = []
    for bid in bids:
        piece, initial = price(part, bid), part.bids.initial[bid]
        if not np.isnan(initial):
            piece = Evidence(piece.path.removesuffix("amount") + "initialAmount", float(initial))
        pieces.append(piece)
    return pieces


R023 = Indicator(
    id="R023",
    title=Texts(
        ky="Баалар бири-биринен бүтүн эсе айырмаланат",
        ru="Цены отличаются в целое число раз",
        en="Prices are multiples of each other",
    ),
    explanation=Texts(
        ky="Бир лоттогу баалар бири-биринен дээрлик так бүтүн эсе чоң же удаа баалар бирдей пайызга өсөт. Көз "
        "карандысыз эсептелген баалар мындай дал келбейт: башка сунуштар бир баадан көбөйтүп жазылган болушу мүмкүн.",
        ru="Цены по одному лоту отличаются почти точно в целое число раз, или соседние цены растут на один и тот же "
        "процент. Независимо рассчитанные цены так не совпадают: возможно, одни заявки получены умножением других.",
        en="Prices for one lot are almost exactly a whole number of times each other, or neighbouring prices grow by "
        "the same percentage. Prices worked out independently do not: some offers may have been made by multiplying "
        "another.",
    ),
    innocent=Texts(
        ky="Кокустан дал келүү да болот; катышуучу саны башка көлөмдү түшүнүп, мисалы эки топтомго баа бериши мүмкүн.",
        ru="Бывает и случайное совпадение; участник мог понять количество иначе, например назвать цену двух "
        "комплектов.",
        en="It may be chance; a bidder may have understood the quantity differently and priced, say, two sets.",
    ),
    check=Texts(
        ky="Бирдик бааларын салыштырыңыз: алардын баары бир эле санга көбөйтүлгөнбү? Ката жана жасалгалоо да окшошпу?",
        ru="Сравните цены за единицу: все ли умножены на одно число? Совпадают ли ошибки и оформление?",
        en="Compare unit prices: are all multiplied by one number? Do mistakes and layout coincide too?",
    ),
    legal_basis=Texts(
        ky="Катышуучулардын макулдашуусу жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон о сговоре участников в каталог не внесён",
        en="No national law on agreements among bidders is on record",
    ),
    source=ocp_guide("R023"),
    version="1.0",
    weight=2,
    unit=Unit.BID,
    stage=Stage.AWARD,
    needs=(PRICE, Missing.SECOND_BID),
    crosswalk=("OCP R023", "i085"),
    bids=True,
    nothing=Missing.SECOND_BID,
    parameters={"tolerance": 0.005, "smallest_step": 0.01, "most_bids": 50},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=PRICE_NOT_COMPARED | AUCTIONS,
    evaluate=evaluate,
)
