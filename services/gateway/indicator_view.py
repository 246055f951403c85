"""What pages say about the indicators themselves: one entry, the whole catalogue, and the page of one of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.gateway import format as formats
from services.gateway.catalogue import ANY_COUNTRY, ORGANISATIONS, CatalogueQuery, matching
from services.gateway.choices import Choice, by_stage, chosen_of
from services.gateway.indicator_words import COMPETITIONS, INDICATOR_STAGES, UNITS
from services.gateway.labels import METHOD_DETAILS, Labels
from services.gateway.release import without_personal
from shared.contracts.base import IndicatorId, Texts
from shared.contracts.risk import BaseRate, Indicator

VALUE_LENGTH: Final = 200
"""Characters of a value that are shown."""
WORDS_LENGTH: Final = 200
COMPARING: Final = {"1": True, "0": False}


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
    unit: str = ""
    country: str | None = None
    """Name of the only country it is for."""
    linked: bool = False
    """About organisations: no part of a tender's score."""
    compares: bool = False


@dataclass(frozen=True, slots=True)
class StageView:
    """The indicators of one stage."""

    code: str
    label: str
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """The catalogue with its filters."""

    words: str
    stages: tuple[Choice, ...]
    units: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    compares: tuple[Choice, ...]
    groups: tuple[StageView, ...]
    found: int
    all: int
    narrowed: bool


