"""R004: the tender was poorly advertised.

The notice of a competitive tender was published more than `days` days after the submission period had begun, or there
is none although at least `usual` of at least `minimum_peers` tenders by the same method in the country have one. Of
several notices the first counts; one dated after the deadline bears the date of a later upload, or else nobody could
have bid. Where notices are seldom published as documents their absence says nothing. Source: OCP guide R004; the days
keep time zones and the delays of a portal out.
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
    moment_at,
    of_processes,
)
from services.scoring.indicators.r001 import TENDER, announced, of_peers
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.practice import habit, method, practice
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent, said
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, among
from shared.contracts.base import Texts

NOTICE, DATE = "/tender/documents", "/tender/documents/datePublished"
START = "/tender/tenderPeriod/startDate"
NOTICE_TYPES = frozenset({"tenderNotice"})


def _notices(part: Part) -> Bools:
    found: Bools = (part.documents.section == TENDER) & among(part.documents.type, NOTICE_TYPES)
    return found


def _noticed(part: Part) -> tuple[Tokens, Bools, Bools]:
    processes = part.processes
    asked = (processes.competition == Competition.COMPETITIVE) & announced(part) & ~processes.cancelled
    return method(part), asked, part.documents_of_process.some(_notices(part))


NOTICED = practice("notices_published", "1", _noticed)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """By how many days the notice came late."""
    processes, of, notices = part.processes, part.documents_of_process, _notices(part)
    first = of.lowest(part.documents.published, notices)
    has, undated = of.some(notices), of.some(notices & np.isnan(part.documents.published))
    days = (first - processes.start) / 86_400
    late = days > parameters["days"]
    peers = habit(known, method(part))
    few = peers.asked < parameters["minimum_peers"]
    usual = peers.usual(parameters["usual"], parameters["minimum_peers"])
    return of_processes(
        raised=late | (~has & usual),
        value=np.maximum(days, 0).round(2),
        threshold=parameters["days"],
        nothing=~announced(part),
        missing=[
            (Missing.PEERS, ~has & few),
            (NOTICE, ~has & ~few & ~usual),
            (START, has & np.isnan(processes.start)),
            (DATE, has & (np.isnan(first) | (undated & late) | (late & (first > processes.end)))),
        ],
        evidence=lambda process: _quoted(part, process, float(first[process])),
        parameters=lambda process: {} if has[process] else of_peers(peers, process),
    )


def _quoted(part: Part, process: int, first: float) -> list[Evidence]:
    if np.isnan(first):
        return [Evidence(NOTICE, int(part.processes.documents_listed[process]))]
    return [moment_at(DATE, first), moment_at(START, float(part.processes.start[process]))]


def words(parameters: Parameters) -> dict[str, str]:
    """The limits in words."""
    return {"days": said(parameters["days"]), "share": per_cent(parameters["usual"])}


R004 = Indicator(
    id="R004",
    title=Texts(
        ky="Сынак талаптагыдай жарыяланган эмес",
        ru="Закупка плохо объявлена",
        en="The tender was poorly advertised",
    ),
    explanation=Texts(
        ky="Сынактын жарыясы сунуш кабыл алуу башталгандан {days} күндөн ашык кечигип чыккан же такыр жок; башкалардын "
        "кеминде {share} пайызында ал бар. Жарыяны көрбөгөн ишкана катыша албайт.",
        ru="Объявление вышло больше чем на {days} дн. позже начала приёма заявок, или его нет вовсе, хотя не меньше "
        "чем у {share} % других оно есть. Кто не видел объявления, не может участвовать.",
        en="The notice came out more than {days} days after the submission period had begun, or there is none though "
        "{share} per cent or more of others have one. Who has not seen a notice cannot take part.",
    ),
    innocent=Texts(
        ky="Жарыянын оңдолгон түрү эскисинин ордуна коюлуп, күнү жаңырышы мүмкүн; жарыя башка сайтта же гезитте "
        "чыкканы да ыктымал.",
        ru="Исправленное объявление могло заменить прежнее вместе с датой; объявление могло выйти на другом сайте или "
        "в газете.",
        en="A corrected notice may have replaced the earlier one with its date; the notice may have come out on "
        "another site or in a newspaper.",
    ),
    check=Texts(
        ky="Жарыя качан жана кайда чыкканын издеңиз: портал, сатып алуучунун сайты, гезит. Катышуучулар аз болсо, алар "
        "сынакты кайдан билгенин сураңыз.",
        ru="Поищите, когда и где вышло объявление: портал, сайт заказчика, газета. Если участников мало, спросите, "
        "откуда они узнали о закупке.",
        en="Find out when and where the notice came out: the portal, the buyer's site, a newspaper. If bidders were "
        "few, ask them how they learnt of the tender.",
    ),
    legal_basis=Texts(
        ky="Жарыялоо тартиби жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон о порядке объявления в каталог не внесён",
        en="No national law on how tenders are announced is on record",
    ),
    source=ocp_guide("R004"),
    version="1.0",
    weight=2,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(Missing.PEERS, NOTICE, START, DATE),
    crosswalk=("OCP R004", "opentender call publication", "CRI call for tenders not published"),
    parameters={"days": 1, "usual": 0.8, "minimum_peers": 30},
    words=words,
    competitions=frozenset({Competition.COMPETITIVE}),
    evaluate=evaluate,
    statistic=NOTICED,
)
