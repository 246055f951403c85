"""The addressee's way to answer a letter: by its link, or by number and code from paper. No account, no script.

The secret of the link stands in the address, so these pages are kept by nothing and tell no other site.
"""

import secrets
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway import letter_words as words
from services.gateway.forms import values_of
from services.gateway.letters_view import addressed, choices, paragraphs, reply
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, notice
from services.gateway.pages.letters import invalid
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts import letter as contract
from shared.errors import Refused

FORM: Final = ("number", "code", "name", "office", "text", "reference")
"""Fields of the forms."""
HIDDEN: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/reply")
async def find(request: Request, here: Here) -> Response:
    """For whoever types from paper."""
    return hidden(here.render(request, "reply_find.html", given=dict.fromkeys(FORM, ""), errors=()))


@router.post(f"{PREFIX}/reply")
async def found(request: Request, here: Here) -> Response:
    """Lead to the letter with this number and code."""
    given = values_of(await here.form(request))
    try:
        question = contract.AskFindReply(number=given.get("number", ""), code=given.get("code", ""), client=here.client)
        answer = await here.bus.ask("ask.community.find_reply", question, contract.FoundReply)
    except ValidationError as error:
        errors = invalid(error, request, here)
    except Refused as refused:
        errors = (words.said(refused, labels_of(request, here)),)
    else:
        return hidden(after(here, f"/reply/{answer.reply_token}"))
    given = dict.fromkeys(FORM, "") | given
    return hidden(here.render(request, "reply_find.html", status=UNPROCESSABLE, given=given, errors=errors))


@router.get(f"{PREFIX}/reply/{{token}}")
async def reply_page(request: Request, here: Here, token: str) -> Response:
    """The letter, and the form to answer it or the answer that was sent."""
    return await shown(request, here, token, {}, ())


@router.post(f"{PREFIX}/reply/{{token}}")
async def answer(request: Request, here: Here, token: str) -> Response:
    """Keep the answer."""
    given = values_of(await here.form(request))
    try:
        question = contract.AskAnswerLetter.model_validate(
            {
                "reply_token": token,
                "key": given.get("key", ""),
                "official": {"name": given.get("name", ""), "office": given.get("office", "")},
                "text": given.get("text", ""),
                "reference": given.get("reference", ""),
                "proposed": given.get("classed") or None,
            }
        )
        await here.bus.ask("ask.community.answer_letter", question, contract.ReplyPage)
    except ValidationError as error:
        return await shown(request, here, token, given, invalid(error, request, here))
    except Refused as refused:
        if refused.code == "not_found":
            raise
        return await shown(request, here, token, given, (words.said(refused, labels_of(request, here)),))
    return hidden(after(here, f"/reply/{token}", "reply_sent"))


async def shown(
    request: Request, here: Web, token: str, given: Mapping[str, str], errors: tuple[FieldError, ...]
) -> Response:
    """The page behind the link, with what was given and what is wrong with it."""
    labels = labels_of(request, here)
    question = contract.AskReplyPage(reply_token=token)
    page = await here.bus.ask("ask.community.reply_page", question, contract.ReplyPage)
    answer_ = here.render(
        request,
        "reply.html",
        status=UNPROCESSABLE if errors else 200,
        page=page,
        facts=addressed(page, labels),
        paragraphs=paragraphs(page.text),
        reply=reply(page.reply, labels) if page.reply else None,
        classes=choices(words.CLASSES, given.get("classed"), labels),
        given=dict.fromkeys(FORM, "") | dict(given),
        key=given.get("key") or secrets.token_urlsafe(16),
        token=token,
        errors=errors,
        notice=None if errors else notice(request, labels),
    )
    return hidden(answer_)


def hidden(response: Response) -> Response:
    """Kept by nothing, told to no other site, found by no search engine."""
    response.headers.update(HIDDEN)
    return response
