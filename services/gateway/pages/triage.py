"""The triage queue: tenders with raised indicators that wait for a person, and what people do with them."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.choices import Choice, chosen_of
from services.gateway.forms import Given, values_of
from services.gateway.i18n import N_
from services.gateway.labels import REGIONS, Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, catalogue_of, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.triage_words import ACTS, REASONS, SCOPES, SORTS, said
from services.gateway.views import FieldError
from shared.contracts.base import IndicatorId
from shared.contracts.community import Role
from shared.contracts.risk import Indicator
from shared.contracts.triage import (
    AskAssignTender,
    AskClaimTender,
    AskReleaseTender,
    AskSkipTender,
    AskTriageItem,
    AskTriageQueue,
    AskTriageTeam,
    TriageItem,
    TriageQueue,
    TriageReason,
    TriageRow,
    TriageScope,
    TriageTeam,
)
from shared.errors import Refused

ROWS: Final = 25
NARROWING: Final = ("sort", "region", "sector", "indicator", "amount_min", "amount_max", "within_days", "after")
WRONG: Final = {
    "reason": N_("Choose a reason."),
    "words": N_("Say what you looked at and found."),
    "member": N_("Nobody of that code may work the queue."),
}
NOT_RIGHT: Final = N_("Something in the form is not right. Check it and try again.")
ACTIONS: Final[Mapping[str, type[BaseModel]]] = {
    "claim": AskClaimTender,
    "release": AskReleaseTender,
    "skip": AskSkipTender,
    "assign": AskAssignTender,
}
"""Last part of the address of a form -> the request that it sends (`<action>_tender`)."""
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/triage")
async def queue(request: Request, here: Here) -> Response:
    """A slice of the queue; what is not understood in the address narrows nothing."""
    member_of(here)
    return await queue_page(request, here, request.query_params.get("scope", ""))


@router.get(f"{PREFIX}/triage/mine")
async def mine(request: Request, here: Here) -> Response:
    """What the member has in hand, the one that must be given back first on top."""
    member_of(here)
    return await queue_page(request, here, TriageScope.MINE.value)


async def queue_page(request: Request, here: Web, scope: str) -> Response:
    """The queue with its filters."""
    labels = labels_of(request, here)
    given = {name: value for name in NARROWING if (value := request.query_params.get(name))}
    base = {"token": token_of(here), "limit": ROWS, "scope": scope if scope in list(TriageScope) else TriageScope.FREE}
    try:
        ask = AskTriageQueue.model_validate(given | base)
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors()}
        ask = AskTriageQueue.model_validate({n: v for n, v in given.items() if n not in wrong} | base)
    found = await here.bus.ask("ask.community.triage_queue", ask, TriageQueue)
    catalogue = await catalogue_of(here)
    narrowed = {name: value for name, value in given.items() if name != "after"}
    return here.render(
        request,
        "triage.html",
        rows=[row(each, catalogue, labels) for each in found.items],
        total=found.total,
        more=found.more,
        next=found.next,
        ask=ask,
        narrowed=narrowed,
        scopes=[Choice(s.value, labels.gettext(word), s is ask.scope) for s, word in SCOPES.items()],
        sorts=[Choice(s.value, labels.gettext(word), s is ask.sort) for s, word in SORTS.items()],
        regions=chosen_of({code: labels.region(code) or code for code in REGIONS}, ask.region),
        notice=notice(request, labels),
    )


def row(one: TriageRow, catalogue: Mapping[IndicatorId, Indicator], labels: Labels) -> dict[str, Any]:
    """A tender of the queue as lists show it."""
    summary = one.process
    return {
        "ocid": summary.ocid,
        "path": quote(summary.ocid, safe=""),
        "title": summary.title or summary.ocid,
        "buyer": summary.buyer.name or summary.buyer.id if summary.buyer else None,
        "amount": labels.money(summary.value),
        "region": labels.region(summary.region),
        "deadline": labels.instant(summary.deadline),
        "flags": [catalogue[id_].title.in_language(labels.language) if id_ in catalogue else id_ for id_ in one.raised],
        "made_up": summary.made_up,
        "since": one.since,
        "queued": one.queued,
        "holder": one.holder,
        "mine": one.mine,
        "until": one.until,
    }


@router.get(f"{PREFIX}/triage/{{ocid}}")
async def item(request: Request, here: Here, ocid: str) -> Response:
    """One tender of the queue: what can be done with it, and what was."""
    member_of(here)
    return await item_page(request, here, ocid, {}, ())


async def item_page(
    request: Request, here: Web, ocid: str, given: Mapping[str, str], errors: tuple[FieldError, ...]
) -> Response:
    """The page of one tender, with what went wrong."""
    labels, member = labels_of(request, here), member_of(here)
    question = AskTriageItem(token=token_of(here), ocid=ocid)
    found = await here.bus.ask("ask.community.triage_item", question, TriageItem)
    team = None
    if member.role in (Role.MODERATOR, Role.ADMIN):
        team = await here.bus.ask("ask.community.triage_team", AskTriageTeam(token=token_of(here)), TriageTeam)
    return here.render(
        request,
        "triage_item.html",
        status=UNPROCESSABLE if errors else 200,
        row=row(found, await catalogue_of(here), labels),
        acts=[
            (act, labels.gettext(ACTS[act.kind]), labels.gettext(REASONS[act.reason]) if act.reason else None)
            for act in found.acts
        ],
        reasons=[
            Choice(reason.value, labels.gettext(REASONS[reason]), reason.value == given.get("reason"))
            for reason in TriageReason
        ],
        team=team.items if team else [],
        given=Given(given),
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


@router.post(f"{PREFIX}/triage/{{ocid}}/{{action}}")
async def act(request: Request, here: Here, ocid: str, action: str) -> Response:
    """Take it in hand, give it back, decide, or give it to somebody."""
    member_of(here, f"/triage/{ocid}")
    given = values_of(await here.form(request))
    if action not in ACTIONS:
        raise Refused("not_found", "There is no such action.")
    labels = labels_of(request, here)
    try:
        fields = {name: given.get(name, "") for name in ("reason", "words", "member") if name in given}
        question = ACTIONS[action].model_validate(fields | {"token": token_of(here), "ocid": ocid})
        await here.bus.ask(f"ask.community.{action}_tender", question, TriageRow)
    except ValidationError as error:
        wrong = []
        for name in sorted({str(problem["loc"][0]) for problem in error.errors()}):
            sentence = WRONG.get(name, NOT_RIGHT)
            wrong.append(FieldError(name if name in WRONG else "", labels.gettext(sentence)))
        return await item_page(request, here, ocid, given, tuple(wrong))
    except Refused as refused:
        return await item_page(request, here, ocid, given, (said(refused, labels),))
    return after(here, f"/triage/{quote(ocid, safe='')}" if action != "skip" else "/triage", "triage_kept")
