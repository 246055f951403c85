"""KG08: a single bidder, at a buyer whose lots often have one (official Kyrgyz flag 8).

A live lot has exactly one bidder who is not disqualified, and the buyer has at least `threshold` such lots, officially
19, in the calendar year in which the tender was published. Corrected against the official rule: the year is that of
the tender, not that of the day of computing, so that a tender published in December is judged with its own year; lots
of all competitive methods count, cancelled ones do not.
"""

from collections.abc import Iterable, Mapping

from services.scoring.amounts import local_year
from services.scoring.indicator import (
    NO_BIDS,
    Answer,
    Evidence,
    Indicator,
    LotAnswer,
    Parameters,
    Population,
    State,
    not_computable,
    over_lots,
    without_bids,
)
from services.scoring.indicators.kg07 import BIDS_OPENED, second_stage
from services.scoring.methods import Competition
from services.scoring.process import Lot, Process
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from shared.contracts.base import Texts

STANDING = frozenset({"active", "pending", "valid"})


def key(process: Process) -> str | None:
    """Where the buyer's lots of this year are counted, or None when buyer or year is unknown."""
    year = local_year(process.published) if process.published else None
    return f"KG08:{year}:{process.buyer_id}" if year and process.buyer_id else None


def reads(process: Process) -> Iterable[str]:
    """The one count it looks at."""
    found = key(process) if process.country == "kg" else None
    return [found] if found else []


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold as it is."""
    return {"least": str(parameters["threshold"])}


def standing(lot: Lot) -> int:
    """Bidders who are still in."""
    tenderers = [bid.tenderers or frozenset({f"bid {bid.index}"}) for bid in lot.bids if bid.status in STANDING]
    return len(set(tenderers))


def contribute(process: Process) -> Mapping[str, int]:
    """The lots of this process with one bidder left."""
    if process.country != "kg" or process.competition is not Competition.COMPETITIVE:
        return {}
    found = key(process)
    if not found or not process.opened or process.cancelled:
        return {}
    lots = sum(1 for lot in process.lots if lot.live and standing(lot) == 1)
    return {found: lots} if lots else {}


def evaluate(process: Process, parameters: Parameters, population: Population) -> Answer:
    """How many such lots the buyer has this year, this process included."""
    found = key(process)
    if found is None:
        return not_computable("/buyer/id" if process.buyer_id is None else "/tender/datePublished")
    least = parameters["threshold"]
    count = population.count(found)

    def judge(lot: Lot) -> LotAnswer | None:
        bidders = standing(lot)
        if not bidders:
            return None
        if bidders > 1 or count < least:
            return LotAnswer(State.CLEAR, count)
        only = [bid for bid in lot.bids if bid.status in STANDING]
        evidence = [Evidence(f"/bids/details/{bid.index}/tenderers", sorted(bid.tenderers)) for bid in only]
        return LotAnswer(State.RAISED, count, evidence)

    return without_bids(process) or over_lots(process, judge, nothing=NO_BIDS, threshold=least)


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
    version="1.1-corrected",
    weight=3,
    parameters={"threshold": 19},
    words=words,
    country="kg",
    methods=frozenset({"oneStage", "twostage"}),
    stages=BIDS_OPENED,
    also=second_stage,
    evaluate=evaluate,
    contribute=contribute,
    reads=reads,
)
