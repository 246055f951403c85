"""The desk for tips: custodians read, answer, note, close, delete, and make a case of their own words.

A passphrase opens a key within the request that carries it; neither is kept. A downloaded file carries its own key in
the form of the opened page, so that the passphrase is not asked for once more.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway import tip_view
from services.gateway.forms import values_of
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.pages.tips import SLOWLY, plain_name
from services.gateway.ports import Web
from services.gateway.sealing.boxes import Closed, key_of, key_text, new_locked_key, unlocked, unseal, unwrap, wrap
from services.gateway.tip_sending import SECONDS, desk_entry, opened, piece_purpose
from services.gateway.tip_view import LONGEST_MORE
from services.gateway.views import FieldError
from shared.contracts.tip import (
    AskClearTip,
    AskMoveTip,
    AskSetTipKey,
    AskShareTip,
    AskTip,
    AskTipPiece,
    AskTips,
    AskTipToCase,
    AskWriteOnTip,
    DeskTip,
    EntryKind,
    SealedTip,
    TipCleared,
    TipConverted,
    TipDesk,
    TipKeySet,
    TipPiece,
    TipStatus,
)
from shared.errors import Refused

SHORTEST_PASSPHRASE: Final = 16
LONGEST_PASSPHRASE: Final = 1_000
router = APIRouter(include_in_schema=False)


async def aside(work: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401 - whatever the work gives
    """Slow work, two at a time in the whole process."""
    return await asyncio.get_running_loop().run_in_executor(SLOWLY, work, *given)


# --- the list and the key ---------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/desk/tips")
async def desk(request: Request, here: Here) -> Response:
    """The tips, with nothing of what they say."""
    member_of(here)
    labels = labels_of(request, here)
    found = await here.bus.ask("ask.community.tips", AskTips(token=token_of(here)), TipDesk)
    return here.render(
        request,
        "desk_tips.html",
        rows=[tip_view.row(one, labels) for one in found.items],
        desk=found,
        recipients=[(one.name, tip_view.day(one.since)) for one in found.recipients],
        notice=notice(request, labels),
    )


@router.get(f"{PREFIX}/desk/tips/key")
async def own_key(request: Request, here: Here) -> Response:
    """The form for a key."""
    member_of(here)
    return await key_page(request, here, ())


@router.post(f"{PREFIX}/desk/tips/key")
async def make_key(request: Request, here: Here) -> Response:
    """Make a key that only a passphrase opens."""
    member_of(here)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    passphrase = given.get("passphrase", "")
    errors = []
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE or len(set(passphrase)) < 6:
        errors.append(tip_view.wrong("weak", "passphrase", labels))
    elif passphrase != given.get("repeated"):
        errors.append(tip_view.wrong("differs", "repeated", labels))
    found = await here.bus.ask("ask.community.tips", AskTips(token=token_of(here)), TipDesk)
    if found.own_key and not given.get("confirm"):
        errors.append(tip_view.wrong("confirm_key", "confirm", labels))
    if errors:
        return await key_page(request, here, tuple(errors))
    locked = await aside(new_locked_key, passphrase)
    await here.bus.ask("ask.community.set_tip_key", AskSetTipKey(token=token_of(here), locked=locked), TipKeySet)
    return after(here, "/desk/tips", "tip_key")


async def key_page(request: Request, here: Web, errors: tuple[FieldError, ...]) -> Response:
    """The form for a key, with what is wrong."""
    found = await here.bus.ask("ask.community.tips", AskTips(token=token_of(here)), TipDesk)
    status = UNPROCESSABLE if errors else 200
    return here.render(request, "desk_tip_key.html", status=status, has_key=bool(found.own_key), errors=errors)


# --- one tip ----------------------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/desk/tips/{{id}}")
async def tip(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """A tip, closed: its status and the form that opens it."""
    member_of(here)
    return await tip_page(request, here, await sealed(here, id), ())


@router.post(f"{PREFIX}/desk/tips/{{id}}")
async def open_tip(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Open a tip with the passphrase, on the page that answers and nowhere else."""
    member_of(here)
    given = values_of(await here.form(request))
    found = await sealed(here, id)
    try:
        private = await private_key(found, given)
        entries = [opened(one, found.own_key, private) for one in found.entries]
    except Closed:
        error = tip_view.wrong("passphrase", "passphrase", labels_of(request, here))
        return await tip_page(request, here, found, (error,))
    if found.tip.waiting or found.tip.status is TipStatus.NEW:
        try:
            found = found.model_copy(update={"tip": await move(here, found.tip, TipStatus.OPENED)})
        except Refused as refused:
            if refused.code != "conflict":
                raise
            found = await sealed(here, id)
    labels = labels_of(request, here)
    shown = [tip_view.entry(one, key_text(one.key) if one.key else "", labels) for one in entries]
    return await tip_page(request, here, found, (), entries=shown)


