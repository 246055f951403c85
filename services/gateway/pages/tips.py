"""Sending a tip and coming back with the receipt: no account, no cookie, nothing looked at of who comes."""

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.gateway import tip_view
from services.gateway.forms import values_of
from services.gateway.labels import Labels
from services.gateway.pages.here import PREFIX, UNPROCESSABLE
from services.gateway.parts import Parts, parts_of
from services.gateway.ports import Viewer
from services.gateway.sealing.receipts import Source, folded, receipt_of, source_of
from services.gateway.security.memory_form import files_of, form_in_memory
from services.gateway.tip_sending import SECONDS, TipFile, Told, add_to_tip, file_tip, reply_of
from services.gateway.tip_view import LONGEST_MORE, ReplyView
from services.gateway.views import FieldError
from services.gateway.web import language_of, path_without_language
from shared.contracts.tip import (
    MOST_FILES,
    AskTipLine,
    AskTipReplies,
    AskWithdrawTip,
    EntryKind,
    TipGone,
    TipLine,
    TipReplies,
)
from shared.errors import Refused

MOST_AT_ONCE: Final = 2
_NAME_LENGTH: Final = 120
_POT: Final = "website"
_WORD_OF: Final = {"too_many_attempts": "busy", "incomplete": "incomplete", "limit": "full", "not_found": "receipt"}
"""Code of a refusal -> what is said of it."""
SLOWLY = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="receipts")
"""Receipts are worked on two at a time, each with 64 MiB, however many come."""
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Nowhere:
    """One request of a page for sources: it does not look who sends it."""

    request: Request
    parts: Parts
    viewer: Viewer
    labels: Labels

    async def line(self) -> TipLine:
        """Whether tips can be taken now."""
        return await self.parts.bus.ask("ask.community.tip_line", AskTipLine(), TipLine)

    async def source(self, receipt: str) -> Source:
        """What a receipt gives."""
        salt = (await self.line()).salt
        return await asyncio.get_running_loop().run_in_executor(SLOWLY, source_of, receipt, salt)

    def ticket_source(self, given: Mapping[str, str]) -> Source | None:
        """Whose ticket a form carries."""
        return self.parts.tip_forms.source(given.get("ticket", ""), time.time())

    def wrong(self, sentence: str, field: str = "") -> FieldError:
        """What is wrong, in the reader's language."""
        return tip_view.wrong(sentence, field, self.labels)

    def page(self, template: str, *, status: int = 200, **context: object) -> Response:
        """A page without cookies, links of a member or anything kept."""
        exit_url = self.parts.settings.exit_url
        html = self.parts.renderer.page(template, self.viewer, exit_url=exit_url, **context)
        return HTMLResponse(html, status, headers={"Content-Language": self.viewer.language.value})


def nowhere(request: Request) -> Nowhere:
    """The dependency of these pages; unlike that of all others it reads no cookie and asks for no session."""
    parts, language = parts_of(request), language_of(request)
    viewer = Viewer(language=language, path=path_without_language(request), csrf="")
    return Nowhere(request, parts, viewer, parts.renderer.labels(language))


Here = Annotated[Nowhere, Depends(nowhere)]


# --- sending ----------------------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/tip")
async def tip(here: Here) -> Response:
    """What we can protect and what not, and the questions."""
    return await tip_page(here, {}, here.parts.tip_forms.mark(time.time()), [])


@router.post(f"{PREFIX}/tip")
async def send(here: Here) -> Response:
    """Seal the tip and show the receipt, once; the same form again shows the same receipt."""
    form = await form_in_memory(here.request, MOST_FILES)
    given = values_of(form)
    answers, errors = tip_view.answers_of(given, here.labels)
    files, wrong_files = await read_files(here, form)
    errors += wrong_files
    chance = here.parts.tip_forms.chance(given.get("mark", ""), time.time())
    mark = given.get("mark", "") if chance else here.parts.tip_forms.mark(time.time())
    if given.get(_POT):
        errors.append(here.wrong("pot", _POT))
    if chance is None:
        errors.append(here.wrong("old"))
    if errors or chance is None:
        return await tip_page(here, given, mark, errors + again(here, files))
    receipt = receipt_of(chance, here.viewer.language)
    try:
        line = await here.line()
        if not line.recipients:
            return await tip_page(here, given, mark, [])
        told = Told(answers, here.viewer.language.value, files)
        await file_tip(here.parts.bus, line, await here.source(receipt), told)
    except Refused as refused:
        if refused.code == "closed":
            return await tip_page(here, given, mark, [])
        error = here.wrong(_WORD_OF[refused.code]) if refused.code in _WORD_OF else None
        if error is None:
            raise
        return await tip_page(here, given, mark, [error, *again(here, files)])
    return here.page("tip_receipt.html", receipt=receipt, words=receipt.split(), keep_days=line.keep_days)


