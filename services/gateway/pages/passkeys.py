"""Passkeys: signing in with one, and a member's own list. The script of these pages only fills the forms in."""

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import invalid, refusal, values_of
from services.gateway.pages.account import SECONDS, device_of, signed_in, token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, local_path, member_of, notice
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.community import Session
from shared.contracts.identity import (
    AskAddPasskey,
    AskPasskeyChallenge,
    AskPasskeys,
    AskRemovePasskey,
    AskRenamePasskey,
    AskSignInWithPasskey,
    PasskeyChallenge,
    PasskeyInfo,
    PasskeyRemoved,
    Passkeys,
)
from shared.errors import Refused

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/sign-in/passkey")
async def ask_for_passkey(request: Request, here: Here, next: str = "") -> Response:  # noqa: A002 - the parameter's name
    """The form that a passkey answers."""
    return await sign_in_page(request, here, local_path(next) if next else "", ())


@router.post(f"{PREFIX}/sign-in/passkey")
async def sign_in(request: Request, here: Here) -> Response:
    """Sign in with what the passkey has answered, and go on to where the member wanted to be."""
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    back = local_path(given["next"]) if given.get("next") else ""
    errors: tuple[FieldError, ...]
    try:
        question = AskSignInWithPasskey.model_validate(
            {
                "answer": given.get("answer", ""),
                "device": device_of(request),
                "browser": here.browser,
                "replaces": here.token,
            }
        )
        session = await here.bus.ask("ask.community.sign_in_with_passkey", question, Session, timeout=SECONDS)
    except ValidationError as error:
        errors = invalid(error, labels)
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return signed_in(here, session, back)
    return await sign_in_page(request, here, back, errors)


@router.get(f"{PREFIX}/security/passkeys")
async def passkeys(request: Request, here: Here) -> Response:
    """The member's passkeys, and the form that adds one."""
    member_of(here)
    return await list_page(request, here, {}, ())


@router.post(f"{PREFIX}/security/passkeys")
async def add(request: Request, here: Here) -> Response:
    """Keep the passkey that the browser has made."""
    member_of(here)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    errors: tuple[FieldError, ...]
    try:
        question = AskAddPasskey.model_validate(
            {
                "token": token_of(here),
                "password": given.get("password", ""),
                "name": given.get("passkey_name", ""),
                "answer": given.get("answer", ""),
            }
        )
        await here.bus.ask("ask.community.add_passkey", question, PasskeyInfo, timeout=SECONDS)
    except ValidationError as error:
        errors = tuple(
            FieldError("passkey_name", each.message) if each.field == "name" else each
            for each in invalid(error, labels)
        )
    except Refused as refused:
        errors = (refusal(refused, labels),)
    else:
        return after(here, "/security/passkeys", "passkey_added")
    return await list_page(request, here, {"passkey_name": given.get("passkey_name", "")}, errors)


@router.post(f"{PREFIX}/security/passkeys/{{id}}/name")
async def rename(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Give a passkey another name; an empty one changes nothing."""
    member_of(here)
    name = values_of(await here.form(request)).get("name", "").strip()[:60]
    if name:
        question = AskRenamePasskey(token=token_of(here), id=id, name=name)
        await here.bus.ask("ask.community.rename_passkey", question, PasskeyInfo)
    return after(here, "/security/passkeys")


@router.post(f"{PREFIX}/security/passkeys/{{id}}/remove")
async def remove(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Forget a passkey."""
    member_of(here)
    await here.form(request)
    await here.bus.ask("ask.community.remove_passkey", AskRemovePasskey(token=token_of(here), id=id), PasskeyRemoved)
    return after(here, "/security/passkeys", "passkey_removed")


async def sign_in_page(request: Request, here: Web, back: str, errors: tuple[FieldError, ...]) -> Response:
    """The form to sign in, with a fresh challenge."""
    asked = await here.bus.ask("ask.community.passkey_challenge", AskPasskeyChallenge(), PasskeyChallenge)
    return here.render(
        request,
        "sign_in_passkey.html",
        status=UNPROCESSABLE if errors else 200,
        options=asked.options,
        next=back,
        errors=errors,
    )


async def list_page(request: Request, here: Web, given: dict[str, str], errors: tuple[FieldError, ...]) -> Response:
    """The list, and the form with what is wrong in it."""
    found = await here.bus.ask("ask.community.passkeys", AskPasskeys(token=token_of(here)), Passkeys)
    return here.render(
        request,
        "passkeys.html",
        status=UNPROCESSABLE if errors else 200,
        passkeys=found.items,
        options=found.options,
        given=given,
        errors=errors,
        notice=None if errors else notice(request, labels_of(request, here)),
    )
