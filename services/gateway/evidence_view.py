"""What the pages of evidence show, and what their forms say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.gateway.format import BISHKEK
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.views import FieldError
from shared.contracts.evidence import Custody, CustodyAct, EvidenceItem, EvidenceKind, StoredFile
from shared.errors import Refused

KINDS: Final[Mapping[EvidenceKind, str]] = {
    EvidenceKind.FILE: N_("File"),
    EvidenceKind.PHOTOGRAPH: N_("Photograph"),
    EvidenceKind.LINK: N_("Link"),
    EvidenceKind.MEASUREMENT: N_("Measurement"),
    EvidenceKind.NOTE: N_("Note of an interview"),
}
WORDED: Final = (EvidenceKind.LINK, EvidenceKind.MEASUREMENT, EvidenceKind.NOTE)
"""Kinds that are written and not handed in as a file."""
ACTS: Final[Mapping[CustodyAct, str]] = {
    CustodyAct.RECEIVED: N_("Handed in"),
    CustodyAct.COPIED: N_("Safe copy made"),
    CustodyAct.DOWNLOADED: N_("Original downloaded"),
    CustodyAct.RECEIPT_GIVEN: N_("Receipt taken"),
    CustodyAct.MARKED_PUBLIC: N_("Marked to be shown with the published case"),
    CustodyAct.UNMARKED: N_("No longer to be shown"),
    CustodyAct.RECORDED: N_("Made public and recorded in the ledger"),
    CustodyAct.TAKEN_DOWN: N_("Taken down"),
}
REASONS: Final[Mapping[str, str]] = {
    # Why a file was refused -> what to do.
    "empty": N_("The file is empty. Choose another."),
    "too_large": N_("The file is larger than 20 MB. Make it smaller or divide it."),
    "unknown_type": N_("This kind of file is not taken. Take JPEG, PNG, WebP, PDF, DOCX, XLSX, TXT or CSV."),
    "false_type": N_("The file is not what its name says. Save it anew in the right format."),
    "broken": N_("The file is broken or incomplete. Try to open it yourself, then hand it in again."),
    "too_many_pixels": N_("The picture has too many pixels. Make it smaller."),
    "macros": N_("The document holds a program (macros). Save it without macros, or as PDF."),
    "bomb": N_("The file unpacks to far more than its size. Save it anew, or as PDF."),
    "encrypted": N_("The file is locked with a password. Save it without one."),
    "active": N_("Web pages and SVG drawings are not taken, because they can run programs. Save it as PDF."),
    "too_hard": N_("No safe copy could be made of this file in time. Save it anew, or as PDF."),
}
REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    # Code of a typed refusal -> field, and what to do.
    "conflict": ("", N_("This form was sent before with another file. Open the page again.")),
    "damaged": ("file", N_("The file was damaged on its way. Hand it in again.")),
    "incomplete": ("file", N_("Not all of the file has arrived. Hand it in again.")),
    "too_many": ("", N_("The case has as much evidence as one case can have.")),
    "reason_required": ("reason", N_("Say why it is taken down. The reason stays in the public ledger.")),
    "barred": ("", N_("You declared an interest of your own in this case, so somebody else has to do it.")),
    "forbidden": ("", N_("Your seat in the team does not allow this.")),
}
FIELDS: Final[Mapping[str, str]] = {
    "title": N_("Say in 3 to 200 characters what it is."),
    "text": N_("Write what was said or measured, or a web address that begins with https://."),
    "captured_at": N_("Write a date like 2026-12-31."),
    "latitude": N_("Write degrees like 42.87."),
    "longitude": N_("Write degrees like 74.59."),
    "kind": N_("Choose what it is."),
}


@dataclass(frozen=True, slots=True)
class FileView:
    """Bytes that can be downloaded."""

    sha256: str
    size: str
    media_type: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence."""

    item: EvidenceItem
    kind: str
    original: FileView
    copy: FileView | None
    is_file: bool
    link: str | None
    """The address of a link."""


@dataclass(frozen=True, slots=True)
class CustodyView:
    """One line of the chain of custody."""

    at: datetime
    what: str
    by: str | None
    detail: str


def evidence_view(item: EvidenceItem, labels: Labels) -> EvidenceView:
    """A piece of evidence as pages show it."""
    return EvidenceView(
        item,
        labels.gettext(KINDS[item.kind]),
        _file(item.original, labels),
        _file(item.copied, labels) if item.copied else None,
        item.kind not in WORDED,
        item.text if item.kind is EvidenceKind.LINK else None,
    )


def custody_view(custody: Custody, labels: Labels) -> list[CustodyView]:
    """The chain of custody in words."""
    return [CustodyView(each.at, labels.gettext(ACTS[each.act]), each.by, each.detail) for each in custody.items]


def _file(file: StoredFile, labels: Labels) -> FileView:
    if file.size < 100 * 1024:
        size = labels.gettext("%(size)s KB") % {"size": labels.number(max(1, round(file.size / 1024)))}
    else:
        size = labels.gettext("%(size)s MB") % {"size": labels.number(round(file.size / 1024**2, 1))}
    return FileView(file.sha256, size, file.media_type)


def fields_of(given: Mapping[str, str]) -> dict[str, object]:
    """What a form says of evidence, for the contract; raises ValueError with the name of a field that is not right."""
    fields: dict[str, object] = {
        name: given.get(name, "").strip() for name in ("title", "source", "captured_by", "place")
    }
    fields["captured_at"] = _day(given.get("captured_at", "").strip())
    for name in ("latitude", "longitude"):
        text = given.get(name, "").strip().replace(",", ".")
        try:
            fields[name] = float(text) if text else None
        except ValueError:
            raise ValueError(name) from None
    return fields


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(f"{text}T00:00:00").replace(tzinfo=BISHKEK).astimezone(UTC)
    except ValueError:
        raise ValueError("captured_at") from None


def wrong(field: str, labels: Labels) -> FieldError:
    """What is wrong with one field."""
    general = N_("Something in the form is not right. Check it and try again.")
    return FieldError(field if field in FIELDS else "", labels.gettext(FIELDS.get(field, general)))


def said(refused: Refused, labels: Labels) -> FieldError | None:
    """What a refusal means to the person at the form; None for one that is not about the form."""
    if refused.code == "file_refused":
        return FieldError("file", labels.gettext(REASONS[str(refused.detail.get("reason"))]))
    if refused.code == "invalid":
        return wrong(str(refused.detail.get("field")), labels)
    field, sentence = REFUSALS.get(refused.code, ("", ""))
    return FieldError(field, labels.gettext(sentence)) if sentence else None
