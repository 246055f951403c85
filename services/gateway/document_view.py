"""The documents of a process, which lie at their publishers."""

from dataclasses import dataclass

from services.gateway import release as read
from services.gateway.format import short
from services.gateway.labels import Labels
from services.gateway.release import Node
from services.gateway.tender_bounds import CODE_LENGTH, LINK_LENGTH, NAME_LENGTH


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document; the link only when the publisher gave a web address."""

    title: str
    url: str | None
    kind: str | None
    date: str | None
    anchor: str | None = None
    """Where evidence leads; the first row that shows an entry has it."""


def document_view(document: Node, labels: Labels, anchor: str | None = None) -> DocumentView:
    """A document; addresses other than http(s) are not linked."""
    url = read.text(document, "url")
    moment = next(
        (m for m in (read.moment(document, n) for n in ("datePublished", "dateModified", "dateCreated")) if m), None
    )
    return DocumentView(
        title=short(read.text(document, "title") or read.text(document, "id"), NAME_LENGTH)
        or labels.gettext("not stated"),
        url=url if url and len(url) <= LINK_LENGTH and url.lower().startswith(("https://", "http://")) else None,
        kind=short(read.text(document, "documentType") or read.text(document, "format"), CODE_LENGTH),
        date=labels.date(moment),
        anchor=anchor,
    )
