"""The integrity scores and the risk index of one contracting process."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.pages.here import PREFIX, Here, labels_of
from shared.contracts.integrity import AskIntegrity, Component, Index, IndexName, Integrity
from shared.errors import Refused

router = APIRouter(include_in_schema=False)
TITLES = {
    IndexName.OPENTENDER: N_("Integrity scores of opentender.eu"),
    IndexName.CRI: N_("Corruption Risk Index"),
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One component in the viewer's language."""

    title: str
    explanation: str
    value: str | None
    measured: str | None
    unstated: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """One index in the viewer's language."""

    name: str
    title: str
    summary: str
    lines: tuple[LineView, ...]


@router.get(f"{PREFIX}/integrity/{{ocid:path}}")
async def integrity(request: Request, here: Here, ocid: str) -> Response:
    """Both indexes with each of their components. 404 for a process nobody knows, 503 while it cannot be had."""
    labels = labels_of(request, here)
    try:
        found = await here.bus.ask("ask.scoring.integrity", AskIntegrity(ocid=ocid), Integrity, 5.0)
    except Refused as refused:
        if refused.code == "not_found":
            raise HTTPException(404) from refused
        raise
    indexed = await here.index.tender(ocid)
    return here.render(
        request,
        "integrity.html",
        ocid=ocid,
        title=(indexed.summary.title if indexed else None) or ocid,
        made_up=bool(indexed and indexed.summary.made_up),
        indexes=[index_view(index, labels) for index in found.indexes],
    )


def index_view(index: Index, labels: Labels) -> IndexView:
    """An index as the page shows it."""
    return IndexView(
        name=index.name.value,
        title=labels.gettext(TITLES[index.name]),
        summary=index.summary.in_language(labels.language),
        lines=tuple(line_view(line, labels) for line in index.lines),
    )


def line_view(line: Component, labels: Labels) -> LineView:
    """A component as the page shows it."""
    language = labels.language
    return LineView(
        title=line.title.in_language(language),
        explanation=line.explanation.in_language(language),
        value=None if line.value is None else labels.number(round(line.value, 4)),
        measured=None if line.measured is None else labels.number(round(line.measured, 4)),
        unstated=line.unstated,
        missing=tuple(dict.fromkeys(map(labels.missing, line.missing))),
    )
