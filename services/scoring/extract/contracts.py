"""Contracts: what was signed, changed, paid and missed."""

from collections import Counter
from math import nan

from services.scoring.extract.draft import Draft, money
from services.scoring.extract.layout import CONTRACTS
from services.scoring.views import Award, Contract, Milestone, Release

SIGNED_DOCUMENTS = frozenset({"contractSigned", "contractText"})
NOT_SIGNED = frozenset({"pending", "cancelled"})
"""Contract statuses of what never came into force."""
MET = frozenset({"met", "partiallyMet"})


def write_contracts(draft: Draft, process: int, release: Release) -> None:
    """Write the contracts of a process whose awards are written already."""
    if not release.contracts:
        return
    stated = draft.moment(release.date)
    signed = (contract for contract in release.contracts if contract.status not in NOT_SIGNED)
    named = Counter(name for contract in signed for name in _awards(contract))
    awards: dict[str | None, list[Award]] = {}
    for award in release.awards:
        if award.id is not None:
            awards.setdefault(award.id, []).append(award)
    for index, contract in enumerate(release.contracts):
        draft.contracts.append(
            CONTRACTS.pack(
                process,
                index,
                draft.award_rows.get(names[0] or "", -1) if (names := _awards(contract)) else -1,
                draft.token(contract.status),
                draft.moment(contract.date_signed),
                money(contract.value),
                draft.token(contract.value.currency),
                len(contract.amendments),
                len([1 for each in contract.amendments if not (each.rationale and each.rationale.strip())]),
                len(contract.documents),
                len([1 for each in contract.documents if each.document_type in SIGNED_DOCUMENTS]),
                money(contract.implementation.final_value),
                _paid(contract),
                len(contract.implementation.milestones),
                _missed(draft, contract, stated),
                len(contract.items),
                draft.moment(contract.period.end_date),
                draft.token(contract.implementation.final_value.currency),
                len([1 for each in contract.implementation.milestones if _met(each)]),
                len(names),
                _awarded([award for name in names for award in awards.get(name, ())], contract, names),
                any(named[name] > 1 for name in names),
            )
        )


def _paid(contract: Contract) -> float:
    """The sum of the payments in the contract's currency; NaN when none is published."""
    if not contract.implementation.transactions:
        return nan
    currency = contract.value.currency
    amounts = [
        money(each.value)
        for each in contract.implementation.transactions
        if currency is None or each.value.currency in (None, currency)
    ]
    known = [amount for amount in amounts if amount > 0]
    return sum(known) if known else nan


def _missed(draft: Draft, contract: Contract, stated: float) -> int:
    """Milestones that were due when this version was published and had not been met."""
    milestones = contract.implementation.milestones
    return len([1 for each in milestones if not _met(each) and draft.moment(each.due_date) < stated])


def _met(milestone: Milestone) -> bool:
    return milestone.date_met is not None or milestone.status in MET


def _awards(contract: Contract) -> list[str | None]:
    """The awards it names: Kyrgyz contracts name several, of which `awardID` is the first. None: unreadable."""
    first = [contract.award_id] if contract.award_id is not None else []
    return list(dict.fromkeys((*first, *contract.award_ids)))


def _awarded(awards: list[Award], contract: Contract, names: list[str | None]) -> float:
    """The sum of `awards`; NaN when one is absent, published twice, or has no amount in the contract's currency."""
    currency = contract.value.currency
    if not awards or len(awards) != len(names) or currency is None:
        return nan
    return sum(money(each.value) if each.value.currency == currency else nan for each in awards)
