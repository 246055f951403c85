"""R043: a bidder or supplier shares the buyer's address.

Some other party of the process that bids or supplies gives the address (street, number and place) of the buyer or
procuring entity, and no more than `crowd` firms give it: an office tower says nothing. Only addresses are compared;
telephones and e-mails, which the guide names too, are removed from the data to protect people. A process is clear only
when all of them give an address. Source: OCP guide R043.
"""

import numpy as np

from services.scoring.addresses import ADDRESSES, address_key
from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_processes
from services.scoring.joining import matched
from services.scoring.kinship import party_field
from services.scoring.part import Part
from services.scoring.peers import NOTHING
from services.scoring.phrasing import NOTHING_UNLAWFUL
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import joined
from shared.contracts.base import Texts

ADDRESS, ROLES = "/parties/address/streetAddress", "/parties/roles"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many firms sit where the buyer does."""
    known = known or NOTHING
    parties, of = part.parties, part.parties_of_process
    buyers, firms = parties.buys & (parties.firm != 0), parties.tenders & ~parties.buys & (parties.firm != 0)
    place = joined(parties.process + 1, parties.address)
    left, right = matched(np.where(firms, place, 0), np.where(buyers, place, 0))
    same: Bools = np.zeros(len(parties), np.bool_)
    same[left[parties.firm[left] != parties.firm[right]]] = True
    crowded = known.at("firms", address_key(part)) > parameters["crowd"]
    same &= ~crowded
    raised = of.some(same)
    silent = parties.address == 0
    sealed = part.processes.kyrgyz & ~part.processes.opened
    return of_processes(
        raised=raised,
        value=of.count(same).astype(np.float64),
        threshold=1,
        missing=[
            (Missing.OPENING, ~raised & sealed),
            (ROLES, ~raised & ~(of.some(buyers) & of.some(firms)) & ~sealed),
            (ADDRESS, ~raised & ~sealed & (~of.some(buyers & ~silent) | of.some(firms & silent)) & of.some(firms)),
        ],
        evidence=lambda process: [
            party_field(part, process, int(parties.firm[row]), "/address") for row in of.rows(process, same | buyers)
        ],
    )


R043 = Indicator(
    id="R043",
    title=Texts(
        ky="Катышуучунун дареги сатып алуучунуку менен бирдей",
        ru="Адрес участника совпадает с адресом заказчика",
        en="A bidder shares the buyer's address",
    ),
    explanation=Texts(
        ky="Катышуучу же жеңүүчү ишкананын дареги сатып алуучу мекеменин дареги менен дал келет. Алардын ортосунда "
        "кызыкчылыктардын кагылышы болушу мүмкүн.",
        ru="Адрес участника или победителя совпадает с адресом заказчика. Между ними возможен конфликт интересов.",
        en="A bidder or winner gives the same address as the buying institution. There may be a conflict of interest "
        "between them.",
    ),
    innocent=Texts(
        ky="Мекеме имаратынын бир бөлүгүн ижарага бериши мүмкүн; мамлекеттик ишкана министрликтин имаратында отурушу "
        "мүмкүн; айылда үйлөрдүн номери кайталанат.",
        ru="Учреждение может сдавать часть здания; государственное предприятие может сидеть в здании министерства; в "
        "сёлах номера домов повторяются.",
        en="The institution may let part of its building; a state enterprise may sit in the building of its ministry; "
        "in villages house numbers repeat.",
    ),
    check=Texts(
        ky="Дарек чын эле ошол имаратпы жана ишкананын ээси, жетекчиси мекемеде иштеген же туугандык байланышы барбы, "
        "текшериңиз.",
        ru="Проверьте, то ли это здание и не работает ли владелец или руководитель фирмы в учреждении, нет ли родства.",
        en="Check whether it is really the same building, and whether the firm's owner or director works at the "
        "institution or is related to somebody there.",
    ),
    legal_basis=NOTHING_UNLAWFUL,
    source=ocp_guide("R043"),
    version="1.0",
    weight=2,
    unit=Unit.RELATIONSHIP,
    stage=Stage.TENDER,
    needs=(ROLES, ADDRESS),
    crosswalk=("OCP R043",),
    parameters={"crowd": 5},
    evaluate=evaluate,
    statistic=ADDRESSES,
)
