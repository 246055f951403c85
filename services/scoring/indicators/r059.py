"""R059: the contract was signed for another amount than was awarded.

For each contract in force: the difference between its amount and the sum of the awards it names, as a share of that
sum, is at least `threshold`. Not computable where several contracts share an award, where currencies differ, and where
the amounts are too far apart to speak of the same thing. A final value or amendments are not looked at (R069).
Source: OCP guide R059, i184 (30 %).
"""

import numpy as np

from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Parameters,
    Stage,
    Unit,
    award_value,
    number,
    ratio,
    reaches,
)
from services.scoring.part import Part
from services.scoring.signed import CONTRACTS, at_contract, in_force, of_contracts, unlike
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from shared.contracts.base import Texts

AMOUNT, AWARDED, AWARD = "/contracts/value/amount", "/awards/value/amount", "/contracts/awardID"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The widest difference, as a share of what was awarded."""
    contracts = part.contracts
    gap = np.abs(ratio(contracts.amount - contracts.awarded, contracts.awarded))
    unsaid = np.isnan(contracts.amount)
    return of_contracts(
        part,
        raised=reaches(gap, parameters["threshold"]),
        value=gap.round(4),
        threshold=parameters["threshold"],
        judged=in_force(part),
        missing=[
            (AMOUNT, unsaid | unlike(contracts.amount, contracts.awarded)),
            (AWARD, (contracts.awards == 0) | contracts.shared),
            (AWARDED, ~unsaid & (contracts.awards > 0) & np.isnan(contracts.awarded)),
        ],
        evidence=lambda row: _amounts(part, row),
    )


def _amounts(part: Part, row: int) -> list[Evidence]:
    contracts = part.contracts
    signed = Evidence(at_contract(part, row, "value/amount"), number(float(contracts.amount[row])))
    if contracts.awards[row] == 1:
        return [signed, award_value(part, contracts.award[row])]
    return [signed, Evidence(AWARDED, number(float(contracts.awarded[row])))]


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": per_cent(parameters["threshold"])}


R059 = Indicator(
    id="R059",
    title=Texts(
        ky="Келишимдин суммасы жеңген суммадан айырмаланат",
        ru="Сумма договора отличается от суммы победы",
        en="The contract differs from the award",
    ),
    explanation=Texts(
        ky="Келишимдин суммасы сынакта аныкталган суммадан {share} пайызга же андан көпкө айырмаланат. Мындайда "
        "сынактын жыйынтыгы кийин өзгөртүлгөн болушу мүмкүн.",
        ru="Сумма договора отличается от суммы, определённой на торгах, на {share} % или больше. Итог торгов могли "
        "изменить после их окончания.",
        en="The contract's amount differs by {share} per cent or more from what was awarded. The outcome may have been "
        "changed after the tender was over.",
    ),
    innocent=Texts(
        ky="Келишим сатып алуунун бир бөлүгүнө гана түзүлүшү, салык кошулушу же кемитилиши, жыл сайын өзүнчө "
        "түзүлүшү мүмкүн; маалымат киргизүүдөгү ката да болот.",
        ru="Договор мог охватить лишь часть закупки или один год из нескольких; налог могли включить или исключить; "
        "возможна и ошибка ввода.",
        en="The contract may cover a part of the purchase, or one year of several; tax may have been added or left "
        "out; a typing error is possible too.",
    ),
    check=Texts(
        ky="Келишимдин текстин таап, көлөмүн жана баасын жеңген сунуш менен салыштырыңыз. Айырманын себебин сатып "
        "алуучудан сураңыз.",
        ru="Найдите текст договора и сравните объём и цену с предложением победителя. Спросите заказчика о причине "
        "расхождения.",
        en="Find the text of the contract and compare quantity and price with the winning offer. Ask the buyer for the "
        "reason of the difference.",
    ),
    legal_basis=Texts(
        ky="Улуттук мыйзамдын чеги каталогго киргизиле элек; үлүш Development Gateway ыкмасынан (i184) алынган",
        ru="Предел национального закона в каталог не внесён; доля взята из методики Development Gateway (i184)",
        en="No limit of national law is on record; the share is that of Development Gateway's i184",
    ),
    source=ocp_guide("R059"),
    version="1.0",
    weight=2,
    unit=Unit.CONTRACT,
    stage=Stage.CONTRACT,
    needs=(CONTRACTS, AMOUNT, AWARD, AWARDED),
    crosswalk=("OCP R059", "i184"),
    parameters={"threshold": 0.3},
    words=words,
    nothing=CONTRACTS,
    contracts=True,
    evaluate=evaluate,
)
