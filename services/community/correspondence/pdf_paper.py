"""A letter as PDF. Pango and a font that has ң ө ү come from the system, see docs/letters.md."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import segno
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from services.community.correspondence.paper import Paper, PrintedLink
from shared.errors import Refused

_FORM: Final = "paper.html"


def pdf(paper: Paper, link: PrintedLink | None = None) -> bytes:
    """The file. Raises `Refused("pdf_unavailable")` where the system lacks Pango."""
    html = _environment().get_template(_FORM).render(**asdict(paper), code=_code(link.url) if link else "")
    made: bytes = _printer()(string=html, url_fetcher=_nothing).write_pdf()
    return made


def _printer() -> Any:  # noqa: ANN401 - a class of a library without types
    try:
        from weasyprint import HTML
    except OSError:
        sentence = "This server cannot make PDF files: its Pango library is missing. The DOCX file says the same."
        raise Refused("pdf_unavailable", sentence) from None
    return HTML


def _nothing(url: str, *_: object, **__: object) -> Any:  # noqa: ANN401 - the library's own signature
    """A letter is made of its own text: nothing is fetched from anywhere."""
    raise ValueError("letters load nothing")


def _code(url: str) -> Markup:
    """The link as a QR code, for whoever holds the paper in one hand and a phone in the other."""
    return Markup(segno.make(url, error="m").svg_inline(scale=2, border=2))  # noqa: S704 - made by us of our own link


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, autoescape=True
    )
