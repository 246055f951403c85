"""The second step of signing in: a code of the member's app, or a recovery code."""

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import invalid, refusal, values_of
from services.gateway.pages.account import SECONDS, signed_in
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, SignInFirst, after, labels_of, local_path
from services.gateway.strong import CONFIRM, SET_UP
from services.gateway.views import FieldError
from shared.contracts.community import Session
from shared.contracts.identity import AskConfirmCode
from shared.errors import Refused

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}{CONFIRM}")
async def code(request: Request, here: Here, next: str = "", recovery: bool = False) -> Response:  # noqa: A002 - the parameters' names
    """The form for the code; `recovery` asks for one of the recovery codes."""
    back = local_path(next) if next else ""
    if here.token is None:
        raise SignInFirst(here, back or "/")
    return here.render(request, "sign_in_code.html", next=back, recovery=recovery, errors=())


@router.post(f"{PREFIX}{CONFIRM}")
async def confirm(request: Request, here: Here) -> Response:
    """Check the code and go on to where the member wanted to be."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    back = local_path(given["next"]) if given.get("next") else ""
    if here.token is None:
        raise SignInFirst(here, back or "/")
    errors: tuple[FieldError, ...]
    try:
        question = AskConfirmCode.model_validate(
            {
                "token": here.token,
                "code": given.get("code", ""),
                "client": here.client,
                "browser": here.browser,
            }
        )
        session = await here.bus.ask("ask.community.confirm_code", question, Session, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        if refused.code == "sign_in_over":
            raise SignInFirst(here, back or "/") from refused
        if refused.code == "not_on":
            return after(here, SET_UP)
        errors = (refusal(refused, labels),)
    else:
        return signed_in(here, session, back)
    return here.render(
        request,
        "sign_in_code.html",
        status=UNPROCESSABLE,
        next=back,
        recovery=bool(given.get("recovery")),
        errors=errors,
    )
