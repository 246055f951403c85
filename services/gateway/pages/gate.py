"""The publication gate: claims, reviews, the other side's word, publishing; and what is public of it."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.case_view import row
from services.gateway.choices import Choice
from services.gateway.forms import Given, values_of
from services.gateway.gate_view import gate_page
from services.gateway.gate_words import CHANNELS, CLAIM_KINDS, said
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.cases import case_id, violations_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.pages.replies import hidden
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.publication import (
    AskCaseClaims,
    AskCorrectCase,
    AskCorrections,
    AskMoveClaim,
    AskOtherSide,
    AskOtherSideAnswer,
    AskPublishCase,
    AskReviewCase,
    AskReviewQueue,
    AskSaveClaim,
    AskSendStatement,
    AskStatementForm,
    CaseClaims,
    Corrections,
    OtherSideAsked,
    ReviewQueue,
    StatementForm,
)
from shared.errors import Refused

WRONG: Final[Mapping[str, str]] = {
    "text": N_("Write a claim of 10 to 1,000 characters."),
    "kind": N_("Choose whether it is a fact or an opinion."),
    "to": N_("Name the organisation or office that was asked."),
    "channel": N_("Choose how it was asked."),
    "sent": N_("Write a date like 2026-12-31."),
    "due": N_("Write a date like 2026-12-31."),
    "proof": N_("Say where the proof of sending is: a receipt, a register number."),
    "statement": N_("Write at most 4,000 characters."),
    "what": N_("Say what was corrected."),
    "why": N_("Say why it was corrected."),
}
NOT_RIGHT: Final = N_("Something in the form is not right. Check it and try again.")
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/cases/{{id}}/publish")
async def gate(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Everything between a case and the public."""
    member_of(here)
    return await show(request, here, id, (), {})


async def show(
    request: Request,
    here: Web,
    text: str,
    errors: tuple[FieldError, ...],
    given: Mapping[str, str],
    link: str | None = None,
) -> Response:
    """The page of the gate, with what went wrong or with a link that is shown once."""
    labels = labels_of(request, here)
    question = AskCaseClaims(token=token_of(here), id=case_id(text))
    found = await here.bus.ask("ask.community.case_claims", question, CaseClaims)
    answer = here.render(
        request,
        "case_gate.html",
        status=UNPROCESSABLE if errors else 200,
        found=found,
        case=found.case,
        gate=gate_page(found, labels),
        kinds=[Choice(kind.value, labels.gettext(word)) for kind, word in CLAIM_KINDS.items()],
        channels=[Choice(channel.value, labels.gettext(word)) for channel, word in CHANNELS.items()],
        key=secrets.token_urlsafe(18),
        given=Given(given),
        link=link,
        errors=errors,
        notice=None if errors else notice(request, labels),
    )
    return hidden(answer) if link else answer


async def posted(
    request: Request,
    here: Web,
    text: str,
    name: str,
    contract: type[BaseModel],
    read: Callable[[Any, dict[str, str]], dict[str, Any]],
) -> Response:
    """Carry out what a form of the gate states, or show the page with what is wrong."""
    member_of(here, f"/cases/{text}/publish")
    form = await here.form(request)
    given = values_of(form)
    try:
        fields = read(form, given) | {"token": token_of(here), "id": case_id(text)}
        await here.bus.ask(f"ask.community.{name}", contract.model_validate(fields), CaseClaims)
    except ValidationError as error:
        return await show(request, here, text, wrong(error, labels_of(request, here)), given)
    except Refused as refused:
        return await show(request, here, text, (said(refused, labels_of(request, here)),), given)
    return after(here, f"/cases/{text}/publish", "gate_kept")


def wrong(error: ValidationError, labels: Labels) -> tuple[FieldError, ...]:
    """One message per wrong field."""
    found = []
    for name in dict.fromkeys(str(problem["loc"][0]) for problem in error.errors()):
        sentence = WRONG.get(name, NOT_RIGHT)
        found.append(FieldError(name if name in WRONG else "", labels.gettext(sentence)))
    return tuple(found)


def filled(given: Mapping[str, str], *names: str) -> dict[str, Any]:
    """The fields that were filled in."""
    return {name: given[name] for name in names if given.get(name)}


