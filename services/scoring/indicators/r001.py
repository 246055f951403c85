"""R001: the purchase does not appear in a published plan.

The planning section has no document that is a procurement plan, although at least `usual` of at least `minimum_peers`
processes by the same method in the country have one. Where plans are seldom published that way their absence says
nothing about a buyer. A process that is still being planned is not asked. Source: OCP guide R001.
"""

from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Json,
    Missing,
    Parameters,
    Stage,
    Unit,
    of_processes,
)
from services.scoring.part import Part
from services.scoring.practice import Habit, habit, method, practice
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, among
from shared.contracts.base import Texts

PLANS = "/planning/documents"
PLAN_TYPES = frozenset({"procurementPlan"})
PLANNING, TENDER = 0, 1
"""Sections of `Documents`."""
NOT_ANNOUNCED = frozenset({"planning", "planned"})


def planned(part: Part) -> Bools:
    """Whether a process has a procurement plan among its documents."""
    documents = part.documents
    return part.documents_of_process.some((documents.section == PLANNING) & among(documents.type, PLAN_TYPES))


def announced(part: Part) -> Bools:
    """Whether the purchase has left the stage of planning."""
    return ~among(part.processes.status, NOT_ANNOUNCED)


def _planned(part: Part) -> tuple[Tokens, Bools, Bools]:
    return method(part), announced(part) & ~part.processes.cancelled, planned(part)


PLANNED = practice("plans_published", "1", _planned)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """Whether a plan is missing where others have theirs."""
    absent = ~planned(part)
    peers = habit(known, method(part))
    few = peers.asked < parameters["minimum_peers"]
    usual = peers.usual(parameters["usual"], parameters["minimum_peers"])
    return of_processes(
        raised=absent & usual,
        nothing=~announced(part),
        missing=[(Missing.PEERS, absent & few), (PLANS, absent & ~few & ~usual)],
        evidence=lambda process: [Evidence(PLANS, int(part.processes.plan_documents[process]))],
        parameters=lambda process: of_peers(peers, process),
    )


def of_peers(peers: Habit, row: int) -> dict[str, Json]:
    """How many peers there are, and the share of them that have it."""
    asked = float(peers.asked[row])
    return {"peers": int(asked), "share_of_peers": round(float(peers.told[row]) / asked, 4) if asked else None}


def words(parameters: Parameters) -> dict[str, str]:
    """The share of peers in per cent."""
    return {"share": per_cent(parameters["usual"])}


R001 = Indicator(
    id="R001",
    title=Texts(
        ky="Сатып алуу планы жарыяланган эмес",
        ru="План закупки не опубликован",
        en="No procurement plan is published",
    ),
    explanation=Texts(
        ky="Бул сатып алуунун документтеринин арасында сатып алуу планы жок, ал эми башкалардын кеминде {share} "
        "пайызында бар. Пландалбаган сатып алуу бирөөнүн керектөөсү үчүн күтүүсүз пайда болушу мүмкүн.",
        ru="Среди документов этой закупки нет плана, хотя не меньше чем у {share} % других он есть. Закупка вне плана "
        "может появиться внезапно — под чей-то интерес.",
        en="There is no procurement plan among the documents of this purchase, though {share} per cent or more of "
        "others have one. A purchase outside any plan may turn up to suit somebody.",
    ),
    innocent=Texts(
        ky="План башка жерде же бардык сатып алуулар үчүн бир жолу жарыяланышы мүмкүн; күтүүсүз муктаждык да болот.",
        ru="План могли опубликовать в другом месте или один раз на все закупки; бывает и непредвиденная потребность.",
        en="The plan may be published elsewhere, or once for all purchases; the need may also have been unforeseen.",
    ),
    check=Texts(
        ky="Сатып алуучунун жылдык планын порталдан же сайтынан издеңиз: ушул сатып алуу анда барбы, суммасы дал "
        "келеби?",
        ru="Найдите годовой план заказчика на портале или на его сайте: есть ли в нём эта закупка и совпадает ли "
        "сумма?",
        en="Look for the buyer's annual plan on the portal or its site: is this purchase in it, and is the amount the "
        "same?",
    ),
    legal_basis=Texts(
        ky="Пландарды жарыялоо жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон о публикации планов в каталог не внесён",
        en="No national law on the publication of plans is on record",
    ),
    source=ocp_guide("R001"),
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.PLANNING,
    needs=(Missing.PEERS, PLANS),
    crosswalk=("OCP R001",),
    parameters={"usual": 0.8, "minimum_peers": 30},
    words=words,
    evaluate=evaluate,
    statistic=PLANNED,
)
