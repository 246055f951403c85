"""Becoming a member, signing in and out, and where one is signed in."""

import re
from typing import Final

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import invalid, refusal, values_of
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
from services.gateway.views import FieldError
from shared.contracts.community import (
    AskEndSession,
    AskRegister,
    AskResendVerification,
    AskSessions,
    AskSignIn,
    AskSignOut,
    AskVerifyEmail,
    Member,
    Registered,
    Session,
    Sessions,
    SignedOut,
)
from shared.errors import Refused

SECONDS: Final = 8.0
"""Checking a password takes long on purpose."""
BROWSERS: Final = re.compile(r"(Edg|OPR|YaBrowser|Firefox|Chrome|Safari)")
BROWSER_NAMES: Final = {"Edg": "Edge", "OPR": "Opera", "YaBrowser": "Yandex"}
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
    errors: tuple[FieldError, ...]
    try:
        question = AskRegister.model_validate({**fields, "language": here.viewer.language})
        await here.bus.ask("ask.community.register", question, Registered, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/sign-up/sent")
    return here.render(request, "sign_up.html", status=UNPROCESSABLE, given=fields, errors=errors)


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
        question = AskResendVerification.model_validate({"email": given.get("email", "")})
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
    """A button, not the deed: programs that look into letters must not use the link up."""
    return here.render(request, "verify.html", token=token, errors=())


@router.post(f"{PREFIX}/verify")
async def verify_email(request: Request, here: Here) -> Response:
    """Confirm the address."""
    labels = labels_of(request, here)
    token = values_of(await here.form(request)).get("token", "")
    try:
        question = AskVerifyEmail.model_validate({"token": token})
        await here.bus.ask("ask.community.verify_email", question, Member, timeout=SECONDS)
    except ValidationError:
        error = refusal(Refused("invalid_token", ""), labels)
    except Refused as refused:
        error = refusal(refused, labels)
    else:
        return after(here, "/sign-in", "verified")
    return here.render(request, "verify.html", status=UNPROCESSABLE, token="", errors=(error,))


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
                "device": device(request.headers.get("user-agent", "")),
            }
        )
        session = await here.bus.ask("ask.community.sign_in", question, Session, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        wanted = given.get("next")
        response = after(here, local_path(wanted)) if wanted else after(here, "/inbox", "signed_in")
        here.keep_session(response, session)
        return response
    shown = {"email": given.get("email", ""), "next": given.get("next", "")}
    return here.render(request, "sign_in.html", status=UNPROCESSABLE, given=shown, errors=errors, notice=None)


@router.post(f"{PREFIX}/sign-out")
async def sign_out(request: Request, here: Here) -> Response:
    """End this session."""
    await here.form(request)
    response = after(here, "/", "signed_out")
    if here.token:
        await here.bus.ask("ask.community.sign_out", AskSignOut(token=here.token), SignedOut)
    here.drop_session(response)
    return response


@router.get(f"{PREFIX}/sessions")
async def sessions(request: Request, here: Here) -> Response:
    """Where the member is signed in."""
    member_of(here)
    found = await here.bus.ask("ask.community.sessions", AskSessions(token=token_of(here)), Sessions)
    return here.render(request, "sessions.html", sessions=found.items, notice=notice(request, labels_of(request, here)))


@router.post(f"{PREFIX}/sessions/{{id}}/end")
async def end_session(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """End one of the member's own sessions."""
    member_of(here)
    await here.form(request)
    await here.bus.ask("ask.community.end_session", AskEndSession(token=token_of(here), id=id), SignedOut)
    return after(here, "/sessions", "ended")


def token_of(here: Here) -> str:
    """The session token; leads to the sign-in page when there is none."""
    if here.token is None:
        raise SignInFirst(here)
    return here.token


def device(user_agent: str) -> str:
    """One word for the member's session list, such as `Firefox`; nothing that tells people apart."""
    found = BROWSERS.search(user_agent)
    return BROWSER_NAMES.get(found.group(1), found.group(1)) if found else ""
