"""KG03: another additional purchase of the same class in the same year (official Kyrgyz flag 3).

A buyer who already signed a contract as an "addition of up to 5 %" for one of the item classes buys it again in this
way in the same calendar year. Corrected against the official rule: the year is that of publication, not that of the
day of computing; only purchases published before this one count; items of dead lots do not.

Also corrected: it is asked in every later stage too, since the figures it compares with may become known only after the
official gate has closed.
"""

import numpy as np

from services.scoring.amounts import local_years
from services.scoring.earlier import CODE, live
from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Evidence, Indicator, Parameters, Stage, Unit, of_processes
from services.scoring.indicators.kg02 import additional
from services.scoring.part import Part
from services.scoring.sorting import grouped, stable_order
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import Tokens, among, joined
from shared.contracts.base import Texts

BUYER, PUBLISHED = "/buyer/id", "/tender/datePublished"


def buyer_code_year(part: Part) -> Tokens:
    """For each item: buyer, class and calendar year of publication in Bishkek."""
    processes, of = part.processes, part.items.process
    return joined(processes.buyer[of], part.items.code, local_years(processes.published)[of])


def signed(part: Part) -> Bools:
    """Signed additional purchases."""
    processes = part.processes
    return processes.kyrgyz & additional(part) & among(processes.status_details, ["contractSigned"])


def collect(part: Part) -> Columns:
    """When additional purchases that were signed had been published, by buyer, class and year."""
    key = buyer_code_year(part)
    kept = live(part) & signed(part)[part.items.process] & (key != 0)
    return {"key": key[kept], "first": part.processes.published[part.items.process[kept]]}


def earliest(columns: Columns) -> Known:
    """The first publication of each key."""
    rows = stable_order(columns["key"], columns["first"])
    first, _ = grouped(columns["key"][rows])
    return Known(columns["key"][rows][first], {"first": columns["first"][rows][first]})


ADDITIONS = Statistic(name="signed_additions", version="1", collect=collect, by=(), finish=earliest)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many items were bought as an addition before."""
    processes, of = part.processes, part.items_of_process
    key = buyer_code_year(part)
    first = known.at("first", key) if known is not None else np.full(len(key), np.nan)
    wanted = live(part)
    repeated = wanted & (first < processes.published[part.items.process])
    count = of.count(repeated)
    return of_processes(
        raised=count > 0,
        value=count.astype(np.float64),
        threshold=1,
        missing=[
            (BUYER, processes.buyer == 0),
            (PUBLISHED, np.isnan(processes.published)),
            (CODE, (count == 0) & (of.some(wanted & (part.items.code == 0)) | ~of.some(wanted))),
        ],
        evidence=lambda process: [code_at(part, item) for item in of.rows(process, repeated)],
    )


def code_at(part: Part, item: int) -> Evidence:
    """The class of a row of `Items`."""
    return Evidence(f"/tender/items/{part.items.item[item]}/classification/id", part.text(part.items.code[item]))


KG03 = Indicator(
    id="KG03",
    title=Texts(
        ky="Кошумча сатып алуу кайталанган",
        ru="Повторная дополнительная закупка",
        en="Additional purchase repeated",
    ),
    explanation=Texts(
        ky="Сатып алуучу ушул эле товарды быйыл кошумча катары бир булактан алган, эми дагы ошол жол менен алып жатат. "
        "Кошумчалар кайталанса, сынаксыз алынган көлөм чектен ашып кетиши мүмкүн.",
        ru="Заказчик уже покупал этот товар в том же году как дополнение из одного источника и делает это снова. "
        "Повторяя дополнения, можно купить без конкурса больше, чем предусмотрено.",
        en="The buyer already bought this class in the same year as an addition from a single source, and does so "
        "again. Repeated additions may exceed what may be bought without competition.",
    ),
    innocent=Texts(
        ky="Кошумчалар ар башка келишимдерге тиешелүү болушу мүмкүн: чоң мекемеде бир эле товар боюнча бир нече "
        "келишим болот.",
        ru="Дополнения могут относиться к разным договорам: у крупного заказчика их по одному товару бывает несколько.",
        en="The additions may belong to different contracts: a large buyer has several for one class of goods.",
    ),
    check=Texts(
        ky="Кошумчалардын баарын бириктирип, негизги келишимдин суммасына салыштырыңыз. Ар бири кайсы келишимге "
        "таянганын көрүңүз.",
        ru="Сложите все дополнения и сравните с суммой основного договора. Посмотрите, на какой договор опирается "
        "каждое.",
        en="Add up the additions and compare them with the main contract. See on which contract each of them rests.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(3, like="R010"),
    version="1.1-corrected",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(BUYER, PUBLISHED, CODE),
    crosswalk=("MKRAI 3", "OCP R010"),
    country="kg",
    methods=frozenset({"singleSource"}),
    also=additional,
    evaluate=evaluate,
    statistic=ADDITIONS,
)
