"""Accounts, sessions, verdicts and pairs."""

from pydantic import BaseModel

from shared.contracts import community as contract
from shared.contracts import judgement
from shared.contracts.community import Role

NOBODY = "n" * 43


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    address = "somebody@achyk.example"
    return {
        "register": (
            contract.AskRegister(email=address, name="Somebody", password="three open doors"),
            contract.Registered,
        ),
        "verify_email": (contract.AskVerifyEmail(token=NOBODY), contract.Confirmed),
        "resend_verification": (contract.AskResendVerification(email=address), contract.Registered),
        "sign_in": (contract.AskSignIn(email=address, password="x"), contract.Session),
        "forgot_password": (contract.AskForgotPassword(email=address), contract.Registered),
        "reset_password": (contract.AskResetPassword(token=NOBODY, password="x"), contract.Session),
        "session": (contract.AskSession(token=token), contract.SignedIn),
        "sessions": (contract.AskSessions(token=token), contract.Sessions),
        "end_session": (contract.AskEndSession(token=token, id="d_none"), contract.SignedOut),
        "change_password": (
            contract.AskChangePassword(token=token, password="x", new_password="x"),
            contract.PasswordChanged,
        ),
        "members": (contract.AskMembers(token=token), contract.Members),
        "set_role": (contract.AskSetRole(token=token, member=member, role=Role.MEMBER), contract.Member),
        "grant_role": (
            contract.AskGrantRole(token=token, member=member, role=Role.MONITOR, granted=True),
            contract.Member,
        ),
        "contact": (contract.AskContact(member=member), contract.Contact),
        "judge_flag": (
            judgement.AskJudgeFlag(
                token=token,
                ocid="o",
                indicator="R018",
                process_version=1,
                rule_version="1",
                verdict=judgement.FlagVerdict.CONFIRMED,
            ),
            judgement.FlagVerdicts,
        ),
        "flag_verdicts": (judgement.AskFlagVerdicts(ocid="o"), judgement.ProcessVerdicts),
        "own_verdicts": (judgement.AskOwnVerdicts(token=token, ocid="o"), judgement.OwnVerdicts),
        "next_pair": (judgement.AskNextPair(token=token), judgement.PairToLabel),
        "label_pair": (
            judgement.AskLabelPair(token=token, pair="p_" + "0" * 24, choice=judgement.PairChoice.BOTH),
            judgement.PairLabelled,
        ),
        "sign_out": (contract.AskSignOut(token=token), contract.SignedOut),
    }
