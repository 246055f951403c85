"""Forms with files that are read in memory alone: the framework's own parser lays larger files down on the disk."""

from collections.abc import AsyncGenerator
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from services.gateway.security.checks import has_control_characters

_FIELDS: Final = 60
_REPLACEMENT: Final = "\ufffd"


class _InMemory(MultiPartParser):
    spool_max_size = 1 << 30  # far above what the gate lets in


async def form_in_memory(request: Request, max_files: int) -> FormData:
    """The fields of a posted form. Raises `HTTPException(400)` for text that is none, or too many files."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await request.form(max_files=0, max_fields=_FIELDS)
    else:
        try:
            parser = _InMemory(request.headers, _body(request), max_files=max_files + 1, max_fields=_FIELDS)
            form = await parser.parse()
        except MultiPartException:
            raise HTTPException(400, "The form could not be read.") from None
    for name, value in form.multi_items():
        text = name + (value if isinstance(value, str) else value.filename or "")
        if has_control_characters(text) or _REPLACEMENT in text:
            raise HTTPException(400, "A field holds something that is not text.")
    return form


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field, without the empty one that browsers send for none."""
    return [one for one in form.getlist(name) if isinstance(one, UploadFile) and (one.filename or one.size)]


async def _body(request: Request) -> AsyncGenerator[bytes, None]:
    yield await request.body()
