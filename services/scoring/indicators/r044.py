"""R044: rivals for one lot give the same address.

Two firms that bid for a lot, not together, give the same street, number and place, and no more than `crowd` firms do in
all: an office tower or a market hall says nothing. Only addresses are compared; telephones and e-mails, which the guide
names too, are removed from the data to protect people. A lot is clear only when every bidder gives an address.
Source: OCP guide R044; the official Kyrgyz flag 1 means the same and was never built.
"""

import numpy as np

from services.scoring.addresses import ADDRESSES, address_key
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_lots
from services.scoring.kinship import in_common, of_lot, quoted, rivals, tenderers_with, traits
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import NOTHING
from services.scoring.phrasing import AGREEMENTS_FORBIDDEN, NO_LAW_ON_AGREEMENTS
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.winners import TENDERERS, unnamed
from shared.contracts.base import Texts

ADDRESS = "/parties/address/streetAddress"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many firms share an address with a rival."""
    known = known or NOTHING
    place = address_key(part)
    found = traits(part, np.arange(len(part.parties)), place)
    alike = in_common(part, found) & ~(known.at("firms", found.value) > parameters["crowd"])
    count = of_lot(part, found, alike).distinct(part.tenderers.firm[found.tenderer])
    raised = count > 1
    return of_lots(
        raised=raised,
        value=count.astype(np.float64),
        threshold=2,
        nothing=~rivals(part),
        missing=[
            (TENDERERS, ~raised & unnamed(part)),
            (ADDRESS, ~raised & part.tenderers_of_lot.some(~tenderers_with(part, found))),
        ],
        evidence=lambda lot: quoted(part, lot, found, alike, "/address"),
    )


R044 = Indicator(
    id="R044",
    title=Texts(
        ky="Атаандаштардын дареги бирдей",
        ru="Соперники с одного адреса",
        en="Rivals at the same address",
    ),
    explanation=Texts(
        ky="Бир лотко өз-өзүнчө катышкан ишканалар бир эле даректи көрсөткөн. Алар байланышкан болуп, атаандаштык "
        "көрүнүш үчүн гана болушу мүмкүн. Телефон менен электрондук почта салыштырылган жок: алар маалыматта жок.",
        ru="Фирмы, которые порознь участвуют в одном лоте, указали один и тот же адрес. Они могут быть связаны, а "
        "конкуренция — лишь видимостью. Телефоны и почта не сравнивались: их в данных нет.",
        en="Firms that bid separately for one lot give the same address. They may be connected, and the competition "
        "may be one for show. Telephones and e-mails were not compared: they are not in the data.",
    ),
    innocent=Texts(
        ky="Бизнес-борбордо же чоң имаратта байланышпаган ишканалар көп; бир кеңсени кезектешип ижарага алышы мүмкүн.",
        ru="В бизнес-центре или большом доме много не связанных фирм; один офис могли снимать по очереди.",
        en="A business centre or a large building houses many unconnected firms; they may have rented one office in "
        "turn.",
    ),
    check=Texts(
        ky="Имарат кандай экенин картадан караңыз; эки ишкананын ээлери, жетекчилери, документтеринин жазылышы "
        "окшошпу, салыштырыңыз.",
        ru="Посмотрите по карте, что это за здание; сравните владельцев, руководителей и оформление документов двух "
        "фирм.",
        en="See on a map what kind of building it is; compare owners, directors and the look of the papers of both "
        "firms.",
    ),
    legal_basis=NO_LAW_ON_AGREEMENTS,
    national_legal_basis=AGREEMENTS_FORBIDDEN,
    source=ocp_guide("R044"),
    version="1.0",
    weight=2,
    unit=Unit.RELATIONSHIP,
    stage=Stage.AWARD,
    needs=(TENDERERS, ADDRESS, Missing.SECOND_BID),
    crosswalk=("OCP R044", "MKRAI 1"),
    parameters={"crowd": 5},
    nothing=Missing.SECOND_BID,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    bids=True,
    evaluate=evaluate,
    statistic=ADDRESSES,
)
