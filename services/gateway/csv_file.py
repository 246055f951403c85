"""Tables as CSV (RFC 4180) for spreadsheets: UTF-8 with its mark, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.gateway.api.answers import FRESH
from services.gateway.web import unless_known

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def text_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole file; an absent value is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()


def cell(value: object) -> object:
    """A value as it is written; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def answer(request: Request, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The file as an answer; 304 when the client has it already."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": FRESH}
    return unless_known(request, Response(text_of(columns, rows), headers=headers, media_type=MEDIA_TYPE))
