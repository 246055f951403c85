"""R063: the signed contract is not published.

A contract in force, signed at least `days` whole days before the data were published, has no document that is the
signed contract, although at least `usual` of at least `minimum_peers` contracts by the same method in the country have
one. Where contracts are seldom published their absence says nothing about a buyer. Source: OCP guide R063.
"""

import numpy as np

from services.scoring.grouping import Bools
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
from services.scoring.practice import habit, method, practice
from services.scoring.signed import CONTRACTS, at_contract, in_force, of_contracts
from services.scoring.sources import ocp_guide
from services.scoring.spoken import per_cent, said
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens
from shared.contracts.base import Texts

DOCUMENTS, SIGNED, DATE = "/contracts/documents", "/contracts/dateSigned", "/date"


def _published(part: Part) -> tuple[Tokens, Bools, Bools]:
    return method(part)[part.contracts.process], in_force(part), part.contracts.signed_documents > 0


PUBLISHED = practice("contracts_published", "1", _published)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """For how many days the contract has not been published."""
    contracts, of = part.contracts, part.contracts.process
    peers = habit(known, method(part))
    few = (peers.asked < parameters["minimum_peers"])[of]
    usual = peers.usual(parameters["usual"], parameters["minimum_peers"])[of]
    absent = contracts.signed_documents == 0
    stated = part.processes.stated[of]
    days = days_between(contracts.signed, stated)
    return of_contracts(
        part,
        raised=absent & usual & (days >= parameters["days"]),
        value=np.where(absent, days, 0.0),
        threshold=parameters["days"],
        judged=in_force(part),
        missing=[
            (Missing.PEERS, absent & few),
            (DOCUMENTS, absent & ~few & ~usual),
            (SIGNED, absent & np.isnan(contracts.signed)),
            (DATE, absent & np.isnan(stated)),
            (Missing.STAGE, absent & (days < parameters["days"])),
        ],
        evidence=lambda row: [
            Evidence(at_contract(part, row, "documents"), int(contracts.documents[row])),
            moment_at(at_contract(part, row, "dateSigned"), float(contracts.signed[row])),
        ],
    )


def words(parameters: Parameters) -> dict[str, str]:
    """The limits in words."""
    return {"days": said(parameters["days"]), "share": per_cent(parameters["usual"])}


R063 = Indicator(
    id="R063",
    title=Texts(
        ky="Кол коюлган келишим жарыяланган эмес",
        ru="Подписанный договор не опубликован",
        en="The signed contract is not published",
    ),
    explanation=Texts(
        ky="Кол коюлгандан бери {days} күн же андан көп өтсө да, келишимдин тексти жарыяланган эмес; башкалардын "
        "кеминде {share} пайызы жарыяланат. Текст жок болсо, эмне убада кылынганын эч ким текшере албайт.",
        ru="После подписания прошло {days} дней или больше, а текста договора нет, хотя не меньше {share} % других "
        "публикуют. Без текста никто не может проверить, что было обещано.",
        en="{days} days or more after signing the text of the contract is not published, though at least {share} per "
        "cent of others are. Without it nobody can check what was promised.",
    ),
    innocent=Texts(
        ky="Документ башка түр менен жүктөлүшү, мыйзам коргогон сыр болушу же техникалык ката кетиши мүмкүн.",
        ru="Документ могли загрузить под другим видом; в нём может быть охраняемая законом тайна; возможен и сбой.",
        en="The document may have been uploaded as another kind, hold a secret protected by law, or be lost to a "
        "technical error.",
    ),
    check=Texts(
        ky="Сатып алуунун бардык документтерин карап чыгыңыз. Келишим жок болсо, аны сатып алуучудан маалымат сурап "
        "кат жазып алыңыз.",
        ru="Просмотрите все документы закупки. Если договора нет, запросите его у заказчика письмом.",
        en="Look through all documents of the purchase. If the contract is not there, ask the buyer for it in writing.",
    ),
    legal_basis=Texts(
        ky="Келишимдерди жарыялоо жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон о публикации договоров в каталог не внесён",
        en="No national law on the publication of contracts is on record",
    ),
    source=ocp_guide("R063"),
    version="1.0",
    weight=1,
    unit=Unit.CONTRACT,
    stage=Stage.CONTRACT,
    needs=(CONTRACTS, Missing.PEERS, DOCUMENTS, SIGNED, DATE),
    crosswalk=("OCP R063",),
    parameters={"days": 30, "usual": 0.8, "minimum_peers": 30},
    words=words,
    nothing=CONTRACTS,
    contracts=True,
    evaluate=evaluate,
    statistic=PUBLISHED,
)
