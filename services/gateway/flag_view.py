"""What a page says about the risk indicators of one contracting process."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from services.gateway import format as formats
from services.gateway.labels import FLAG_STATES, LEVELS, PARAMETERS, Labels
from services.gateway.release import is_personal, without_personal
from shared.contracts.base import IndicatorId, Texts
from shared.contracts.risk import BaseRate, Flag, Flags, FlagState, Indicator, Score

VALUE_LENGTH: Final = 200
"""Characters of an evidence value that are shown."""
MOST_EVIDENCE: Final = 20
"""Values of one answer that are shown; indicators quote no more."""
MOST_NAMED: Final = 20
"""Lots that one answer names, and things that it misses."""
NAME_LENGTH: Final = 100
ORDER: Final = (FlagState.RAISED, FlagState.CLEAR, FlagState.NOT_COMPUTABLE, FlagState.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One value the answer rests on."""

    path: str
    label: str | None
    value: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One entry of the catalogue in one language."""

    id: IndicatorId
    title: str
    explanation: str
    innocent: str
    check: str
    legal_basis: str
    national_basis: tuple[tuple[str, str], ...]
    """What holds instead in some countries, by the country's name."""
    source: str
    version: str
    weight: int
    base_rate: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FlagView:
    """The answer of one indicator, ready to show."""

    indicator: IndicatorView
    state: FlagState
    state_label: str
    value: str | None
    threshold: str | None
    lots: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]
    missing: tuple[str, ...]
    latched: bool
    rule_version: str
    parameters: tuple[tuple[str, str], ...]
    evaluated: str
    prices: str | None
    """Query string of the price explorer for what a flag about prices compared."""


@dataclass(frozen=True, slots=True)
class ScoreView:
    """Number and word, always with the denominator."""

    raised: int
    computable: int
    indicators: int
    raised_weight: int
    computable_weight: int
    level: int
    level_label: str


@dataclass(frozen=True, slots=True)
class FlagsView:
    """All answers, grouped by state."""

    score: ScoreView
    raised: tuple[FlagView, ...]
    clear: tuple[FlagView, ...]
    not_computable: tuple[FlagView, ...]
    not_applicable: tuple[FlagView, ...]


def indicator_view(indicator: Indicator, labels: Labels, country: str | None = None) -> IndicatorView:
    """An entry of the catalogue in the viewer's language; with `country`, as it holds for a tender of that country."""
    language = labels.language
    national = indicator.national_legal_basis
    basis = national.get(country, indicator.legal_basis_texts) if country else indicator.legal_basis_texts
    others = {} if country else national
    return IndicatorView(
        id=indicator.id,
        title=indicator.title.in_language(language),
        explanation=indicator.explanation.in_language(language),
        innocent=indicator.innocent.in_language(language),
        check=indicator.check.in_language(language),
        legal_basis=basis.in_language(language) if basis else indicator.legal_basis,
        national_basis=tuple((labels.country(code) or code, law.in_language(language)) for code, law in others.items()),
        source=indicator.source_texts.in_language(language) if indicator.source_texts else indicator.source,
        version=indicator.version,
        weight=indicator.weight,
        base_rate=base_rate(indicator.base_rate, labels),
        parameters=parameters(indicator.parameters, labels),
    )


def base_rate(rate: BaseRate, labels: Labels) -> str:
    """How usual the flag is, with its denominator."""
    if not rate.computable:
        return labels.gettext("Not computed for any tender yet.")
    return labels.gettext("Raised in %(raised)s of %(computable)s processes where it can be computed (%(share)s).") % {
        "raised": labels.number(rate.raised),
        "computable": labels.number(rate.computable),
        "share": formats.percent(rate.raised / rate.computable, labels.language),
    }


