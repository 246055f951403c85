"""R005: key documents of the tender are missing.

Bids can no longer come in, and some document of the `types` was not published, or only after the deadline, although at
least `usual` of at least `minimum_peers` tenders by the same method in the country had one in time. So each method is
measured by the documents that are usual there; where none of them is, not computable. A document without a date counts
as in time. Source: OCP guide R005. Kyrgyz terms of the contract are the question of KG05.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
from services.scoring.indicators.r001 import TENDER
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.practice import habit, method, practice
from services.scoring.sorting import grouped
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, joined, token
from shared.contracts.base import Texts

DOCUMENTS, END = "/tender/documents", "/tender/tenderPeriod/endDate"
TYPES = ("biddingDocuments", "technicalSpecifications", "evaluationCriteria", "eligibilityCriteria", "contractDraft")
"""Kinds of documents whose practice is counted."""


def _in_time(part: Part, types: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each process (row) had a document of each type (column) before the deadline."""
    documents = part.documents
    tokens = np.array([token(each) for each in types], np.int64)
    order = np.argsort(tokens)
    place = np.searchsorted(tokens[order], documents.type).clip(max=len(types) - 1)
    counts = (documents.section == TENDER) & (tokens[order][place] == documents.type)
    counts &= ~(documents.published > part.processes.end[documents.process])
    found = np.zeros((len(part), len(types)), np.bool_)
    found[documents.process[counts], order[place[counts]]] = True
    return found


def _keys(methods: Tokens, types: Sequence[str]) -> Tokens:
    """Country, method and type, type by type for each method."""
    tokens = np.array([token(each) for each in types], np.int64)
    return joined(np.repeat(methods, len(types)), np.tile(tokens, len(methods)))


def _published(part: Part) -> tuple[Tokens, Bools, Bools]:
    processes = part.processes
    asked = (processes.competition == Competition.COMPETITIVE) & processes.bidding_over & ~processes.cancelled
    asked &= ~np.isnan(processes.end)
    return _keys(method(part), TYPES), np.repeat(asked, len(TYPES)), _in_time(part, TYPES).ravel()


DOCUMENTED = practice("tender_documents", "1", _published)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many kinds of documents are missing that others have."""
    processes, types = part.processes, parameters["types"]
    first, of = grouped(method(part))  # there are few methods
    peers = habit(known, _keys(method(part)[first], types))
    shape = (len(first), len(types))
    few = (peers.asked < parameters["minimum_peers"]).reshape(shape).all(1)[of]
    usual = peers.usual(parameters["usual"], parameters["minimum_peers"]).reshape(shape)[of]
    absent = usual & ~_in_time(part, types)
    count = absent.sum(1)
    return of_processes(
        raised=count > 0,
        value=count.astype(np.float64),
        threshold=1,
        missing=[
            (Missing.STAGE, ~processes.bidding_over),
            (END, np.isnan(processes.end)),
            (Missing.PEERS, few),
            (DOCUMENTS, ~few & ~usual.any(1)),
        ],
        evidence=lambda process: [Evidence(DOCUMENTS, int(processes.documents_listed[process]))],
        parameters=lambda process: _named(types, usual[process], absent[process]),
    )


def _named(types: Sequence[str], usual: Bools, absent: Bools) -> dict[str, Json]:
    return {
        "usual_documents": [name for name, there in zip(types, usual, strict=True) if there],
        "missing_documents": [name for name, there in zip(types, absent, strict=True) if there],
    }


def words(parameters: Parameters) -> dict[str, str]:
    """The share of peers in per cent."""
    return {"share": per_cent(parameters["usual"])}


def prepare(parameters: Parameters) -> Parameters:
    """Raises ValueError for a type whose practice is not counted."""
    if unknown := set(parameters["types"]) - set(TYPES):
        raise ValueError(f"R005 counts no documents of type {', '.join(sorted(unknown))}")
    if not parameters["types"]:
        raise ValueError("R005 needs at least one type of document")
    return parameters


R005 = Indicator(
    id="R005",
    title=Texts(
        ky="Сынактын негизги документтери жок",
        ru="Нет основных документов закупки",
        en="Key tender documents are missing",
    ),
    explanation=Texts(
        ky="Сынактын негизги документтеринин бири сунуш кабыл алуу бүткөнгө чейин жарыяланган эмес, ал эми башкалардын "
        "кеминде {share} пайызында ал бар. Документ болбосо, шарттарды алдын ала билгендер гана катыша алат.",
        ru="Какой-то из основных документов не был опубликован до конца приёма заявок, хотя не меньше чем у {share} % "
        "других он есть. Без него участвовать могут лишь те, кто знает условия заранее.",
        en="One of the key documents was not published before the deadline, though {share} per cent or more of others "
        "have it. Without it only those who know the terms beforehand can take part.",
    ),
    innocent=Texts(
        ky="Бардык маалымат бир документке топтолушу же документтин түрү туура эмес көрсөтүлүшү мүмкүн; жөнөкөй сатып "
        "алууда айрым документтер керек эмес.",
        ru="Всё могло быть собрано в одном документе, или вид документа указан неверно; для простых закупок некоторые "
        "документы не нужны.",
        en="Everything may stand in one document, or its kind may have been entered wrongly; simple purchases do not "
        "need every document.",
    ),
    check=Texts(
        ky="Порталдагы документтерди ачып, техникалык талаптар, баалоо критерийлери жана келишимдин долбоору барбы, "
        "караңыз.",
        ru="Откройте документы на портале и посмотрите, есть ли технические требования, критерии оценки и проект "
        "договора.",
        en="Open the documents on the portal and see whether there are specifications, evaluation criteria and a draft "
        "of the contract.",
    ),
    legal_basis=Texts(
        ky="Милдеттүү документтер жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон об обязательных документах в каталог не внесён",
        en="No national law on mandatory documents is on record",
    ),
    source=ocp_guide("R005"),
    version="1.0",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(END, Missing.PEERS, DOCUMENTS),
    crosswalk=("OCP R005", "MKRAI 5"),
    parameters={"types": list(TYPES), "usual": 0.8, "minimum_peers": 30},
    words=words,
    competitions=frozenset({Competition.COMPETITIVE}),
    prepare=prepare,
    evaluate=evaluate,
    statistic=DOCUMENTED,
)
