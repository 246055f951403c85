"""KG04: bought from a single source days after a competitive tender was cancelled (official Kyrgyz flag 4).

The buyer cancelled a tender of one of the methods oneStage, simplicated, downgrade for one of the item classes at most
`days` calendar days (in Bishkek), officially 5, before this purchase was published. Corrected against the official
rule: a cancellation after publication does not count; all cancellations are kept, not only the latest per buyer and
class; a lot cancelled inside a tender that went on is left out, since nobody says when it was cancelled.

Also corrected: it is asked in every later stage too, since the figures it compares with may become known only after the
official gate has closed.
"""

import numpy as np

from services.scoring.amounts import BISHKEK_SECONDS
from services.scoring.earlier import CODE, live
from services.scoring.grouping import Floats, at
from services.scoring.histories import history, last
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Parameters,
    Stage,
    Unit,
    moment_at,
    of_processes,
    written,
)
from services.scoring.indicators.kg03 import BUYER, PUBLISHED, code_at
from services.scoring.methods import COMP3
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import Tokens, among, joined
from shared.contracts.base import Texts


def buyer_code(part: Part) -> Tokens:
    """For each item: buyer and class."""
    return joined(part.processes.buyer[part.items.process], part.items.code)


def collect(part: Part) -> Columns:
    """When competitive tenders were cancelled, by buyer and class."""
    processes, items = part.processes, part.items
    counts = processes.kyrgyz & processes.cancelled & among(processes.details, COMP3)
    counts &= processes.dated > np.nan_to_num(processes.published, nan=-np.inf)
    key = buyer_code(part)
    kept = counts[items.process] & (items.award < 0) & (key != 0)
    return {"key": key[kept], "moment": processes.dated[items.process[kept]]}


CANCELLED = Statistic(name="cancelled_classes", version="1", collect=collect, by=(), finish=history)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Days since the last cancellation of the same class."""
    processes, items, of = part.processes, part.items, part.items_of_process
    published = processes.published[items.process]
    wanted = live(part)
    known = known or history({"key": np.zeros(0, np.int64), "moment": np.zeros(0)})
    moment = at(known.columns["moment"], last(known, buyer_code(part), published, before=False))
    passed = np.where(wanted, _day(published) - _day(moment), np.nan)
    days = of.lowest(passed)
    item = of.first_lowest(passed, wanted)
    raised = days <= parameters["days"]
    return of_processes(
        raised=raised,
        value=days,
        threshold=float(parameters["days"]),
        missing=[
            (BUYER, processes.buyer == 0),
            (PUBLISHED, np.isnan(processes.published)),
            (CODE, ~raised & (of.some(wanted & (items.code == 0)) | ~of.some(wanted))),
        ],
        evidence=lambda process: _dates(part, process, int(item[process])),
        parameters=lambda process: {
            "days": parameters["days"],
            "cancelled": written(float(moment[item[process]])) if item[process] >= 0 else None,
        },
    )


def _day(moments: Floats) -> Floats:
    return np.floor((moments + BISHKEK_SECONDS) / 86_400)


def _dates(part: Part, process: int, item: int) -> list[Evidence]:
    published = moment_at(PUBLISHED, part.processes.published[process])
    return [published, code_at(part, item)] if item >= 0 else [published]


def words(parameters: Parameters) -> dict[str, str]:
    """The days as they are."""
    return {"days": str(parameters["days"])}


KG04 = Indicator(
    id="KG04",
    title=Texts(
        ky="Тендер жокко чыгарылып, бир булактан алынды",
        ru="Тендер отменён — куплено из одного источника",
        en="Single source right after a cancelled tender",
    ),
    explanation=Texts(
        ky="Сатып алуучу ушул эле товар боюнча сынакты жокко чыгарып, {days} күндөн ашпай бир булактан сатып алууну "
        "жарыялаган. Сынак атаандаштарды четтетүү үчүн токтотулган болушу мүмкүн.",
        ru="Заказчик отменил конкурс на тот же товар и не позже чем через {days} дней объявил закупку из одного "
        "источника. Возможно, конкурс остановили, чтобы обойтись без соперников.",
        en="The buyer cancelled a competitive tender for the same class and announced a single-source purchase within "
        "{days} days. The tender may have been stopped to do without rivals.",
    ),
    innocent=Texts(
        ky="Сынакка эч ким келбей же шарттарда ката табылып, муктаждык шашылыш болуп калган болушу мүмкүн.",
        ru="На конкурс могли не прийти участники, могли найти ошибку в условиях, а потребность стала срочной.",
        en="Nobody may have bid, or the terms had a mistake, and the need became urgent.",
    ),
    check=Texts(
        ky="Жокко чыгарылган тендердин себебин окуп, анда кимдер сунуш бергенин жана бааларын бир булактын баасына "
        "салыштырыңыз.",
        ru="Прочитайте причину отмены тендера, посмотрите, кто подавал заявки, и сравните их цены с ценой из одного "
        "источника.",
        en="Read why the tender was cancelled, see who had bid, and compare their prices with the single-source price.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(4, like="R010"),
    version="1.1-corrected",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(BUYER, PUBLISHED, CODE),
    crosswalk=("MKRAI 4", "OCP R010", "OCP R012"),
    parameters={"days": 5},
    words=words,
    country="kg",
    methods=frozenset({"singleSource"}),
    evaluate=evaluate,
    statistic=CANCELLED,
)
