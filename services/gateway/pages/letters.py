"""Letters of a case: the list, a new one, the page of each with everything that can be done with it."""

import base64
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway import letter_words as words
from services.gateway.forms import values_of
from services.gateway.letters_view import choices, row, shown
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts import letter as contract
from shared.contracts.base import Contract
from shared.contracts.letter import LetterKind, LetterLanguage, LetterStep, LetterView
from shared.errors import Refused

SECONDS: Final = 10.0
"""Making a PDF takes a moment."""
router = APIRouter(include_in_schema=False)


# --- list, new, change ------------------------------------------------------------------------------------------


@router.get(f"{PREFIX}/cases/{{id}}/letters")
async def letters(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """The letters of a case that the viewer may see."""
    question = contract.AskCaseLetters(token=here.token, case=id)
    found = await here.bus.ask("ask.community.case_letters", question, contract.CaseLetters)
    labels = labels_of(request, here)
    rows = [row(each, labels) for each in found.items]
    return here.render(request, "case_letters.html", case=id, found=found, rows=rows)


@router.get(f"{PREFIX}/cases/{{id}}/letters/new")
async def new(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """First which letter, then the letter as its template fills it from the case."""
    member_of(here)
    asked = request.query_params
    kind, language = asked.get("kind", ""), asked.get("language") or here.viewer.language.value
    if kind not in list(LetterKind) or language not in list(LetterLanguage):
        labels = labels_of(request, here)
        chosen = language if language in list(LetterLanguage) else LetterLanguage.RU.value
        return here.render(
            request,
            "letter_kind.html",
            case=id,
            previous=asked.get("previous", ""),
            kinds=choices(words.KINDS, kind, labels),
            languages_of_letters=choices(words.LANGUAGES, chosen, labels),
        )
    given = {"kind": kind, "language": language, "previous": asked.get("previous", "")}
    return await form_page(request, here, id, await drafted(here, id, given), ())


async def drafted(here: Web, case: str, given: dict[str, str]) -> dict[str, Any]:
    """The fields of the form, filled from the case."""
    question = contract.AskLetterDraft(
        token=token_of(here),
        case=case,
        kind=LetterKind(given["kind"]),
        language=LetterLanguage(given["language"]),
        previous=given["previous"] or None,
    )
    draft = await here.bus.ask("ask.community.letter_draft", question, contract.LetterDraft)
    term = term_fields(draft.term)
    return given | {
        "title": draft.title,
        "office": draft.addressee,
        "text": draft.text,
        "norms": "\n".join(draft.norms),
        "choices": draft.evidence,
        "evidence": [],
        **term,
    }


@router.post(f"{PREFIX}/cases/{{id}}/letters/new")
async def create(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Keep a draft."""
    member_of(here, f"/cases/{id}/letters/new")
    form = await here.form(request)
    given: dict[str, Any] = values_of(form) | {"evidence": [str(each) for each in form.getlist("evidence")]}
    try:
        question = contract.AskCreateLetter.model_validate(
            {**fields_of(given), "token": token_of(here), "case": id, **known(given, "key", "kind", "language")}
            | {"previous": given.get("previous") or None}
        )
        letter = await here.bus.ask("ask.community.create_letter", question, LetterView)
    except ValidationError as error:
        return await form_page(request, here, id, given, invalid(error, request, here))
    except Refused as refused:
        return await form_page(request, here, id, given, (words.said(refused, labels_of(request, here)),))
    return after(here, f"/letters/{letter.id}", "letter_begun")


@router.get(f"{PREFIX}/letters/{{id}}/edit")
async def edit(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """The form of a draft."""
    member_of(here)
    letter = await the_letter(here, id)
    return await form_page(request, here, letter.case, written(letter), (), letter)


@router.post(f"{PREFIX}/letters/{{id}}/edit")
async def save(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Keep what was written; when somebody else did so meanwhile, both are shown."""
    member_of(here, f"/letters/{id}/edit")
    form = await here.form(request)
    given: dict[str, Any] = values_of(form) | {"evidence": [str(each) for each in form.getlist("evidence")]}
    try:
        values = {**fields_of(given), "token": token_of(here), "id": id, **known(given, "key", "revision")}
        question = contract.AskEditLetter.model_validate(values)
        await here.bus.ask("ask.community.edit_letter", question, LetterView)
    except ValidationError as error:
        return await form_page(request, here, "", given, invalid(error, request, here), await the_letter(here, id))
    except Refused as refused:
        letter = await the_letter(here, id)
        theirs = letter if refused.code == "conflict" else None
        given |= {"revision": str(letter.revision), "key": secrets.token_urlsafe(16)}
        errors = (words.said(refused, labels_of(request, here)),)
        return await form_page(request, here, letter.case, given, errors, letter, theirs)
    return after(here, f"/letters/{id}", "letter_edit")


async def form_page(
    request: Request,
    here: Web,
    case: str,
    given: dict[str, Any],
    errors: tuple[FieldError, ...],
    letter: LetterView | None = None,
    theirs: LetterView | None = None,
) -> Response:
    """The form of a letter with what was given, and what somebody else wrote meanwhile."""
    labels = labels_of(request, here)
    given.setdefault("key", secrets.token_urlsafe(16))
    if letter is None and "choices" not in given:
        given["choices"] = (await drafted(here, case, {n: given.get(n, "") for n in ("kind", "language", "previous")}))[
            "choices"
        ]
    return here.render(
        request,
        "letter_form.html",
        status=UNPROCESSABLE if errors else 200,
        case=case or (letter.case if letter else ""),
        letter=letter,
        given=given,
        choices=letter.evidence_choices if letter else given["choices"],
        units=choices(words.UNITS, given.get("unit"), labels),
        starts=choices(words.STARTS, given.get("start"), labels),
        errors=errors,
        theirs=theirs,
    )


def fields_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a form states of a letter, in the shape of the contract."""
    term = None
    if given.get("days") or given.get("norm"):
        term = known(given, "days", "unit", "start", "norm") | {"confirmed": bool(given.get("confirmed"))}
    return {
        "addressee": {name: given.get(name, "") for name in ("organisation", "office", "address", "email")},
        "title": given.get("title", ""),
        "text": given.get("text", ""),
        "norms": [line for line in given.get("norms", "").splitlines() if line.strip()],
        "evidence": given.get("evidence", []),
        "term": term,
        "collective": bool(given.get("collective")),
    }


def known(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These fields of a form, where they are filled."""
    return {name: given[name] for name in names if given.get(name)}


def written(letter: LetterView) -> dict[str, Any]:
    """A letter as its form holds it."""
    return {
        **letter.addressee.model_dump(),
        "title": letter.title,
        "text": letter.text,
        "norms": "\n".join(letter.norms),
        "evidence": [each.evidence for each in letter.attachments],
        "collective": letter.collective,
        "revision": str(letter.revision),
        **term_fields(letter.term),
    }


def term_fields(term: contract.AnswerTerm | None) -> dict[str, Any]:
    """The fields of the clock."""
    if term is None:
        return {"days": "", "norm": "", "unit": "working", "start": "sent", "confirmed": False}
    return term.model_dump(mode="json") | {"days": str(term.days)}


def invalid(error: ValidationError, request: Request, here: Web) -> tuple[FieldError, ...]:
    """What is wrong with each field, once."""
    labels = labels_of(request, here)
    names: dict[str, None] = {}
    for problem in error.errors():
        parts = [str(part) for part in problem["loc"]]
        name = "days" if "term" in parts else next((part for part in reversed(parts) if part in words.WRONG), "")
        names[name] = None
    sentences = {name: words.WRONG.get(name, words.AGAIN) for name in names}
    return tuple(FieldError(name, labels.gettext(sentence)) for name, sentence in sentences.items())


# --- the page of a letter ---------------------------------------------------------------------------------------


async def the_letter(here: Web, letter: str) -> LetterView:
    """A letter as the viewer may see it."""
    question = contract.AskLetter(token=here.token, id=letter)
    return await here.bus.ask("ask.community.letter", question, LetterView)


@router.get(f"{PREFIX}/letters/{{id}}")
async def letter_page(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """A letter, its clock, its replies, and what can be done with it."""
    return await shown_page(request, here, id, {}, ())


async def shown_page(
    request: Request, here: Web, letter_id: str, given: Mapping[str, str], errors: tuple[FieldError, ...]
) -> Response:
    """The page of a letter with what was given to one of its forms."""
    labels = labels_of(request, here)
    letter = await the_letter(here, letter_id)
    return here.render(
        request,
        "case_letter.html",
        status=UNPROCESSABLE if errors else 200,
        letter=letter,
        view=shown(letter, labels),
        given=given,
        open=given.get("action", ""),
        key=secrets.token_urlsafe(16),
        channels=choices(words.CHANNELS, given.get("channel"), labels),
        classes=choices(words.CLASSES, given.get("classed"), labels),
        signing=choices(words.SIGNATORIES, given.get("kind") or "person", labels),
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


@router.get(f"{PREFIX}/letters/{{id}}/file/{{form}}")
async def letter_file(request: Request, here: Here, id: str, form: contract.LetterFormat) -> Response:  # noqa: A002
    """The letter as a file; never kept by anything between, since it may hold names."""
    question = contract.AskLetterFile(token=here.token, id=id, format=form)
    try:
        file = await here.bus.ask("ask.community.letter_file", question, contract.LetterFile, timeout=SECONDS)
    except Refused as refused:
        if refused.code not in ("pdf_unavailable", "too_large"):
            raise
        return await shown_page(request, here, id, {}, (words.said(refused, labels_of(request, here)),))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "private, no-store"}
    return Response(base64.b64decode(file.content), media_type=file.media_type, headers=headers)


STEPS: Final = frozenset(LetterStep)
ACTIONS: Final[Mapping[str, tuple[str, type[Contract]]]] = {
    # Last part of the address -> the request and its question.
    **{step.value: ("step_letter", contract.AskStepLetter) for step in LetterStep},
    "sign": ("sign_letter", contract.AskSignLetter),
    "unsign": ("unsign_letter", contract.AskUnsignLetter),
    "link": ("link_letter", contract.AskLinkLetter),
    "send": ("send_letter", contract.AskSendLetter),
    "register": ("register_letter", contract.AskRegisterLetter),
    "prolong": ("prolong_letter", contract.AskProlongLetter),
    "enter_reply": ("enter_reply", contract.AskEnterReply),
    "classify": ("classify_reply", contract.AskClassifyReply),
    "rate": ("rate_reply", contract.AskRateReply),
}
READ: Final[Mapping[str, Callable[[str], object]]] = {"consent": bool}


@router.post(f"{PREFIX}/letters/{{id}}/{{action}}")
async def act(request: Request, here: Here, id: str, action: str) -> Response:  # noqa: A002 - the field's own word
    """Do something with a letter; leads back to it."""
    if action not in ACTIONS:
        raise Refused("not_found", "There is no such action.")
    member_of(here, f"/letters/{id}")
    form = await here.form(request)
    given = values_of(form) | {"action": action}
    name, model = ACTIONS[action]
    labels = labels_of(request, here)
    values: dict[str, Any] = {field: READ.get(field, str)(value) for field, value in given.items() if value.strip()}
    values |= {"token": token_of(here), "id": id, "evidence": evidence_of(form.getlist("evidence"), action)}
    if action in STEPS:
        values["step"] = action
    try:
        await here.bus.ask(f"ask.community.{name}", model.model_validate(values), LetterView)
    except ValidationError as error:
        return await shown_page(request, here, id, given, invalid(error, request, here))
    except Refused as refused:
        if refused.code in ("not_found", "forbidden", "second_factor_needed"):
            raise
        return await shown_page(request, here, id, given, (words.said(refused, labels),))
    return after(here, f"/letters/{id}", f"letter_{action}")


def evidence_of(chosen: list[Any], action: str) -> object:
    """The chosen pieces: a list for a reply, one for the proof of sending."""
    found = [str(each) for each in chosen if each]
    return found if action == "enter_reply" else (found[0] if found else None)
