"""Outcomes and impact."""

from datetime import date

from pydantic import BaseModel

from shared.contracts import outcome as contract
from shared.contracts.outcome import Attribution, OutcomeKind

CASE, OUTCOME = "c_" + "0" * 24, "q_" + "0" * 24


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    answer = contract.CaseOutcomes
    seen = {"token": token, "id": CASE, "outcome": OUTCOME, "revision": 1}
    recorded = contract.AskRecordOutcome(
        token=token,
        id=CASE,
        key="k" * 20,
        kind=OutcomeKind.PRICE_CUT,
        day=date(2026, 11, 1),
        words="The price fell.",
        proof="Amendment 2 of 1 November 2026",
        attribution=Attribution.CONTRIBUTED,
    )
    return {
        "case_outcomes": (contract.AskCaseOutcomes(token=token, id=CASE), answer),
        "record_outcome": (recorded, answer),
        "confirm_outcome": (contract.AskConfirmOutcome.model_validate(seen), answer),
        "withdraw_outcome": (contract.AskWithdrawOutcome.model_validate(seen), answer),
        "impact": (contract.AskImpact(), contract.Impact),
    }
