"""How a member's account is protected: two-step sign-in, recovery codes."""

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import invalid, refusal, values_of
from services.gateway.pages.account import SECONDS, token_of
from services.gateway.pages.here import (
    PREFIX,
    UNPROCESSABLE,
    Here,
    after,
    labels_of,
    local_path,
    member_of,
    notice,
)
from services.gateway.ports import Web
from services.gateway.security_view import enrolment_view
from services.gateway.strong import SET_UP
from services.gateway.views import FieldError
from shared.contracts.identity import (
    AskBeginTotp,
    AskConfirmTotp,
    AskRemoveTotp,
    AskRenewRecoveryCodes,
    AskSecurity,
    AskSetLoginAlerts,
    LoginAlerts,
    RecoveryCodes,
    Security,
    TotpEnrolment,
    TotpRemoved,
)
from shared.errors import Refused

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/security")
async def security(request: Request, here: Here) -> Response:
    """What protects the account, and what can be done about it."""
    member_of(here)
    found = await here.bus.ask("ask.community.security", AskSecurity(token=token_of(here)), Security)
    return here.render(request, "security.html", security=found, notice=notice(request, labels_of(request, here)))


@router.post(f"{PREFIX}/security/letters")
async def letters(request: Request, here: Here) -> Response:
    """Switch the letters about sign-ins from new browsers on or off."""
    member_of(here)
    on = values_of(await here.form(request)).get("on") == "1"
    await here.bus.ask("ask.community.set_login_alerts", AskSetLoginAlerts(token=token_of(here), on=on), LoginAlerts)
    return after(here, "/security", "letters_on" if on else "letters_off")


@router.get(f"{PREFIX}{SET_UP}")
async def set_up(request: Request, here: Here, next: str = "") -> Response:  # noqa: A002 - the parameter's name
    """The secret for an authenticator app, and the form that confirms it."""
    member_of(here)
    try:
        return await set_up_page(request, here, local_path(next) if next else "", ())
    except Refused as refused:
        if refused.code != "already_on":
            raise
        return after(here, "/security")


@router.post(f"{PREFIX}{SET_UP}")
async def switch_on(request: Request, here: Here) -> Response:
    """Confirm the app by its first code; the answer shows the recovery codes, this once and nowhere else."""
    member_of(here)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    back = local_path(given["next"]) if given.get("next") else ""
    errors: tuple[FieldError, ...]
    try:
        question = AskConfirmTotp.model_validate(
            {"token": token_of(here), "password": given.get("password", ""), "code": given.get("code", "")}
        )
        made = await here.bus.ask("ask.community.confirm_totp", question, RecoveryCodes, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        if refused.code == "already_on":
            return after(here, "/security")
        errors = (refusal(refused, labels),)
    else:
        return codes_page(request, here, made, back)
    return await set_up_page(request, here, back, errors)


@router.get(f"{PREFIX}/security/codes")
async def ask_for_codes(request: Request, here: Here) -> Response:
    """The form to have new recovery codes made."""
    member_of(here)
    return here.render(request, "security_codes.html", errors=())


@router.post(f"{PREFIX}/security/codes")
async def renew_codes(request: Request, here: Here) -> Response:
    """Make new recovery codes; the answer shows them, this once and nowhere else."""
    member_of(here)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    errors: tuple[FieldError, ...]
    try:
        question = AskRenewRecoveryCodes.model_validate(
            {"token": token_of(here), "code": given.get("code", ""), "client": here.client}
        )
        made = await here.bus.ask("ask.community.renew_recovery_codes", question, RecoveryCodes)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return codes_page(request, here, made, "")
    return here.render(request, "security_codes.html", status=UNPROCESSABLE, errors=errors)


@router.get(f"{PREFIX}{SET_UP}/off")
async def ask_to_switch_off(request: Request, here: Here) -> Response:
    """The form to switch two-step sign-in off."""
    member_of(here)
    return here.render(request, "security_off.html", errors=())


@router.post(f"{PREFIX}{SET_UP}/off")
async def switch_off(request: Request, here: Here) -> Response:
    """Let the password alone sign in."""
    member_of(here)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    errors: tuple[FieldError, ...]
    try:
        question = AskRemoveTotp.model_validate(
            {
                "token": token_of(here),
                "password": given.get("password", ""),
                "code": given.get("code", ""),
                "client": here.client,
            }
        )
        await here.bus.ask("ask.community.remove_totp", question, TotpRemoved, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/security", "totp_off")
    return here.render(request, "security_off.html", status=UNPROCESSABLE, errors=errors)


async def set_up_page(request: Request, here: Web, back: str, errors: tuple[FieldError, ...]) -> Response:
    """The secret as picture and text, with what is wrong in the form."""
    begun = await here.bus.ask("ask.community.begin_totp", AskBeginTotp(token=token_of(here)), TotpEnrolment)
    return here.render(
        request,
        "security_totp.html",
        status=UNPROCESSABLE if errors else 200,
        enrolment=enrolment_view(begun),
        next=back,
        errors=errors,
    )


def codes_page(request: Request, here: Web, made: RecoveryCodes, back: str) -> Response:
    """Recovery codes, which are kept only as hashes: an answer to the form itself, as no address could show them."""
    return here.render(request, "recovery_codes.html", codes=made.codes, next=back or "/security")
