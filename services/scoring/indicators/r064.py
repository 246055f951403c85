"""R064: the contract was changed after it was signed.

A contract in force has at least one amendment. "None" is clear only where amendments are published at all: when at
least `seen` contracts of the country have one. Source: OCP guide R064.
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Evidence, Indicator, Parameters, Stage, Unit
from services.scoring.part import Part
from services.scoring.practice import habit, practice
from services.scoring.signed import CONTRACTS, at_contract, in_force, of_contracts
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens
from shared.contracts.base import Texts

AMENDMENTS = "/contracts/amendments"


def _amended(part: Part) -> tuple[Tokens, Bools, Bools]:
    return part.processes.country[part.contracts.process], in_force(part), part.contracts.amendments > 0


AMENDED = practice("contracts_amended", "1", _amended)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The most amendments of a contract."""
    count = part.contracts.amendments
    published = habit(known, part.processes.country).told >= parameters["seen"]
    return of_contracts(
        part,
        raised=count > 0,
        value=count.astype(np.float64),
        threshold=1,
        judged=in_force(part),
        missing=[(AMENDMENTS, (count == 0) & ~published[part.contracts.process])],
        evidence=lambda row: [
            Evidence(at_contract(part, row, "amendments"), int(count[row])),
            *_reasons(part, row),
        ],
    )


def _reasons(part: Part, row: int) -> list[Evidence]:
    unreasoned = int(part.contracts.unreasoned[row])
    return [Evidence(at_contract(part, row, "amendments/rationale"), None)] if unreasoned else []


R064 = Indicator(
    id="R064",
    title=Texts(
        ky="Келишим кийин өзгөртүлгөн",
        ru="Договор изменён после подписания",
        en="The contract was changed after signing",
    ),
    explanation=Texts(
        ky="Кол коюлган келишимге жок дегенде бир өзгөртүү киргизилген. Өзгөртүүлөр аркылуу сынакта жеңген шарттар "
        "жеңүүчүнүн пайдасына жумшартылышы мүмкүн.",
        ru="В подписанный договор внесено хотя бы одно изменение. Изменениями можно смягчить условия, на которых был "
        "выигран конкурс.",
        en="At least one amendment was made to the signed contract. By amendments the terms on which the tender was "
        "won may be softened in favour of the winner.",
    ),
    innocent=Texts(
        ky="Реквизиттерди оңдоо, мөөнөттү жылдыруу же күтүлбөгөн иштер үчүн өзгөртүү — кадимки көрүнүш, айрыкча "
        "узакка созулган курулушта.",
        ru="Исправление реквизитов, перенос срока или непредвиденные работы — обычные изменения, особенно в долгом "
        "строительстве.",
        en="Corrected bank details, a shifted date or unforeseen works are ordinary changes, above all in long "
        "building contracts.",
    ),
    check=Texts(
        ky="Ар бир өзгөртүүнү окуңуз: баасы, көлөмү же мөөнөтү өзгөрдүбү, себеби жазылганбы? Башка катышуучулар "
        "мындай шарттарда арзаныраак сунуш кылмак беле?",
        ru="Прочитайте каждое изменение: поменялись ли цена, объём или срок, указана ли причина? Могли бы другие "
        "участники на таких условиях предложить дешевле?",
        en="Read each amendment: did price, quantity or time change, and is a reason given? Could others have offered "
        "less on such terms?",
    ),
    legal_basis=Texts(
        ky="Жок: мыйзамдагы шарттарда келишимди өзгөртүүгө болот",
        ru="Нет: на условиях закона договор можно менять",
        en="None: a contract may be changed on the conditions of the law",
    ),
    source=ocp_guide("R064"),
    version="1.0",
    weight=1,
    unit=Unit.CONTRACT,
    stage=Stage.CONTRACT,
    needs=(CONTRACTS, AMENDMENTS),
    crosswalk=("OCP R064", "ari-1-1", "CRI contract modification"),
    parameters={"seen": 10},
    nothing=CONTRACTS,
    contracts=True,
    evaluate=evaluate,
    statistic=AMENDED,
)