@router.post(f"{PREFIX}/desk/tips/{{id}}/files/{{file}}")
async def download(request: Request, here: Here, id: str, file: str) -> Response:  # noqa: A002 - the field's own word
    """A file as the source sent it, for saving and not for showing: it may hold anything."""
    member_of(here)
    given = values_of(await here.form(request))
    content, number, pieces = bytearray(), 0, 1
    try:
        key = key_of(given.get("key", ""))
        while number < pieces:
            question = AskTipPiece(token=token_of(here), tip=id, file=file, number=number)
            piece = await here.bus.ask("ask.community.tip_piece", question, TipPiece, timeout=SECONDS)
            content += unseal(key, piece.box, piece_purpose(file, number))
            number, pieces = number + 1, piece.pieces
    except Closed:
        raise HTTPException(410) from None
    name = quote(plain_name(given.get("name", "")), safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(bytes(content), media_type="application/octet-stream", headers=headers)


@router.post(f"{PREFIX}/desk/tips/{{id}}/write")
async def write(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """A reply to the source, or a note that only custodians see."""
    member_of(here)
    given = values_of(await here.form(request))
    kind = EntryKind.REPLY if given.get("kind") == EntryKind.REPLY.value else EntryKind.NOTE
    text, found = given.get("text", "").strip(), await sealed(here, id)
    if not text or len(text) > LONGEST_MORE or len(given.get("form_key", "")) < SHORTEST_PASSPHRASE:
        error = tip_view.wrong("text", f"{kind.value}-text", labels_of(request, here))
        return await tip_page(request, here, found, (error,), given=given)
    form_key = f"{member_of(here).id} {id} {given['form_key']}"
    entry = desk_entry(kind, text, form_key, found.recipients, found.source)
    question = AskWriteOnTip(token=token_of(here), tip=id, entry=entry)
    await here.bus.ask("ask.community.write_on_tip", question, DeskTip)
    return after(here, f"/desk/tips/{id}", "tip_replied" if kind is EntryKind.REPLY else "tip_noted")


@router.post(f"{PREFIX}/desk/tips/{{id}}/share")
async def share(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Let the other custodians open what this one can open."""
    member_of(here)
    given = values_of(await here.form(request))
    found = await sealed(here, id)
    wraps: dict[str, dict[str, str]] = {}
    try:
        private = await private_key(found, given)
        for one in found.entries:
            own = one.entry.wraps.get(found.own_key or "")
            lacking = [each for each in found.recipients if each.key not in one.entry.wraps]
            if own and lacking:
                key = unwrap(private, own)
                wraps[one.entry.id] = {each.key: wrap(key, each.public) for each in lacking}
    except Closed:
        error = tip_view.wrong("passphrase", "share-passphrase", labels_of(request, here))
        return await tip_page(request, here, found, (error,))
    question = AskShareTip(token=token_of(here), tip=id, wraps=wraps)
    await here.bus.ask("ask.community.share_tip", question, DeskTip)
    return after(here, f"/desk/tips/{id}", "tip_shared")


@router.post(f"{PREFIX}/desk/tips/{{id}}/status")
async def set_status(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Close a tip, or open it again."""
    member_of(here)
    given = values_of(await here.form(request))
    status = TipStatus.OPENED if given.get("status") == TipStatus.OPENED.value else TipStatus.CLOSED
    try:
        question = AskMoveTip(token=token_of(here), tip=id, status=status, revision=number_of(given))
        await here.bus.ask("ask.community.move_tip", question, DeskTip)
    except Refused as refused:
        return await conflict_or_raise(request, here, id, refused)
    return after(here, f"/desk/tips/{id}", "tip_status")


@router.post(f"{PREFIX}/desk/tips/{{id}}/clear")
async def clear(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Delete what the source sent, or all of it."""
    member_of(here)
    given = values_of(await here.form(request))
    if not given.get("confirm"):
        error = tip_view.wrong("confirm", "confirm", labels_of(request, here))
        return await tip_page(request, here, await sealed(here, id), (error,))
    everything = given.get("what") == "everything"
    try:
        question = AskClearTip(token=token_of(here), tip=id, everything=everything, revision=number_of(given))
        await here.bus.ask("ask.community.clear_tip", question, TipCleared)
    except Refused as refused:
        return await conflict_or_raise(request, here, id, refused)
    return after(here, "/desk/tips", "tip_cleared")


# --- a case -----------------------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/desk/tips/{{id}}/case")
async def case_form(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """An empty form: nothing of the tip goes into a case by itself."""
    member_of(here)
    return case_page(request, here, (await sealed(here, id)).tip, {}, ())


@router.post(f"{PREFIX}/desk/tips/{{id}}/case")
async def make_case(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Make a private case of what the custodian wrote."""
    member_of(here)
    given = values_of(await here.form(request))
    labels = labels_of(request, here)
    found = await sealed(here, id)
    fields = {"title": given.get("title", ""), "summary": given.get("summary", "")}
    try:
        question = AskTipToCase.model_validate(
            {"token": token_of(here), "tip": id, "revision": number_of(given), **fields}
        )
        made = await here.bus.ask("ask.community.tip_to_case", question, TipConverted)
    except ValidationError as error:
        named = {str(problem["loc"][0]) for problem in error.errors()}
        errors = tuple(tip_view.wrong("title", name, labels) for name in fields if name in named)
        return case_page(request, here, found.tip, given, errors)
    except Refused as refused:
        if refused.code != "conflict":
            raise
        return case_page(request, here, found.tip, given, (tip_view.wrong("conflict", "", labels),))
    return after(here, f"/cases/{made.case}")


def case_page(
    request: Request, here: Web, one: DeskTip, given: Mapping[str, str], errors: tuple[FieldError, ...]
) -> Response:
    """The form for a case."""
    return here.render(
        request,
        "desk_tip_case.html",
        status=UNPROCESSABLE if errors else 200,
        row=tip_view.row(one, labels_of(request, here)),
        given=given,
        errors=errors,
    )


# --- shared -----------------------------------------------------------------------------------------------------


async def sealed(here: Web, id: str) -> SealedTip:  # noqa: A002 - the field's own word
    """A tip with everything sealed in it."""
    return await here.bus.ask("ask.community.tip", AskTip(token=token_of(here), tip=id), SealedTip, timeout=SECONDS)


async def move(here: Web, one: DeskTip, status: TipStatus) -> DeskTip:
    """Move a tip as it was seen."""
    question = AskMoveTip(token=token_of(here), tip=one.id, status=status, revision=one.revision)
    return await here.bus.ask("ask.community.move_tip", question, DeskTip)


async def private_key(found: SealedTip, given: Mapping[str, str]) -> Any:  # noqa: ANN401 - a key of the library
    """The custodian's key. Raises `Closed`."""
    passphrase = given.get("passphrase", "")
    if found.locked is None or not passphrase or len(passphrase) > LONGEST_PASSPHRASE:
        raise Closed
    return await aside(unlocked, found.locked, passphrase)


def number_of(given: Mapping[str, str]) -> int:
    """The revision that a form was made for; one that nothing has for anything else."""
    text = given.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


async def conflict_or_raise(request: Request, here: Web, id: str, refused: Refused) -> Response:  # noqa: A002 - the field's own word
    """The tip as it is now, when it changed meanwhile."""
    if refused.code not in ("conflict", "illegal_step"):
        raise refused
    error = tip_view.wrong("conflict", "", labels_of(request, here))
    return await tip_page(request, here, await sealed(here, id), (error,))


async def tip_page(
    request: Request,
    here: Web,
    found: SealedTip,
    errors: tuple[FieldError, ...],
    *,
    entries: list[tip_view.EntryView] | None = None,
    given: Mapping[str, str] | None = None,
) -> Response:
    """A tip, opened (`entries`) or not."""
    labels = labels_of(request, here)
    return here.render(
        request,
        "desk_tip.html",
        status=UNPROCESSABLE if errors else 200,
        row=tip_view.row(found.tip, labels),
        has_key=found.locked is not None,
        entries=entries,
        lacking=[one.name for one in found.lacking],
        form_key=secrets.token_urlsafe(18),
        given=given or {},
        errors=errors,
        notice=None if errors else notice(request, labels),
    )
