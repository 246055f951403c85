"""The mail of the embedded run, so that trying the platform needs no mail server. Exists only where a folder is set."""

import re
from typing import Final

import anyio.to_thread
from fastapi import APIRouter
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.pages.here import PREFIX, Here
from services.gateway.ports import Web
from shared.mailbox import StoredMail, read_mailbox

ROWS: Final = 100
LINK: Final = re.compile(r"https?://[^\s<>\"']+")
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/mailbox")
async def mailbox(request: Request, here: Here) -> Response:
    """All letters, newest first."""
    return secret(here.render(request, "mailbox.html", letters=(await letters(here))[:ROWS]))


@router.get(f"{PREFIX}/mailbox/{{id}}")
async def letter(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """One letter as plain text, with its links."""
    found = next((mail for mail in await letters(here) if mail.id == id), None)
    if found is None:
        raise HTTPException(404)
    return secret(here.render(request, "letter.html", letter=found, body=linked(found.text)))


def secret(response: Response) -> Response:
    """Letters hold links that sign people up: no cache keeps them."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def letters(here: Web) -> list[StoredMail]:
    """What lies in the folder; 404 where there is none."""
    if here.mailbox_dir is None:
        raise HTTPException(404)
    return await anyio.to_thread.run_sync(read_mailbox, here.mailbox_dir)


def linked(text: str) -> Markup:
    """The text, escaped, with its web addresses as links."""
    parts = []
    end = 0
    for found in LINK.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
