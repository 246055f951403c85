"""KG02: an additional purchase that adds to no competitive tender (official Kyrgyz flag 2).

A purchase from a single source, justified as an addition of up to 5 % to an earlier contract, names no earlier process,
or only such as were themselves without competition. Corrected against the official rule: earlier processes are found by
ocid, not by a number stripped of letters; one that is not on record here is "not computable", since the record may
be incomplete; a purchase that was changed or prolonged is looked at again.

Also corrected: it is asked in every later stage too, since the figures it compares with may become known only after the
official gate has closed.
"""

import numpy as np

from services.scoring.earlier import ADDITIONAL, EARLIER, RELATED, Ending, endings
from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Evidence, Indicator, Missing, Parameters, Stage, Unit, of_processes
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from services.scoring.tokens import token
from shared.contracts.base import Texts

RATIONALE = "/tender/procurementMethodRationale"


def additional(part: Part) -> Bools:
    """Purchases justified as an addition to an earlier contract."""
    return np.equal(part.processes.rationale, token(ADDITIONAL))


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How the earlier process was bought."""
    known = known or Known(np.zeros(0, np.int64))
    end = endings(known, part.links.ocid)
    unknown = end == Ending.UNKNOWN
    competitive = part.links_of_process.some(~unknown & (end != Ending.SINGLE))
    return of_processes(
        raised=~competitive,
        missing=[(Missing.EARLIER, ~competitive & part.links_of_process.some(unknown))],
        evidence=lambda process: _named(part, process),
    )


def _named(part: Part, process: int) -> list[Evidence]:
    links = part.links
    named = [
        Evidence(f"/relatedProcesses/{links.link[link]}/identifier", part.text(links.ocid[link]))
        for link in part.links_of_process.rows(process)
    ]
    reason = Evidence(RATIONALE, part.text(part.processes.rationale[process]))
    return [reason, *(named or [Evidence("/relatedProcesses")])]


KG02 = Indicator(
    id="KG02",
    title=Texts(
        ky="Кошумча сатып алуу сынакка таянбайт",
        ru="Дополнительная закупка не опирается на конкурс",
        en="An addition to no competitive tender",
    ),
    explanation=Texts(
        ky="Сатып алуу мурунку келишимге кошумча катары бир булактан жүргүзүлүүдө, бирок мурунку сатып алуу "
        "көрсөтүлгөн эмес же ал да сынаксыз өткөн. Мындайда баа бир да жолу атаандаштыкта салыштырылган эмес.",
        ru="Закупка проводится из одного источника как дополнение к прежнему договору, но прежняя закупка не указана "
        "или сама прошла без конкурса. Тогда цена ни разу не сравнивалась с другими предложениями.",
        en="The purchase is made from a single source as an addition to an earlier contract, but names no earlier "
        "purchase, or one that had no competition either. Then the price was never compared with other offers.",
    ),
    innocent=Texts(
        ky="Мурунку сатып алуунун номери порталга киргизилбей же жарыяланган маалыматка түшпөй калышы мүмкүн.",
        ru="Номер прежней закупки могли не внести на портале, или он не попал в опубликованные данные.",
        en="The number of the earlier purchase may not have been entered on the portal, or not have been exported.",
    ),
    check=Texts(
        ky="Порталдан ушул сатып алуучунун мурунку келишимин издеп, ал кандай ыкма менен түзүлгөнүн жана эмне "
        "алынганын салыштырыңыз.",
        ru="Найдите на портале прежний договор этого заказчика и посмотрите, каким методом он заключён и что куплено.",
        en="Look on the portal for the buyer's earlier contract: by which method was it made, and for what?",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(2, like="R010"),
    version="1.1-corrected",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(RELATED, Missing.EARLIER),
    crosswalk=("MKRAI 2", "OCP R010"),
    country="kg",
    methods=frozenset({"singleSource"}),
    also=additional,
    evaluate=evaluate,
    statistic=EARLIER,
)
