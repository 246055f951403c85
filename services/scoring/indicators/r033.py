"""R033: rivals for one lot have the same shareholder.

Two firms that bid for a lot, not together, have a shareholder in common (by id, else by name) who holds at least
`threshold` of each. A lot is clear only when every bidder names shareholders and the shares of those held in common are
known. Source: OCP guide R033; it leaves the share open.
"""

import numpy as np

from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_lots, reaches
from services.scoring.kinship import identified, in_common, of_lot, quoted, rivals, tenderers_with, traits
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.phrasing import AGREEMENTS_FORBIDDEN, NO_LAW_ON_AGREEMENTS, percent
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.winners import TENDERERS, unnamed
from shared.contracts.base import Texts

SHAREHOLDERS, SHARE = "/parties/shareholders", "/parties/shareholders/shareholding"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many firms have a large shareholder in common."""
    owners = part.owners
    holders = ~owners.beneficial & identified(owners.owner)
    large = holders & reaches(owners.share, parameters["threshold"])
    maybe = holders & (large | np.isnan(owners.share))
    everyone, found, possible = (
        traits(part, owners.party[rows], owners.owner[rows]) for rows in map(np.flatnonzero, (holders, large, maybe))
    )
    alike = in_common(part, found)
    count = of_lot(part, found, alike).distinct(part.tenderers.firm[found.tenderer])
    raised = count > 1
    unsaid = of_lot(part, possible, in_common(part, possible)).count() > 0
    silent = part.tenderers_of_lot.some(~tenderers_with(part, everyone))
    return of_lots(
        raised=raised,
        value=count.astype(np.float64),
        threshold=2,
        nothing=~rivals(part),
        missing=[
            (TENDERERS, ~raised & unnamed(part)),
            (SHAREHOLDERS, ~raised & silent),
            (SHARE, ~raised & unsaid),
        ],
        evidence=lambda lot: quoted(part, lot, found, alike, "/shareholders"),
        parameters=lambda lot: {"share": parameters["threshold"]},
    )


R033 = Indicator(
    id="R033",
    title=Texts(
        ky="Атаандаштардын үлүш ээси бир",
        ru="У соперников общий совладелец",
        en="Rivals with a shareholder in common",
    ),
    explanation=Texts(
        ky="Бир лотко өз-өзүнчө катышкан ишканаларда бир эле киши же ишкана жок дегенде {share} пайыздан үлүш "
        "кармайт. Ал эки сунуштун баасын алдын ала билиши мүмкүн.",
        ru="В фирмах, которые порознь участвуют в одном лоте, одному и тому же лицу принадлежит не меньше чем по "
        "{share} %. Оно может заранее знать цены обеих заявок.",
        en="One and the same person or company holds at least {share} per cent of each of several firms that bid "
        "separately for one lot. It may know the prices of both bids beforehand.",
    ),
    innocent=Texts(
        ky="Чоң инвестор же мамлекет көп ишканада үлүш кармап, алардын күндөлүк ишине кийлигишпеши мүмкүн; маалымат "
        "да эскириши мүмкүн.",
        ru="Крупный инвестор или государство могут владеть долями многих фирм и не вмешиваться в дела; сведения могли "
        "и устареть.",
        en="A large investor or the state may hold shares of many firms without meddling; the data may also be out of "
        "date.",
    ),
    check=Texts(
        ky="Юстиция министрлигинин реестринен үлүштөрдү текшерип, эки ишкана башка тендерлерде да чогуу катышабы, "
        "караңыз.",
        ru="Проверьте доли в реестре юридических лиц и посмотрите, участвуют ли обе фирмы вместе и в других закупках.",
        en="Check the shares in the register of companies and see whether the firms bid in other tenders together as "
        "well.",
    ),
    legal_basis=NO_LAW_ON_AGREEMENTS,
    national_legal_basis=AGREEMENTS_FORBIDDEN,
    source=ocp_guide("R033"),
    version="1.0",
    weight=2,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(TENDERERS, SHAREHOLDERS, SHARE, Missing.SECOND_BID),
    crosswalk=("OCP R033",),
    parameters={"threshold": 0.25},
    words=lambda parameters: {"share": percent(parameters["threshold"])},
    nothing=Missing.SECOND_BID,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    bids=True,
    evaluate=evaluate,
)
