"""R068: more was paid than the contract says.

For each contract in force: the sum of its payments in its currency or, when none is published, its final value, is
above its amount by `threshold` or more of that. Amounts too far apart to speak of the same thing are not compared.
Source: OCP guide R068; the tolerance keeps rounding and small corrections out.
"""

import numpy as np

from services.scoring.growth import final_price
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
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

PAID, AMOUNT = "/contracts/implementation/transactions", "/contracts/value/amount"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """By which share of the contract more was paid."""
    contracts = part.contracts
    by_payments = ~np.isnan(contracts.paid)
    spent = np.where(by_payments, contracts.paid, final_price(part))
    over = ratio(spent - contracts.amount, contracts.amount)
    priced = ~np.isnan(contracts.amount)
    return of_contracts(
        part,
        raised=reaches(over, parameters["threshold"]),
        value=over.round(4),
        threshold=parameters["threshold"],
        judged=in_force(part),
        missing=[
            (PAID, np.isnan(spent)),
            (AMOUNT, ~priced | unlike(spent, contracts.amount)),
            (Missing.ONE_CURRENCY, priced & (contracts.currency == 0)),
        ],
        evidence=lambda row: _amounts(part, row, float(spent[row]), paid=bool(by_payments[row])),
    )


def _amounts(part: Part, row: int, spent: float, *, paid: bool) -> list[Evidence]:
    where = "implementation/transactions" if paid else "implementation/finalValue/amount"
    return [
        Evidence(at_contract(part, row, where), number(spent)),
        Evidence(at_contract(part, row, "value/amount"), number(float(part.contracts.amount[row]))),
    ]


def words(parameters: Parameters) -> dict[str, str]:
    """The tolerance in per cent."""
    return {"share": per_cent(parameters["threshold"])}


R068 = Indicator(
    id="R068",
    title=Texts(
        ky="Келишимдегиден көп төлөнгөн",
        ru="Заплачено больше, чем по договору",
        en="More was paid than the contract says",
    ),
    explanation=Texts(
        ky="Төлөмдөрдүн жалпы суммасы келишимдин суммасынан {share} пайызга же андан көпкө ашат. Ашыкча төлөмдүн "
        "негизи болбосо, акча жок иш үчүн берилген болушу мүмкүн.",
        ru="Общая сумма платежей больше суммы договора на {share} % или больше. Если у переплаты нет основания, "
        "деньги могли отдать за несделанную работу.",
        en="The payments come to more than the contract's amount by {share} per cent or more. Where nothing justifies "
        "the excess, money may have been paid for work never done.",
    ),
    innocent=Texts(
        ky="Төлөмдөргө салык кошулуп, келишим салыксыз жазылышы мүмкүн; келишимдин өзгөргөн суммасы порталга кирбей "
        "калган же бир төлөм эки жолу жазылган болушу ыктымал.",
        ru="Платежи могли указать с налогом, а договор — без него; изменённую сумму договора могли не внести, а один "
        "платёж — записать дважды.",
        en="Payments may include tax while the contract does not; the amended amount may not have been entered, or one "
        "payment may be on record twice.",
    ),
    check=Texts(
        ky="Төлөмдөрдү бир-бирден карап, кайталанганын белгилеңиз. Аткарылган иштердин актыларын жана келишимдин "
        "өзгөртүүлөрүн сураңыз.",
        ru="Просмотрите платежи по одному и отметьте повторы. Запросите акты выполненных работ и изменения договора.",
        en="Go through the payments one by one and mark repeated ones. Ask for the records of work done and the "
        "amendments of the contract.",
    ),
    legal_basis=Texts(
        ky="Жок: төлөмдү келишим аныктайт; үлүш — каталогдун этият жумушчу мааниси",
        ru="Нет: оплату определяет договор; доля — осторожное рабочее значение каталога",
        en="None: the contract says what is paid; the share is a cautious working value of this catalogue",
    ),
    source=ocp_guide("R068"),
    version="1.0",
    weight=3,
    unit=Unit.CONTRACT,
    stage=Stage.IMPLEMENTATION,
    needs=(CONTRACTS, PAID, AMOUNT, Missing.ONE_CURRENCY),
    crosswalk=("OCP R068",),
    parameters={"threshold": 0.05},
    words=words,
    nothing=CONTRACTS,
    contracts=True,
    evaluate=evaluate,
)
