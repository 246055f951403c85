"""Two tenders side by side, without names and flags; members say which deserves a check first."""

import asyncio
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.blind import BlindView, blind_view
from services.gateway.choices import Choice
from services.gateway.forms import refusal, values_of
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, labels_of, member_of, notice
from services.gateway.pages.judging import SECONDS
from services.gateway.pages.tenders import body_of
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.base import Ocid
from shared.contracts.judgement import AskLabelPair, AskNextPair, PairChoice, PairLabelled, PairToLabel
from shared.contracts.tender import AskProcess, Process
from shared.errors import Refused

CHOICES: Final = {
    PairChoice.FIRST: N_("The first"),
    PairChoice.SECOND: N_("The second"),
    PairChoice.BOTH: N_("Both equally"),
    PairChoice.NEITHER: N_("Neither"),
    PairChoice.CANNOT_TELL: N_("I cannot tell"),
}
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PairView:
    """Two tenders and what can be said of them."""

    id: str
    tenders: tuple[BlindView, BlindView]
    choices: tuple[Choice, ...]
    answered: int


@router.get(f"{PREFIX}/which-first")
async def which_first(request: Request, here: Here) -> Response:
    """The pair at hand, or a new one."""
    member_of(here)
    return await pair_page(request, here, ())


@router.post(f"{PREFIX}/which-first")
async def choose(request: Request, here: Here) -> Response:
    """Keep the answer and go on with the next pair."""
    member_of(here)
    labels = labels_of(request, here)
    given = values_of(await here.form(request))
    try:
        question = AskLabelPair.model_validate(
            {"token": token_of(here), "pair": given.get("pair", ""), "choice": given.get("choice", "")}
        )
        await here.bus.ask("ask.community.label_pair", question, PairLabelled)
    except ValidationError as error:
        if any("pair" in problem["loc"] for problem in error.errors()):
            raise
        return await pair_page(request, here, (FieldError("choice", labels.gettext("Choose an answer.")),))
    except Refused as refused:
        if refused.code == "not_found":  # answered in another window, or too late: the next pair is as good
            return after(here, "/which-first")
        return await pair_page(request, here, (refusal(refused, labels),))
    return after(here, "/which-first", "compared")


async def pair_page(request: Request, here: Web, errors: tuple[FieldError, ...]) -> Response:
    """The page, with what is wrong; without a pair when there is none for this member."""
    labels = labels_of(request, here)
    return here.render(
        request,
        "which_first.html",
        status=UNPROCESSABLE if errors else 200,
        pair=await pair_view(here, labels),
        errors=errors,
        notice=None if errors else notice(request, labels),
    )


async def pair_view(here: Web, labels: Labels) -> PairView | None:
    """The member's pair; None when there is none."""
    try:
        question = AskNextPair(token=token_of(here))
        pair = await here.bus.ask("ask.community.next_pair", question, PairToLabel, timeout=SECONDS)
    except Refused as refused:
        if refused.code == "no_pair":
            return None
        raise
    first, second = await asyncio.gather(blind(here, pair.first, labels), blind(here, pair.second, labels))
    choices = tuple(Choice(choice.value, labels.gettext(words)) for choice, words in CHOICES.items())
    return PairView(pair.id, (first, second), choices, pair.answered)


async def blind(here: Web, ocid: Ocid, labels: Labels) -> BlindView:
    """One tender without what would say whose it is."""
    process = await here.bus.ask("ask.ingest.process", AskProcess(ocid=ocid), Process)
    return blind_view(await body_of(here, process), labels, made_up=process.made_up)
