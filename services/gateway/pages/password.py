"""A forgotten password and a changed one."""

from dataclasses import replace

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import invalid, refusal, values_of
from services.gateway.pages.account import SECONDS, device_of, sessions_page, signed_in, token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of
from services.gateway.views import FieldError
from shared.contracts.community import (
    AskChangePassword,
    AskForgotPassword,
    AskResetPassword,
    PasswordChanged,
    Registered,
    Session,
)
from shared.errors import Refused

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/password/forgot")
async def forgot(request: Request, here: Here) -> Response:
    """The form to have a letter sent that lets its reader set a new password."""
    return here.render(request, "password_forgot.html", given={}, errors=())


@router.post(f"{PREFIX}/password/forgot")
async def send_letter(request: Request, here: Here) -> Response:
    """Send the letter; the answer does not tell whether the address is known."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    errors: tuple[FieldError, ...]
    try:
        question = AskForgotPassword.model_validate({"email": given.get("email", ""), "client": here.client})
        await here.bus.ask("ask.community.forgot_password", question, Registered, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/password/forgot/sent")
    return here.render(request, "password_forgot.html", status=UNPROCESSABLE, given=given, errors=errors)


@router.get(f"{PREFIX}/password/forgot/sent")
async def sent(request: Request, here: Here) -> Response:
    """What happens next: a letter with a link."""
    return here.render(request, "password_sent.html", mailbox=here.mailbox_dir is not None)


@router.get(f"{PREFIX}/password/reset/{{token}}")
async def new_password(request: Request, here: Here, token: str) -> Response:
    """The form behind the link; whether the link still works shows when the form is sent."""
    return here.render(request, "password_reset.html", token=token, errors=())


@router.post(f"{PREFIX}/password/reset")
async def reset_password(request: Request, here: Here) -> Response:
    """Set the new password, which signs in at once."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    token = given.get("token", "")
    errors: tuple[FieldError, ...]
    try:
        question = AskResetPassword.model_validate(
            {
                "token": token,
                "password": given.get("password", ""),
                "device": device_of(request),
                "browser": here.browser,
            }
        )
        session = await here.bus.ask("ask.community.reset_password", question, Session, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
        if refused.code == "invalid_token":
            token = ""
    else:
        return signed_in(here, session, None, "password_reset")
    return here.render(request, "password_reset.html", status=UNPROCESSABLE, token=token, errors=errors)


@router.post(f"{PREFIX}/sessions/password")
async def change_password(request: Request, here: Here) -> Response:
    """Change the password of the member who is signed in."""
    member_of(here)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    errors: tuple[FieldError, ...]
    try:
        question = AskChangePassword.model_validate(
            {
                "token": token_of(here),
                "password": given.get("password", ""),
                "new_password": given.get("new_password", ""),
            }
        )
        await here.bus.ask("ask.community.change_password", question, PasswordChanged, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        error_ = refusal(refused, labels)
        errors = (replace(error_, field="new_password") if refused.code == "weak_password" else error_,)
    else:
        return after(here, "/sessions", "password_changed")
    return await sessions_page(request, here, errors)
