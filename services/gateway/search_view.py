"""View objects of saved searches: the form, and what one search looks for in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.gateway.choices import Choice, ChoiceGroup, indicator_choices
from services.gateway.labels import VERBS, Labels
from services.gateway.ports import Facets
from shared.contracts.alert import Criteria, Search
from shared.contracts.base import IndicatorId, Money
from shared.contracts.risk import Indicator
from shared.contracts.tender import TenderVerb

NAME_LENGTH: Final = 100
ANY_INDICATOR: Final = "*"
"""The form's choice of every indicator."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """One saved search."""

    id: str
    name: str
    conditions: tuple[tuple[str, str], ...]
    news: str
    channels: str
    paused: bool
    webhook: str | None
    secret: str | None
    failing: str | None
    created: str


@dataclass(frozen=True, slots=True)
class SaveForm:
    """The form as it stands."""

    name: str
    words: str
    buyer: str
    country: tuple[Choice, ...]
    value_min: str
    value_max: str
    currencies: tuple[Choice, ...]
    indicators: tuple[ChoiceGroup, ...]
    verbs: tuple[Choice, ...]
    email: bool
    webhook: str


def saved_view(search: Search, catalogue: Mapping[IndicatorId, Indicator], labels: Labels) -> SavedView:
    """A saved search in words."""
    _ = labels.gettext
    if search.criteria.indicators or search.criteria.any_indicator:
        news = _("Raised risk indicators")
    else:
        news = ", ".join(_(VERBS[verb.value]) for verb in search.verbs)
    channels = [_("inbox")]
    if search.email:
        channels.append(_("e-mail"))
    if search.webhook:
        channels.append(_("webhook"))
    return SavedView(
        id=search.id,
        name=search.name,
        conditions=conditions(search.criteria, catalogue, labels),
        news=news,
        channels=", ".join(channels),
        paused=search.paused,
        webhook=str(search.webhook) if search.webhook else None,
        secret=search.webhook_secret,
        failing=search.webhook_failing,
        created=labels.date(search.created) or "",
    )


def conditions(
    criteria: Criteria, catalogue: Mapping[IndicatorId, Indicator], labels: Labels
) -> tuple[tuple[str, str], ...]:
    """What a search looks for, as pairs of name and value."""
    _ = labels.gettext

    def money(name: str) -> str | None:
        amount = getattr(criteria, name)
        return labels.money(Money(amount=amount, currency=criteria.currency)) if amount is not None else None

    def title(indicator: IndicatorId) -> str:
        return catalogue[indicator].title.in_language(labels.language) if indicator in catalogue else indicator

    indicators = [_("Any indicator")] if criteria.any_indicator else [title(id_) for id_ in criteria.indicators]
    pairs = (
        (_("Words"), criteria.words),
        (_("Buyer"), criteria.buyer),
        (_("Country"), labels.country(criteria.country)),
        (_("Value from"), money("value_min")),
        (_("Value up to"), money("value_max")),
        (_("Risk indicator"), ", ".join(indicators) or None),
    )
    return tuple((name, value) for name, value in pairs if value)


def form_choices(
    given: Mapping[str, str],
    verbs: tuple[str, ...],
    facets: Facets,
    catalogue: Mapping[IndicatorId, Indicator],
    labels: Labels,
) -> SaveForm:
    """The form with what was given; a name is proposed from the words."""

    def options(values: tuple[str, ...], chosen: str) -> dict[str, bool]:
        return {value: value == chosen for value in dict.fromkeys([*values, *([chosen] if chosen else [])])}

    chosen = given.get("indicator", "")
    currencies = options(facets.currencies or ("KGS",), given.get("currency") or "KGS")
    countries = options(facets.countries, given.get("country", ""))
    return SaveForm(
        name=given.get("name", given.get("words", ""))[:NAME_LENGTH],
        words=given.get("words", ""),
        buyer=given.get("buyer", ""),
        country=tuple(Choice(code, labels.country(code) or code, on) for code, on in countries.items()),
        value_min=given.get("value_min", ""),
        value_max=given.get("value_max", ""),
        currencies=tuple(Choice(code, code, on) for code, on in currencies.items()),
        indicators=indicator_choices(catalogue, chosen, labels, {ANY_INDICATOR: labels.gettext("Any indicator")}),
        verbs=tuple(Choice(v.value, labels.gettext(VERBS[v.value]), v.value in verbs) for v in TenderVerb),
        email=bool(given.get("email")),
        webhook=given.get("webhook", ""),
    )
