"""The words of the triage queue."""

from typing import Final

from services.gateway.forms import refusal
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.views import FieldError
from shared.contracts.triage import TriageReason, TriageScope, TriageSort
from shared.errors import Refused

SCOPES: Final = {
    TriageScope.FREE: N_("Free"),
    TriageScope.MINE: N_("In my hands"),
    TriageScope.ALL: N_("All"),
}
SORTS: Final = {
    TriageSort.FLAGS: N_("Most indicators first"),
    TriageSort.AMOUNT: N_("Largest value first"),
    TriageSort.DEADLINE: N_("Bidding ends soonest"),
}
REASONS: Final = {
    TriageReason.NOTHING_FOUND: N_("Checked: nothing that needs attention"),
    TriageReason.EXPLAINED: N_("Checked: the indicators have an ordinary reason"),
    TriageReason.WRONG_DATA: N_("Checked: the published data are wrong"),
    TriageReason.KNOWN_CASE: N_("Checked: others are already at work on it"),
    TriageReason.TOO_FEW_DATA: N_("Not checked: too little is published"),
    TriageReason.TOO_LATE: N_("Not checked: nothing can be done any more"),
    TriageReason.TOO_SMALL: N_("Not checked: other tenders matter more"),
}
ACTS: Final = {
    "entered": N_("An indicator was raised."),
    "left": N_("No indicator is raised any more."),
    "claimed": N_("Taken in hand."),
    "assigned": N_("Given to somebody."),
    "released": N_("Given back."),
    "checked": N_("Decided: checked."),
    "skipped": N_("Decided: left aside."),
}
REFUSALS: Final = {
    # Code of a refusal -> the field it is about and what to do.
    "claimed": ("", N_("Somebody else has it in hand.")),
    "left_queue": ("", N_("It has left the queue meanwhile.")),
    "too_many_claims": ("", N_("You have many in hand already. Decide some first, or give them back.")),
    "no_such_member": ("member", N_("Nobody of that code may work the queue.")),
    "reason_required": ("words", N_("Say what you looked at and found.")),
}


def said(refused: Refused, labels: Labels) -> FieldError:
    """What a refusal of the queue means to the person at the form."""
    if refused.code == "not_found":
        raise refused
    field, sentence = REFUSALS.get(refused.code, ("", ""))
    return FieldError(field, labels.gettext(sentence)) if sentence else refusal(refused, labels)
