"""The design system: every component as pages use it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.charts import bars
from services.gateway.choices import Choice, ChoiceGroup
from services.gateway.indicator_words import INDICATOR_STAGES
from services.gateway.pages.here import PREFIX, Here, labels_of
from services.gateway.stage_view import Stage
from services.gateway.views import FieldError

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/components")
async def components(request: Request, here: Here) -> Response:
    """Tokens and components with examples; the page that designers and testers look at first."""
    labels = labels_of(request, here)
    return here.render(
        request,
        "components.html",
        chart=bars([("2023", 14), ("2024", 31), ("2025", 27)]),
        stages=(Stage("1", "done"), Stage("2", "current"), Stage("3", "ahead")),
        errors=(FieldError("example", "…"),),
        groups=tuple(ChoiceGroup(labels.gettext(stage), (Choice(stage, "…"),)) for stage in INDICATOR_STAGES.values()),
    )