async def tip_page(here: Nowhere, given: Mapping[str, str], mark: str, errors: list[FieldError]) -> Response:
    """The form, or that nobody can open tips at the moment."""
    line = await here.line()
    context = {"keep_days": line.keep_days, "channels": tip_view.channels(here.labels)}
    context["channels_note"] = tip_view.channels_note(here.labels)
    if not line.recipients:
        return here.page("tip_closed.html", status=UNPROCESSABLE if given else 200, **context)
    return here.page(
        "tip.html",
        status=UNPROCESSABLE if errors else 200,
        questions=tip_view.asked(given, here.labels),
        mark=mark,
        errors=errors,
        **context,
    )


async def read_files(here: Nowhere, form: FormData) -> tuple[list[TipFile], list[FieldError]]:
    """The files of a form, in memory, with names that are only names."""
    sent = files_of(form, "files")
    if tip_view.too_much([one.size or 0 for one in sent]):
        return [], [here.wrong("files", "files")]
    return [TipFile(plain_name(one.filename or ""), await one.read()) for one in sent], []


def plain_name(name: str) -> str:
    """The name of a file without a way to anywhere."""
    plain = PurePath(name.replace("\\", "/")).name.strip(". ")[-_NAME_LENGTH:]
    return plain or "file"


def again(here: Nowhere, files: list[TipFile]) -> list[FieldError]:
    """Browsers forget chosen files when a form comes back."""
    return [here.wrong("again", "files")] if files else []


# --- coming back ------------------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/tip/return")
async def ask_receipt(here: Here) -> Response:
    """The form for the receipt."""
    return receipt_page(here, [])


@router.post(f"{PREFIX}/tip/return")
async def come_back(here: Here) -> Response:
    """The conversation; the receipt is in no address."""
    given = values_of(await form_in_memory(here.request, 0))
    receipt = folded(given.get("receipt", ""))
    if receipt is None:
        return receipt_page(here, [here.wrong("receipt", "receipt")])
    return await talk_page(here, await here.source(receipt), [])


@router.post(f"{PREFIX}/tip/return/add")
async def add(here: Here) -> Response:
    """More words or files."""
    form = await form_in_memory(here.request, MOST_FILES)
    given = values_of(form)
    source = here.ticket_source(given)
    if source is None:
        return receipt_page(here, [here.wrong("ticket", "receipt")])
    words = given.get("text", "").strip()
    files, errors = await read_files(here, form)
    if len(words) > LONGEST_MORE:
        errors.append(here.wrong("long", "text"))
    if not words and not files and not errors:
        errors.append(here.wrong("nothing", "text"))
    if errors:
        return await talk_page(here, source, errors + again(here, files), words)
    told = Told({"text": words} if words else {}, here.viewer.language.value, files)
    try:
        line = await here.line()
        if not line.recipients:
            return await tip_page(here, given, "", [])
        await add_to_tip(here.parts.bus, line, source, told)
    except Refused as refused:
        if refused.code == "closed":
            return await tip_page(here, given, "", [])
        if refused.code not in _WORD_OF:
            raise
        return await talk_page(here, source, [here.wrong(_WORD_OF[refused.code]), *again(here, files)], words)
    return await talk_page(here, source, [], sent=True)


@router.post(f"{PREFIX}/tip/return/delete")
async def delete(here: Here) -> Response:
    """The source deletes the tip with everything in it."""
    given = values_of(await form_in_memory(here.request, 0))
    source = here.ticket_source(given)
    if source is None:
        return receipt_page(here, [here.wrong("ticket", "receipt")])
    if not given.get("confirm"):
        return await talk_page(here, source, [here.wrong("confirm", "confirm")])
    try:
        question = AskWithdrawTip(proof=source.proof)
        await here.parts.bus.ask("ask.community.withdraw_tip", question, TipGone, timeout=SECONDS)
    except Refused as refused:
        if refused.code not in _WORD_OF:
            raise
        return receipt_page(here, [here.wrong(_WORD_OF[refused.code], "receipt")])
    return here.page("tip_deleted.html")


def receipt_page(here: Nowhere, errors: list[FieldError]) -> Response:
    """The form for the receipt; what was typed is not shown again."""
    return here.page("tip_return.html", status=UNPROCESSABLE if errors else 200, errors=errors)


async def talk_page(
    here: Nowhere, source: Source, errors: list[FieldError], words: str = "", sent: bool = False
) -> Response:
    """The conversation with its forms, or that there is none for this receipt."""
    try:
        question = AskTipReplies(proof=source.proof)
        found = await here.parts.bus.ask("ask.community.tip_replies", question, TipReplies, timeout=SECONDS)
    except Refused as refused:
        if refused.code not in _WORD_OF:
            raise
        return receipt_page(here, [here.wrong(_WORD_OF[refused.code], "receipt")])
    lines = [
        ReplyView(
            mine=one.kind is EntryKind.WORDS,
            day=tip_view.day(one.day),
            text=reply_of(source, one.box) if one.box else "",
            files=one.files,
        )
        for one in found.items
    ]
    return here.page(
        "tip_talk.html",
        status=UNPROCESSABLE if errors else 200,
        lines=lines,
        closed=found.closed,
        keep_until=tip_view.day(found.keep_until),
        ticket=here.parts.tip_forms.ticket(source, time.time()),
        words=words,
        sent=sent,
        errors=errors,
    )
