"""KG15: an additional purchase that does not fit the contract it adds to (official Kyrgyz flag 15).

A purchase justified as an addition of up to 5 % names an earlier tender that was bought without competition, failed or
was cancelled; or it has an item class that the earlier tender had not; or it is worth more than `threshold` of what was
awarded there. Its worth is that of its standing awards or, before there are any, its estimate. Corrected against the
official rule, which looks for awards at a stage at which there are none, and takes an unknown or unfinished earlier
tender for a finding: these are not computable, since the record may be incomplete or old. Unit prices are not compared:
the official rule only uses them to give up.

Also corrected: it is asked in every later stage too, since the figures it compares with may become known only after the
official gate has closed.
"""

import numpy as np

from services.scoring.earlier import (
    CODE,
    EARLIER,
    RELATED,
    Ending,
    awarded,
    endings,
    had,
    live,
)
from services.scoring.grouping import Floats, Rows, token_at
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
    ratio,
)
from services.scoring.indicators.kg02 import additional
from services.scoring.indicators.kg03 import code_at
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from services.scoring.tokens import among
from shared.contracts.base import Texts

VALUE = "/tender/value/amount"
_ODD = (Ending.SINGLE, Ending.FAILED, Ending.CANCELLED)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The worth as a share of what was awarded in the earlier tender."""
    known = known or Known(np.zeros(0, np.int64))
    items, of = part.items, part.items_of_process
    link = _prior(part, known)
    ocid = token_at(part.links.ocid, link)
    end = endings(known, ocid)
    signed, wanted = end == Ending.SIGNED, live(part) & (items.code != 0)
    comparable = signed & (known.at("coded", ocid) > 0)
    new = wanted & comparable[items.process] & ~had(known, ocid[items.process], items.code)
    worth = _worth(part)
    share = ratio(worth, known.at("total", ocid))
    raised = np.isin(end, _ODD) | of.some(new) | (signed & (share > parameters["threshold"] + 1e-9))
    return of_processes(
        raised=raised,
        value=share,
        threshold=parameters["threshold"],
        missing=[
            (RELATED, link < 0),
            (Missing.EARLIER, ~raised & (link >= 0) & (~comparable | np.isnan(known.at("total", ocid)))),
            (VALUE, ~raised & np.isnan(worth)),
            (CODE, ~raised & (of.some(live(part) & (items.code == 0)) | ~of.some(wanted))),
        ],
        evidence=lambda process: [
            *_compared(part, process, int(link[process])),
            *(code_at(part, item) for item in of.rows(process, new)),
        ],
        parameters=lambda process: {
            "threshold": parameters["threshold"],
            "earlier": Ending(int(end[process])).name.lower(),
        },
    )


def _prior(part: Part, known: Known) -> Rows:
    """The earlier tender: of several the one that was signed, else one that is not known, else the first."""
    links, of = part.links, part.links_of_process
    prior = among(links.relationship, ["prior"])
    end = endings(known, links.ocid)
    signed, unknown = of.first(prior & (end == Ending.SIGNED)), of.first(prior & (end == Ending.UNKNOWN))
    return np.where(signed >= 0, signed, np.where(unknown >= 0, unknown, of.first(prior)))


def _worth(part: Part) -> Floats:
    """What the purchase is worth in som: its awards, else its estimate; NaN when neither is known."""
    processes, won = part.processes, awarded(part)
    return np.where(np.isnan(won), np.where(among(processes.currency, ["KGS"]), processes.value, np.nan), won)


def _compared(part: Part, process: int, link: int) -> list[Evidence]:
    path = f"/relatedProcesses/{part.links.link[link]}/identifier"
    return [
        Evidence(path, part.text(part.links.ocid[link])),
        Evidence(VALUE, number(float(part.processes.value[process]))),
    ]


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": f"{100 * float(parameters['threshold']):g}"}


KG15 = Indicator(
    id="KG15",
    title=Texts(
        ky="Кошумча негизги келишимге туура келбейт",
        ru="Дополнение не соответствует договору",
        en="An addition that does not fit its contract",
    ),
    explanation=Texts(
        ky="Кошумча сатып алуу негизги тендерге туура келбейт: анда сынак болгон эмес же ал ишке ашкан эмес, мындай "
        "товар болгон эмес же кошумча анын суммасынын {share} пайызынан ашат. Кошумча деген шылтоо менен сынак айланып "
        "өтүлүшү мүмкүн.",
        ru="Дополнительная закупка не подходит к основной: та прошла без конкурса или не состоялась, в ней не было "
        "такого товара, или дополнение больше {share} % её суммы. Под видом дополнения могли обойти конкурс.",
        en="The addition does not fit the main tender: that one had no competition or came to nothing, did not have "
        "this class of goods, or the addition exceeds {share} per cent of its sum. Competition may have been evaded.",
    ),
    innocent=Texts(
        ky="Товардын коду башкача тандалып же мурунку тендердин номери ката киргизилип калышы мүмкүн; баа да өзгөрөт.",
        ru="Мог быть выбран другой код товара или ошибочно указан номер прежней закупки; меняются и цены.",
        en="Another class may have been chosen, or the wrong earlier tender entered; prices change too.",
    ),
    check=Texts(
        ky="Негизги келишимди таап, товарларын, көлөмүн жана суммасын кошумча менен салыштырыңыз.",
        ru="Найдите основной договор и сравните товары, количество и сумму с дополнением.",
        en="Find the main contract and compare its goods, quantities and sum with the addition.",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(15, like="R010"),
    version="1.1-corrected",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(RELATED, Missing.EARLIER, VALUE, CODE),
    crosswalk=("MKRAI 15", "OCP R010"),
    parameters={"threshold": 0.05},
    words=words,
    country="kg",
    methods=frozenset({"singleSource"}),
    also=additional,
    evaluate=evaluate,
    statistic=EARLIER,
)
