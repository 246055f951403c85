"""Cases and the work on them."""

from pydantic import BaseModel

from shared.contracts import case as contract
from shared.contracts.case import CaseScope, CaseStep, Seat

CASE = "c_" + "0" * 24
KEY = "k" * 20


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    view, work = contract.CaseView, contract.CaseWork
    return {
        "create_case": (contract.AskCreateCase(token=token, key=KEY, title="A doubt about chairs"), view),
        "edit_case": (contract.AskEditCase(token=token, id=CASE, revision=1, title="A doubt about chairs"), view),
        "case": (contract.AskCase(token=token, id=CASE), view),
        "cases": (contract.AskCases(token=token, scope=CaseScope.PUBLIC), contract.Cases),
        "similar_cases": (contract.AskSimilarCases(token=token, title="Chairs"), contract.Cases),
        "step_case": (contract.AskStepCase(token=token, id=CASE, step=CaseStep.SUBMIT, revision=1), view),
        "case_timeline": (contract.AskCaseTimeline(token=token, id=CASE), contract.CaseTimeline),
        "join_case": (contract.AskJoinCase(token=token, id=CASE), view),
        "seat_member": (contract.AskSeat(token=token, id=CASE, member=member, seat=Seat.MEMBER), view),
        "leave_case": (contract.AskLeaveCase(token=token, id=CASE), view),
        "declare_interest": (contract.AskDeclareInterest(token=token, id=CASE), view),
        "case_work": (contract.AskCaseWork(token=token, id=CASE), work),
        "save_task": (contract.AskSaveTask(token=token, id=CASE, key=KEY, title="Call"), work),
        "add_note": (contract.AskAddNote(token=token, id=CASE, key=KEY, text="A note"), work),
    }
