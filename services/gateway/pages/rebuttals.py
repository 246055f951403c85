"""The rebuttal desk: anybody's form, what becomes of it, the desk of the moderators, and the public register."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.choices import Choice
from services.gateway.forms import Given, refusal, values_of
from services.gateway.gate_words import said as said_of_link
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.pages.replies import hidden
from services.gateway.ports import Web
from services.gateway.rebuttal_words import CHECKS, DECIDED, DECISIONS, WANTED, said
from services.gateway.views import FieldError
from shared.contracts.rebuttal import (
    AskDecideRebuttal,
    AskDecisionRegister,
    AskRebut,
    AskRebuttal,
    AskRebuttals,
    AskRebuttalStatus,
    AskShowCaseAgain,
    Decision,
    DecisionRegister,
    RebutReceived,
    Rebuttal,
    RebuttalRow,
    Rebuttals,
    RebuttalStatus,
    Wanted,
)
from shared.errors import Refused

WRONG: Final[Mapping[str, str]] = {
    "name": N_("Write who you are: a person or an organisation."),
    "email": N_("Write an e-mail address like name@example.org."),
    "about": N_("Write the address or the number of the page."),
    "untrue": N_("Say what is untrue, in at least ten characters."),
    "proof": N_("Write at most 4,000 characters."),
    "decision": N_("Choose what is to be done."),
    "reasons": N_("Say why, so that it can be followed."),
    "text": N_("Write at most 4,000 characters."),
}
NOT_RIGHT: Final = N_("Something in the form is not right. Check it and try again.")
_NO_RECEIPT: Final = "This link is not known, or it is no longer of use."
router = APIRouter(include_in_schema=False)


def wrong(error: ValidationError, labels: Labels) -> tuple[FieldError, ...]:
    """One message per wrong field."""
    found = []
    for name in dict.fromkeys(str(problem["loc"][0]) for problem in error.errors()):
        sentence = WRONG.get(name, NOT_RIGHT)
        found.append(FieldError(name if name in WRONG else "", labels.gettext(sentence)))
    return tuple(found)


# --- anybody ---------------------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/rebut")
async def rebut(request: Request, here: Here) -> Response:
    """The form for whoever finds something untrue; a case in the address is named already."""
    return await rebut_page(request, here, {"about": request.query_params.get("about", "")[:500]}, ())


@router.post(f"{PREFIX}/rebut")
async def send_rebuttal(request: Request, here: Here) -> Response:
    """Give it to the desk; leads to the page that tells what becomes of it."""
    given = values_of(await here.form(request))
    labels = labels_of(request, here)
    names = ("key", "name", "email", "speaks_for", "about", "untrue", "proof", "wanted")
    fields: dict[str, Any] = {name: given[name] for name in names if given.get(name)}
    try:
        question = AskRebut.model_validate(fields | {"language": here.viewer.language, "client": here.client})
        received = await here.bus.ask("ask.community.rebut", question, RebutReceived)
    except ValidationError as error:
        return await rebut_page(request, here, given, wrong(error, labels))
    except Refused as refused:
        return await rebut_page(request, here, given, (refusal(refused, labels),))
    return hidden(after(here, f"/rebuttal/{received.receipt}", "rebuttal_received"))


async def rebut_page(request: Request, here: Web, given: Mapping[str, str], errors: tuple[FieldError, ...]) -> Response:
    """The form, with what is wrong with it."""
    labels = labels_of(request, here)
    wanted = given.get("wanted") or Wanted.REBUTTAL.value
    return here.render(
        request,
        "rebut.html",
        status=UNPROCESSABLE if errors else 200,
        given=Given(given),
        wanted=[Choice(each.value, labels.gettext(word), each.value == wanted) for each, word in WANTED.items()],
        key=given.get("key") or secrets.token_urlsafe(18),
        errors=errors,
    )


@router.get(f"{PREFIX}/rebuttal/{{receipt}}")
async def status(request: Request, here: Here, receipt: str) -> Response:
    """What becomes of it, for whoever has the link of the letter."""
    labels = labels_of(request, here)
    try:
        question = AskRebuttalStatus.model_validate({"receipt": receipt})
        found = await here.bus.ask("ask.community.rebuttal_status", question, RebuttalStatus)
    except ValidationError:
        raise Refused("not_found", _NO_RECEIPT) from None
    except Refused as refused:
        if refused.code != "invalid_token":
            raise
        raise Refused("not_found", said_of_link(refused, labels).message) from None
    return hidden(
        here.render(
            request,
            "rebuttal_status.html",
            found=found,
            decided=labels.gettext(DECIDED[found.decision]) if found.decision else None,
            notice=notice(request, labels),
        )
    )


@router.get(f"{PREFIX}/register")
async def register(request: Request, here: Here, after: str | None = None) -> Response:
    """What the desk decided, without who asked; with the figures, also when they are bad."""
    labels = labels_of(request, here)
    question = AskDecisionRegister(limit=25, after=after or None)
    found = await here.bus.ask("ask.community.decision_register", question, DecisionRegister)
    rows = [(line, labels.gettext(WANTED[line.wanted]), labels.gettext(DECIDED[line.decision])) for line in found.items]
    return here.render(request, "register.html", found=found, rows=rows, first=after is None)


# --- the desk --------------------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/desk/rebuttals")
async def desk(request: Request, here: Here) -> Response:
    """What waits, the soonest due first, and what is done."""
    member_of(here)
    labels = labels_of(request, here)
    found = await here.bus.ask("ask.community.rebuttals", AskRebuttals(token=token_of(here)), Rebuttals)
    return here.render(
        request,
        "desk_rebuttals.html",
        found=found,
        waiting=[line(each, labels) for each in found.waiting],
        done=[line(each, labels) for each in found.done],
        notice=notice(request, labels),
    )


def line(row: RebuttalRow, labels: Labels) -> dict[str, Any]:
    """One line of the desk, with the hours that are left."""
    left = int((row.due - datetime.now(UTC)).total_seconds() // 3600)
    return {
        "row": row,
        "wanted": labels.gettext(WANTED[row.wanted]),
        "decided": labels.gettext(DECIDED[row.decision]) if row.decision else None,
        "late": left < 0,
        "hours": max(left, 0),
    }


@router.get(f"{PREFIX}/desk/rebuttals/{{id}}")
async def rebuttal(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """One of them, with the list of what to do before deciding."""
    member_of(here)
    return await desk_page(request, here, id, {}, [], ())


async def desk_page(
    request: Request,
    here: Web,
    text: str,
    given: Mapping[str, str],
    ticked: list[str],
    errors: tuple[FieldError, ...],
) -> Response:
    """The page of one rebuttal, with what went wrong."""
    labels = labels_of(request, here)
    try:
        question = AskRebuttal.model_validate({"token": token_of(here), "id": text})
    except ValidationError:
        raise Refused("not_found", "There is no such rebuttal.") from None
    found = await here.bus.ask("ask.community.rebuttal", question, Rebuttal)
    shown = [each for each in DECISIONS if found.case_public or each in (Decision.CORRECT, Decision.REFUSE)]
    return here.render(
        request,
        "desk_rebuttal.html",
        status=UNPROCESSABLE if errors else 200,
        found=found,
        line=line(found, labels),
        given=Given(given),
        decisions=[
            Choice(each.value, labels.gettext(DECISIONS[each]), each.value == given.get("decision")) for each in shown
        ],
        checks=[Choice(each.value, labels.gettext(word), each.value in ticked) for each, word in CHECKS.items()],
        done=[labels.gettext(CHECKS[each]) for each in found.checks],
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


@router.post(f"{PREFIX}/desk/rebuttals/{{id}}")
async def decide(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Decide."""
    member_of(here, f"/desk/rebuttals/{id}")
    form = await here.form(request)
    given, ticked = values_of(form), [str(each) for each in form.getlist("checks")]
    labels = labels_of(request, here)
    names = ("decision", "reasons", "text", "signed")
    fields: dict[str, Any] = {name: given.get(name, "") for name in names}
    try:
        question = AskDecideRebuttal.model_validate(fields | {"token": token_of(here), "id": id, "checks": ticked})
        await here.bus.ask("ask.community.decide_rebuttal", question, Rebuttal)
    except ValidationError as error:
        return await desk_page(request, here, id, given, ticked, wrong(error, labels))
    except Refused as refused:
        return await desk_page(request, here, id, given, ticked, (said(refused, labels),))
    return after(here, "/desk/rebuttals", "rebuttal_decided")


@router.post(f"{PREFIX}/desk/rebuttals/{{id}}/show")
async def show_again(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Show a hidden case again."""
    member_of(here, f"/desk/rebuttals/{id}")
    await here.form(request)
    try:
        question = AskShowCaseAgain.model_validate({"token": token_of(here), "id": id})
        await here.bus.ask("ask.community.show_case_again", question, Rebuttal)
    except ValidationError:
        raise Refused("not_found", "There is no such rebuttal.") from None
    except Refused as refused:
        return await desk_page(request, here, id, {}, [], (said(refused, labels_of(request, here)),))
    return after(here, f"/desk/rebuttals/{id}", "rebuttal_decided")
