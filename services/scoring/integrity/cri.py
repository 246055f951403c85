"""The Corruption Risk Index (CRI) of Fazekas and the Government Transparency Institute: components 0 to 1, averaged.

The name is that of the method; a high value is a risk indicator, not proof of anything. The thresholds of the original
are estimated for each country so that a category goes with single bids there. No such estimate exists for Kyrgyz data:
the values here are working values. "Not stated" is a category of its own for the procedure type and the advertisement
period, as in the original; its value (0.5, a working value too) never makes an average alone.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from services.scoring.indicator import METHOD, METHOD_DETAILS, Parameters
from services.scoring.integrity import advertisement_period as advertisement
from services.scoring.integrity.advertisement_period import ADVERTISEMENT_PERIOD
from services.scoring.integrity.call_publication import CALL_PUBLICATION
from services.scoring.integrity.component import CRI, HIGH, Component, Scale, Scored
from services.scoring.integrity.contract_change import CONTRACT_CHANGE
from services.scoring.integrity.decision_period import DECISION_PERIOD
from services.scoring.integrity.eligibility import ELIGIBILITY_LENGTH
from services.scoring.integrity.exclusion import EXCLUSION
from services.scoring.integrity.non_price import NON_PRICE
from services.scoring.integrity.procedure_type import PROCEDURE_TYPE
from services.scoring.integrity.relaunch import RELAUNCH
from services.scoring.integrity.single_bidding import SINGLE_BIDDING
from services.scoring.integrity.spending_concentration import NEEDS, SPENDING, SPENDING_CONCENTRATION, shares
from services.scoring.part import Part
from services.scoring.statistic import Known
from shared.contracts.base import Texts

NOT_STATED = 0.5


def as_risk(component: Component, explanation: Texts, *, own: Iterable[str] = ()) -> Component:
    """A component of the integrity scores turned round; where one of `own` is missing it is "not stated"."""
    fields = frozenset(own)

    def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
        found = component.evaluate(part, parameters, known)
        values = 1 - found.values / HIGH
        if not fields:
            return replace(found, values=values)
        unstated = np.zeros(len(part), np.bool_)
        for name, where in found.missing:
            if name in fields:
                unstated |= where
        values[unstated] = parameters["not_stated"]
        rest = [(name, where) for name, where in found.missing if name not in fields]
        return replace(found, values=values, missing=rest, unstated=unstated)

    def prepare(parameters: Parameters) -> Parameters:
        return {**component.prepare(parameters), **({"not_stated": parameters["not_stated"]} if fields else {})}

    return replace(
        component,
        explanation=explanation,
        formula=f"1 - score / 100 of: {component.formula}",
        source=CRI,
        scale=Scale.RISK,
        needs=tuple(name for name in component.needs if name not in fields),
        parameters={**component.parameters, **({"not_stated": NOT_STATED} if fields else {})},
        evaluate=evaluate,
        prepare=prepare,
    )


def _share(part: Part, parameters: Parameters, known: Known) -> Scored:
    return shares(part, parameters, known)[2]


CRI_COMPONENTS: tuple[Component, ...] = (
    as_risk(
        SINGLE_BIDDING,
        Texts(
            ky="Ар бир лотто бир гана катышуучу болсо 1, айрымдарында болсо 0,5, атаандаштар бар лоттор үчүн 0.",
            ru="1, если во всех лотах один участник; 0,5, если в части лотов; 0, если соперники были.",
            en="1 when every lot had one bidder, 0.5 when some had, 0 when there were rivals.",
        ),
    ),
    as_risk(
        CALL_PUBLICATION,
        Texts(
            ky="Жарыя маалыматтан көрүнбөсө, ал эми окшош сатып алуулардын дээрлик баарында бар болсо 1; болсо 0.",
            ru="1, если объявления нет, хотя почти у всех похожих закупок оно есть; 0, если объявление есть.",
            en="1 when no call is in the data although nearly all similar processes have one; 0 with a call.",
        ),
    ),
    as_risk(
        PROCEDURE_TYPE,
        Texts(
            ky="Ачык ыкма 0, чакырылгандар үчүн 0,5, атаандашсыз 1. Ыкма көрсөтүлбөсө — өзүнчө категория.",
            ru="Открытая процедура 0, для приглашённых 0,5, без конкуренции 1. Метод не указан — особая категория.",
            en="Open 0, among invited firms 0.5, without competition 1. A method not stated is a category apart.",
        ),
        own=(METHOD, METHOD_DETAILS),
    ),
    as_risk(
        ADVERTISEMENT_PERIOD,
        Texts(
            ky="Мөөнөт белгилүү эң кыска мөөнөттөн аз болсо 1, бир аз көп болсо 0,5, кенен болсо 0. Көрсөтүлбөсө — "
            "өзүнчө категория. Босоголор ар өлкөдө ар башка.",
            ru="1, если срок меньше самого короткого известного; 0,5, если чуть больше; 0 — с запасом. Не указан — "
            "особая категория. Пороги у каждой страны свои.",
            en="1 when shorter than the shortest period on record, 0.5 when hardly longer, 0 when ample. Not stated is "
            "a category apart. The thresholds differ from country to country.",
        ),
        own=(advertisement.START, advertisement.END),
    ),
    ELIGIBILITY_LENGTH,
    as_risk(
        EXCLUSION,
        Texts(
            ky="Бир нече катышуучудан бирөө гана калса 1, жарымынан көбү четтетилсе 0,5, башка учурда 0.",
            ru="1, если из нескольких участников оставлен один; 0,5, если отклонено больше половины; иначе 0.",
            en="1 when of several bidders one was left, 0.5 when more than half were excluded, else 0.",
        ),
    ),
    NON_PRICE,
    as_risk(
        DECISION_PERIOD,
        Texts(
            ky="Чечим өтө тез же өтө узак кабыл алынса 1. Босоголор ар өлкөдө ар башка.",
            ru="1, если решение принято слишком быстро или слишком долго. Пороги у каждой страны свои.",
            en="1 when the decision came very quickly or very late. The thresholds differ from country to country.",
        ),
    ),
    RELAUNCH,
    CONTRACT_CHANGE,
    replace(
        SPENDING_CONCENTRATION,
        explanation=Texts(
            ky="Жеткирүүчүнүн сатып алуучунун бир жылдык чыгымындагы үлүшү, 0дөн 1ге чейин.",
            ru="Доля поставщика в годовых расходах заказчика, от 0 до 1.",
            en="The supplier's share of what the buyer awarded in the year, from 0 to 1.",
        ),
        formula="the highest share among the suppliers of standing awards",
        source=CRI,
        scale=Scale.RISK,
        needs=NEEDS,
        evaluate=_share,
        statistic=SPENDING,
    ),
)
