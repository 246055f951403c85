"""R040: a large part of a buyer's money goes to one supplier.

For each buyer and currency, over the calendar year of the process and the two before it: the value of the awards to a
supplier divided by that of all awards of the buyer is at least `threshold`. Awards without competition count too;
purchases for which the law or nature leaves one firm (`NO_CHOICE`) do not. Floors: awards of the buyer and of the
supplier, several suppliers, and a buyer whose total is not below the median of the buyers of the same country,
currency and year, since for a small one two purchases make a concentration. The guide's alternative limit, the upper
fence of all shares, is not used: most pairs have a few per cent, so that it would flag what is usual.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, reaches
from services.scoring.markets import chosen_freely, won, year_of
from services.scoring.part import Part
from services.scoring.peers import Figures, Grouped, fences_by, windowed
from services.scoring.phrasing import NOTHING_UNLAWFUL, percent
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, joined
from services.scoring.winners import BUYER, PUBLISHED, SUPPLIERS, of_winners
from shared.contracts.base import Texts

AMOUNT = "/awards/value/amount"
BY = ("country", "buyer", "supplier", "currency", "year")


def collect(part: Part) -> Columns:
    """Awards and their value, by buyer, supplier, currency and year."""
    processes, year = part.processes, year_of(part)
    found = won(part, chosen_freely(part) & (processes.buyer != 0) & (year != 0))
    return {
        "country": processes.country[found.process],
        "buyer": processes.buyer[found.process],
        "supplier": found.supplier,
        "currency": found.currency,
        "year": year[found.process],
        "amount": found.amount,
        "awards": np.ones(len(found.award)),
    }


def finish(columns: Columns) -> Known:
    """The share of each supplier in the money of each buyer."""
    rows = windowed(columns, BY)
    priced: Bools = rows["currency"] != 0
    purse = joined(*(rows[name] for name in ("country", "buyer", "currency", "year")))
    whole = joined(*(rows[name] for name in ("country", "buyer", "year")))
    purses, wholes = Grouped(purse), Grouped(whole)
    total = purses.total(rows["amount"])
    group = joined(rows["country"], rows["currency"], rows["year"])
    size = fences_by(group, total, priced & purses.first())
    figures = {
        "key": joined(*(rows[name] for name in BY)),
        "share": rows["amount"] / np.where(priced, total, np.nan),
        "awards": rows["awards"],
        "buyer_awards": purses.total(rows["awards"]),
        "suppliers": purses.total((rows["supplier"] != 0).astype(np.float64)),
        "size": total / size["median"],
        "peers": size["peers"],
        "unpriced": wholes.total(rows["awards"] * ~priced) / wholes.total(rows["awards"]),
    }
    kept = figures["key"] != 0
    return known({name: column[kept] for name, column in figures.items()})


def _key(part: Part) -> Tokens:
    processes, awards, of = part.processes, part.awards, part.award_process
    return joined(processes.country[of], processes.buyer[of], awards.winner, awards.currency, year_of(part)[of])


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The largest share among the winners of a process."""
    key, of = _key(part), part.award_process
    own = Figures(known, key)
    share = own["share"]
    compared = own["buyer_awards"] >= parameters["minimum_buyer_awards"]
    for column, floor in (("suppliers", "minimum_suppliers"), ("peers", "minimum_peers"), ("size", "minimum_size")):
        compared &= own[column] >= parameters[floor]
    awards = own["awards"]
    flagged = compared & reaches(share, parameters["threshold"]) & (awards >= parameters["minimum_awards"])
    gaps = own["unpriced"] > parameters["unpriced"]
    nobody, undated = (part.processes.buyer == 0)[of], (year_of(part) == 0)[of]
    unpriced = np.isnan(part.awards.amount) | (part.awards.currency == 0)
    largest = part.awards_of_process.first_highest(share, flagged & ~gaps)
    return of_winners(
        part,
        flagged & ~gaps,
        share.round(4),
        threshold=parameters["threshold"],
        missing=[
            (BUYER, nobody),
            (PUBLISHED, ~nobody & undated),
            (AMOUNT, unpriced | gaps),
            (Missing.PEERS, ~nobody & ~undated & ~unpriced & (part.awards.winner != 0) & ~compared),
        ],
        parameters=lambda process: {
            "awards": own.one("awards", int(largest[process])),
            "buyer_awards": own.one("buyer_awards", int(largest[process])),
        },
    )


R040 = Indicator(
    id="R040",
    title=Texts(
        ky="Сатып алуучунун акчасынын көбү бир ишканага кетет",
        ru="Большая часть денег заказчика идёт одной фирме",
        en="Much of a buyer's money goes to one supplier",
    ),
    explanation=Texts(
        ky="Үч жылдын ичинде бул сатып алуучунун келишимдеринин суммасынын жок дегенде {share} пайызы бир ишканага "
        "кеткен. Сатып алуучу менен ишкана өтө жакын болуп, башкаларга жол берилбей жаткан болушу мүмкүн.",
        ru="За три года не меньше {share} % суммы договоров этого заказчика досталось одной фирме. Заказчик и фирма "
        "могут быть слишком близки, а другим — закрыта дорога.",
        en="Over three years at least {share} per cent of the value of this buyer's awards went to one firm. Buyer "
        "and firm may be too close, and others kept out.",
    ),
    innocent=Texts(
        ky="Бир чоң курулуш же бардык азык-түлүк бир келишим менен алынса, үлүш чоң болот; районунда башка ишкана жок "
        "болушу мүмкүн.",
        ru="Доля велика, если одна большая стройка или всё питание куплены одним договором; в районе может не быть "
        "другой фирмы.",
        en="The share is large when one big building or all food is bought by one contract; there may be no other "
        "firm in the district.",
    ),
    check=Texts(
        ky="Бул ишкана сатып алуучунун тендерлеринде ким менен атаандашканын, канчасы түз келишим экенин, окшош "
        "мекемелер кимден аларын караңыз.",
        ru="Посмотрите, с кем эта фирма соревновалась в закупках заказчика, сколько среди них прямых договоров и у "
        "кого покупают похожие учреждения.",
        en="See whom this firm competed with in the buyer's tenders, how many were direct contracts, and from whom "
        "similar institutions buy.",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R040"),
    version="1.0",
    weight=2,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, SUPPLIERS, BUYER, PUBLISHED, AMOUNT, Missing.PEERS),
    crosswalk=("OCP R040", "opentender buyer spending concentration"),
    parameters={
        "threshold": 0.4,
        "minimum_awards": 3,
        "minimum_buyer_awards": 10,
        "minimum_suppliers": 3,
        "minimum_size": 1,
        "minimum_peers": 20,
        "unpriced": 0.2,
    },
    words=lambda parameters: {"share": percent(parameters["threshold"])},
    also=chosen_freely,
    evaluate=evaluate,
    statistic=Statistic(name="supplier_shares", version="1", collect=collect, finish=finish, by=BY),
)
