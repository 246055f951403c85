"""The triage queue."""

from pydantic import BaseModel

from shared.contracts import triage as contract


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    ocid = "ocds-none-1"
    skip = contract.AskSkipTender(token=token, ocid=ocid, reason=contract.TriageReason.EXPLAINED, words="none")
    return {
        "triage_queue": (contract.AskTriageQueue(token=token), contract.TriageQueue),
        "triage_item": (contract.AskTriageItem(token=token, ocid=ocid), contract.TriageItem),
        "triage_decided": (contract.AskTriageDecided(ocid=ocid), contract.TriageDecided),
        "triage_team": (contract.AskTriageTeam(token=token), contract.TriageTeam),
        "claim_tender": (contract.AskClaimTender(token=token, ocid=ocid), contract.TriageRow),
        "release_tender": (contract.AskReleaseTender(token=token, ocid=ocid), contract.TriageRow),
        "skip_tender": (skip, contract.TriageRow),
        "assign_tender": (contract.AskAssignTender(token=token, ocid=ocid, member=member), contract.TriageRow),
    }