@router.post(f"{PREFIX}/cases/{{id}}/claims")
async def save_claim(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Write a claim."""
    return await posted(
        request,
        here,
        id,
        "save_claim",
        AskSaveClaim,
        lambda form, given: (
            filled(given, "revision", "key", "text", "kind", "norm", "decision")
            | {"evidence": [str(piece) for piece in form.getlist("evidence")]}
        ),
    )


@router.post(f"{PREFIX}/cases/{{id}}/claims/{{claim}}")
async def move_claim(request: Request, here: Here, id: str, claim: str) -> Response:  # noqa: A002
    """Move a claim up, or take it out."""
    return await posted(
        request,
        here,
        id,
        "move_claim",
        AskMoveClaim,
        lambda _, given: filled(given, "revision", "move") | {"claim": claim},
    )


@router.post(f"{PREFIX}/cases/{{id}}/reviews")
async def review(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Approve the text that was read, or say what has to change."""
    return await posted(
        request,
        here,
        id,
        "review_case",
        AskReviewCase,
        lambda _, given: filled(given, "hash", "words") | {"approved": given.get("what") == "approve"},
    )


@router.post(f"{PREFIX}/cases/{{id}}/other-side")
async def ask_other_side(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Record that the other side was asked; its link is shown once, on this very page."""
    member_of(here, f"/cases/{id}/publish")
    given = values_of(await here.form(request))
    names = ("key", "to", "channel", "sent", "proof", "due", "shortened")
    labels = labels_of(request, here)
    try:
        question = AskOtherSide.model_validate(filled(given, *names) | {"token": token_of(here), "id": case_id(id)})
        asked = await here.bus.ask("ask.community.ask_other_side", question, OtherSideAsked)
    except ValidationError as error:
        return await show(request, here, id, wrong(error, labels), given)
    except Refused as refused:
        return await show(request, here, id, (said(refused, labels),), given)
    if asked.link_token is None:
        return after(here, f"/cases/{id}/publish", "gate_kept")
    link = f"{request.url.scheme}://{request.url.netloc}/{here.viewer.language.value}/statement/{asked.link_token}"
    return await show(request, here, id, (), {}, link)


@router.post(f"{PREFIX}/cases/{{id}}/other-side/{{hearing}}")
async def other_side_answer(request: Request, here: Here, id: str, hearing: str) -> Response:  # noqa: A002
    """Enter an answer that came by another way."""
    return await posted(
        request,
        here,
        id,
        "other_side_answer",
        AskOtherSideAnswer,
        lambda _, given: filled(given, "statement", "signed") | {"hearing": hearing},
    )


@router.post(f"{PREFIX}/cases/{{id}}/publish")
async def publish(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Let the case through, now or when its embargo has passed."""
    return await posted(
        request, here, id, "publish_case", AskPublishCase, lambda _, given: filled(given, "revision", "hash")
    )


@router.post(f"{PREFIX}/cases/{{id}}/correct")
async def correct(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Publish a new version, with what was corrected and why."""
    return await posted(
        request,
        here,
        id,
        "correct_case",
        AskCorrectCase,
        lambda _, given: filled(given, "revision", "hash", "what", "why"),
    )


@router.get(f"{PREFIX}/reviews")
async def reviews(request: Request, here: Here) -> Response:
    """Cases that wait for a review by the member."""
    member_of(here)
    found = await here.bus.ask("ask.community.review_queue", AskReviewQueue(token=token_of(here)), ReviewQueue)
    known, labels = await violations_of(here), labels_of(request, here)
    return here.render(request, "reviews.html", rows=[row(case, known, labels) for case in found.items])


@router.get(f"{PREFIX}/corrections")
async def corrections(request: Request, here: Here, after: str | None = None) -> Response:
    """What was corrected in published cases."""
    found = await here.bus.ask("ask.community.corrections", AskCorrections(limit=25, after=after or None), Corrections)
    return here.render(request, "corrections.html", rows=found.items, next=found.next, first=after is None)


@router.get(f"{PREFIX}/statement/{{token}}")
async def statement(request: Request, here: Here, token: str) -> Response:
    """What the other side is asked about, for whoever has its link."""
    return await statement_page(request, here, token, {}, ())


@router.post(f"{PREFIX}/statement/{{token}}")
async def send_statement(request: Request, here: Here, token: str) -> Response:
    """Keep the other side's word; once."""
    given = values_of(await here.form(request))
    labels = labels_of(request, here)
    try:
        fields = filled(given, "statement", "signed") | {"link": token, "client": here.client}
        question = AskSendStatement.model_validate(fields)
        await here.bus.ask("ask.community.send_statement", question, StatementForm)
    except ValidationError as error:
        return await statement_page(request, here, token, given, wrong(error, labels))
    except Refused as refused:
        if refused.code == "invalid_token":
            raise Refused("not_found", "This link is not known, or it is no longer of use.") from None
        return await statement_page(request, here, token, given, (said(refused, labels),))
    return hidden(after(here, f"/statement/{token}", "statement_sent"))


async def statement_page(
    request: Request, here: Web, token: str, given: Mapping[str, str], errors: tuple[FieldError, ...]
) -> Response:
    """The page behind the link."""
    labels = labels_of(request, here)
    try:
        question = AskStatementForm.model_validate({"link": token})
        form = await here.bus.ask("ask.community.statement_form", question, StatementForm)
    except ValidationError:
        raise Refused("not_found", "This link is not known, or it is no longer of use.") from None
    except Refused as refused:
        if refused.code != "invalid_token":
            raise
        raise Refused("not_found", "This link is not known, or it is no longer of use.") from None
    return hidden(
        here.render(
            request,
            "statement.html",
            status=UNPROCESSABLE if errors else 200,
            form=form,
            claims=[(claim.text, labels.gettext(CLAIM_KINDS[claim.kind])) for claim in form.claims],
            token=token,
            given=Given(given),
            errors=errors,
            notice=None if errors else notice(request, labels),
        )
    )
