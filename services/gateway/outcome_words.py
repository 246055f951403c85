"""The words of outcomes."""

from typing import Final

from services.gateway.i18n import N_
from shared.contracts.outcome import Attribution, MoneyKind, OutcomeKind

KINDS: Final = {
    OutcomeKind.DOCUMENTS_CHANGED: N_("The tender documents were changed"),
    OutcomeKind.DEADLINE_EXTENDED: N_("The time for bids was extended"),
    OutcomeKind.REDONE: N_("The purchase was cancelled and done anew"),
    OutcomeKind.CANCELLED: N_("The purchase was dropped"),
    OutcomeKind.AWARD_REVERSED: N_("The award was reversed"),
    OutcomeKind.PRICE_CUT: N_("The price was cut"),
    OutcomeKind.CONTRACT_TERMINATED: N_("The contract was terminated"),
    OutcomeKind.DEFECT_REPAIRED: N_("A defect was repaired"),
    OutcomeKind.MONEY_RETURNED: N_("Money was returned"),
    OutcomeKind.DISCIPLINED: N_("Disciplinary measures"),
    OutcomeKind.FINED: N_("A fine"),
    OutcomeKind.CRIMINAL_CASE: N_("A criminal case was opened; that says nothing of guilt"),
    OutcomeKind.COURT_WON: N_("A court agreed"),
    OutcomeKind.COURT_LOST: N_("A court did not agree"),
    OutcomeKind.NORM_CHANGED: N_("A norm was changed"),
    OutcomeKind.REJECTED: N_("Refused with reasons"),
    OutcomeKind.NO_ANSWER: N_("No answer"),
    OutcomeKind.NOT_CONFIRMED: N_("Not confirmed"),
}
MONEY: Final = {
    MoneyKind.POTENTIAL: N_("Possible overpayment"),
    MoneyKind.PREVENTED: N_("Loss prevented"),
    MoneyKind.RECOVERED: N_("Money returned"),
}
ATTRIBUTIONS: Final = {
    Attribution.SOLE: N_("because of this work alone"),
    Attribution.CONTRIBUTED: N_("this work contributed"),
    Attribution.COINCIDED: N_("at the same time, perhaps for other reasons"),
}
