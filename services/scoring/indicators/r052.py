"""R052: after a small first purchase, a much larger one without competition from the same supplier.

The first award of a buyer to a supplier on record is followed, within `window` days and in another process, by an award
without competition of at least `threshold` times its value, in the same currency. The later value is at least the third
quartile of all first awards of the country in that currency, so that small change does not count. What came before the
data begin is not known: a supplier may be older than its first award on record. Source: OCP guide R052.
"""

import numpy as np

from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, ratio, reaches
from services.scoring.joining import once
from services.scoring.markets import chosen_freely, won
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import NOTHING, Figures, fences_by
from services.scoring.phrasing import NOTHING_UNLAWFUL
from services.scoring.remembered import remembered
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, joined
from services.scoring.winners import BUYER, SUPPLIERS, of_winners
from shared.contracts.base import Texts

AMOUNT, DATE = "/awards/value/amount", "/awards/date"
DAY = 86_400


@remembered
def _dated(part: Part) -> Floats:
    """When each award was made; without a date the publication of its tender stands for it."""
    return np.where(np.isnan(part.awards.date), part.processes.published[part.award_process], part.awards.date)


def _key(part: Part) -> Tokens:
    of = part.award_process
    return joined(part.processes.country[of], part.processes.buyer[of], part.awards.winner, part.awards.currency)


def collect(part: Part) -> Columns:
    """The first award of each buyer to each supplier, in each currency."""
    found = won(part, np.ones(len(part), np.bool_))
    key, date = _key(part)[found.award], _dated(part)[found.award]
    kept = (key != 0) & ~np.isnan(date) & (found.amount > 0)
    columns = {
        "key": key,
        "group": joined(part.processes.country[found.process], found.currency),
        "process": part.processes.key[found.process],
        "date": date,
        "amount": found.amount,
    }
    return _first({name: column[kept] for name, column in columns.items()})


def _first(columns: Columns) -> Columns:
    """One row for each key: the earliest, of several on one day the largest."""
    order = np.lexsort((-columns["amount"], columns["date"]))
    ordered = {name: column[order] for name, column in columns.items()}
    rows = once(ordered["key"])
    return {name: column[rows] for name, column in ordered.items()}


def finish(columns: Columns) -> Known:
    """First awards with what is a large one among them."""
    first = _first(columns)
    usual = fences_by(first["group"], first["amount"], np.ones(len(first["key"]), np.bool_))
    return known(dict(first) | {"large": usual["q3"], "peers": usual["peers"]})


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many times the first award the largest one is."""
    awards, of, key = part.awards, part.award_process, _key(part)
    known = known or NOTHING
    own, date = Figures(known, key), _dated(part)
    first = own["amount"]
    times = ratio(awards.amount, first)
    days = (date - own["date"]) / DAY
    later = (days > 0) & (days <= parameters["window"]) & ~_same(part, known, key)
    compared = own["peers"] >= parameters["minimum_peers"]
    large = awards.amount >= own["large"]
    flagged = compared & later & large & reaches(times, parameters["threshold"])
    unpriced, nobody = np.isnan(awards.amount) | (awards.currency == 0), (part.processes.buyer == 0)[of]
    largest = part.awards_of_process.first_highest(times, flagged)
    return of_winners(
        part,
        flagged,
        np.where(later, times, np.nan).round(2),
        threshold=parameters["threshold"],
        missing=[
            (BUYER, nobody),
            (AMOUNT, unpriced),
            (DATE, np.isnan(date)),
            (Missing.PEERS, (key != 0) & ~unpriced & ~np.isnan(date) & ~compared),
        ],
        parameters=lambda process: {
            "first": own.one("amount", int(largest[process])),
            "days": int(days[largest[process]]) if largest[process] >= 0 else None,
        },
    )


def _same(part: Part, known: Known, key: Tokens) -> Bools:
    """Awards of the process that is itself the first."""
    rows = known.rows(key)
    if not len(known.keys):
        return np.zeros(len(key), np.bool_)
    return np.where(rows >= 0, known.columns["process"][rows] == part.processes.key[part.award_process], False)


R052 = Indicator(
    id="R052",
    title=Texts(
        ky="Адегенде кичине, анан алда канча чоң сатып алуу",
        ru="Сначала маленькая закупка, потом намного больше",
        en="A small purchase first, a much larger one later",
    ),
    explanation=Texts(
        ky="Сатып алуучу бул ишканадан адегенде аз суммага сатып алып, {days} күндүн ичинде атаандашсыз андан жок "
        "дегенде {times} эсе чоң келишим берген. Кичине келишим чоңуна жол ачуу үчүн колдонулушу мүмкүн.",
        ru="Заказчик сначала купил у этой фирмы на небольшую сумму, а в течение {days} дней отдал ей без конкурса "
        "договор по меньшей мере в {times} раз больше. Маленький договор мог лишь открыть дорогу большому.",
        en="The buyer first bought little from this firm and within {days} days gave it, without competition, a "
        "contract at least {times} times as large. A small contract may serve to open the door for a large one.",
    ),
    innocent=Texts(
        ky="Биринчи сатып алуу сыноо болушу мүмкүн; ал эми муктаждык чоңойсо, өзгөчө кырдаал болсо, кийинкиси чоң "
        "болот.",
        ru="Первая закупка могла быть пробной; при росте потребности или чрезвычайной ситуации следующая бывает "
        "большой.",
        en="The first purchase may have been a trial; when needs grow or an emergency comes, the next one is large.",
    ),
    check=Texts(
        ky="Эки келишимдин предметин жана түз келишим түзүүнүн себебин салыштырыңыз. Мурунку жылдардагы келишимдерди "
        "да издеңиз.",
        ru="Сравните предметы двух договоров и причину прямой закупки. Поищите и договоры прошлых лет.",
        en="Compare what the two contracts are for and the reason given for buying directly. Look for contracts of "
        "earlier years too.",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R052"),
    version="1.0",
    weight=1,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, SUPPLIERS, BUYER, AMOUNT, DATE, Missing.PEERS),
    crosswalk=("OCP R052",),
    parameters={"threshold": 10, "window": 365, "minimum_peers": 20},
    words=lambda parameters: {"times": str(parameters["threshold"]), "days": str(parameters["window"])},
    competitions=frozenset({Competition.NONE}),
    also=chosen_freely,
    evaluate=evaluate,
    statistic=Statistic(name="first_awards", version="1", collect=collect, finish=finish, by=()),
)
