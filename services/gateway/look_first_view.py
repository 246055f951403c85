"""What deserves a look first: the filters, and each process with its reasons."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import TypeAdapter, ValidationError

from services.gateway import format as formats
from services.gateway.choices import Choice
from services.gateway.flag_view import ScoreView, score_view
from services.gateway.labels import LEVELS, METHOD_DETAILS, REGIONS, STATUSES, Labels
from services.gateway.party_view import Party
from services.gateway.views import FieldError, chosen_party, party
from shared.contracts.base import IndicatorId
from shared.contracts.risk import AskRanking, RankedProcess, Ranking

LIMIT: Final = 20
MOST_REASONS: Final = 8
TITLE_LENGTH: Final = 200
LONGEST: Final = 255
LEAST_LEVEL: Final = 2
_LEVELS: Final = frozenset(str(level) for level in LEVELS)
_INDICATOR: Final = TypeAdapter(IndicatorId)


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One process, never without its reasons and what they are out of."""

    ocid: str
    title: str
    buyer: Party | None
    amount: str | None
    method: str | None
    status: str | None
    status_code: str
    region: str | None
    published: str | None
    made_up: bool
    score: ScoreView
    reasons: tuple[str, ...]
    more_reasons: int


@dataclass(frozen=True, slots=True)
class LookFirstView:
    """The page."""

    regions: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    methods: tuple[Choice, ...]
    indicators: tuple[Choice, ...]
    since: str
    until: str
    buyer: Party | None
    errors: tuple[FieldError, ...]
    rows: tuple[RankedRow, ...]
    total: int
    query: str
    next: str | None
    first: bool
    json: str


def ranking_question(given: Mapping[str, str], labels: Labels) -> tuple[AskRanking, tuple[FieldError, ...]]:
    """What the visitor asked for; a field that cannot be understood narrows nothing and is named."""
    errors: list[FieldError] = []

    def text(name: str) -> str | None:
        return given.get(name, "").strip()[:LONGEST] or None

    def moment(name: str, days: int) -> datetime | None:
        """Midnight in Bishkek, so many days after the day given."""
        stated = text(name)
        if stated is None:
            return None
        try:
            day = date.fromisoformat(stated) + timedelta(days=days)
        except (ValueError, OverflowError):
            errors.append(FieldError(name, labels.gettext("Write the day as year-month-day, for example 2026-03-01.")))
            return None
        return datetime(day.year, day.month, day.day, tzinfo=formats.BISHKEK)

    level = text("level")
    indicator = text("indicator")
    since, until = moment("since", 0), moment("until", 1)
    if since and until and since >= until:
        errors.append(FieldError("until", labels.gettext("The last day must not be before the first one.")))
    fields: dict[str, Any] = {
        "region": text("region"),
        "buyer": text("buyer"),
        "method": text("method"),
        "indicator": indicator if _is_indicator(indicator) else None,
        "level": int(level) if level in _LEVELS else LEAST_LEVEL,
        "since": since,
        "until": until,
        "after": given.get("after") or None,
    }
    return AskRanking(limit=LIMIT, **fields), tuple(errors)


def _is_indicator(text: str | None) -> bool:
    try:
        _INDICATOR.validate_python(text)
    except ValidationError:
        return False
    return True


def look_first_view(
    ask: AskRanking,
    found: Ranking,
    titles: Mapping[IndicatorId, str],
    regions: Iterable[str],
    errors: tuple[FieldError, ...],
    given: Mapping[str, str],
    labels: Labels,
) -> LookFirstView:
    """The page: filters as they stand, one slice of processes, the way on."""
    kept = {name: given.get(name, "").strip() for name in ("region", "buyer", "indicator", "method", "since", "until")}
    kept["level"] = str(ask.level) if ask.level != LEAST_LEVEL else ""
    plain = {name: value for name, value in kept.items() if value}
    parameters = ask.model_dump(mode="json", exclude_none=True, exclude={"after"}, exclude_defaults=True)
    return LookFirstView(
        regions=_choices(dict.fromkeys([*REGIONS, *regions]), ask.region, labels.region),
        levels=tuple(
            Choice(str(level), f"{level} – {labels.gettext(word)}", level == ask.level)
            for level, word in LEVELS.items()
        ),
        methods=_choices(METHOD_DETAILS, ask.method, lambda code: labels.of(METHOD_DETAILS, code)),
        indicators=tuple(Choice(i, f"{title} ({i})", i == ask.indicator) for i, title in sorted(titles.items())),
        since=kept["since"],
        until=kept["until"],
        buyer=chosen_party(ask.buyer, (one.process.buyer for one in found.items)),
        errors=errors,
        rows=tuple(ranked_row(one, titles, labels) for one in found.items),
        total=found.total,
        query=urlencode(plain),
        next=urlencode(plain | {"after": found.next}) if found.next else None,
        first=ask.after is None,
        json=f"/api/v1/ranking?{urlencode(parameters)}",
    )


def _choices(codes: Iterable[str], chosen: str | None, label: Callable[[str], str | None]) -> tuple[Choice, ...]:
    offered = dict.fromkeys([*codes, *([chosen] if chosen else [])])
    return tuple(Choice(code, label(code) or code, code == chosen) for code in offered)


def ranked_row(one: RankedProcess, titles: Mapping[IndicatorId, str], labels: Labels) -> RankedRow:
    """One process in words."""
    summary = one.process
    reasons = [titles.get(indicator, indicator) for indicator in one.raised]
    return RankedRow(
        ocid=summary.ocid,
        title=formats.shorten(summary.title, TITLE_LENGTH) if summary.title else summary.ocid,
        buyer=party(summary.buyer),
        amount=labels.money(summary.value),
        method=labels.method(summary.method, summary.method_details),
        status=labels.of(STATUSES, summary.status),
        status_code=summary.status or "unknown",
        region=labels.region(summary.region),
        published=labels.date(summary.published),
        made_up=summary.made_up,
        score=score_view(one.score, labels),
        reasons=tuple(reasons[:MOST_REASONS]),
        more_reasons=max(0, len(reasons) - MOST_REASONS),
    )
