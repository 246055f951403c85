"""The words of the publication gate: what a claim is, what stands against it, what is still needed."""

from typing import Final

from services.gateway.case_words import CASE_REFUSALS
from services.gateway.forms import refusal
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.views import FieldError
from shared.contracts.publication import ClaimKind, HearingChannel, ProblemKind
from shared.errors import Refused

CLAIM_KINDS: Final = {
    ClaimKind.FACT: N_("Fact: can be checked, needs evidence"),
    ClaimKind.OPINION: N_("Opinion of the monitors"),
}
PROBLEMS: Final = {
    ProblemKind.TERM: N_("A word that accuses before a final decision"),
    ProblemKind.ID_NUMBER: N_("A personal number"),
    ProblemKind.PHONE: N_("A telephone number"),
    ProblemKind.LINK: N_("A link that this platform does not lead to"),
}
CHANNELS: Final = {
    HearingChannel.EMAIL: N_("By e-mail"),
    HearingChannel.PAPER: N_("On paper"),
    HearingChannel.PORTAL: N_("Through the portal"),
    HearingChannel.IN_PERSON: N_("In person"),
}
CHANNEL_CODES: Final = {channel.value: word for channel, word in CHANNELS.items()}
GATE_REFUSALS: Final = {
    # Code of a refusal -> the field it is about and what to do.
    "answered": ("", N_("This side has answered already.")),
    "unchanged": ("", N_("Nothing has changed since the published version.")),
    "denied_link": ("statement", N_("Take out the link: this platform does not lead there.")),
    "personal_data": ("", N_("Take out the personal number or telephone number.")),
    "too_large": ("", N_("The text is too long to be published.")),
    "too_many": ("", N_("There are as many as there can be.")),
    "reason_required": ("words", N_("Say why, so that it can be followed.")),
    "invalid_token": ("", N_("This link is not known, or it is no longer of use.")),
}


def said(refused: Refused, labels: Labels) -> FieldError:
    """What a refusal at the gate means to the person at the form."""
    if refused.code == "not_found":
        raise refused
    field, sentence = GATE_REFUSALS.get(refused.code) or CASE_REFUSALS.get(refused.code, ("", ""))
    return FieldError(field, labels.gettext(sentence)) if sentence else refusal(refused, labels)
