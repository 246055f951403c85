"""A member's own account and data: look, correct, take along, delete; and the texts that members agree to."""

import asyncio
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.archive import archive
from services.gateway.forms import invalid, refusal, values_of
from services.gateway.i18n import LANGUAGE_NAMES, N_
from services.gateway.pages.account import SECONDS, token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.texts import newest, shown, texts
from services.gateway.views import FieldError
from shared.contracts.base import Language
from shared.contracts.community import Member
from shared.contracts.consent import AgreedText, Consent, ConsentText
from shared.contracts.mydata import (
    AccountKept,
    AskAgree,
    AskChangeEmail,
    AskChangeLanguage,
    AskChangeName,
    AskConfirmEmail,
    AskDeleteAccount,
    AskKeepAccount,
    AskOwnAccount,
    AskOwnData,
    DeletionPlanned,
    EmailAsked,
    EmailChanged,
    OwnAccount,
    OwnData,
)
from shared.errors import Refused

TEXTS: Final = {ConsentText.TERMS: N_("Terms of use"), ConsentText.PRIVACY: N_("Privacy")}
MOST_PIECES: Final = 200
"""Far more than one member's data come to."""
FORMS: Final[dict[str, tuple[type[BaseModel], type[BaseModel], str]]] = {
    # Form of the page -> question, answer, and what is said when it is done.
    "name": (AskChangeName, Member, "name_changed"),
    "language": (AskChangeLanguage, Member, "language_changed"),
    "email": (AskChangeEmail, EmailAsked, "email_asked"),
    "delete": (AskDeleteAccount, DeletionPlanned, "deletion_planned"),
    "keep": (AskKeepAccount, AccountKept, "account_kept"),
}
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/terms")
async def terms(request: Request, here: Here, version: str = "") -> Response:
    """What one may expect here, and what is expected."""
    return text_page(request, here, ConsentText.TERMS, version)


@router.get(f"{PREFIX}/privacy")
async def privacy(request: Request, here: Here, version: str = "") -> Response:
    """What is kept about people."""
    return text_page(request, here, ConsentText.PRIVACY, version)


def text_page(request: Request, here: Web, text: ConsentText, version: str) -> Response:
    """A text in the viewer's language, in the version asked for or the one that is shown now."""
    now = newest(text)
    known = {(key.text, key.version, key.language): found for key, found in texts().items()}
    found = known.get((text, version or now, here.viewer.language))
    if found is None:
        raise HTTPException(404)
    return here.render(request, "text.html", text=found, current=found.version == now, path=f"/{text.value}")


@router.get(f"{PREFIX}/account")
async def account(request: Request, here: Here) -> Response:
    """The member's own account."""
    return await account_page(request, here, "", {}, ())


@router.post(f"{PREFIX}/account/agree")
async def agree(request: Request, here: Here) -> Response:
    """Agree to the texts as they are shown now."""
    member_of(here, "/account")
    await here.form(request)
    for agreed in shown(here.viewer.language):
        await here.bus.ask("ask.community.agree", AskAgree(token=token_of(here), agreed=agreed), Consent)
    return after(here, "/account", "agreed")


@router.post(f"{PREFIX}/account/data")
async def take_along(request: Request, here: Here) -> Response:
    """Everything that is kept about the member, as a ZIP that is made now."""
    member_of(here, "/account")
    await here.form(request)
    parts: dict[str, list[Any]] = {}
    question = AskOwnData(token=token_of(here))
    for _ in range(MOST_PIECES):
        piece = await here.bus.ask("ask.community.own_data", question, OwnData)
        parts.setdefault(piece.part, []).extend(piece.rows)
        if piece.next_part is None:
            break
        question = AskOwnData(token=token_of(here), part=piece.next_part, skip=piece.next_skip)
    packed = await asyncio.to_thread(archive, parts, labels_of(request, here))
    headers = {"Content-Disposition": 'attachment; filename="achyk-data.zip"', "Cache-Control": "private, no-store"}
    return Response(packed, media_type="application/zip", headers=headers)


@router.get(f"{PREFIX}/account/email/{{token}}")
async def new_email(request: Request, here: Here, token: str) -> Response:
    """A form, not the deed: programs that look into letters must not use the link up."""
    return here.render(request, "email_confirm.html", token=token, errors=())


@router.post(f"{PREFIX}/account/email/confirm")
async def confirm_email(request: Request, here: Here) -> Response:
    """Give the account the address that the letter went to."""
    labels = labels_of(request, here)
    token = values_of(await here.form(request)).get("token", "")
    errors: tuple[FieldError, ...]
    try:
        question = AskConfirmEmail.model_validate({"token": token})
        await here.bus.ask("ask.community.confirm_email", question, EmailChanged)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/account" if here.viewer.member else "/sign-in", "email_changed")
    return here.render(request, "email_confirm.html", status=UNPROCESSABLE, token="", errors=errors)


@router.post(f"{PREFIX}/account/{{form}}")
async def change(request: Request, here: Here, form: str) -> Response:
    """One of the forms of the page."""
    member_of(here, "/account")
    if form not in FORMS:
        raise HTTPException(404)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    asked, answer, done = FORMS[form]
    errors: tuple[FieldError, ...]
    try:
        question = asked.model_validate({**given, "token": token_of(here)})
        await here.bus.ask(f"ask.community.{REQUESTS[form]}", question, answer, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/account", done)
    return await account_page(request, here, form, given, tuple(placed(form, error) for error in errors))


REQUESTS: Final = {
    "name": "change_name",
    "language": "change_language",
    "email": "change_email",
    "delete": "delete_account",
    "keep": "keep_account",
}


def placed(form: str, error: FieldError) -> FieldError:
    """The error at its form's own field: several forms of the page ask for the password."""
    return replace(error, field=f"{form}-{error.field}") if error.field == "password" else error


async def account_page(
    request: Request, here: Web, form: str, given: dict[str, str], errors: tuple[FieldError, ...]
) -> Response:
    """The page, with what was given in `form` and what is wrong with it."""
    member_of(here)
    labels = labels_of(request, here)
    found = await here.bus.ask("ask.community.own_account", AskOwnAccount(token=token_of(here)), OwnAccount)
    agreed = {(one.text, one.version) for one in found.consents}
    return here.render(
        request,
        "account.html",
        status=UNPROCESSABLE if errors else 200,
        account=found,
        name=given.get("name", found.member.name) if form == "name" else found.member.name,
        email=given.get("email", "") if form == "email" else "",
        languages_of={code.value: name for code, name in LANGUAGE_NAMES.items()},
        consents=[consent_row(one, labels.gettext(TEXTS[one.text])) for one in found.consents],
        to_agree=any((each.text, each.version) not in agreed for each in shown(here.viewer.language)),
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


def consent_row(consent: Consent, title: str) -> dict[str, Any]:
    """One line of the history, with where the text can be read as it was."""
    key = AgreedText(text=consent.text, version=consent.version, language=consent.language)
    return {
        "title": title,
        "version": consent.version,
        "language": LANGUAGE_NAMES[Language(consent.language)],
        "at": consent.at,
        "path": f"/{consent.language.value}/{consent.text.value}?version={consent.version}" if key in texts() else None,
    }
