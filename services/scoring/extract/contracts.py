"""Contracts: what was signed, changed, paid and missed."""

from math import nan

from services.scoring.extract.draft import Draft, money
from services.scoring.views import Contract, Release

SIGNED_DOCUMENTS = frozenset({"contractSigned", "contractText"})


def write_contracts(draft: Draft, process: int, release: Release) -> None:
    """Write the contracts of a process whose awards are written already."""
    if not release.contracts:
        return
    stated = draft.moment(release.date)
    for index, contract in enumerate(release.contracts):
        draft.contracts.append(
            (
                process,
                index,
                draft.award_rows.get(contract.award_id, -1) if contract.award_id is not None else -1,
                draft.token(contract.status),
                draft.moment(contract.date_signed),
                money(contract.value),
                draft.token(contract.value.currency),
                len(contract.amendments),
                sum(1 for each in contract.amendments if not (each.rationale and each.rationale.strip())),
                len(contract.documents),
                sum(1 for each in contract.documents if each.document_type in SIGNED_DOCUMENTS),
                money(contract.implementation.final_value),
                _paid(contract),
                len(contract.implementation.milestones),
                _missed(draft, contract, stated),
                len(contract.items),
                draft.moment(contract.period.end_date),
            )
        )


def _paid(contract: Contract) -> float:
    """The sum of the payments in the contract's currency; NaN when none is published."""
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
    return sum(
        1
        for each in contract.implementation.milestones
        if each.status == "notMet"
        or (each.date_met is None and each.status != "met" and draft.moment(each.due_date) < stated)
    )
