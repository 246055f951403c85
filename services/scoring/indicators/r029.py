"""R029: the first digits of a buyer's amounts do not fall as first digits usually do.

Amounts that grow by all sorts of causes begin with 1 in 30 per cent of cases and with 9 in 5 (Benford's law). Compared
are the awards of a buyer in one currency: the mean absolute deviation of the shares of the nine digits reaches
`threshold` (Nigrini's limit of nonconformity) and `chance` times what as many amounts would show by chance alone: with
300 amounts that is nearly the threshold itself. Amounts must lie in at least `minimum_decades` powers of ten, each with
a twentieth of them: amounts of one size do not follow the law. The flag is about the buyer.
"""

import numpy as np

from services.scoring.grouping import Floats, Grouping
from services.scoring.indicator import (
    Answers,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
    reaches,
)
from services.scoring.part import Part
from services.scoring.quoting import BUYER, buyer
from services.scoring.sorting import grouped
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.spreads import NOTHING_KNOWN
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import Tokens, joined
from shared.contracts.base import Texts

CURRENCY = "/tender/value/currency"
DIGITS = np.arange(1, 10)
BENFORD = np.log10(1 + 1 / DIGITS)
_NAMES = [f"d{digit}" for digit in DIGITS]
_DECADE = 0.05
"""A power of ten counts when it holds this share of the amounts."""


def collect(part: Part) -> Columns:
    """Awards by buyer and currency, power of ten, and first digit."""
    awards, of = part.awards, part.award_process
    key = joined(part.processes.buyer[of], awards.currency)
    kept = awards.active & awards.whole & (awards.amount >= 1) & (key != 0) & ~part.processes.cancelled[of]
    amount = awards.amount[kept]
    decade = np.floor(np.log10(amount) + 1e-12).astype(np.int64)
    first = np.floor(amount / 10.0**decade + 1e-9).astype(np.int64)
    digits = {name: (first == digit).astype(np.float64) for name, digit in zip(_NAMES, DIGITS, strict=True)}
    return {"key": key[kept], "decade": decade} | digits


def finish(rows: Columns) -> Known:
    """For each buyer and currency: how many amounts, in how many powers of ten, and their deviation."""
    first, place = grouped(rows["key"])
    of = Grouping(place, len(first))
    counts = np.stack([of.total(rows[name]) for name in _NAMES], axis=1)
    n = counts.sum(axis=1)
    within = np.sum([rows[name] for name in _NAMES], axis=0)
    decades = of.count(within >= _DECADE * n[place]).astype(np.float64)
    deviation = np.abs(counts / n[:, None] - BENFORD).mean(axis=1)
    return Known(rows["key"][first], {"n": n, "decades": decades, "deviation": deviation})


FIRST_DIGITS = Statistic(name="first_digits", version="1", collect=collect, by=("key", "decade"), finish=finish)


def by_chance(n: Floats) -> Floats:
    """The mean absolute deviation to be expected of `n` amounts that follow the law."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.sqrt(2 / np.pi / n) * np.sqrt(BENFORD * (1 - BENFORD)).mean()
    return found


def money_of(part: Part) -> Tokens:
    """The currency of each process: the tender's, or else that of its first award."""
    first = part.awards_of_process.first(part.awards.currency != 0)
    own = part.processes.currency
    if not len(part.awards):
        return own
    return np.where((own == 0) & (first >= 0), part.awards.currency[first], own)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The deviation of the buyer's amounts."""
    processes, currency, figures = part.processes, money_of(part), known or NOTHING_KNOWN
    key = joined(processes.buyer, currency)
    n, decades, deviation = (figures.at(name, key) for name in ("n", "decades", "deviation"))
    limit = np.maximum(parameters["threshold"], parameters["chance"] * by_chance(n))
    enough = n >= parameters["minimum_amounts"]
    return of_processes(
        raised=reaches(deviation, limit),
        value=deviation,
        threshold=limit,
        nothing=enough & (decades < parameters["minimum_decades"]),
        missing=[
            (BUYER, processes.buyer == 0),
            (CURRENCY, currency == 0),
            (Missing.PEERS, (key != 0) & ~enough),
        ],
        evidence=lambda process: [buyer(part, process)],
        parameters=lambda process: {"amounts": int(np.nan_to_num(n[process]))},
    )


R029 = Indicator(
    id="R029",
    title=Texts(
        ky="Сумманын биринчи цифралары адаттагыдай эмес",
        ru="Первые цифры сумм распределены необычно",
        en="First digits of amounts are spread unusually",
    ),
    explanation=Texts(
        ky="Табигый сандардын көбү кичине цифра менен башталат (Бенфорд мыйзамы). Ушул сатып алуучунун келишим "
        "суммалары андан айкын четтейт: суммалар эсептелбей, ойдон чыгарылган же чекке ылайыкталган болушу мүмкүн.",
        ru="Обычно числа чаще начинаются с малых цифр (закон Бенфорда). Суммы договоров этого заказчика заметно от "
        "него отклоняются: возможно, их не рассчитывают, а придумывают или подгоняют под предел.",
        en="Numbers usually begin with small digits more often (Benford's law). The contract amounts of this buyer "
        "depart from it clearly: they may be made up, or fitted to a limit, rather than worked out.",
    ),
    innocent=Texts(
        ky="Бирдей баадагы кайталанган сатып алуулар, тарифтер жана мыйзамдагы чектер да цифраларды өзгөртөт. Бул бир "
        "эле тендер жөнүндө эч нерсе айтпайт.",
        ru="Цифры меняют и повторные закупки по одной цене, тарифы, пределы, установленные законом. Об отдельной "
        "закупке это ничего не говорит.",
        en="Repeated purchases at one price, tariffs and limits set by law change the digits too. It says nothing "
        "about any single tender.",
    ),
    check=Texts(
        ky="Сатып алуучунун суммаларын тизмелеп, кайсы сандар көп кайталанганын караңыз: алар чекке "
        "жакынбы, тегеректелгенби?",
        ru="Выпишите суммы этого заказчика и посмотрите, какие повторяются: близки ли они к пределу, круглые ли?",
        en="List this buyer's amounts and see which recur: are they close to a limit, are they round?",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R029"),
    version="1.0",
    weight=1,
    unit=Unit.BUYER,
    stage=Stage.AWARD,
    needs=(BUYER, CURRENCY, Missing.PEERS),
    crosswalk=("OCP R029", "opentender Benford"),
    parameters={"threshold": 0.015, "chance": 2.0, "minimum_amounts": 300, "minimum_decades": 3},
    evaluate=evaluate,
    statistic=FIRST_DIGITS,
)
