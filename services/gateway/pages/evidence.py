"""Evidence of a case: the list, handing in, downloads, receipts, and what becomes public."""

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.gateway.choices import Choice
from services.gateway.evidence_view import KINDS, WORDED, custody_view, evidence_view, fields_of, said, wrong
from services.gateway.forms import values_of
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.case import CaseId
from shared.contracts.evidence import (
    AskAddEvidence,
    AskBeginEvidence,
    AskCustody,
    AskEvidenceOfCase,
    AskEvidencePiece,
    AskEvidenceReceipt,
    AskFinishEvidence,
    AskPutEvidencePiece,
    AskSetEvidencePublic,
    Custody,
    EvidenceItem,
    EvidenceList,
    EvidencePiece,
    EvidenceReceipt,
    FilePart,
    Upload,
)
from shared.errors import Refused

SECONDS: Final = 5.0
FINISHING_SECONDS: Final = 60.0
"""Community makes the safe copy before it answers."""
FILE_FIELDS: Final = ("photo", "file")
"""Two ways to choose the one file: the camera, or the files of the device."""
DOWNLOAD: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
"""Nothing of a downloaded file may run here, and nobody keeps what may have to be taken down."""
_CASE = TypeAdapter(CaseId)
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/cases/{{id}}/evidence")
async def evidence(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """All evidence of a case that the viewer may see, with the forms to add some."""
    return await list_page(request, here, id, (), {})


@router.post(f"{PREFIX}/cases/{{id}}/evidence")
async def hand_in(request: Request, here: Here, id: str) -> Response:  # noqa: A002
    """Take a file in and pass it on in pieces."""
    member_of(here, f"/cases/{id}/evidence")
    form = await here.form(request, files=len(FILE_FIELDS))
    given = values_of(form)
    labels = labels_of(request, here)
    try:
        made = await handed_in(here, case_id(id), form, given)
    except ValidationError as error:
        return await list_page(request, here, id, tuple(wrong(name, labels) for name in _fields(error)), given)
    except ValueError as error:
        return await list_page(request, here, id, (wrong(str(error), labels),), given)
    except Refused as refused:
        return await list_page(request, here, id, (_sentence(request, here, refused),), given)
    return after(here, f"/cases/{id}/evidence/{made.id}", "handed_in")


@router.post(f"{PREFIX}/cases/{{id}}/evidence/words")
async def add_words(request: Request, here: Here, id: str) -> Response:  # noqa: A002
    """Add a link, a measurement or a note."""
    member_of(here, f"/cases/{id}/evidence")
    given = values_of(await here.form(request))
    labels = labels_of(request, here)
    try:
        fields = fields_of(given) | {name: given.get(name, "") for name in ("key", "kind", "text")}
        question = AskAddEvidence.model_validate(fields | {"token": token_of(here), "case": case_id(id)})
        made = await here.bus.ask("ask.community.add_evidence", question, EvidenceItem, timeout=SECONDS)
    except ValidationError as error:
        return await list_page(request, here, id, tuple(wrong(name, labels) for name in _fields(error)), given)
    except ValueError as error:
        return await list_page(request, here, id, (wrong(str(error), labels),), given)
    except Refused as refused:
        return await list_page(request, here, id, (_sentence(request, here, refused),), given)
    return after(here, f"/cases/{id}/evidence/{made.id}", "handed_in")


@router.get(f"{PREFIX}/cases/{{id}}/evidence/{{eid}}")
async def one(request: Request, here: Here, id: str, eid: str) -> Response:  # noqa: A002
    """One piece of evidence with its hashes and who had it."""
    return await one_page(request, here, id, eid, ())


@router.post(f"{PREFIX}/cases/{{id}}/evidence/{{eid}}/public")
async def set_public(request: Request, here: Here, id: str, eid: str) -> Response:  # noqa: A002
    """Show it with the published case, or take it back."""
    member_of(here, f"/cases/{id}/evidence/{eid}")
    given = values_of(await here.form(request))
    question = AskSetEvidencePublic(
        token=token_of(here), case=case_id(id), id=eid, public=bool(given.get("public")), reason=given.get("reason", "")
    )
    try:
        await here.bus.ask("ask.community.set_evidence_public", question, EvidenceItem, timeout=SECONDS)
    except Refused as refused:
        return await one_page(request, here, id, eid, (_sentence(request, here, refused),))
    return after(here, f"/cases/{id}/evidence/{eid}", "evidence_public")


@router.get(f"{PREFIX}/cases/{{id}}/evidence/{{eid}}/receipt")
async def receipt(here: Here, id: str, eid: str, number: bool = False) -> Response:  # noqa: A002
    """The integrity receipt, to check offline; with `number`, it names the case."""
    question = AskEvidenceReceipt(token=here.token, case=case_id(id), id=eid, with_number=number)
    found = await here.bus.ask("ask.community.evidence_receipt", question, EvidenceReceipt)
    return Response(found.text, headers=download(found.name), media_type="application/json")


@router.get(f"{PREFIX}/cases/{{id}}/evidence/{{eid}}/{{part}}")
async def file(here: Here, id: str, eid: str, part: str) -> Response:  # noqa: A002
    """The safe copy, or, for the team, the original: to be saved, never to be shown here."""
    if part not in list(FilePart):
        raise Refused("not_found", "There is no such file.")
    first = await piece(here, id, eid, FilePart(part), 0)
    headers = download(first.name) | {"Content-Length": str(first.size)}
    media_type = first.media_type if part == FilePart.COPY else "application/octet-stream"
    return StreamingResponse(pieces(here, id, eid, FilePart(part), first), headers=headers, media_type=media_type)


# --- inside -----------------------------------------------------------------------------------------------------


async def list_page(
    request: Request, here: Web, text: str, errors: tuple[FieldError, ...], given: Mapping[str, str]
) -> Response:
    """The list, with what was given and what is wrong with it."""
    labels = labels_of(request, here)
    found = await list_of(here, text)
    return here.render(
        request,
        "evidence.html",
        status=UNPROCESSABLE if errors else 200,
        case=found,
        rows=[evidence_view(item, labels) for item in found.items],
        kinds=[Choice(kind.value, labels.gettext(KINDS[kind]), kind.value == given.get("kind")) for kind in WORDED],
        key=given.get("key") or secrets.token_urlsafe(18),
        given=given,
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


async def one_page(request: Request, here: Web, text: str, eid: str, errors: tuple[FieldError, ...]) -> Response:
    """One piece of evidence, with what went wrong."""
    labels = labels_of(request, here)
    found = await list_of(here, text)
    item = next((each for each in found.items if each.id == eid), None)
    if item is None:
        raise Refused("not_found", "There is no such evidence, or it is not open to you.")
    custody = None
    if found.inside:
        question = AskCustody(token=token_of(here), case=found.case, id=eid)
        custody = custody_view(await here.bus.ask("ask.community.custody", question, Custody), labels)
    return here.render(
        request,
        "evidence_item.html",
        status=UNPROCESSABLE if errors else 200,
        case=found,
        shown=evidence_view(item, labels),
        custody=custody,
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


async def list_of(here: Web, text: str) -> EvidenceList:
    """The evidence of a case as the viewer may see it."""
    question = AskEvidenceOfCase(token=here.token, case=case_id(text))
    return await here.bus.ask("ask.community.evidence_of_case", question, EvidenceList)


async def handed_in(here: Web, case: CaseId, form: FormData, given: Mapping[str, str]) -> EvidenceItem:
    """The evidence that the file of a form becomes; goes on where an earlier try stopped.

    Raises `Refused`, `ValidationError`, or ValueError with the name of a field.
    """
    chosen = next((each for name in FILE_FIELDS if isinstance(each := form.get(name), UploadFile) and each.size), None)
    data = await chosen.read() if chosen else b""
    token = token_of(here)
    fields = fields_of(given) | {"token": token, "case": case, "key": given.get("key", "")}
    fields |= {"name": (chosen.filename or "" if chosen else "")[:1000], "size": len(data)}
    question = AskBeginEvidence.model_validate(fields | {"sha256": hashlib.sha256(data).hexdigest()})
    upload = await here.bus.ask("ask.community.begin_evidence", question, Upload, timeout=SECONDS)
    for offset in range(upload.received, len(data), upload.piece):
        part = base64.b64encode(data[offset : offset + upload.piece]).decode()
        put = AskPutEvidencePiece(token=token, case=case, upload=upload.id, offset=offset, data=part)
        await here.bus.ask("ask.community.put_evidence_piece", put, Upload, timeout=SECONDS)
    finish = AskFinishEvidence(token=token, case=case, upload=upload.id)
    return await here.bus.ask("ask.community.finish_evidence", finish, EvidenceItem, timeout=FINISHING_SECONDS)


async def piece(here: Web, text: str, eid: str, part: FilePart, offset: int) -> EvidencePiece:
    """A piece of a file."""
    question = AskEvidencePiece(token=here.token, case=case_id(text), id=eid, part=part, offset=offset)
    return await here.bus.ask("ask.community.evidence_piece", question, EvidencePiece, timeout=SECONDS)


async def pieces(here: Web, text: str, eid: str, part: FilePart, first: EvidencePiece) -> AsyncIterator[bytes]:
    """A whole file; each piece is asked for when the one before it was taken."""
    found = first
    while True:
        yield base64.b64decode(found.data)
        if found.next is None:
            return
        found = await piece(here, text, eid, part, found.next)


def download(name: str) -> dict[str, str]:
    """Headers of a file that is saved and never shown."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in name)
    stated = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return DOWNLOAD | {"Content-Disposition": stated}


def case_id(text: str) -> CaseId:
    """The id in an address. Raises `Refused("not_found")` for what cannot be one."""
    try:
        return _CASE.validate_python(text)
    except ValidationError:
        raise Refused("not_found", "There is no such case, or it is not open to you.") from None


def _sentence(request: Request, here: Web, refused: Refused) -> FieldError:
    """What a refusal means at the form; raises it again when it is not about the form."""
    found = said(refused, labels_of(request, here))
    if found is None:
        raise refused
    return found


def _fields(error: ValidationError) -> list[str]:
    return list(dict.fromkeys(str(each["loc"][0]) if each["loc"] else "" for each in error.errors()))
