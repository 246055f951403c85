"""What a page says about the risk indicators of one contracting process."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from services.gateway import format as formats
from services.gateway.indicator_view import VALUE_LENGTH, IndicatorView, indicator_view, parameters, shown
from services.gateway.labels import FLAG_STATES, LEVELS, Labels
from services.gateway.places import anchor_of
from services.gateway.release import is_personal
from shared.contracts.base import IndicatorId
from shared.contracts.risk import Evidence, Flag, Flags, FlagState, Indicator, Score

MOST_QUOTED: Final = 20
"""Values, and lots, of one answer that are shown; indicators quote no more."""
LEAST_QUOTED: Final = 3
"""So many at least, however many indicators are raised."""
MOST_QUOTED_IN_ALL: Final = 160
"""Values, and lots, of all raised answers together: beyond it each of them shows fewer."""
MOST_NAMED: Final = 20
"""Things that one answer misses."""
NAME_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One value the answer rests on."""

    path: str
    label: str | None
    value: str
    anchor: str | None = None
    """The row of the page that shows the place."""


@dataclass(frozen=True, slots=True)
class FlagView:
    """The answer of one indicator in full, ready to show."""

    indicator: IndicatorView
    state: FlagState
    state_label: str
    value: str | None
    threshold: str | None
    lots: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]
    evidence_more: int
    """Values that are not shown here."""
    latched: bool
    rule_version: str
    parameters: tuple[tuple[str, str], ...]
    evaluated: str
    compared: str | None
    """The moment of the figures of all processes that it was compared with."""
    prices: str | None
    """Query string of the price explorer for what a flag about prices compared."""


@dataclass(frozen=True, slots=True)
class BriefView:
    """The answer of one indicator in a line."""

    id: IndicatorId
    title: str
    value: str | None
    threshold: str | None
    latched: bool
    linked: bool


@dataclass(frozen=True, slots=True)
class MissingView:
    """Indicators that miss the same things."""

    reasons: tuple[str, ...]
    """In words; empty when it is not known, since the indicators have never been asked."""
    flags: tuple[BriefView, ...]


@dataclass(frozen=True, slots=True)
class ScoreView:
    """Number and word, always with the denominator."""

    raised: int
    computable: int
    indicators: int
    linked: int
    raised_weight: int
    computable_weight: int
    level: int
    level_label: str


@dataclass(frozen=True, slots=True)
class FlagsView:
    """All answers, grouped by state."""

    score: ScoreView
    raised: tuple[FlagView, ...]
    linked: tuple[FlagView, ...]
    """Raised ones about organisations and relations, which no score counts."""
    clear: tuple[BriefView, ...]
    not_computable: tuple[MissingView, ...]
    not_applicable: tuple[BriefView, ...]
    figures: str | None
    """The latest moment of the figures that any answer was compared with."""

    @property
    def not_computable_count(self) -> int:
        """How many indicators could not be computed, whatever the reason."""
        return sum(len(group.flags) for group in self.not_computable)


