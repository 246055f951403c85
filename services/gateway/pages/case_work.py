"""The work on a case: its team, tasks and notes."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.case_view import mate_rows
from services.gateway.case_words import SEATS
from services.gateway.choices import Choice
from services.gateway.forms import Given, values_of
from services.gateway.i18n import N_
from services.gateway.pages.account import token_of
from services.gateway.pages.case_form import BISHKEK, NOT_RIGHT
from services.gateway.pages.cases import case_id, said, the_case
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.case import (
    AskAddNote,
    AskCaseWork,
    AskDeclareInterest,
    AskJoinCase,
    AskLeaveCase,
    AskSaveTask,
    AskSeat,
    CaseView,
    CaseWork,
    Seat,
)
from shared.errors import Refused

NO_SUCH_MEMBER = N_("Copy the member's code from their page “Where you are signed in”: it begins with m_.")
WRONG = {
    "title": N_("Write what is to be done, in 2 to 200 characters."),
    "due": N_("Write a date like 2026-12-31."),
    "text": N_("Write a note of at most 5,000 characters."),
    "member": NO_SUCH_MEMBER,
}
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/cases/{{id}}/work")
async def work(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Tasks, notes and team."""
    member_of(here)
    return await work_page(request, here, id, (), {})


async def work_page(
    request: Request, here: Web, text: str, errors: tuple[FieldError, ...], given: Mapping[str, str]
) -> Response:
    """The page of the work, with what went wrong."""
    labels = labels_of(request, here)
    me = member_of(here)
    case = await the_case(here, text)
    found = await here.bus.ask("ask.community.case_work", AskCaseWork(token=token_of(here), id=case.id), CaseWork)
    return here.render(
        request,
        "case_work.html",
        status=UNPROCESSABLE if errors else 200,
        case=case,
        team=mate_rows(case.team, me.id, labels),
        leads=case.seat is Seat.LEAD,
        works=case.seat in (Seat.LEAD, Seat.MEMBER),
        seats=[Choice(seat.value, labels.gettext(word)) for seat, word in SEATS.items()],
        tasks=found.tasks,
        titles={task.id: task.title for task in found.tasks},
        notes=found.notes,
        joining=found.joining,
        today=datetime.now(BISHKEK).date(),
        key=secrets.token_urlsafe(18),
        given=Given(given),
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


async def _sent(request: Request, here: Web, text: str) -> tuple[str, str, dict[str, str]]:
    """Token, case and fields of a posted form."""
    member_of(here, f"/cases/{text}/work")
    return token_of(here), case_id(text), values_of(await here.form(request))


async def _again(
    request: Request, here: Web, text: str, error: Refused | ValidationError, given: Mapping[str, str]
) -> Response:
    """The page with what is wrong."""
    labels = labels_of(request, here)
    if isinstance(error, Refused):
        return await work_page(request, here, text, (said(error, labels),), given)
    names = sorted({str(problem["loc"][0]) for problem in error.errors()})
    wrong = tuple(FieldError(name, labels.gettext(WRONG.get(name, NOT_RIGHT))) for name in names)
    return await work_page(request, here, text, wrong, given)


@router.post(f"{PREFIX}/cases/{{id}}/tasks")
async def save_task(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Add a task, or mark one as done."""
    token, case, given = await _sent(request, here, id)
    fields = {name: given[name] for name in AskSaveTask.model_fields if given.get(name)}
    try:
        question = AskSaveTask.model_validate(fields | {"token": token, "id": case, "done": bool(given.get("done"))})
        await here.bus.ask("ask.community.save_task", question, CaseWork)
    except (Refused, ValidationError) as error:
        return await _again(request, here, id, error, given)
    return after(here, f"/cases/{case}/work", "task_saved")


@router.post(f"{PREFIX}/cases/{{id}}/notes")
async def add_note(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Write a note."""
    token, case, given = await _sent(request, here, id)
    try:
        question = AskAddNote(
            token=token,
            id=case,
            key=given.get("key", ""),
            text=given.get("text", ""),
            public=bool(given.get("public")),
        )
        await here.bus.ask("ask.community.add_note", question, CaseWork)
    except (Refused, ValidationError) as error:
        return await _again(request, here, id, error, given)
    return after(here, f"/cases/{case}/work", "note_added")


@router.post(f"{PREFIX}/cases/{{id}}/seats")
async def seat(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Give a seat, or take it."""
    token, case, given = await _sent(request, here, id)
    wanted = given.get("seat") or None
    try:
        question = AskSeat.model_validate(
            {"token": token, "id": case, "member": given.get("member", "").strip(), "seat": wanted}
        )
        await here.bus.ask("ask.community.seat_member", question, CaseView)
    except ValidationError as error:
        return await _again(request, here, id, error, given)
    except Refused as refused:
        labels = labels_of(request, here)
        if refused.detail.get("field") == "member":
            wrong = (FieldError("member", labels.gettext(NO_SUCH_MEMBER)),)
            return await work_page(request, here, id, wrong, given)
        return await _again(request, here, id, refused, given)
    return after(here, f"/cases/{case}/work", "seated")


@router.post(f"{PREFIX}/cases/{{id}}/interest")
async def interest(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Say whether one has an interest of one's own."""
    token, case, given = await _sent(request, here, id)
    words = given.get("conflict", "")[:1000] if given.get("has") == "yes" else ""
    if given.get("has") == "yes" and not words.strip():
        words = "—"
    question = AskDeclareInterest(token=token, id=case, conflict=words)
    try:
        await here.bus.ask("ask.community.declare_interest", question, CaseView)
    except Refused as refused:
        return await _again(request, here, id, refused, given)
    return after(here, f"/cases/{case}/work", "declared")


@router.post(f"{PREFIX}/cases/{{id}}/leave")
async def leave(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Give up one's seat."""
    token, case, given = await _sent(request, here, id)
    try:
        await here.bus.ask("ask.community.leave_case", AskLeaveCase(token=token, id=case), CaseView)
    except Refused as refused:
        return await _again(request, here, id, refused, given)
    return after(here, "/cases?scope=mine", "left")


@router.post(f"{PREFIX}/cases/{{id}}/join")
async def join(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Ask for a seat."""
    token, case, given = await _sent(request, here, id)
    question = AskJoinCase(token=token, id=case, words=given.get("words", "")[:1000])
    await here.bus.ask("ask.community.join_case", question, CaseView)
    return after(here, f"/cases/{case}", "asked_to_join")
