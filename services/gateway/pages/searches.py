"""Saved searches: what a member wants to be told of."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import refusal, search_draft, values_of
from services.gateway.pages.here import (
    PREFIX,
    UNPROCESSABLE,
    Here,
    after,
    catalogue_of,
    labels_of,
    member_of,
    notice,
)
from services.gateway.ports import Web
from services.gateway.search_view import form_choices, saved_view
from services.gateway.views import FieldError
from shared.contracts.alert import (
    AskDeleteSearch,
    AskPauseSearch,
    AskSaveSearch,
    AskSearches,
    Done,
    Search,
    Searches,
)
from shared.errors import Refused

FIRST_VERBS: Final = ("opened",)
NOT_SAVED: Final = ("region", "method", "status", "supplier", "flagged")
"""Filters of the list that saved searches do not know; the form says so."""
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/searches")
async def searches(request: Request, here: Here) -> Response:
    """The member's saved searches."""
    member = member_of(here)
    labels = labels_of(request, here)
    found = await here.bus.ask("ask.alerts.searches", AskSearches(member=member.id), Searches)
    catalogue = await catalogue_of(here)
    return here.render(
        request,
        "searches.html",
        searches=[saved_view(search, catalogue, labels) for search in found.items],
        notice=notice(request, labels),
    )


@router.get(f"{PREFIX}/searches/new")
async def new_search(request: Request, here: Here) -> Response:
    """The form, filled from the search result that led here."""
    member_of(here)
    return await form_page(request, here, dict(request.query_params), FIRST_VERBS, ())


@router.post(f"{PREFIX}/searches")
async def save_search(request: Request, here: Here) -> Response:
    """Save what the form states."""
    member = member_of(here)
    labels = labels_of(request, here)
    form = await here.form(request)
    draft, errors = search_draft(form, here.viewer.language, labels)
    if draft is not None:
        try:
            question = AskSaveSearch(member=member.id, search=draft)
            await here.bus.ask("ask.alerts.save_search", question, Search)
        except Refused as refused:
            errors = (refusal(refused, labels),)
        else:
            return after(here, "/searches", "saved")
    verbs = tuple(str(verb) for verb in form.getlist("verbs"))
    return await form_page(request, here, values_of(form), verbs, errors)


@router.post(f"{PREFIX}/searches/{{id}}/pause")
async def pause_search(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Pause or resume."""
    member = member_of(here, "/searches")
    paused = (await here.form(request)).get("paused") == "1"
    await here.bus.ask("ask.alerts.pause_search", AskPauseSearch(member=member.id, id=id, paused=paused), Search)
    return after(here, "/searches", "paused" if paused else "resumed")


@router.post(f"{PREFIX}/searches/{{id}}/delete")
async def delete_search(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Delete for good."""
    member = member_of(here, "/searches")
    await here.form(request)
    await here.bus.ask("ask.alerts.delete_search", AskDeleteSearch(member=member.id, id=id), Done)
    return after(here, "/searches", "deleted")


async def form_page(
    request: Request, here: Web, given: Mapping[str, str], verbs: tuple[str, ...], errors: tuple[FieldError, ...]
) -> Response:
    """The form with what was given and what is wrong with it."""
    labels = labels_of(request, here)
    choices = form_choices(given, verbs, await here.index.facets(), await catalogue_of(here), labels)
    return here.render(
        request,
        "search_new.html",
        status=UNPROCESSABLE if errors else 200,
        form=choices,
        left_out=any(given.get(name) for name in NOT_SAVED),
        errors=errors,
    )
