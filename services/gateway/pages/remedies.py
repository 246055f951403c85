"""What can be done about a purchase, by whom and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.choices import chosen_of
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, labels_of
from services.gateway.remedy_view import MILESTONES, PERSONS, STEPS, ways
from services.gateway.views import FieldError
from shared.contracts.remedy import AskRemedyRoutes, Milestone, Person, PurchaseStep, RemedyRoutes
from shared.errors import Refused

LONGEST_OCID: Final = 255
WHO: Final = N_("Choose who you are.")
STEP: Final = N_("Choose the stage of the purchase, or write its identifier.")
OCID: Final = N_("There is no purchase with this identifier here.")
DATE: Final = N_("Write a date like 2026-03-31.")
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/remedies")
async def remedies(request: Request, here: Here) -> Response:
    """The form, and the ways that its answers open. Nothing of it is kept."""
    labels = labels_of(request, here)
    given = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    if "ocid" in given:
        given.setdefault("who", Person.CITIZEN.value)
    question, errors = asked(given, labels)
    found = None
    if question:
        try:
            found = await here.bus.ask("ask.community.remedy_routes", question, RemedyRoutes)
        except Refused as refused:
            field, sentence = ("ocid", OCID) if refused.code == "not_found" else ("step", STEP)
            errors = (FieldError(field, labels.gettext(sentence)),)
    return here.render(
        request,
        "remedies.html",
        status=UNPROCESSABLE if errors else 200,
        given=given,
        errors=errors,
        persons=chosen_of({each.value: labels.gettext(PERSONS[each]) for each in Person}, given.get("who")),
        steps=chosen_of({each.value: labels.gettext(STEPS[each]) for each in PurchaseStep}, given.get("step")),
        milestones=[(each.value, labels.gettext(MILESTONES[each])) for each in Milestone],
        ways=ways(found, labels) if found else None,
    )


def asked(given: Mapping[str, str], labels: Labels) -> tuple[AskRemedyRoutes | None, tuple[FieldError, ...]]:
    """The question of an address, or what is wrong with it; neither when nothing was asked yet."""
    names = {"who", "step", "ocid", *(each.value for each in Milestone)}
    if not names & given.keys():
        return None, ()
    wrong: dict[str, str] = {}
    if given.get("who") not in list(Person):
        wrong["who"] = WHO
    step, ocid = given.get("step"), given.get("ocid")
    if (step is None and ocid is None) or (step is not None and step not in list(PurchaseStep)):
        wrong["step"] = STEP
    if ocid is not None and len(ocid) > LONGEST_OCID:
        wrong["ocid"] = OCID
    dates: dict[Milestone, date] = {}
    for each in Milestone:
        if each.value in given:
            try:
                dates[each] = date.fromisoformat(given[each.value])
            except ValueError:
                wrong[each.value] = DATE
    if wrong:
        return None, tuple(FieldError(name, labels.gettext(sentence)) for name, sentence in wrong.items())
    stage = PurchaseStep(step) if step else None
    return AskRemedyRoutes(who=Person(given["who"]), step=stage, dates=dates, ocid=ocid), ()
