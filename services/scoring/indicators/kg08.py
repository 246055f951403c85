"""KG08: a single bidder, at a buyer whose lots often have one (official Kyrgyz flag 8).

A live lot has exactly one bidder who is not disqualified, and the buyer has at least `threshold` such lots, officially
19, in the calendar year in which the tender was published. Corrected against the official rule: the year is that of
the tender, not that of the day of computing, so that a tender published in December is judged with its own year; lots
of all competitive methods count, cancelled ones do not; it is asked in every stage from the opening on, since the
buyer's count may become known only after the official gate has closed.
"""

import numpy as np

from services.scoring.amounts import local_years
from services.scoring.grouping import Bools, or_zero
from services.scoring.indicator import (
    BIDS,
    Answers,
    Indicator,
    Parameters,
    Stage,
    Unit,
    bidders,
    of_lots,
)
from services.scoring.indicators.kg07 import second_stage
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, among, joined
from shared.contracts.base import Texts

STANDING = frozenset({"active", "pending", "valid"})
BUYER, PUBLISHED = "/buyer/id", "/tender/datePublished"


def buyer_year(part: Part) -> Tokens:
    """The buyer and the calendar year of publication in Bishkek."""
    return joined(part.processes.buyer, local_years(part.processes.published))


def one_left(part: Part) -> Bools:
    """Lots with exactly one bidder still in."""
    return np.equal(part.bids_of_lot.distinct(part.bids.bidder, among(part.bids.status, STANDING)), 1)


def collect(part: Part) -> Columns:
    """Lots with one bidder left, by buyer and year."""
    processes, lots = part.processes, part.lots
    counts = processes.kyrgyz & (processes.competition == Competition.COMPETITIVE)
    counts &= processes.opened & ~processes.cancelled
    single = part.lots_of_process.count(lots.live & one_left(part))
    key = buyer_year(part)
    kept = counts & (key != 0) & (single > 0)
    return {"key": key[kept], "lots": single[kept].astype(np.float64)}


SINGLE_BID_LOTS = Statistic(name="single_bid_lots", version="1", collect=collect, finish=known)


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold as it is."""
    return {"least": str(parameters["threshold"])}


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many such lots the buyer has this year."""
    least, of = parameters["threshold"], part.lots.process
    key = buyer_year(part)
    lots = or_zero(known.at("lots", key)) if known is not None else np.zeros(len(part))
    still_in = among(part.bids.status, STANDING)
    left = part.bids_of_lot.distinct(part.bids.bidder, still_in)
    nobody = part.processes.buyer == 0
    return of_lots(
        raised=(left == 1) & (lots >= least)[of],
        value=lots[of],
        threshold=least,
        nothing=left == 0,
        missing=[(BUYER, nobody[of]), (PUBLISHED, ((key == 0) & ~nobody)[of])],
        evidence=lambda lot: [bidders(part, bid) for bid in part.bids_of_lot.rows(lot, still_in)],
    )


KG08 = Indicator(
    id="KG08",
    title=Texts(
        ky="Сатып алуучунун лотторунда көп учурда бир эле катышуучу",
        ru="У заказчика часто по одному участнику в лоте",
        en="A buyer whose lots often have one bidder",
    ),
    explanation=Texts(
        ky="Лотто бир эле катышуучу калган, ал эми ушул сатып алуучунун бир жылда мындай лотунун саны кеминде {least}. "
        "Бул кокустук эмес, туруктуу көрүнүш болушу мүмкүн.",
        ru="В лоте остался один участник, и у этого заказчика за год таких лотов не меньше {least}. Это может быть уже "
        "не случайность, а привычная картина.",
        en="One bidder is left for a lot, and this buyer has had at least {least} such lots in the year. That may be a "
        "habit rather than chance.",
    ),
    innocent=Texts(
        ky="Чоң сатып алуучунун лоту көп болот; алыскы райондо же өзгөчө товар алганда катышуучу аз келет.",
        ru="У крупного заказчика много лотов; в отдалённом районе или для особого товара участников бывает мало.",
        en="A large buyer has many lots; in a remote district or for a special good bidders are few.",
    ),
    check=Texts(
        ky="Сатып алуучунун бардык лотторунун канчасы бир катышуучулуу экенин эсептеп, ошол эле тармактагы башка "
        "сатып алуучулар менен салыштырыңыз.",
        ru="Посчитайте долю лотов с одним участником у этого заказчика и сравните с другими заказчиками той же "
        "отрасли.",
        en="Work out the share of this buyer's lots with one bidder and compare it with other buyers of the same "
        "sector.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(8, like="R018"),
    version="1.3-corrected",
    weight=3,
    unit=Unit.LOT,
    stage=Stage.AWARD,
    needs=(BUYER, PUBLISHED),
    crosswalk=("MKRAI 8", "OCP R018"),
    bids=True,
    mixed=True,
    nothing=BIDS,
    parameters={"threshold": 19},
    words=words,
    country="kg",
    methods=frozenset({"oneStage", "twostage"}),
    also=second_stage,
    evaluate=evaluate,
    statistic=SINGLE_BID_LOTS,
)
