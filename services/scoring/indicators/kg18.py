"""KG18: "two tenders failed", but they did not, or were about something else (official Kyrgyz flag 18).

A purchase from a single source, justified by two failed tenders, names no earlier process; or one it names as failed
was without competition, was signed or cancelled; or lacks one of the item classes, or has it in other units only.
Corrected against the official rule: any competitive method counts as a tender; an earlier tender that is not on record,
or still open there, is not computable (the official rule raises by way of a missing unit); units are compared by name,
where both sides have one; if only earlier processes of another kind are named, nothing can be said.

Also corrected: it is asked in every later stage too, since the figures it compares with may become known only after the
official gate has closed.
"""

import numpy as np

from services.scoring.earlier import (
    CODE,
    EARLIER,
    RELATED,
    TWICE_FAILED,
    Ending,
    endings,
    had,
    had_units,
    live,
    pairs,
)
from services.scoring.grouping import Bools, Grouping
from services.scoring.indicator import Answers, Evidence, Indicator, Missing, Parameters, Stage, Unit, of_processes
from services.scoring.part import Part
from services.scoring.sources import OFFICIAL_CRITERION, official_flag
from services.scoring.statistic import Known
from services.scoring.tokens import among, token
from shared.contracts.base import Texts

_ODD = (Ending.SINGLE, Ending.SIGNED, Ending.CANCELLED)


def twice_failed(part: Part) -> Bools:
    """Purchases justified by two failed tenders."""
    return np.equal(part.processes.rationale, token(TWICE_FAILED))


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many of the tenders it names do not bear it out."""
    known = known or Known(np.zeros(0, np.int64))
    links, items, of = part.links, part.items, part.links_of_process
    failed = among(links.relationship, ["unsuccessfulProcess"])
    end = np.where(failed, endings(known, links.ocid), Ending.UNKNOWN)
    comparable = failed & (end == Ending.FAILED) & (known.at("coded", links.ocid) > 0)
    other = _about_something_else(part, known, comparable)
    odd = np.isin(end, _ODD) | other
    named = of.count(failed)
    count = of.count(odd)
    wanted = live(part)
    raised = (of.count() == 0) | (count > 0)
    uncoded = part.items_of_process.some(wanted & (items.code == 0)) | ~part.items_of_process.some(wanted)
    return of_processes(
        raised=raised,
        value=count.astype(np.float64),
        missing=[
            (Missing.EARLIER, ~raised & ((named == 0) | of.some(failed & ~comparable))),
            (CODE, ~raised & uncoded),
        ],
        evidence=lambda process: _named(part, of.rows(process, odd), some=bool(of.count()[process])),
    )


def _named(part: Part, links: list[int], *, some: bool) -> list[Evidence]:
    if not some:
        return [Evidence("/relatedProcesses")]
    column = part.links
    return [
        Evidence(f"/relatedProcesses/{column.link[link]}/identifier", part.text(column.ocid[link])) for link in links
    ]


def _about_something_else(part: Part, known: Known, links: Bools) -> Bools:
    """Which links lead to a tender without one of the classes to be bought, or with it in other units only."""
    items, ocids = part.items, part.links.ocid
    link, item = pairs(part, links.nonzero()[0])
    kept = (live(part) & (items.code != 0))[item]
    link, item = link[kept], item[kept]
    ocid, code, unit = ocids[link], items.code[item], items.unit[item]
    other_units = (unit != 0) & had_units(known, ocid, code) & ~had(known, ocid, code, unit)
    return Grouping(link, len(ocids)).some(~had(known, ocid, code) | other_units)


KG18 = Indicator(
    id="KG18",
    title=Texts(
        ky="«Эки жолу өтпөй калды» деген негиз ырасталбайт",
        ru="«Дважды не состоялась» — не подтверждается",
        en="The two failed tenders are not borne out",
    ),
    explanation=Texts(
        ky="Бир булактан сатып алуу эки тендер өтпөй калганы менен негизделген, бирок мындай тендер көрсөтүлгөн эмес, "
        "ишке ашкан же башка товар жөнүндө болгон. Негиз туура эмес болсо, сынак айланып өтүлгөн болот.",
        ru="Закупка из одного источника обоснована тем, что два конкурса не состоялись, но они не указаны, состоялись "
        "или были о другом товаре. Если основания нет, конкурс обошли.",
        en="The single-source purchase is justified by two tenders that failed, but they are not named, did not fail, "
        "or were about something else. Without the reason, competition was evaded.",
    ),
    innocent=Texts(
        ky="Тендердин номери же товардын коду ката киргизилиши, бирдиктин аталышы өзгөрүшү мүмкүн.",
        ru="Могли ошибиться в номере закупки или коде товара, изменить название единицы.",
        en="The number of a tender or a class may have been entered wrongly, or the name of a unit changed.",
    ),
    check=Texts(
        ky="Көрсөтүлгөн тендерлерди порталдан ачып, кантип бүткөнүн жана эмне алынмак экенин салыштырыңыз.",
        ru="Откройте указанные закупки на портале: чем они закончились и что в них покупали?",
        en="Open the tenders named on the portal: how did they end, and what was to be bought?",
    ),
    legal_basis=OFFICIAL_CRITERION,
    source=official_flag(18, like="R010"),
    version="1.1-corrected",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(RELATED, Missing.EARLIER, CODE),
    crosswalk=("MKRAI 18", "OCP R010"),
    country="kg",
    methods=frozenset({"singleSource"}),
    also=twice_failed,
    evaluate=evaluate,
    statistic=EARLIER,
)