@dataclass(frozen=True, slots=True)
class ParameterView:
    """One setting of a rule, in words and by its name in the data."""

    label: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything about one indicator."""

    entry: IndicatorView
    stage: str
    methods: tuple[str, ...]
    """Methods it applies to; empty for any."""
    competitions: tuple[str, ...]
    """Kinds of method it applies to; empty for any."""
    needs: tuple[tuple[str, str], ...]
    """What may be missing: in words, and by its place or name."""
    crosswalk: tuple[str, ...]
    parameters: tuple[ParameterView, ...]
    data: str
    """The parameters as JSON."""
    raised: int


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
        parameters=parameters(indicator.parameters, labels, indicator),
        unit=labels.of(UNITS, indicator.unit) or "",
        country=labels.country(indicator.country),
        linked=indicator.unit in ORGANISATIONS,
        compares=indicator.compares,
    )


def base_rate(rate: BaseRate, labels: Labels) -> str:
    """How usual the flag is, with its denominator and with what it does not cover."""
    numbers = {name: labels.number(getattr(rate, name)) for name in BaseRate.model_fields}
    if not rate.computable and not rate.not_computable:
        return labels.gettext("Not computed for any tender yet.")
    if not rate.computable:
        return labels.gettext("Computed for no tender: something is missing in all %(not_computable)s.") % numbers
    share = formats.percent(rate.raised / rate.computable, labels.language)
    said = labels.gettext(
        "Raised in %(raised)s of %(computable)s processes where it could be computed (%(share)s); "
        "it could not be computed for %(not_computable)s."
    )
    return said % {**numbers, "share": share}


def catalogue_query(given: Mapping[str, str]) -> CatalogueQuery:
    """What a visitor asked for; a value that no indicator has narrows nothing."""

    def one_of(name: str, known: Mapping[str, object]) -> str | None:
        return given[name] if given.get(name) in known else None

    country = given.get("country", "")
    return CatalogueQuery(
        words=given.get("words", "").strip()[:WORDS_LENGTH] or None,
        stage=one_of("stage", INDICATOR_STAGES),
        unit=one_of("unit", UNITS),
        country=country if len(country) == 2 or country == ANY_COUNTRY else None,
        compares=COMPARING.get(given.get("compares", "")),
    )


def catalogue_view(catalogue: Mapping[IndicatorId, Indicator], query: CatalogueQuery, labels: Labels) -> CatalogueView:
    """The indicators that match, by stage, with the filters as they stand."""
    _ = labels.gettext
    found = matching(catalogue.values(), query, [labels.language])
    countries = {ANY_COUNTRY: _("Made for any country")}
    codes = sorted({each.country for each in catalogue.values() if each.country})
    countries |= {code: _("Only for %(country)s") % {"country": labels.country(code)} for code in codes}
    compares = {"1": _("Compare with all processes"), "0": _("Stand for themselves")}
    compared = {True: "1", False: "0", None: None}[query.compares]
    return CatalogueView(
        words=query.words or "",
        stages=chosen_of({code: _(label) for code, label in INDICATOR_STAGES.items()}, query.stage),
        units=chosen_of({code: _(label) for code, label in UNITS.items()}, query.unit),
        countries=chosen_of(countries, query.country),
        compares=chosen_of(compares, compared),
        groups=tuple(
            StageView(
                stage, labels.of(INDICATOR_STAGES, stage) or stage, tuple(indicator_view(each, labels) for each in own)
            )
            for stage, own in by_stage(found).items()
        ),
        found=len(found),
        all=len(catalogue),
        narrowed=query != CatalogueQuery(),
    )


def indicator_page(indicator: Indicator, labels: Labels) -> IndicatorPage:
    """The page of one indicator."""
    competitions = [] if set(indicator.competitions) >= set(COMPETITIONS) else indicator.competitions
    return IndicatorPage(
        entry=indicator_view(indicator, labels),
        stage=labels.of(INDICATOR_STAGES, indicator.stage) or "",
        methods=tuple(labels.of(METHOD_DETAILS, method) or method for method in indicator.methods),
        competitions=tuple(labels.of(COMPETITIONS, kind) or kind for kind in competitions),
        needs=tuple((labels.missing(name), name) for name in indicator.needs),
        crosswalk=tuple(indicator.crosswalk),
        parameters=tuple(
            ParameterView(labels.parameter(name, indicator.id), name, setting(value, labels))
            for name, value in sorted(indicator.parameters.items())
        ),
        data=json.dumps(indicator.parameters, ensure_ascii=False, indent=2),
        raised=indicator.base_rate.raised,
    )


def setting(value: object, labels: Labels) -> str:
    """A setting in one line; a table only by its length, since the data hold it."""
    if isinstance(value, Sequence) and any(isinstance(row, Mapping) for row in value):
        words = labels.ngettext("a table of %(num)s row", "a table of %(num)s rows", len(value))
        return words % {"num": labels.number(len(value))}
    if value is None or value == []:
        return labels.gettext("none given")
    return shown(value, labels)


def parameters(
    values: Mapping[str, object], labels: Labels, indicator: Indicator | None = None
) -> tuple[tuple[str, str], ...]:
    """The rule's settings as pairs; one of the indicator's phrases in the viewer's language."""
    phrases: Mapping[str, Texts] = indicator.phrases if indicator else {}

    def said(value: object) -> object:
        known = phrases.get(value) if isinstance(value, str) else None
        return known.in_language(labels.language) if known else value

    of = indicator.id if indicator else ""
    return tuple((labels.parameter(name, of), shown(said(value), labels)) for name, value in sorted(values.items()))


def shown(value: object, labels: Labels) -> str:
    """Any JSON value as a short text in one line."""
    if value is None:
        return labels.gettext("not stated")
    if isinstance(value, bool):
        return labels.gettext("yes") if value else labels.gettext("no")
    if isinstance(value, int | float | Decimal):
        return labels.reading(value)
    if isinstance(value, str):
        moment = formats.parse_instant(value) if len(value) >= len("2026-01-01T00:00") else None
        return formats.instant(moment, labels.language) if moment else formats.shorten(value, VALUE_LENGTH)
    if isinstance(value, Sequence) and all(isinstance(item, str | int | float) for item in value):
        return formats.shorten(", ".join(str(item) for item in value), VALUE_LENGTH)
    return formats.shorten(json.dumps(without_personal(value), ensure_ascii=False, default=str), VALUE_LENGTH)
