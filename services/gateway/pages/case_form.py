"""Beginning a case, and changing what is written of it."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.case_view import amount_text, row
from services.gateway.case_words import ORIGINS, PURCHASE_STAGES, VISIBILITIES
from services.gateway.choices import Choice
from services.gateway.forms import Given
from services.gateway.i18n import N_
from services.gateway.labels import REGIONS, Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.cases import said, the_case, violations_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of
from services.gateway.ports import Web
from services.gateway.views import FieldError, read_amount
from shared.contracts.base import Money
from shared.contracts.case import (
    AskCreateCase,
    AskEditCase,
    AskSimilarCases,
    CaseFields,
    CaseLink,
    CaseOrigin,
    Cases,
    CaseView,
    CaseVisibility,
    LinkKind,
    PurchaseStage,
)
from shared.contracts.violation import Violation
from shared.errors import Refused

BISHKEK: Final = ZoneInfo("Asia/Bishkek")
MOST_LINES: Final = 100
NOT_RIGHT: Final = N_("Something in the form is not right. Check it and try again.")
WRONG: Final[Mapping[str, str]] = {
    "title": N_("Write a title of 5 to 200 characters."),
    "summary": N_("Use at most 4,000 characters."),
    "links": N_("One per line: an ocid, or the identifier of a buyer or supplier with its kind before it."),
    "violations": N_("Choose at most ten."),
    "embargo": N_("Write a date like 2026-12-31."),
}
router = APIRouter(include_in_schema=False)


def link_lines(links: list[CaseLink]) -> str:
    """Links as the field holds them, one per line: kind, identifier, name."""
    return "\n".join(f"{link.kind.value} {link.id} {link.name}".strip() for link in links)


def read_links(text: str) -> list[CaseLink]:
    """The links of the field; a line without a kind is a tender. Raises `ValidationError` for one without an id."""
    found = []
    for line in text.splitlines()[: MOST_LINES + 1]:
        words = line.split(maxsplit=2)
        if not words:
            continue
        if words[0] in list(LinkKind):
            words.pop(0)
            kind = LinkKind(line.split()[0])
        else:
            kind, words = LinkKind.TENDER, line.split(maxsplit=1)
        name = words[1] if len(words) > 1 else ""
        found.append(CaseLink(kind=kind, id=words[0] if words else "", name=name[:500]))
    return found


def read_fields(form: FormData, labels: Labels) -> tuple[CaseFields | None, tuple[FieldError, ...]]:
    """What a form states of a case, or what is wrong with it."""
    given = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    errors: list[FieldError] = []
    amount, wrong = read_amount(given.get("amount") or None, labels)
    if wrong:
        errors.append(FieldError("amount", wrong))
    values: dict[str, Any] = {
        "title": given.get("title", ""),
        "summary": given.get("summary", ""),
        "origin": given.get("origin") or CaseOrigin.MEMBER,
        "stage": given.get("stage") or PurchaseStage.TENDER,
        "visibility": given.get("visibility") or CaseVisibility.PRIVATE,
        "region": given.get("region") or None,
        "amount": Money(amount=amount, currency="KGS") if amount is not None else None,
        "violations": [str(code) for code in form.getlist("violations")],
    }
    try:
        values["embargo"] = _moment(given.get("embargo", ""))
        values["links"] = read_links(given.get("links", ""))
        fields = CaseFields.model_validate(values)
    except ValidationError as error:
        names = {"links" if "id" in problem["loc"] else str(problem["loc"][0]) for problem in error.errors()}
        errors += [FieldError(name, wrong_field(name, labels)) for name in sorted(names)]
    except ValueError:
        errors.append(FieldError("embargo", wrong_field("embargo", labels)))
    return (None, tuple(errors)) if errors else (fields, ())


def wrong_field(name: str, labels: Labels) -> str:
    """What is wrong with a field of the form."""
    sentence = WRONG.get(name, NOT_RIGHT)
    return labels.gettext(sentence)


def _moment(text: str) -> datetime | None:
    """The beginning of a day in Bishkek; raises `ValueError` for what is no day."""
    return datetime.fromisoformat(text[:10]).replace(tzinfo=BISHKEK).astimezone(UTC) if text else None


@router.get(f"{PREFIX}/cases/new")
async def new(request: Request, here: Here) -> Response:
    """The form of a new case; a tender in the address is linked already."""
    member_of(here)
    origin = CaseOrigin.INDICATOR if request.query_params.get("flagged") else CaseOrigin.MEMBER
    given = {"origin": origin.value, "stage": PurchaseStage.TENDER.value}
    ocid = request.query_params.get("ocid", "")[:255]
    if ocid:
        given |= await prefilled(here, ocid)
    return await form_page(request, here, given, [], ())


async def prefilled(here: Web, ocid: str) -> dict[str, str]:
    """What is known of a tender that a case is to be about."""
    known = await here.index.tender(ocid)
    if known is None:
        return {"links": link_lines([CaseLink(kind=LinkKind.TENDER, id=ocid)])}
    summary = known.summary
    links = [CaseLink(kind=LinkKind.TENDER, id=ocid, name=(summary.title or "")[:500])]
    if summary.buyer:
        links.append(CaseLink(kind=LinkKind.BUYER, id=summary.buyer.id, name=(summary.buyer.name or "")[:500]))
    links += [
        CaseLink(kind=LinkKind.SUPPLIER, id=each.id, name=(each.name or "")[:500]) for each in known.suppliers[:5]
    ]
    in_som = summary.value if summary.value and summary.value.currency == "KGS" else None
    return {
        "title": (summary.title or "")[:200],
        "links": link_lines(links),
        "region": summary.region or "",
        "amount": amount_text(in_som),
    }


@router.post(f"{PREFIX}/cases/new")
async def create(request: Request, here: Here) -> Response:
    """Begin a case; cases that look alike are shown once before."""
    member_of(here, "/cases/new")
    form = await here.form(request)
    labels = labels_of(request, here)
    given, chosen = texts(form), [str(code) for code in form.getlist("violations")]
    fields, errors = read_fields(form, labels)
    if fields is None:
        return await form_page(request, here, given, chosen, errors)
    token = token_of(here)
    if not given.get("seen"):
        about = AskSimilarCases(token=token, title=fields.title, violations=fields.violations, links=fields.links)
        similar = await here.bus.ask("ask.community.similar_cases", about, Cases)
        if similar.items:
            return await form_page(request, here, given | {"seen": "1"}, chosen, (), similar)
    try:
        question = AskCreateCase(token=token, key=given.get("key", ""), **dict(fields))
        case = await here.bus.ask("ask.community.create_case", question, CaseView)
    except Refused as refused:
        return await form_page(request, here, given, chosen, (said(refused, labels),))
    except ValidationError:
        return await form_page(request, here, given, chosen, (FieldError("title", wrong_field("title", labels)),))
    return after(here, f"/cases/{case.id}", "case_begun")


@router.get(f"{PREFIX}/cases/{{id}}/edit")
async def edit(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """The form of a case."""
    member_of(here)
    case = await the_case(here, id)
    return await form_page(request, here, written(case), case.violations, (), case=case)


@router.post(f"{PREFIX}/cases/{{id}}/edit")
async def save(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Keep what was written; when somebody else did so meanwhile, both are shown."""
    member_of(here, f"/cases/{id}/edit")
    form = await here.form(request)
    labels = labels_of(request, here)
    given, chosen = texts(form), [str(code) for code in form.getlist("violations")]
    fields, errors = read_fields(form, labels)
    case = await the_case(here, id)
    if fields is None:
        return await form_page(request, here, given, chosen, errors, case=case)
    revision = given.get("revision", "")
    try:
        question = AskEditCase(
            token=token_of(here), id=case.id, revision=int(revision) if revision.isdigit() else 0, **dict(fields)
        )
        await here.bus.ask("ask.community.edit_case", question, CaseView)
    except Refused as refused:
        now = case if refused.code == "conflict" else None
        given |= {"revision": str(case.revision)}
        return await form_page(request, here, given, chosen, (said(refused, labels),), case=case, theirs=now)
    return after(here, f"/cases/{case.id}", "case_saved")


