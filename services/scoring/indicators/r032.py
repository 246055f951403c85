"""R032: rivals for one lot have the same beneficial owner.

Two firms that bid for a lot, not together, name the same beneficial owner (by id, else by name; an id that is a small
number is a place in a list, not an identity). A lot is clear only when every bidder names its owners. Source: OCP guide
R032.
"""

import numpy as np

from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_lots
from services.scoring.kinship import identified, in_common, of_lot, quoted, rivals, tenderers_with, traits
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.phrasing import AGREEMENTS_FORBIDDEN, NO_LAW_ON_AGREEMENTS
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.winners import TENDERERS, unnamed
from shared.contracts.base import Texts

OWNERS = "/parties/beneficialOwners"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many bids come from firms with an owner in common."""
    owners = part.owners
    rows = (owners.beneficial & identified(owners.owner)).nonzero()[0]
    found = traits(part, owners.party[rows], owners.owner[rows])
    alike = in_common(part, found)
    count = of_lot(part, found, alike).distinct(part.tenderers.firm[found.tenderer])
    raised = count > 1
    silent = part.tenderers_of_lot.some(~tenderers_with(part, found))
    return of_lots(
        raised=raised,
        value=count.astype(np.float64),
        threshold=2,
        nothing=~rivals(part),
        missing=[
            (TENDERERS, ~raised & unnamed(part)),
            (OWNERS, ~raised & silent),
        ],
        evidence=lambda lot: quoted(part, lot, found, alike, "/beneficialOwners"),
    )


R032 = Indicator(
    id="R032",
    title=Texts(
        ky="Атаандаштардын ээси бир",
        ru="У соперников один владелец",
        en="Rivals with the same owner",
    ),
    explanation=Texts(
        ky="Бир лотко өз-өзүнчө катышкан ишканалардын чыныгы ээси бир киши. Бир кожоюндун ишканалары бири-бири менен "
        "чындап атаандашпайт, алардын баалары макулдашылган болушу мүмкүн.",
        ru="Фирмы, которые порознь участвуют в одном лоте, принадлежат одному и тому же человеку. Фирмы одного "
        "хозяина не соперничают по-настоящему, и цены их могут быть согласованы.",
        en="Firms that bid separately for one lot belong to the same person. Firms of one master are no real rivals, "
        "and their prices may be agreed.",
    ),
    innocent=Texts(
        ky="Ээлери жөнүндө маалымат эскириши же аты окшош башка киши болушу мүмкүн; мамлекеттин үлүшү бар "
        "ишканалардын ээси да бирдей көрсөтүлөт.",
        ru="Сведения о владельцах могли устареть, или это тёзка; у фирм с долей государства владелец тоже указан один.",
        en="The data about owners may be out of date, or it may be a namesake; firms partly owned by the state name "
        "the same owner too.",
    ),
    check=Texts(
        ky="Юстиция министрлигинин реестринен эки ишкананын ээсин жана жетекчисин салыштырып, сунуштарынын бааларын "
        "караңыз.",
        ru="Сравните в реестре юридических лиц владельцев и руководителей обеих фирм и посмотрите на цены их заявок.",
        en="Compare owners and directors of both firms in the register of companies, and look at the prices they bid.",
    ),
    legal_basis=NO_LAW_ON_AGREEMENTS,
    national_legal_basis=AGREEMENTS_FORBIDDEN,
    source=ocp_guide("R032"),
    version="1.0",
    weight=3,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(TENDERERS, OWNERS, Missing.SECOND_BID),
    crosswalk=("OCP R032",),
    nothing=Missing.SECOND_BID,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    bids=True,
    evaluate=evaluate,
)
