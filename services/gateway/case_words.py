"""The words of cases: statuses, steps, what a step needs, seats."""

from typing import Final

from services.gateway.i18n import N_
from shared.contracts.case import (
    CaseOrigin,
    CaseScope,
    CaseStatus,
    CaseStep,
    CaseVisibility,
    LinkKind,
    PurchaseStage,
    Seat,
)

STATUSES: Final = {
    CaseStatus.DRAFT: N_("Draft"),
    CaseStatus.TRIAGE: N_("Waiting to be taken on"),
    CaseStatus.INVESTIGATING: N_("Being looked into"),
    CaseStatus.LEGAL_REVIEW: N_("Under review"),
    CaseStatus.RIGHT_OF_REPLY: N_("The other side is heard"),
    CaseStatus.PUBLISHED: N_("Published"),
    CaseStatus.SENT: N_("Sent to an authority"),
    CaseStatus.AWAITING: N_("Waiting for an answer"),
    CaseStatus.ANSWERED: N_("Answered"),
    CaseStatus.OUTCOME: N_("Outcome recorded"),
    CaseStatus.CLOSED: N_("Closed"),
}
STEPS: Final = {
    CaseStep.SUBMIT: N_("Hand it in"),
    CaseStep.ACCEPT: N_("Take it on"),
    CaseStep.RETURN: N_("Give it back to the author"),
    CaseStep.DECLINE: N_("Decline it"),
    CaseStep.ASK_REVIEW: N_("Ask for a review"),
    CaseStep.SEND_BACK: N_("Send it back to work"),
    CaseStep.APPROVE: N_("Go on to hear the other side"),
    CaseStep.HOLD_BACK: N_("Hold it back"),
    CaseStep.PUBLISH: N_("Publish it"),
    CaseStep.SEND: N_("Mark it as sent"),
    CaseStep.REGISTER: N_("Mark the letter as registered"),
    CaseStep.ANSWER: N_("Mark it as answered"),
    CaseStep.ESCALATE: N_("Send the next letter"),
    CaseStep.CONCLUDE: N_("Go on to the outcome"),
    CaseStep.DROP: N_("Close it as not confirmed"),
    CaseStep.CLOSE: N_("Close it"),
    CaseStep.REOPEN: N_("Open it again"),
}
GUARDS: Final = {
    "summary": N_("Write a short, neutral summary."),
    "purchase": N_("Link the purchase or the organisation that it is about."),
    "violation": N_("Choose what may be wrong."),
    "declared": N_("Everybody in the team says first whether they have an interest of their own."),
    "evidence": N_("Add at least one piece of evidence."),
    "claims": N_("Write down what the case claims."),
    "proven": N_("Link evidence to every claim of fact."),
    "wording": N_("Take out the words that accuse."),
    "two_reviewers": N_("Two reviewers have to approve it."),
    "heard": N_("The other side has not been heard for long enough."),
    "letter": N_("Send a letter first, and keep the proof of sending."),
    "registered": N_("Note under which number the letter was registered."),
    "reply": N_("Record the reply first."),
    "outcome": N_("Record what came of it."),
    "confirmed": N_("A second person has to confirm the outcome."),
}
ORIGINS: Final = {
    CaseOrigin.INDICATOR: N_("A risk indicator"),
    CaseOrigin.MEMBER: N_("A member"),
    CaseOrigin.TIP: N_("A safe message"),
    CaseOrigin.MEDIA: N_("The media"),
    CaseOrigin.PARTNER: N_("A partner"),
    CaseOrigin.AUDIT: N_("An audit"),
}
PURCHASE_STAGES: Final = {
    PurchaseStage.PLANNING: N_("Planning"),
    PurchaseStage.TENDER: N_("Tender"),
    PurchaseStage.EVALUATION: N_("Evaluation"),
    PurchaseStage.CONTRACT: N_("Contract"),
    PurchaseStage.EXECUTION: N_("Delivery and works"),
    PurchaseStage.PAYMENT: N_("Payment"),
}
VISIBILITIES: Final = {
    CaseVisibility.PRIVATE: N_("Only the team, until it is published"),
    CaseVisibility.MEMBERS: N_("Members see title and summary"),
}
SCOPES: Final = {
    CaseScope.PUBLIC: N_("Published"),
    CaseScope.MEMBERS: N_("Open to members"),
    CaseScope.MINE: N_("Mine"),
    CaseScope.WAITING: N_("Waiting for a decision"),
}
SEATS: Final = {
    Seat.LEAD: N_("Leads the case"),
    Seat.MEMBER: N_("Works on the case"),
    Seat.OBSERVER: N_("Looks on"),
}
LINKS: Final = {
    LinkKind.TENDER: N_("Tender"),
    LinkKind.LOT: N_("Lot"),
    LinkKind.BUYER: N_("Buyer"),
    LinkKind.SUPPLIER: N_("Supplier"),
}
CONCLUSIONS: Final = {
    "declined": N_("Not taken on"),
    "not_confirmed": N_("Not confirmed"),
    "outcome": N_("With an outcome"),
}
ENTRIES: Final = {
    "created": N_("The case was begun."),
    "evidence_added": N_("Evidence was handed in."),
    "edited": N_("What is written of the case was changed."),
    "step": N_("The case took a step."),
    "status": N_("The case took a step."),
    "seat": N_("The team changed."),
    "declared": N_("Somebody said whether they have an interest of their own."),
    "task": N_("A task was added."),
    "task_done": N_("A task was done."),
    "outcome": N_("An outcome was confirmed."),
    "evidence": N_("Evidence was added."),
    "claims_edited": N_("The claims were changed."),
    "reviewed": N_("Somebody reviewed the case."),
    "other_side_asked": N_("The other side was asked for its word."),
    "other_side_answered": N_("The other side answered."),
    "published": N_("A version was published."),
    "tender_opened": N_("The tender was published."),
    "tender_amended": N_("The tender was changed."),
    "tender_closed": N_("The time for bids ended."),
    "tender_awarded": N_("The purchase was awarded."),
    "tender_contracted": N_("A contract was signed."),
    "tender_contract_amended": N_("The contract was changed."),
    "tender_completed": N_("The contract was completed."),
    "tender_cancelled": N_("The purchase was cancelled."),
}
"""Kind of an entry of the timeline -> what it says; rooms add theirs."""
OTHER_ENTRY: Final = N_("Something was recorded.")
CASE_REFUSALS: Final = {
    # Code of a refusal -> the field it is about and what to do.
    "conflict": ("", N_("Somebody else changed this while you wrote. Compare and save again.")),
    "illegal_step": ("", N_("The case has moved on meanwhile. Look at it again.")),
    "guard": ("", N_("Something is still missing for this step.")),
    "barred": ("", N_("You declared an interest of your own in this case, so somebody else takes its steps.")),
    "last_lead": ("", N_("A case needs somebody who leads it. Hand it over first.")),
    "team_full": ("", N_("This team is full.")),
    "waits": ("", N_("The task before it is not done yet.")),
    "forbidden": ("", N_("Your seat in this case, or your role, does not allow this.")),
}

FORMER: Final = N_("A former member")
NOW_AT: Final = N_("It stands at: %(status)s.")
STAGE: Final = N_("Stage of the purchase")
ORIGIN: Final = N_("Began with")
AMOUNT: Final = N_("Value of the purchase")
REGION: Final = N_("Region")
SEEN_BY: Final = N_("Seen by")
BEGUN: Final = N_("Begun")
CONCLUSION: Final = N_("Closed as")