def flags_view(
    flags: Flags,
    catalogue: Mapping[IndicatorId, Indicator],
    labels: Labels,
    country: str | None = None,
    anchors: Set[str] = frozenset(),
) -> FlagsView:
    """All answers for one process, a tender of `country`; within a state the heaviest indicator comes first.

    `anchors` are those of the page's rows, to which evidence leads.
    """

    def weight(flag: Flag) -> tuple[int, str]:
        known = catalogue.get(flag.indicator)
        return -(known.weight if known else 0), flag.indicator

    ordered = sorted(flags.flags, key=weight)
    raised = [flag for flag in ordered if flag.state is FlagState.RAISED]
    most = min(MOST_QUOTED, max(LEAST_QUOTED, MOST_QUOTED_IN_ALL // max(1, len(raised))))
    full = _Full(catalogue, labels, country, anchors, most)
    own = tuple(full.view(flag) for flag in raised if not flag.linked)
    linked = tuple(full.view(flag) for flag in raised if flag.linked)

    def brief(state: FlagState) -> tuple[BriefView, ...]:
        return tuple(brief_view(flag, catalogue, labels) for flag in ordered if flag.state is state)

    return FlagsView(
        score=score_view(flags.score, labels),
        raised=own,
        linked=linked,
        clear=brief(FlagState.CLEAR),
        not_computable=by_reason((f for f in ordered if f.state is FlagState.NOT_COMPUTABLE), catalogue, labels),
        not_applicable=brief(FlagState.NOT_APPLICABLE),
        figures=figures_of(max((flag.figures for flag in flags.flags), default=""), labels),
    )


def score_view(score: Score, labels: Labels) -> ScoreView:
    """The level as a number and a word."""
    return ScoreView(
        raised=score.raised,
        computable=score.computable,
        indicators=score.indicators,
        linked=score.linked,
        raised_weight=score.raised_weight,
        computable_weight=score.computable_weight,
        level=score.level,
        level_label=labels.gettext(LEVELS.get(score.level, str(score.level))),
    )


def by_reason(
    flags: Iterable[Flag], catalogue: Mapping[IndicatorId, Indicator], labels: Labels
) -> tuple[MissingView, ...]:
    """Answers that could not be computed, by what is missing; the reason of most of them first."""
    groups: dict[tuple[str, ...], list[BriefView]] = {}
    for flag in flags:
        reasons = named(list(dict.fromkeys(map(labels.missing, flag.missing))))
        groups.setdefault(reasons, []).append(brief_view(flag, catalogue, labels))
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return tuple(MissingView(reasons, tuple(found)) for reasons, found in ordered)


def brief_view(flag: Flag, catalogue: Mapping[IndicatorId, Indicator], labels: Labels) -> BriefView:
    """One answer in a line."""
    indicator = catalogue.get(flag.indicator)
    return BriefView(
        id=flag.indicator,
        title=indicator.title.in_language(labels.language) if indicator else flag.indicator,
        value=labels.reading(flag.value) if flag.value is not None else None,
        threshold=labels.reading(flag.threshold) if flag.threshold is not None else None,
        latched=flag.latched,
        linked=flag.linked,
    )


@dataclass(frozen=True, slots=True)
class _Full:
    """Makes answers in full."""

    catalogue: Mapping[IndicatorId, Indicator]
    labels: Labels
    country: str | None
    anchors: Set[str]
    most: int
    """Values, and lots, that each quotes."""

    def view(self, flag: Flag) -> FlagView:
        """One answer with its explanation; an indicator missing from the catalogue is shown by its id."""
        labels = self.labels
        indicator = self.catalogue.get(flag.indicator)
        quoted = [found for found in flag.evidence if not is_personal(found.path)]
        return FlagView(
            indicator=indicator_view(indicator, labels, self.country) if indicator else unknown_indicator(flag, labels),
            state=flag.state,
            state_label=labels.gettext(FLAG_STATES[flag.state.value]),
            value=labels.reading(flag.value) if flag.value is not None else None,
            threshold=labels.reading(flag.threshold) if flag.threshold is not None else None,
            lots=named(flag.lots, self.most),
            evidence=tuple(map(self.evidence, quoted[: self.most])),
            evidence_more=max(0, len(quoted) - self.most),
            latched=flag.latched,
            rule_version=flag.rule_version,
            parameters=parameters(flag.parameters, labels, indicator),
            evaluated=formats.instant(flag.evaluated, labels.language),
            compared=figures_of(flag.figures, labels),
            prices=prices_query(flag),
        )

    def evidence(self, found: Evidence) -> EvidenceView:
        """One value with the way to the row that shows it."""
        return EvidenceView(
            path=formats.shorten(found.path, VALUE_LENGTH),
            label=self.labels.path(found.path),
            value=shown(found.value, self.labels),
            anchor=anchor_of(found.path, self.anchors),
        )


def figures_of(version: str, labels: Labels) -> str | None:
    """The version of the figures of all processes, which is the moment they were computed at; None without any."""
    moment = formats.parse_instant(version)
    return formats.instant(moment, labels.language) if moment else (version or None)


ABOUT_PRICES: Final = frozenset({"PR01", "R017"})


def prices_query(flag: Flag) -> str | None:
    """Where the usual prices of the same things are told."""
    if flag.indicator not in ABOUT_PRICES or flag.state not in (FlagState.RAISED, FlagState.CLEAR):
        return None
    said = flag.parameters
    asked = {"what": said.get("class"), **{name: said.get(name) for name in ("unit", "currency", "year")}}
    return urlencode({name: value for name, value in asked.items() if value}) if asked["what"] else ""


def unknown_indicator(flag: Flag, labels: Labels) -> IndicatorView:
    """An entry for an indicator that the catalogue does not list, or while the catalogue cannot be read."""
    usual = labels.gettext("This cannot be shown at the moment.")
    return IndicatorView(flag.indicator, flag.indicator, "", "", "", "", (), "", flag.rule_version, 0, usual, ())


def named(names: Sequence[str], most: int = MOST_NAMED) -> tuple[str, ...]:
    """The first names of many, each of bearable length; `…` stands for the others."""
    first = tuple(formats.shorten(name, NAME_LENGTH) for name in names[:most])
    return (*first, "…") if len(names) > most else first
