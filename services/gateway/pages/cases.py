"""Cases: lists, the page of one, its timeline, and the steps it takes."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.case_drawing import drawing
from services.gateway.case_view import case_page, entry_rows, row
from services.gateway.case_words import CASE_REFUSALS, PURCHASE_STAGES, SCOPES, STATUSES
from services.gateway.choices import Choice
from services.gateway.forms import refusal, values_of
from services.gateway.gate_view import published_claims
from services.gateway.labels import REGIONS, Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.case import (
    AskCase,
    AskCases,
    AskCaseTimeline,
    AskStepCase,
    CaseId,
    Cases,
    CaseScope,
    CaseStatus,
    CaseStep,
    CaseTimeline,
    CaseView,
    PurchaseStage,
)
from shared.contracts.community import Role
from shared.contracts.publication import AskPublicCase, PublicCase
from shared.contracts.violation import AskViolations, Violation, Violations
from shared.errors import Refused, Unavailable

ROWS: Final = 25
FIRST_ENTRIES: Final = 10
DECIDES: Final = frozenset({Role.MONITOR, Role.EXPERT, Role.MODERATOR})
CASE_ID: Final[TypeAdapter[str]] = TypeAdapter(CaseId)
router = APIRouter(include_in_schema=False)


async def violations_of(here: Web) -> dict[str, Violation]:
    """The types of violations by code; empty while community does not answer."""
    try:
        found = await here.bus.ask("ask.community.violations", AskViolations(inactive=True), Violations)
    except Unavailable:
        return {}
    return {each.code: each for each in found.items}


def case_id(text: str) -> str:
    """The id in an address. Raises `Refused("not_found")` for what cannot be one."""
    try:
        return CASE_ID.validate_python(text)
    except ValidationError:
        raise Refused("not_found", "There is no such case, or it is not open to you.") from None


async def the_case(here: Web, text: str) -> CaseView:
    """The case of an address, as the viewer may see it."""
    return await here.bus.ask("ask.community.case", AskCase(token=here.token, id=case_id(text)), CaseView)


def said(refused: Refused, labels: Labels) -> FieldError:
    """What a refusal about a case means to the person at the form."""
    field, sentence = CASE_REFUSALS.get(refused.code, ("", ""))
    if refused.code == "not_found":
        raise refused
    return FieldError(field, labels.gettext(sentence)) if sentence else refusal(refused, labels)


@router.get(f"{PREFIX}/cases")
async def cases(request: Request, here: Here) -> Response:
    """A list of cases with its filters; what is not understood in the address narrows nothing."""
    labels = labels_of(request, here)
    given = {name: value for name, value in request.query_params.items() if value}
    scope = CaseScope(given["scope"]) if given.get("scope") in list(CaseScope) else CaseScope.PUBLIC
    if scope is not CaseScope.PUBLIC:
        member_of(here)
    narrowed = {name: given[name] for name in NARROWING if name in given}
    try:
        ask = AskCases.model_validate(narrowed | {"token": here.token, "scope": scope, "limit": ROWS})
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors()}
        kept = {name: value for name, value in narrowed.items() if name not in wrong}
        ask = AskCases.model_validate(kept | {"token": here.token, "scope": scope, "limit": ROWS})
    found = await here.bus.ask("ask.community.cases", ask, Cases)
    known = await violations_of(here)
    return here.render(
        request,
        "cases.html",
        rows=[row(case, known, labels) for case in found.items],
        total=found.total,
        more=found.more,
        next=found.next,
        scope=scope.value,
        scopes=scopes(here, labels),
        ask=ask,
        narrowed={name: value for name, value in narrowed.items() if name != "after"},
        filters=filters(ask, known, labels),
    )


NARROWING: Final = ("status", "stage", "violation", "region", "organisation", "ocid", "overdue", "words", "after")


def scopes(here: Web, labels: Labels) -> tuple[Choice, ...]:
    """The lists that the viewer can open."""
    member = here.viewer.member
    shown = [CaseScope.PUBLIC]
    if member:
        shown += [CaseScope.MEMBERS, CaseScope.MINE]
        if DECIDES & {member.role, *member.roles} or member.role is Role.ADMIN:
            shown.append(CaseScope.WAITING)
    return tuple(Choice(scope.value, labels.gettext(SCOPES[scope])) for scope in shown)


def filters(ask: AskCases, known: Mapping[str, Violation], labels: Labels) -> dict[str, tuple[Choice, ...]]:
    """The selects of the filter form."""
    language = labels.language
    return {
        "status": tuple(Choice(s.value, labels.gettext(STATUSES[s]), s is ask.status) for s in CaseStatus),
        "stage": tuple(Choice(s.value, labels.gettext(PURCHASE_STAGES[s]), s is ask.stage) for s in PurchaseStage),
        "violation": tuple(
            Choice(code, each.title.in_language(language), code == ask.violation) for code, each in known.items()
        ),
        "region": tuple(Choice(code, labels.region(code) or code, code == ask.region) for code in REGIONS),
    }


@router.get(f"{PREFIX}/cases/{{id}}")
async def case(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """The page of a case."""
    return await show(request, here, await the_case(here, id))


async def show(
    request: Request, here: Web, case: CaseView, errors: tuple[FieldError, ...] = (), reason: str = ""
) -> Response:
    """The page of a case, with what went wrong."""
    labels = labels_of(request, here)
    member = here.viewer.member
    question = AskCaseTimeline(token=here.token, id=case.id, limit=FIRST_ENTRIES)
    timeline = await here.bus.ask("ask.community.case_timeline", question, CaseTimeline)
    public = await public_of(here, case)
    return here.render(
        request,
        "case.html",
        status=UNPROCESSABLE if errors else 200,
        case=case_page(case, await violations_of(here), member.id if member else None, labels),
        drawing=drawing(case.links),
        public=public,
        claims=published_claims(public, labels) if public else (),
        entries=entry_rows(timeline.items, labels),
        more=timeline.next is not None,
        errors=errors,
        reason=reason,
        notice=None if errors else notice(request, labels),
    )


async def public_of(here: Web, case: CaseView) -> PublicCase | None:
    """What the gate let through; None before that, and while its embargo lasts."""
    if case.published is None:
        return None
    try:
        return await here.bus.ask("ask.community.public_case", AskPublicCase(id=case.id), PublicCase)
    except Refused as refused:
        if refused.code != "not_found":
            raise
        return None


@router.get(f"{PREFIX}/cases/{{id}}/timeline")
async def timeline(request: Request, here: Here, id: str, after: str | None = None) -> Response:  # noqa: A002
    """Everything that happened, page by page."""
    labels = labels_of(request, here)
    found = await the_case(here, id)
    question = AskCaseTimeline(token=here.token, id=found.id, after=after or None)
    entries = await here.bus.ask("ask.community.case_timeline", question, CaseTimeline)
    return here.render(
        request,
        "case_timeline.html",
        id=found.id,
        title=found.title,
        number=found.number,
        entries=entry_rows(entries.items, labels),
        next=entries.next,
        first=after is None,
    )


@router.post(f"{PREFIX}/cases/{{id}}/step")
async def step(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Take a step; leads back to the case, or to the list for whoever may not see it any more."""
    member_of(here, f"/cases/{id}")
    given = values_of(await here.form(request))
    labels = labels_of(request, here)
    if given.get("step") not in list(CaseStep) or not given.get("revision", "").isdigit():
        raise Refused("not_found", "There is no such step.")
    try:
        question = AskStepCase(
            token=token_of(here),
            id=case_id(id),
            step=CaseStep(given["step"]),
            revision=int(given["revision"]),
            reason=given.get("reason", "")[:1000],
        )
        case = await here.bus.ask("ask.community.step_case", question, CaseView)
    except Refused as refused:
        error = said(refused, labels)
        return await show(request, here, await the_case(here, id), (error,), given.get("reason", ""))
    if case.seat is None:
        return after(here, "/cases?scope=waiting", "stepped")
    return after(here, f"/cases/{case.id}", "stepped")
