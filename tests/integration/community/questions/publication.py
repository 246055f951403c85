"""The publication gate and the rebuttal desk."""

from datetime import date

from pydantic import BaseModel

from shared.contracts import publication as gate
from shared.contracts import rebuttal as desk
from shared.contracts.base import Language

CASE = "c_" + "0" * 24
CLAIM, HEARING, REBUTTAL = "k_" + "0" * 24, "h_" + "0" * 24, "b_" + "0" * 24
KEY, LINK, HASH = "k" * 20, "l" * 43, "0" * 64


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    claims = gate.CaseClaims
    statement = "We bought the chairs at the price of the contract."
    return {
        "case_claims": (gate.AskCaseClaims(token=token, id=CASE), claims),
        "save_claim": (
            gate.AskSaveClaim(token=token, id=CASE, revision=0, key=KEY, text="Twelve chairs.", kind="fact"),
            claims,
        ),
        "move_claim": (gate.AskMoveClaim(token=token, id=CASE, claim=CLAIM, revision=1, move="up"), claims),
        "review_queue": (gate.AskReviewQueue(token=token), gate.ReviewQueue),
        "review_case": (gate.AskReviewCase(token=token, id=CASE, hash=HASH, approved=True), claims),
        "ask_other_side": (
            gate.AskOtherSide(
                token=token,
                id=CASE,
                key=KEY,
                to="A school",
                channel="email",
                sent=date(2026, 11, 2),
                proof="Receipt 12",
            ),
            gate.OtherSideAsked,
        ),
        "other_side_answer": (
            gate.AskOtherSideAnswer(token=token, id=CASE, hearing=HEARING, statement=statement),
            claims,
        ),
        "statement_form": (gate.AskStatementForm(link=LINK), gate.StatementForm),
        "send_statement": (gate.AskSendStatement(link=LINK, statement=statement), gate.StatementForm),
        "publish_case": (gate.AskPublishCase(token=token, id=CASE, revision=1, hash=HASH), claims),
        "correct_case": (
            gate.AskCorrectCase(token=token, id=CASE, revision=1, hash=HASH, what="A date", why="A slip"),
            claims,
        ),
        "public_case": (gate.AskPublicCase(id=CASE), gate.PublicCase),
        "corrections": (gate.AskCorrections(), gate.Corrections),
        "terms": (gate.AskTerms(), gate.Terms),
        "save_term": (
            gate.AskSaveTerm(
                token=token, id="none", revision=7, language=Language.RU, words="слово", say="другое слово"
            ),
            gate.TermRow,
        ),
        "denylist": (gate.AskDenylist(token=token), gate.Denylist),
        "save_denied": (
            gate.AskSaveDenied(token=token, id="none", revision=7, address="example.org", reason="A test"),
            gate.DeniedLink,
        ),
        "set_hearing_days": (
            gate.AskHearingDays(token=token, days=5, source="House rule", revision=99),
            gate.HearingDays,
        ),
        "rebut": (
            desk.AskRebut(key=KEY, name="A firm", email="nobody@", about="some page", untrue="The sum is another one."),
            desk.RebutReceived,
        ),
        "rebuttal_status": (desk.AskRebuttalStatus(receipt=LINK), desk.RebuttalStatus),
        "rebuttals": (desk.AskRebuttals(token=token), desk.Rebuttals),
        "rebuttal": (desk.AskRebuttal(token=token, id=REBUTTAL), desk.Rebuttal),
        "decide_rebuttal": (
            desk.AskDecideRebuttal(token=token, id=REBUTTAL, decision="refuse", checks=[], reasons="No"),
            desk.Rebuttal,
        ),
        "show_case_again": (desk.AskShowCaseAgain(token=token, id=REBUTTAL), desk.Rebuttal),
        "set_rebuttal_hours": (
            desk.AskRebuttalHours(token=token, hours=24, source="A norm", revision=99),
            desk.RebuttalHours,
        ),
        "decision_register": (desk.AskDecisionRegister(), desk.DecisionRegister),
    }
