"""A letter as DOCX, which officials can edit. The form is built here, so that no binary file lies among the sources."""

from dataclasses import asdict
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.community.correspondence.paper import Paper

FONT: Final = "DejaVu Serif"
"""Has ң ө ү; where it is missing, word processors take one of their own that has them."""
_GREY: Final = RGBColor(0x66, 0x66, 0x66)


def docx(paper: Paper) -> bytes:
    """The file."""
    template = DocxTemplate(BytesIO(_form()))
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    template.render(asdict(paper), jinja_env=environment, autoescape=True)
    made = BytesIO()
    template.save(made)
    return made.getvalue()


@lru_cache(maxsize=1)
def _form() -> bytes:
    """The empty form, with the places to fill in."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    _line(section.header, "{{ watermark }}", size=16, grey=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(section.footer, "{{ notice }}", size=8, grey=True)
    _line(section.footer, "{{ footer }}", size=8, grey=True)
    _line(document, "{{ head }}")
    _list(document, "to", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ title }}", size=13, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _list(document, "paragraphs", align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _when(document, "norms", lambda: _numbered(document, "norms"))
    _when(document, "term", lambda: _line(document, "{{ term }}"))
    _when(document, "answer_here", lambda: _list(document, "answer_here"))
    _when(document, "attachments", lambda: _numbered(document, "attachments"))
    _line(document, "{{ signatures_title }}", bold=True)
    _list(document, "signatures")
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _line(
    place: Any,  # noqa: ANN401 - a document, a header or a footer
    text: str,
    *,
    size: int | None = None,
    bold: bool = False,
    grey: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(size) if size else None
    if grey:
        run.font.color.rgb = _GREY


def _list(place: Any, name: str, align: WD_ALIGN_PARAGRAPH | None = None) -> None:  # noqa: ANN401
    _line(place, f"{{%p for each in {name} %}}")
    _line(place, "{{ each }}", align=align)
    _line(place, "{%p endfor %}")


def _numbered(place: Any, name: str) -> None:  # noqa: ANN401
    _line(place, f"{{{{ {name}_title }}}}", bold=True)
    _line(place, f"{{%p for each in {name} %}}")
    _line(place, "{{ loop.index }}. {{ each }}")
    _line(place, "{%p endfor %}")


def _when(place: Any, name: str, then: Any) -> None:  # noqa: ANN401
    _line(place, f"{{%p if {name} %}}")
    then()
    _line(place, "{%p endif %}")
