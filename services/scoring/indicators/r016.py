"""R016: the estimated value is unusually high or low for what is bought.

The logarithm of the value of the tender, against the tenders of the same country, currency and class (four digits):
more than `threshold` robust standard deviations (median and median deviation) away, and at least `times` above or below
the median. A tender that buys things of several classes has nothing to judge.
"""

import numpy as np

from services.scoring.classes import CODE, only_class4
from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    number,
    of_processes,
    reaches,
)
from services.scoring.part import Part
from services.scoring.sources import STATISTICAL, ocp_guide
from services.scoring.spreads import NOTHING_KNOWN, robust_z, spreads
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import Tokens, joined
from shared.contracts.base import Texts

VALUE, CURRENCY = "/tender/value/amount", "/tender/value/currency"
_LEAST = 0.25
"""Of the logarithm: values of a class are never believed to lie closer together than about a quarter."""


def market(part: Part) -> tuple[Tokens, Bools]:
    """Country, currency and class of each process, and which processes buy several."""
    code, several = only_class4(part)
    return joined(part.processes.country, part.processes.currency, code), several


def collect(part: Part) -> Columns:
    """The logarithm of each value."""
    key, value = market(part)[0], part.processes.value
    kept = (key != 0) & ~np.isnan(value) & ~part.processes.cancelled
    return {"key": key[kept], "log": np.log(value[kept])}


CLASS_VALUES = Statistic(
    name="class_values", version="1", collect=collect, by=(), finish=lambda rows: spreads(rows, "log")
)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How far the value is from the median of its class."""
    (key, several), processes, figures = market(part), part.processes, known or NOTHING_KNOWN
    logarithm = np.log(processes.value)
    n, median, mad = (figures.at(name, key) for name in ("n", "median", "mad"))
    away = robust_z(logarithm, median, mad, _LEAST)
    far = reaches(np.abs(logarithm - median), float(np.log(parameters["times"])))
    return of_processes(
        raised=(np.abs(away) > parameters["threshold"]) & far,
        value=away,
        threshold=parameters["threshold"],
        nothing=several,
        missing=[
            (VALUE, np.isnan(processes.value)),
            (CURRENCY, processes.currency == 0),
            (CODE, ~part.items_of_process.some(part.items.class4 != 0) | _unclassed(part)),
            (Missing.PEERS, (key != 0) & ~(n >= parameters["minimum_peers"])),
        ],
        evidence=lambda process: [Evidence(VALUE, number(float(processes.value[process])))],
        parameters=lambda process: {"peers": int(n[process]), "median": round(float(np.exp(median[process])), 2)},
    )


def _unclassed(part: Part) -> Bools:
    return part.items_of_process.some(part.items.class4 == 0)


R016 = Indicator(
    id="R016",
    title=Texts(
        ky="Сумма мындай сатып алуу үчүн адаттан тыш",
        ru="Необычная сумма для такой закупки",
        en="An unusual value for such a purchase",
    ),
    explanation=Texts(
        ky="Күтүлгөн сумма ушул түрдөгү башка сатып алуулардан өзгөчө чоң же өзгөчө кичине. Өтө чоң сумма ашыкча "
        "төлөмгө, өтө кичинеси чекке ылайыктоого же бөлүүгө ишарат кылышы мүмкүн.",
        ru="Ожидаемая сумма намного больше или меньше, чем в других закупках этого вида. Слишком большая может "
        "говорить о переплате, слишком малая — о подгонке под предел или о делении закупки.",
        en="The expected value is far greater or smaller than in other purchases of this kind. A very large one may "
        "point to overpaying, a very small one to fitting a limit or splitting.",
    ),
    innocent=Texts(
        ky="Көлөмү чоң (бүт өлкө үчүн) же өтө кичине сатып алуу, же суммада же коддо кеткен ката муну түшүндүрүшү "
        "мүмкүн.",
        ru="Это может объясняться объёмом (закупка на всю страну или совсем мелкая) или ошибкой в сумме или коде.",
        en="A very large quantity (for the whole country), a very small one, or a mistyped value or code may explain "
        "it.",
    ),
    check=Texts(
        ky="Санын жана бирдик баасын караңыз: сумма көлөмдөнбү же баадан чоңбу? Бюджет кантип эсептелгенин сураңыз.",
        ru="Посмотрите количество и цену за единицу: сумма велика из-за объёма или цены? Спросите, как её считали.",
        en="Look at quantity and unit price: is it quantity or price that makes the value? Ask how it was worked out.",
    ),
    legal_basis=STATISTICAL,
    source=ocp_guide("R016"),
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.PLANNING,
    needs=(VALUE, CURRENCY, CODE, Missing.PEERS),
    crosswalk=("OCP R016",),
    parameters={"threshold": 4.0, "times": 10.0, "minimum_peers": 30},
    evaluate=evaluate,
    statistic=CLASS_VALUES,
)
