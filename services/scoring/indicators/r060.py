"""R060: a long time from the award to the signed contract.

For each contract in force: more than `days` whole days from the award it names to the day it was signed; of a contract
that names several awards the last one of the process counts. Kyrgyz award dates are those of the last confirmation of
the whole order, so there the period is rather too short than too long. Source: OCP guide R060, i019 (60 days).
"""

import numpy as np

from services.scoring.grouping import at
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
)
from services.scoring.part import Part
from services.scoring.signed import CONTRACTS, at_contract, in_force, of_contracts
from services.scoring.sources import ocp_guide
from services.scoring.spoken import said
from services.scoring.statistic import Known
from shared.contracts.base import Texts

SIGNED, AWARDED = "/contracts/dateSigned", "/awards/date"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The longest time to a signature, in whole days."""
    contracts, awards = part.contracts, part.awards
    last = part.awards_of_process.highest(awards.date, awards.active)[contracts.process]
    awarded = np.where(contracts.awards > 1, last, at(awards.date, contracts.award))
    days = days_between(awarded, contracts.signed)
    return of_contracts(
        part,
        raised=days > parameters["days"],
        value=days,
        threshold=parameters["days"],
        judged=in_force(part),
        missing=[
            (SIGNED, np.isnan(contracts.signed)),
            (AWARDED, np.isnan(awarded)),
            (Missing.PERIOD_ORDER, days < 0),
        ],
        evidence=lambda row: _moments(part, row, float(awarded[row])),
    )


def _moments(part: Part, row: int, awarded: float) -> list[Evidence]:
    contracts, award = part.contracts, part.contracts.award[row]
    named = contracts.awards[row] == 1 and award >= 0
    path = f"/awards/{part.awards.award[award]}/date" if named else AWARDED
    return [
        moment_at(path, awarded),
        moment_at(at_contract(part, row, "dateSigned"), float(contracts.signed[row])),
    ]


def words(parameters: Parameters) -> dict[str, str]:
    """The limit in days."""
    return {"days": said(parameters["days"])}


R060 = Indicator(
    id="R060",
    title=Texts(
        ky="Келишим көпкө чейин түзүлгөн эмес",
        ru="Договор долго не подписывали",
        en="A long time until the contract was signed",
    ),
    explanation=Texts(
        ky="Жеңүүчү аныкталгандан келишимге кол коюлганга чейин {days} күндөн ашык убакыт өткөн. Бул аралыкта "
        "шарттар кайра сүйлөшүлүп же жеңүүчүгө кысым көрсөтүлүшү мүмкүн.",
        ru="От определения победителя до подписания договора прошло больше {days} дней. За это время условия могли "
        "обсуждать заново, а на победителя — давить.",
        en="More than {days} days passed from the award until the contract was signed. Meanwhile the terms may have "
        "been talked over again, or the winner put under pressure.",
    ),
    innocent=Texts(
        ky="Даттануулар каралып, бюджет бекитилиши же келишимдин күрөөсү күтүлүшү мүмкүн; татаал сатып алууда "
        "макулдашуу көпкө созулат.",
        ru="Могли рассматривать жалобу, ждать утверждения бюджета или гарантии; в сложных закупках согласования идут "
        "долго.",
        en="A complaint may have been under review, or the budget or a guarantee awaited; in complex purchases "
        "approvals take long.",
    ),
    check=Texts(
        ky="Ушул аралыкта даттануу, токтотуу же кайра баалоо болгонун порталдан караңыз. Келишимдин шарттарын жеңген "
        "сунуш менен салыштырыңыз.",
        ru="Посмотрите на портале, были ли в это время жалобы, приостановки или переоценка. Сравните условия договора "
        "с предложением победителя.",
        en="See on the portal whether there were complaints, suspensions or a new evaluation meanwhile. Compare the "
        "terms of the contract with the winning offer.",
    ),
    legal_basis=Texts(
        ky="Улуттук мыйзамдын мөөнөтү каталогго киргизиле элек; чек Development Gateway ыкмасынан (i019) алынган",
        ru="Срок по национальному закону в каталог не внесён; предел взят из методики Development Gateway (i019)",
        en="No period of national law is on record; the limit is that of Development Gateway's i019",
    ),
    source=ocp_guide("R060"),
    version="1.0",
    weight=1,
    unit=Unit.CONTRACT,
    stage=Stage.CONTRACT,
    needs=(CONTRACTS, SIGNED, AWARDED, Missing.PERIOD_ORDER),
    crosswalk=("OCP R060", "i019"),
    parameters={"days": 60},
    words=words,
    nothing=CONTRACTS,
    contracts=True,
    evaluate=evaluate,
)
