"""R069: amendments made the contract dearer.

For each contract in force: its final value, or its amount once it was amended, is above what was awarded by `threshold`
or more of that. Without a published final value or amendment nothing tells of a change, and the question is not
computable. Amounts too far apart to speak of the same thing are not compared. Source: OCP guide R069; the guide's
reasons of amendments (price or more work) are not published as data.
"""

import numpy as np

from services.scoring.growth import final_price, first_price, last_price
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

AWARDED, AMENDMENTS, AMOUNT = "/awards/value/amount", "/contracts/amendments", "/contracts/value/amount"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """By which share of the award the price grew."""
    contracts = part.contracts
    first, last = first_price(part), last_price(part)
    growth = ratio(last - first, first)
    silent = np.isnan(last)
    changed = (contracts.amendments > 0) | ~np.isnan(contracts.final)
    return of_contracts(
        part,
        raised=reaches(growth, parameters["threshold"]),
        value=growth.round(4),
        threshold=parameters["threshold"],
        judged=in_force(part),
        missing=[
            (AMENDMENTS, ~changed),
            (AMOUNT, (changed & silent) | unlike(last, first)),
            (AWARDED, np.isnan(first)),
        ],
        evidence=lambda row: quoted(part, row),
    )


def quoted(part: Part, row: int) -> list[Evidence]:
    """The award and what the contract came to."""
    contracts = part.contracts
    single = contracts.awards[row] == 1
    first = (
        award_value(part, contracts.award[row]) if single else Evidence(AWARDED, number(float(contracts.awarded[row])))
    )
    final = float(final_price(part)[row])
    if not np.isnan(final):
        return [first, Evidence(at_contract(part, row, "implementation/finalValue/amount"), number(final))]
    return [
        first,
        Evidence(at_contract(part, row, "value/amount"), number(float(contracts.amount[row]))),
        Evidence(at_contract(part, row, "amendments"), int(contracts.amendments[row])),
    ]


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": per_cent(parameters["threshold"])}


R069 = Indicator(
    id="R069",
    title=Texts(
        ky="Келишим кийин кымбаттаган",
        ru="Договор подорожал после победы",
        en="The contract became dearer",
    ),
    explanation=Texts(
        ky="Өзгөртүлгөн келишимдин же аткарылган иштин баасы жеңген баадан {share} пайызга же андан көпкө жогору. "
        "Жеңиш үчүн төмөн баа коюп, кийин аны көтөрүү — белгилүү ыкма.",
        ru="Цена изменённого договора или выполненных работ выше цены победы на {share} % или больше. Выиграть низкой "
        "ценой, а потом её поднять — известный приём.",
        en="The amended contract, or what it came to in the end, is {share} per cent or more above the award. To win "
        "with a low price and raise it later is a well-known way.",
    ),
    innocent=Texts(
        ky="Курулушта күтүлбөгөн иштер, валюта курсу, баалардын өсүшү же сатып алуучу кошкон көлөм кымбатташты "
        "түшүндүрүшү мүмкүн; салык да кошулушу ыктымал.",
        ru="Подорожание могут объяснять непредвиденные работы, курс валюты, рост цен или добавленный заказчиком объём; "
        "мог добавиться и налог.",
        en="Unforeseen works, exchange rates, rising prices or more quantity asked by the buyer may explain it; tax "
        "may have been added too.",
    ),
    check=Texts(
        ky="Өзгөртүүлөрдүн негиздемесин жана кошумча иштердин тизмесин сураңыз. Жаңы баа экинчи орундагы катышуучунун "
        "баасынан ашып кеткенби?",
        ru="Запросите обоснование изменений и перечень дополнительных работ. Не превысила ли новая цена предложение "
        "участника на втором месте?",
        en="Ask for the grounds of the amendments and the list of additional works. Is the new price above the offer "
        "of the bidder who came second?",
    ),
    legal_basis=Texts(
        ky="Улуттук мыйзамдын чеги каталогго киргизиле элек; үлүш — каталогдун этият жумушчу мааниси",
        ru="Предел национального закона в каталог не внесён; доля — осторожное рабочее значение каталога",
        en="No limit of national law is on record; the share is a cautious working value of this catalogue",
    ),
    source=ocp_guide("R069"),
    version="1.0",
    weight=3,
    unit=Unit.CONTRACT,
    stage=Stage.IMPLEMENTATION,
    needs=(CONTRACTS, AMENDMENTS, AMOUNT, AWARDED),
    crosswalk=("OCP R069", "3-4", "CRI contract modification"),
    parameters={"threshold": 0.2},
    words=words,
    nothing=CONTRACTS,
    contracts=True,
    evaluate=evaluate,
)
