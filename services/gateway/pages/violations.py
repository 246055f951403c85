"""Types of violations: the list by stage, and the page of each."""

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.pages.here import PREFIX, Here, catalogue_of, labels_of
from services.gateway.violation_view import groups, violation_page
from shared.contracts.case import ViolationCode
from shared.contracts.violation import AskViolation, AskViolations, ViolationPage, Violations
from shared.errors import Refused

LONGEST_WORDS = 200
CODE: TypeAdapter[str] = TypeAdapter(ViolationCode)
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/violations")
async def violations(request: Request, here: Here, words: str = "") -> Response:
    """All types in use by stage, or those with all the words."""
    asked = words.strip()[:LONGEST_WORDS]
    found = await here.bus.ask("ask.community.violations", AskViolations(words=asked), Violations)
    return here.render(
        request,
        "violations.html",
        groups=groups(found.items, labels_of(request, here)),
        found=len(found.items),
        words=asked,
    )


@router.get(f"{PREFIX}/violations/{{code}}")
async def violation(request: Request, here: Here, code: str) -> Response:
    """Everything about one type."""
    try:
        question = AskViolation(code=CODE.validate_python(code))
    except ValidationError:
        raise Refused("not_found", "There is no such type of violation.") from None
    found = await here.bus.ask("ask.community.violation", question, ViolationPage)
    view = violation_page(found.violation, await catalogue_of(here), labels_of(request, here))
    return here.render(request, "violation.html", view=view)
