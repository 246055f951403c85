"""Becoming a member, signing in and out, and where one is signed in."""

import logging
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import invalid, refusal, values_of
from services.gateway.i18n import N_
from services.gateway.pages.here import (
    PREFIX,
    UNPROCESSABLE,
    Here,
    SignInFirst,
    after,
    labels_of,
    local_path,
    member_of,
    notice,
)
from services.gateway.ports import Web
from services.gateway.strong import CONFIRM
from services.gateway.texts import shown
from services.gateway.views import FieldError
from shared.contracts.community import (
    AskEndSession,
    AskRegister,
    AskResendVerification,
    AskSessions,
    AskSignIn,
    AskSignOut,
    AskVerifyEmail,
    Confirmed,
    Registered,
    Session,
    Sessions,
    SignedOut,
)
from shared.errors import Refused, Unavailable

log = logging.getLogger(__name__)

SECONDS: Final = 8.0
"""Checking a password takes long on purpose."""
OTHER_PASSWORD: Final = N_(
    "This is not the password chosen when this letter was asked for. If somebody else asked for it, open the link in "
    "your own letter, or become a member again."
)
BROWSERS: Final = (
    # What stands in the user agent -> the browser, in the order to look: most of them also call themselves Chrome or
    # Safari, and Chrome calls itself Safari.
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("OPT", "Opera"),
    ("YaBrowser", "Yandex"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/sign-up")
async def sign_up(request: Request, here: Here) -> Response:
    """The form to become a member."""
    return here.render(request, "sign_up.html", given={}, errors=())


@router.post(f"{PREFIX}/sign-up")
async def register(request: Request, here: Here) -> Response:
    """Register; the answer is the same whether the address was known or not."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    fields = {name: given.get(name, "") for name in ("email", "name", "password")}
    language = here.viewer.language
    more = {"language": language, "client": here.client, "agreed": shown(language)}
    errors: tuple[FieldError, ...]
    try:
        question = AskRegister.model_validate(fields | more)
        if given.get("agreed") != "yes":
            raise Refused("agreement_needed", "Nobody becomes a member without agreeing.", {"field": "agreed"})
        await here.bus.ask("ask.community.register", question, Registered, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/sign-up/sent")
    shown_again = fields | {"agreed": given.get("agreed", "")}
    return here.render(request, "sign_up.html", status=UNPROCESSABLE, given=shown_again, errors=errors)


@router.get(f"{PREFIX}/sign-up/sent")
async def sent(request: Request, here: Here) -> Response:
    """What happens next: a letter with a link."""
    return here.render(request, "sign_up_sent.html", mailbox=here.mailbox_dir is not None)


@router.get(f"{PREFIX}/sign-up/again")
async def ask_again(request: Request, here: Here) -> Response:
    """The form to have the letter sent once more."""
    return here.render(request, "verify_again.html", given={}, errors=())


@router.post(f"{PREFIX}/sign-up/again")
async def send_again(request: Request, here: Here) -> Response:
    """Send the letter once more; the answer does not tell whether the address is known."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    errors: tuple[FieldError, ...]
    try:
        question = AskResendVerification.model_validate({"email": given.get("email", ""), "client": here.client})
        await here.bus.ask("ask.community.resend_verification", question, Registered, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/sign-up/sent")
    return here.render(request, "verify_again.html", status=UNPROCESSABLE, given=given, errors=errors)


@router.get(f"{PREFIX}/verify/{{token}}")
async def verify(request: Request, here: Here, token: str) -> Response:
    """A form, not the deed: programs that look into letters must not use the link up."""
    return here.render(request, "verify.html", token=token, errors=())


@router.post(f"{PREFIX}/verify")
async def verify_email(request: Request, here: Here) -> Response:
    """Confirm the address by the letter and the password chosen with it, which signs in at once."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    token = given.get("token", "")
    errors: tuple[FieldError, ...]
    try:
        question = AskVerifyEmail.model_validate(
            {
                "token": token,
                "password": given.get("password", ""),
                "device": device_of(request),
                "browser": here.browser,
                "replaces": here.token,
            }
        )
        confirmed = await here.bus.ask("ask.community.verify_email", question, Confirmed, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
        if refused.code == "wrong_password":
            errors = (FieldError("password", labels.gettext(OTHER_PASSWORD)),)
        if refused.code == "invalid_token":
            token = ""
    else:
        response = after(here, "/inbox", "verified")
        if confirmed.session:
            here.keep_session(response, confirmed.session)
        return response
    return here.render(request, "verify.html", status=UNPROCESSABLE, token=token, errors=errors)


@router.get(f"{PREFIX}/sign-in")
async def sign_in(request: Request, here: Here, next: str = "") -> Response:  # noqa: A002 - the parameter's name
    """The form to sign in."""
    labels = labels_of(request, here)
    given = {"next": local_path(next) if next else ""}
    return here.render(request, "sign_in.html", given=given, errors=(), notice=notice(request, labels))


@router.post(f"{PREFIX}/sign-in")
async def start_session(request: Request, here: Here) -> Response:
    """Check the password and go on to where the member wanted to be."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    errors: tuple[FieldError, ...]
    try:
        question = AskSignIn.model_validate(
            {
                "email": given.get("email", ""),
                "password": given.get("password", ""),
                "device": device_of(request),
                "browser": here.browser,
                "client": here.client,
                "replaces": here.token,
            }
        )
        session = await here.bus.ask("ask.community.sign_in", question, Session, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return signed_in(here, session, given.get("next"))
    shown = {"email": given.get("email", ""), "next": given.get("next", "")}
    return here.render(request, "sign_in.html", status=UNPROCESSABLE, given=shown, errors=errors, notice=None)


@router.post(f"{PREFIX}/sign-out")
async def sign_out(request: Request, here: Here) -> Response:
    """End this session; the browser forgets it even while nobody can end it on our side."""
    await here.form(request)
    response = after(here, "/", "signed_out")
    here.drop_session(response)
    if here.token:
        try:
            await here.bus.ask("ask.community.sign_out", AskSignOut(token=here.token), SignedOut)
        except (Refused, Unavailable) as error:
            log.warning("a browser is signed out, its session goes on until it ends by itself: %s", error)
    return response


@router.get(f"{PREFIX}/sessions")
async def sessions(request: Request, here: Here) -> Response:
    """Where the member is signed in, and the form to change the password."""
    return await sessions_page(request, here, ())


@router.post(f"{PREFIX}/sessions/{{id}}/end")
async def end_session(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """End one of the member's own sessions."""
    member_of(here)
    await here.form(request)
    await here.bus.ask("ask.community.end_session", AskEndSession(token=token_of(here), id=id), SignedOut)
    return after(here, "/sessions", "ended")


async def sessions_page(request: Request, here: Web, errors: tuple[FieldError, ...]) -> Response:
    """The page of the member's sessions with what is wrong in its form."""
    member_of(here)
    found = await here.bus.ask("ask.community.sessions", AskSessions(token=token_of(here)), Sessions)
    return here.render(
        request,
        "sessions.html",
        status=UNPROCESSABLE if errors else 200,
        sessions=found.items,
        errors=errors,
        notice=None if errors else notice(request, labels_of(request, here)),
    )


def signed_in(here: Web, session: Session, wanted: str | None, done: str = "signed_in") -> Response:
    """Where a sign-in leads: to the code when the account asks for one, then to where the member wanted to be."""
    back = local_path(wanted) if wanted else ""
    if session.second_factor_needed:
        response = after(here, CONFIRM + (f"?next={quote(back, safe='')}" if back else ""))
    else:
        response = after(here, back) if back else after(here, "/inbox", done)
    here.keep_session(response, session)
    return response


def token_of(here: Web) -> str:
    """The session token; leads to the sign-in page when there is none."""
    if here.token is None:
        raise SignInFirst(here)
    return here.token


def device_of(request: Request) -> str:
    """What the member's session list calls the browser of a request."""
    return device(request.headers.get("user-agent", ""))


def device(user_agent: str) -> str:
    """One word for the member's session list, such as `Firefox`; nothing that tells people apart."""
    return next((name for mark, name in BROWSERS if mark in user_agent), "")