def texts(form: FormData) -> dict[str, str]:
    """The texts of a form."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def written(case: CaseView) -> dict[str, str]:
    """A case as the fields of its form hold it."""
    return {
        "title": case.title,
        "summary": case.summary,
        "origin": case.origin.value,
        "stage": case.stage.value,
        "visibility": case.visibility.value,
        "region": case.region or "",
        "amount": amount_text(case.amount),
        "embargo": case.embargo.astimezone(BISHKEK).date().isoformat() if case.embargo else "",
        "links": link_lines(case.links),
        "revision": str(case.revision),
    }


async def form_page(
    request: Request,
    here: Web,
    given: Mapping[str, str],
    chosen: list[str],
    errors: tuple[FieldError, ...],
    similar: Cases | None = None,
    *,
    case: CaseView | None = None,
    theirs: CaseView | None = None,
) -> Response:
    """The form with what was given; `theirs` is what somebody else wrote meanwhile."""
    labels = labels_of(request, here)
    known = await violations_of(here)
    return here.render(
        request,
        "case_form.html",
        status=UNPROCESSABLE if errors else 200,
        case=case,
        given=Given(given),
        key=given.get("key") or secrets.token_urlsafe(18),
        choices=choices(given, chosen, known, labels),
        similar=[row(each, known, labels) for each in similar.items] if similar else [],
        theirs=written(theirs) if theirs else None,
        errors=errors,
    )


def choices(
    given: Mapping[str, str], chosen: list[str], known: Mapping[str, Violation], labels: Labels
) -> dict[str, tuple[Choice, ...]]:
    """The selects and checkboxes of the form."""
    tables: dict[str, Mapping[Any, str]] = {
        "origin": ORIGINS,
        "stage": PURCHASE_STAGES,
        "visibility": VISIBILITIES,
    }
    found = {
        name: tuple(
            Choice(code.value, labels.gettext(word), code.value == given.get(name)) for code, word in table.items()
        )
        for name, table in tables.items()
    }
    found["region"] = tuple(Choice(code, labels.region(code) or code, code == given.get("region")) for code in REGIONS)
    found["violations"] = tuple(
        Choice(code, each.title.in_language(labels.language), code in chosen)
        for code, each in known.items()
        if each.active or code in chosen
    )
    return found
