"""What members say of a raised flag: the part of the tender's page, and the form that it sends."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import refusal, values_of
from services.gateway.judging_view import JudgingView, choices, judging_views
from services.gateway.labels import Labels
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, after, catalogue_of, labels_of, member_of
from services.gateway.ports import Web
from services.gateway.views import FieldError
from shared.contracts.base import IndicatorId
from shared.contracts.judgement import (
    AskFlagVerdicts,
    AskJudgeFlag,
    AskOwnVerdicts,
    FlagVerdicts,
    OwnVerdicts,
    ProcessVerdicts,
)
from shared.contracts.risk import AskFlags, Flags, Indicator
from shared.errors import Refused, Unavailable

SECONDS: Final = 5.0
"""Community asks scoring first."""
router = APIRouter(include_in_schema=False)


async def judging_of(
    here: Web, flags: Flags, catalogue: Mapping[IndicatorId, Indicator], labels: Labels
) -> dict[IndicatorId, JudgingView]:
    """How people judged the raised flags of a process; while community does not answer, without their verdicts."""
    verdicts: ProcessVerdicts | None = None
    own: OwnVerdicts | None = None
    try:
        verdicts = await here.bus.ask("ask.community.flag_verdicts", AskFlagVerdicts(ocid=flags.ocid), ProcessVerdicts)
        if here.viewer.member:
            question = AskOwnVerdicts(token=token_of(here), ocid=flags.ocid)
            own = await here.bus.ask("ask.community.own_verdicts", question, OwnVerdicts)
    except Unavailable:
        verdicts = None
    return judging_views(flags, catalogue, verdicts, own, labels)


@router.post(f"{PREFIX}/verdicts")
async def judge(request: Request, here: Here) -> Response:
    """Say of a flag what one found; leads back to the flag."""
    labels = labels_of(request, here)
    member_of(here, "/search")
    given = values_of(await here.form(request))
    try:
        fields = {name: given.get(name, "") for name in AskJudgeFlag.model_fields if name != "token"}
        question = AskJudgeFlag.model_validate(fields | {"token": token_of(here)})
        await here.bus.ask("ask.community.judge_flag", question, FlagVerdicts, timeout=SECONDS)
    except ValidationError as error:
        wrong = {str(part) for problem in error.errors() for part in problem["loc"]}
        if wrong - {"verdict", "reason"}:
            raise  # nothing that our own form sends
        fields_wrong = ["verdict"] if "verdict" in wrong else ["reason"]
        sentence = {
            "verdict": labels.gettext("Choose what you found."),
            "reason": labels.gettext("Use at most 1,000 characters."),
        }
        return await again(request, here, given, [(name, sentence[name]) for name in fields_wrong])
    except Refused as refused:
        if refused.code == "not_found":
            raise
        error_ = refusal(refused, labels)
        return await again(request, here, given, [(error_.field, error_.message)])
    back = after(here, f"/tenders/{quote(question.ocid, safe='')}", "judged")
    back.headers["Location"] += f"#{question.indicator}"
    return back


async def again(request: Request, here: Web, given: Mapping[str, str], wrong: list[tuple[str, str]]) -> Response:
    """The form of one flag with what was given and what is wrong with it."""
    labels = labels_of(request, here)
    flags = await here.bus.ask("ask.scoring.flags", AskFlags(ocid=given["ocid"]), Flags)
    views = await judging_of(here, flags, await catalogue_of(here), labels)
    view = views.get(given["indicator"])
    if view is None:
        raise Refused("not_found", "This risk indicator is not raised on this tender.")
    errors = tuple(FieldError(f"{name}-{view.indicator}" if name else "", sentence) for name, sentence in wrong)
    return here.render(
        request,
        "flag_verdict.html",
        status=UNPROCESSABLE,
        judging=view,
        choices=choices(given.get("verdict"), labels),
        reason=given.get("reason", ""),
        errors=errors,
    )
