"""Call publication: whether the call for tenders was published.

Data that show no call may lack the call or only its date. So its absence says something only where the calls of other
decided processes of the same country and kind of method are nearly always in the data.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import Missing, Parameters
from services.scoring.integrity.component import COMPARED, HIGH, LOW, OPENTENDER, Component, Scored
from services.scoring.part import Part
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, among, joined
from shared.contracts.base import Texts

CALL = "/tender/tenderPeriod/startDate"
NOTICES = ("tenderNotice", "biddingDocuments")


def called(part: Part) -> Bools:
    """There is a notice, a day of publication or a time for bids."""
    processes, documents = part.processes, part.documents
    notice = part.documents_of_process.some(among(documents.type, NOTICES) & (documents.section == 1))
    return notice | ~(np.isnan(processes.published) & np.isnan(processes.start) & np.isnan(processes.end))


def _peers(part: Part) -> Tokens:
    return joined(part.processes.country, part.processes.competition.astype(np.int64) + 1)


def collect(part: Part) -> Columns:
    """Decided processes and those with a call, by country and kind of method."""
    kept = (part.processes.awards_listed > 0) & ~part.processes.cancelled & (part.processes.country != 0)
    return {
        "key": _peers(part)[kept],
        "processes": np.ones(int(kept.sum())),
        "called": called(part)[kept].astype(np.float64),
    }


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """A call that is there, or whose absence is unusual."""
    there, key = called(part), _peers(part)
    peers = np.nan_to_num(known.at("processes", key))
    usual = np.nan_to_num(known.at("called", key)) >= parameters["usual"] * np.maximum(peers, 1)
    enough = peers >= parameters["minimum_peers"]
    undecided = ~there & (part.processes.awards_listed == 0)
    return Scored(
        values=np.where(there, HIGH, LOW),
        missing=[
            (Missing.STAGE, undecided),
            (Missing.PEERS, ~there & ~undecided & ~enough),
            (CALL, ~there & ~undecided & enough & ~usual),
        ],
    )


CALL_PUBLICATION = Component(
    id="call_publication",
    title=Texts(ky="Жарыянын жарыяланышы", ru="Публикация объявления", en="Call published"),
    explanation=Texts(
        ky="Жарыя маалыматта бар болсо 100. 0 — жарыя жок, ал эми ушул өлкөнүн окшош сатып алууларынын дээрлик "
        "баарында бар. Жарыя башка жерде чыккан болушу мүмкүн.",
        ru="100, если объявление есть в данных. 0 — его нет, хотя почти у всех похожих закупок этой страны оно есть. "
        "Объявление могло выйти и в другом месте.",
        en="100 when the call is in the data. 0 when it is not, although nearly all similar processes of the country "
        "have one. It may have been published elsewhere.",
    ),
    formula="100 with a notice, publication date or tender period; 0 without, where at least `usual` of peers have one",
    source=OPENTENDER,
    version="1.0",
    needs=(Missing.STAGE, Missing.PEERS, CALL),
    parameters={"usual": 0.95, "minimum_peers": 100},
    competitions=COMPARED,
    evaluate=evaluate,
    statistic=Statistic(name="integrity_calls", version="1", collect=collect, finish=known),
)
