"""`/api/v1/tenders`."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway import ranking
from services.gateway.api.answers import PROBLEMS, not_proof, public
from services.gateway.api.shapes import Filters, FlagList, TenderDetail, TenderList, tender_detail, tender_item
from services.gateway.parts import Parts, parts_of
from services.gateway.release import is_personal, without_personal
from shared.contracts.integrity import AskIntegrity, Integrity
from shared.contracts.risk import AskFlags, Flag, Flags
from shared.contracts.tender import AskProcess, Process, Version
from shared.errors import Refused, Unavailable

router = APIRouter(prefix="/api/v1", tags=["open data"], responses=PROBLEMS)
PartsHere = Annotated[Parts, Depends(parts_of)]


@router.get("/tenders", response_model=TenderList)
async def list_tenders(request: Request, filters: Annotated[Filters, Query()], parts: PartsHere) -> Response:
    """Contracting processes that match, in the order asked for."""
    if filters.after and ranking.read(filters.after, filters.sort) is None:
        raise unreadable_after()
    page = await parts.index.search(filters.query())
    items = [tender_item(tender) for tender in page.items]
    listed = TenderList.model_construct(
        items=items, total=page.total, next=page.next, more=page.more, note=not_proof(request)
    )
    return public(request, listed)


@router.get("/tenders/{ocid:path}/flags", response_model=FlagList)
async def tender_flags(request: Request, ocid: str, parts: PartsHere) -> Response:
    """Every indicator's answer for one process, with evidence. A risk indicator, not proof."""
    flags = await parts.bus.ask("ask.scoring.flags", AskFlags(ocid=checked(ocid)), Flags)
    items = [public_flag(flag) for flag in flags.flags]
    return public(request, FlagList(items=items, total=len(items), score=flags.score, note=not_proof(request)))


@router.get("/tenders/{ocid:path}/integrity", response_model=Integrity)
async def tender_integrity(request: Request, ocid: str, parts: PartsHere) -> Response:
    """The integrity scores of opentender.eu and the risk index of one process. Risk indicators, not proof."""
    found = await parts.bus.ask("ask.scoring.integrity", AskIntegrity(ocid=checked(ocid)), Integrity, 5.0)
    return public(request, found)


@router.get("/tenders/{ocid:path}", response_model=TenderDetail)
async def one_tender(request: Request, ocid: str, parts: PartsHere) -> Response:
    """One contracting process: summary, compiled release and history."""
    tender = await parts.index.tender(checked(ocid))
    if tender is None:
        raise not_found(ocid)
    try:
        process = await parts.bus.ask("ask.ingest.process", AskProcess(ocid=ocid), Process)
        release = process.process if process.reference is None else await body_of(parts, process)
    except Unavailable:
        return public(request, tender_detail(tender, partial=True, note=not_proof(request)), "no-store")
    detail = tender_detail(
        tender,
        source=process.source,
        release=without_personal(release),
        history=[public_version(version) for version in process.history],
        bad_quality=process.bad_quality,
        issues=process.issues,
        note=not_proof(request),
    )
    return public(request, detail)


async def body_of(parts: Parts, process: Process) -> Any:  # noqa: ANN401 - any JSON
    """The body of a process that is too large for one message."""
    return msgspec.json.decode(await parts.bus.objects.get(process.reference)) if process.reference else None


def checked(id_: str) -> str:
    """An identifier from an address. Raises `Refused` when there can be nothing by it."""
    if not 1 <= len(id_) <= 255:
        raise not_found(id_)
    return id_


def not_found(id_: str) -> Refused:
    """There is nothing by this identifier."""
    return Refused("not_found", "There is nothing by this identifier.", {"id": id_[:255]})


def unreadable_after() -> RequestValidationError:
    """The place in the list is none of this list's."""
    problem = {"loc": ("query", "after"), "msg": "Not a `next` of a list in this order", "type": "value_error"}
    return RequestValidationError([problem])


def public_flag(flag: Flag) -> Flag:
    """An answer without evidence that may be about a natural person."""
    evidence = [
        found.model_copy(update={"value": without_personal(found.value)})
        for found in flag.evidence
        if not is_personal(found.path)
    ]
    return flag.model_copy(update={"evidence": evidence})


def public_version(version: Version) -> Version:
    """A version without changes of what may be about a natural person."""
    changes = [
        change.model_copy(update={"before": without_personal(change.before), "after": without_personal(change.after)})
        for change in version.changes
        if not is_personal(change.path)
    ]
    return version.model_copy(update={"changes": changes})