def flags_view(
    flags: Flags, catalogue: Mapping[IndicatorId, Indicator], labels: Labels, country: str | None = None
) -> FlagsView:
    """All answers for one process, a tender of `country`; within a state the heaviest indicator comes first."""

    def weight(flag: Flag) -> tuple[int, str]:
        known = catalogue.get(flag.indicator)
        return -(known.weight if known else 0), flag.indicator

    ordered = sorted(flags.flags, key=weight)
    grouped = {
        state: tuple(
            flag_view(flag, catalogue.get(flag.indicator), labels, country) for flag in ordered if flag.state is state
        )
        for state in ORDER
    }
    return FlagsView(
        score=score_view(flags.score, labels),
        raised=grouped[FlagState.RAISED],
        clear=grouped[FlagState.CLEAR],
        not_computable=grouped[FlagState.NOT_COMPUTABLE],
        not_applicable=grouped[FlagState.NOT_APPLICABLE],
    )


def score_view(score: Score, labels: Labels) -> ScoreView:
    """The level as a number and a word."""
    return ScoreView(
        raised=score.raised,
        computable=score.computable,
        indicators=score.indicators,
        raised_weight=score.raised_weight,
        computable_weight=score.computable_weight,
        level=score.level,
        level_label=labels.gettext(LEVELS.get(score.level, str(score.level))),
    )


def flag_view(flag: Flag, indicator: Indicator | None, labels: Labels, country: str | None = None) -> FlagView:
    """One answer with its explanation; an indicator missing from the catalogue is shown by its id."""
    phrases = indicator.phrases if indicator else {}
    return FlagView(
        indicator=indicator_view(indicator, labels, country) if indicator else unknown_indicator(flag, labels),
        state=flag.state,
        state_label=labels.gettext(FLAG_STATES[flag.state.value]),
        value=labels.number(flag.value) if flag.value is not None else None,
        threshold=labels.number(flag.threshold) if flag.threshold is not None else None,
        lots=named(flag.lots),
        evidence=tuple(
            EvidenceView(formats.shorten(found.path, VALUE_LENGTH), labels.path(found.path), shown(found.value, labels))
            for found in flag.evidence[:MOST_EVIDENCE]
            if not is_personal(found.path)
        ),
        missing=named(list(dict.fromkeys(map(labels.missing, flag.missing)))),
        latched=flag.latched,
        rule_version=flag.rule_version,
        parameters=parameters(flag.parameters, labels, phrases),
        evaluated=formats.instant(flag.evaluated, labels.language),
        prices=prices_query(flag),
    )


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


def parameters(
    values: Mapping[str, object], labels: Labels, phrases: Mapping[str, Texts] | None = None
) -> tuple[tuple[str, str], ...]:
    """The rule's settings as pairs; one of its `phrases` in the viewer's language."""

    def said(value: object) -> object:
        known = phrases.get(value) if phrases and isinstance(value, str) else None
        return known.in_language(labels.language) if known else value

    return tuple(
        (labels.of(PARAMETERS, name) or name, shown(said(value), labels)) for name, value in sorted(values.items())
    )


def shown(value: object, labels: Labels) -> str:
    """Any JSON value as a short text in one line."""
    if value is None:
        return labels.gettext("not stated")
    if isinstance(value, bool):
        return labels.gettext("yes") if value else labels.gettext("no")
    if isinstance(value, int | float | Decimal):
        return labels.number(value)
    if isinstance(value, str):
        moment = formats.parse_instant(value) if len(value) >= len("2026-01-01T00:00") else None
        return formats.instant(moment, labels.language) if moment else formats.shorten(value, VALUE_LENGTH)
    if isinstance(value, Sequence) and all(isinstance(item, str | int | float) for item in value):
        return formats.shorten(", ".join(str(item) for item in value), VALUE_LENGTH)
    return formats.shorten(json.dumps(without_personal(value), ensure_ascii=False, default=str), VALUE_LENGTH)


def named(names: Sequence[str]) -> tuple[str, ...]:
    """The first names of many, each of bearable length; `…` stands for the others."""
    first = tuple(formats.shorten(name, NAME_LENGTH) for name in names[:MOST_NAMED])
    return (*first, "…") if len(names) > MOST_NAMED else first
