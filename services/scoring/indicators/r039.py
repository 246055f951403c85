"""R039: questions of bidders were left without an answer.

Bids can no longer come in, and some question has neither an answer nor the date of one, though the first such question
was asked at least `days` whole days before the end of the tender period. Later questions may be left unanswered: there
was no time. Some publishers publish questions and never answers, so this counts only where at least `usual` of at least
`minimum_peers` processes with questions in the country have some answer. Source: OCP guide R039. The enquiry period is
not used: in Kyrgyz data its end is that of the tender.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    days_between,
    moment_at,
    of_processes,
    reaches,
)
from services.scoring.part import Part
from services.scoring.practice import habit, practice
from services.scoring.sources import ocp_guide
from services.scoring.spoken import said
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens
from shared.contracts.base import Texts

ENQUIRIES, ASKED, ANSWER = "/tender/enquiries", "/tender/enquiries/date", "/tender/enquiries/answer"
END = "/tender/tenderPeriod/endDate"


def _answered(part: Part) -> tuple[Tokens, Bools, Bools]:
    processes = part.processes
    asked = (processes.enquiries > 0) & processes.bidding_over
    return processes.country, asked, processes.unanswered < processes.enquiries


ANSWERED = practice("questions_answered", "1", _answered)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many questions have no answer."""
    processes = part.processes
    open_ = processes.unanswered > 0
    peers = habit(known, processes.country)
    few = peers.asked < parameters["minimum_peers"]
    usual = peers.usual(parameters["usual"], parameters["minimum_peers"])
    early = days_between(processes.unanswered_since, processes.end)
    return of_processes(
        raised=open_ & reaches(early, parameters["days"]),
        value=processes.unanswered.astype(np.float64),
        threshold=1,
        nothing=processes.kyrgyz & (processes.enquiries == 0),
        missing=[
            (ENQUIRIES, processes.enquiries == 0),
            (Missing.STAGE, open_ & ~processes.bidding_over),
            (ASKED, open_ & np.isnan(processes.unanswered_since)),
            (END, open_ & np.isnan(processes.end)),
            (Missing.PEERS, open_ & few),
            (ANSWER, open_ & ~few & ~usual),
        ],
        evidence=lambda process: [
            Evidence(ENQUIRIES, int(processes.unanswered[process])),
            moment_at(
                f"{ENQUIRIES}/{processes.unanswered_first[process]}/date", float(processes.unanswered_since[process])
            ),
            moment_at(END, float(processes.end[process])),
        ],
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The days as they are."""
    return {"days": said(parameters["days"])}


R039 = Indicator(
    id="R039",
    title=Texts(
        ky="Катышуучулардын суроолору жоопсуз калган",
        ru="Вопросы участников остались без ответа",
        en="Questions were left unanswered",
    ),
    explanation=Texts(
        ky="Мөөнөттүн аякташына кеминде {days} күн калганда берилген суроого сатып алуучу жооп берген эмес. Талаптар "
        "түшүнүксүз калса, аларды алдын ала билгендер гана катыша алат.",
        ru="На вопрос, заданный не позже чем за {days} дн. до окончания приёма заявок, заказчик не ответил. Когда "
        "требования неясны, участвовать может лишь тот, кто знает их заранее.",
        en="A question asked {days} days or more before the deadline was not answered. Where requirements stay "
        "unclear, only those who know them beforehand can take part.",
    ),
    innocent=Texts(
        ky="Жооп документтерге өзгөртүү киргизүү менен же башка кат аркылуу берилиши мүмкүн; суроо кайталанган же "
        "сатып алууга тиешеси жок болушу ыктымал.",
        ru="Ответ могли дать изменением документов или письмом; вопрос мог повторять прежний или не относиться к "
        "закупке.",
        en="The answer may have been given by changing the documents or by letter; the question may repeat an earlier "
        "one or have nothing to do with the purchase.",
    ),
    check=Texts(
        ky="Порталдан суроолорду окуп, ошол учурда документтер өзгөргөнүн караңыз. Суроо жеңүүчүгө ылайыкталган "
        "талапка тиешелүүбү?",
        ru="Прочитайте вопросы на портале и посмотрите, менялись ли после них документы. Касался ли вопрос требования, "
        "удобного победителю?",
        en="Read the questions on the portal and see whether the documents changed after them. Was the question about "
        "a requirement that suits the winner?",
    ),
    legal_basis=Texts(
        ky="Жооп берүү мөөнөтү жөнүндө улуттук мыйзам каталогго киргизиле элек; күндөрдүн саны — каталогдун этият "
        "жумушчу мааниси",
        ru="Национальный закон о сроке ответа в каталог не внесён; число дней — осторожное рабочее значение каталога",
        en="No national law on the time for answers is on record; the days are a cautious working value of this "
        "catalogue",
    ),
    source=ocp_guide("R039"),
    version="1.0",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(ENQUIRIES, ASKED, END, Missing.PEERS, ANSWER),
    crosswalk=("OCP R039",),
    parameters={"days": 5, "usual": 0.5, "minimum_peers": 30},
    words=words,
    evaluate=evaluate,
    statistic=ANSWERED,
)
