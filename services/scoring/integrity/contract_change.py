"""Contract modification and growth of its value.

Few publish amendments, so their absence says nothing: only a final value clears a contract. Contract and award are
compared where a process has one of each: a contract may be for several awards, and be listed again when it changed.
"""

import numpy as np

from services.scoring.grouping import at, token_at
from services.scoring.indicator import Parameters, ratio, reaches
from services.scoring.integrity.component import CRI, NOT_APPLICABLE, Component, Scale, Scored
from services.scoring.part import Part
from services.scoring.statistic import Known
from shared.contracts.base import Texts

CONTRACTS, FINAL = "/contracts", "/contracts/implementation/finalValue"


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """The contract that grew most, or was changed."""
    contracts, of = part.contracts, part.contracts_of_process
    alone = (of.count() == 1) & (part.awards_of_process.count(part.awards.active) == 1)
    alone &= part.processes.awards_listed == 1
    same = (token_at(part.awards.currency, contracts.award) == contracts.currency) & alone[contracts.process]
    signed = np.where(same, ratio(contracts.amount, at(part.awards.amount, contracts.award)), np.nan)
    paid = ratio(contracts.final, contracts.amount)
    growth = np.fmax(signed, paid)
    grown, changed = reaches(growth, parameters["growth"]), contracts.amendments > 0
    clear = ~np.isnan(paid)
    values = np.select([grown, changed, clear], [1.0, 0.5, 0.0], np.nan)
    highest, none = of.highest(values), of.count() == 0
    unknown = of.some(np.isnan(values)) & ~(highest > 0)
    return Scored(
        values=highest,
        measured=of.highest(growth),
        missing=[
            (CONTRACTS, none & (part.processes.awards_listed > 0)),
            (FINAL, unknown),
            (NOT_APPLICABLE, none & (part.processes.awards_listed == 0)),
        ],
    )


CONTRACT_CHANGE = Component(
    id="contract_change",
    title=Texts(ky="Келишимдин өзгөрүшү", ru="Изменение договора", en="Contract changed"),
    explanation=Texts(
        ky="Келишимдин баасы өскөн болсо 1, келишим өзгөртүлгөн болсо 0,5, акыркы баасы белгилүү жана өспөсө 0. "
        "Өзгөртүү орундуу болушу мүмкүн: көлөм же салык өзгөрөт.",
        ru="1, если цена договора выросла; 0,5, если он менялся; 0, если итоговая цена известна и не выросла. "
        "Изменения бывают обоснованы: меняются объём или налоги.",
        en="1 when the value of the contract grew, 0.5 when it was changed, 0 when the final value is known and did "
        "not grow. Changes may be justified: quantities or taxes change.",
    ),
    formula="final/contract or contract/award value >= growth: 1; amended: 0.5; final value known: 0",
    source=CRI,
    scale=Scale.RISK,
    version="1.0",
    needs=(CONTRACTS, FINAL),
    parameters={"growth": 1.1},
    evaluate=evaluate,
)
