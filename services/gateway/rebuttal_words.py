"""The words of the rebuttal desk."""

from typing import Final

from services.gateway.forms import refusal
from services.gateway.gate_words import GATE_REFUSALS
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.views import FieldError
from shared.contracts.rebuttal import Check, Decision, Wanted
from shared.errors import Refused

WANTED: Final = {
    Wanted.REBUTTAL: N_("My words beside the text"),
    Wanted.CORRECTION: N_("A correction"),
    Wanted.REMOVAL: N_("That it is removed"),
}
DECISIONS: Final = {
    Decision.PUBLISH: N_("Show the rebuttal beside the text"),
    Decision.CORRECT: N_("Have the text corrected by its team"),
    Decision.HIDE: N_("Hide the text for now"),
    Decision.REFUSE: N_("Refuse, with reasons"),
}
DECIDED: Final = {
    Decision.PUBLISH: N_("The rebuttal stands beside the text."),
    Decision.CORRECT: N_("The text is being corrected."),
    Decision.HIDE: N_("The text is not shown for now."),
    Decision.REFUSE: N_("It was refused."),
}
CHECKS: Final = {
    Check.IDENTITY: N_("I checked who asks, and that they may speak for whom they name."),
    Check.READ: N_("I read the text, its evidence and the proof."),
    Check.TEAM: N_("I asked the team of the case."),
    Check.LAW: N_("I asked somebody trained in law, or noted why that was not needed."),
}
REFUSALS: Final = {
    # Code of a refusal -> the field it is about and what to do.
    "decided": ("", N_("Somebody has decided this already.")),
    "checklist": ("checks", N_("Do what the list says first, and tick it.")),
    "reason_required": ("reasons", N_("Say why, so that it can be followed.")),
    "barred": ("", N_("You have a part in this case, so somebody else decides.")),
    "denied_link": ("text", GATE_REFUSALS["denied_link"][1]),
    "personal_data": ("text", GATE_REFUSALS["personal_data"][1]),
    "text_missing": ("text", N_("Write what stands beside the text.")),
    "invalid": ("decision", N_("This cannot be done with it: look at what it is about.")),
}


def said(refused: Refused, labels: Labels) -> FieldError:
    """What a refusal of the desk means to the person at the form."""
    if refused.code == "not_found":
        raise refused
    code = "text_missing" if refused.code == "invalid" and refused.detail.get("field") == "text" else refused.code
    field, sentence = REFUSALS.get(code, ("", ""))
    return FieldError(field, labels.gettext(sentence)) if sentence else refusal(refused, labels)
