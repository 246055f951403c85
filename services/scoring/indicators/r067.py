"""R067: what was to be delivered is overdue.

A contract in force has a milestone whose date had passed when the data were published, and that is not said to be met.
Many publishers list dates and never come back to them, so this counts only where at least `usual` of at least
`minimum_peers` contracts of the country with milestones due say that some were met. A terminated contract is not
judged: nothing more is due. Source: OCP guide R067.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Evidence, Indicator, Missing, Parameters, Stage, Unit, moment_at
from services.scoring.part import Part
from services.scoring.practice import habit, practice
from services.scoring.signed import CONTRACTS, at_contract, in_force, of_contracts
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, among
from shared.contracts.base import Texts

MILESTONES, STATUS, DATE = (
    "/contracts/implementation/milestones",
    "/contracts/implementation/milestones/status",
    "/date",
)


def _going_on(part: Part) -> Bools:
    return in_force(part) & ~among(part.contracts.status, {"terminated"})


def _followed(part: Part) -> tuple[Tokens, Bools, Bools]:
    contracts = part.contracts
    due = _going_on(part) & (contracts.met + contracts.missed > 0)
    return part.processes.country[contracts.process], due, contracts.met > 0


FOLLOWED = practice("milestones_followed", "1", _followed)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The most milestones overdue in a contract."""
    contracts, of = part.contracts, part.contracts.process
    peers = habit(known, part.processes.country)
    few = (peers.asked < parameters["minimum_peers"])[of]
    usual = peers.usual(parameters["usual"], parameters["minimum_peers"])[of]
    overdue = contracts.missed > 0
    stated = part.processes.stated[of]
    return of_contracts(
        part,
        raised=overdue & usual,
        value=contracts.missed.astype(np.float64),
        threshold=1,
        judged=_going_on(part),
        missing=[
            (MILESTONES, contracts.milestones == 0),
            (STATUS, (contracts.milestones > 0) & ((overdue & ~few & ~usual) | (~overdue & (contracts.met == 0)))),
            (DATE, (contracts.milestones > 0) & np.isnan(stated)),
            (Missing.PEERS, overdue & few),
        ],
        evidence=lambda row: [
            Evidence(at_contract(part, row, "implementation/milestones"), int(contracts.missed[row])),
            moment_at(DATE, float(stated[row])),
        ],
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The share of peers in per cent."""
    return {"share": per_cent(parameters["usual"])}


R067 = Indicator(
    id="R067",
    title=Texts(ky="Аткаруу мөөнөтү өтүп кеткен", ru="Срок исполнения пропущен", en="Delivery is overdue"),
    explanation=Texts(
        ky="Келишим боюнча аткарыла турган иштин күнү өтүп кеткен, бирок ал аткарылды деп белгиленген эмес. Мындайда "
        "акча төлөнүп, товар же иш болбой калышы мүмкүн.",
        ru="Срок по договору прошёл, но отметки об исполнении нет. Может случиться, что деньги заплачены, а товара или "
        "работы нет.",
        en="A date of the contract has passed, and what was due is not marked as done. Money may have been paid for "
        "goods or work that never came.",
    ),
    innocent=Texts(
        ky="Иш бүтүп, бирок белги коюла элек болушу мүмкүн; мөөнөт макулдашуу менен жылдырылышы же аба ырайы, жеткирүү "
        "кечигиши себеп болушу ыктымал.",
        ru="Работа может быть сделана, но отметка не внесена; срок могли перенести по согласию; бывают непогода и "
        "задержки поставок.",
        en="The work may be done and not marked; the date may have been moved by agreement; weather and late supplies "
        "are common reasons.",
    ),
    check=Texts(
        ky="Объектти өз көзүңүз менен көрүңүз же кабыл алуу актысын сураңыз. Кечигүү үчүн айып салынганбы, текшериңиз.",
        ru="Посмотрите на объект своими глазами или запросите акт приёмки. Проверьте, начислена ли неустойка за "
        "просрочку.",
        en="See the place with your own eyes, or ask for the record of acceptance. Check whether a penalty for delay "
        "was charged.",
    ),
    legal_basis=Texts(
        ky="Жок: мөөнөттү келишим аныктайт",
        ru="Нет: сроки определяет договор",
        en="None: the contract says when",
    ),
    source=ocp_guide("R067"),
    version="1.0",
    weight=2,
    unit=Unit.CONTRACT,
    stage=Stage.IMPLEMENTATION,
    needs=(CONTRACTS, MILESTONES, STATUS, DATE, Missing.PEERS),
    crosswalk=("OCP R067",),
    parameters={"usual": 0.5, "minimum_peers": 30},
    words=words,
    nothing=CONTRACTS,
    contracts=True,
    evaluate=evaluate,
    statistic=FOLLOWED,
)
