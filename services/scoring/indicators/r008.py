"""R008: taking part costs unreasonably much.

The highest fee that everybody who bids must pay for good is at least `threshold` of the estimated value. Deposits,
which are given back, and fees of the winner do not count. Fee and estimate must be in one currency. A tender that
publishes no fee, or not of which kind it is, is not computable: whether there is none nobody says. Source: OCP guide
R008.
"""

import numpy as np

from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    number,
    of_processes,
    ratio,
    reaches,
)
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent
from services.scoring.statistic import Known
from shared.contracts.base import Texts

FEE, VALUE = "/tender/participationFees/value/amount", "/tender/value/amount"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """The fee as a share of the estimate."""
    processes = part.processes
    share = ratio(processes.entry_fee, processes.value)
    charged = ~np.isnan(processes.entry_fee)
    other = (processes.entry_fee_currency != processes.currency) | (processes.currency == 0)
    return of_processes(
        raised=reaches(share, parameters["threshold"]),
        value=share.round(6),
        threshold=parameters["threshold"],
        missing=[
            (FEE, ~charged | (share > 1)),
            (VALUE, charged & np.isnan(processes.value)),
            (Missing.ONE_CURRENCY, charged & ~np.isnan(processes.value) & other),
        ],
        evidence=lambda process: [
            Evidence(FEE, number(float(processes.entry_fee[process]))),
            Evidence(VALUE, number(float(processes.value[process]))),
        ],
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The threshold in per cent."""
    return {"share": per_cent(parameters["threshold"])}


R008 = Indicator(
    id="R008",
    title=Texts(
        ky="Катышуу үчүн төлөм өтө чоң",
        ru="Слишком высокая плата за участие",
        en="Taking part costs too much",
    ),
    explanation=Texts(
        ky="Сынакка катышуу үчүн кайтарылбай турган төлөм сатып алуунун болжолдуу суммасынын {share} пайызынан кем "
        "эмес. Чоң төлөм чакан ишканаларды сынактан алыстатат.",
        ru="Невозвратная плата за участие — не меньше {share} % ожидаемой суммы закупки. Высокая плата отпугивает "
        "небольшие фирмы.",
        en="The fee for taking part, which is not given back, is {share} per cent or more of the estimated value. A "
        "high fee keeps small firms away.",
    ),
    innocent=Texts(
        ky="Чоң долбоорлордун чиймелерин басып чыгаруу кымбат болушу мүмкүн; төлөм кайтарылуучу кепилдик болуп, түрү "
        "туура эмес көрсөтүлүшү да ыктымал.",
        ru="Печать чертежей больших проектов может стоить дорого; плата могла быть возвратным обеспечением, вид "
        "которого указан неверно.",
        en="Printing the drawings of a large project may be dear; the fee may in truth be a deposit whose kind was "
        "entered wrongly.",
    ),
    check=Texts(
        ky="Жарыядан төлөм эмне үчүн алынарын жана кайтарыларын окуңуз. Ушул сатып алуучунун башка сынактарында канча "
        "алынганын караңыз.",
        ru="Прочитайте в объявлении, за что берут плату и возвращают ли её. Посмотрите, сколько берёт этот заказчик в "
        "других закупках.",
        en="Read in the notice what the fee is for and whether it is given back. See what this buyer charges in other "
        "tenders.",
    ),
    legal_basis=Texts(
        ky="Төлөмдүн чеги жөнүндө улуттук мыйзам каталогго киргизиле элек; үлүш — каталогдун жумушчу мааниси",
        ru="Национальный закон о пределе платы в каталог не внесён; доля — рабочее значение каталога",
        en="No national law on a limit of fees is on record; the share is a working value of this catalogue",
    ),
    source=ocp_guide("R008"),
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(FEE, VALUE, Missing.ONE_CURRENCY),
    crosswalk=("OCP R008",),
    parameters={"threshold": 0.02},
    words=words,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED}),
    evaluate=evaluate,
)
