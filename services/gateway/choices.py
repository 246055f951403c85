"""Options of selects and checkboxes; long lists are grouped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.gateway.indicator_words import INDICATOR_STAGES
from services.gateway.labels import Labels
from shared.contracts.base import IndicatorId
from shared.contracts.risk import Indicator


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select or a checkbox."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Options under a common heading; without one they stand by themselves."""

    label: str | None
    choices: tuple[Choice, ...]


def chosen_of(labelled: Mapping[str, str], chosen: str | None) -> tuple[Choice, ...]:
    """The options of a table of words, in its order."""
    return tuple(Choice(value, label, value == chosen) for value, label in labelled.items())


def by_stage(indicators: Iterable[Indicator]) -> dict[str, list[Indicator]]:
    """Indicators by the stage they look at, in the order of a process; within a stage by their ids."""
    groups: dict[str, list[Indicator]] = {stage: [] for stage in INDICATOR_STAGES}
    for indicator in sorted(indicators, key=lambda each: each.id):
        groups.setdefault(indicator.stage, []).append(indicator)
    return {stage: found for stage, found in groups.items() if found}


def indicator_choices(
    catalogue: Mapping[IndicatorId, Indicator],
    chosen: str | None,
    labels: Labels,
    before: Mapping[str, str] | None = None,
) -> tuple[ChoiceGroup, ...]:
    """All indicators by stage, after the options of `before`; one that the catalogue lacks stays chosen, by its id."""
    alone = dict(before or {})
    if chosen and chosen not in catalogue and chosen not in alone:
        alone[chosen] = chosen
    groups = [ChoiceGroup(None, chosen_of(alone, chosen))] if alone else []
    for stage, indicators in by_stage(catalogue.values()).items():
        named = {each.id: f"{each.title.in_language(labels.language)} ({each.id})" for each in indicators}
        groups.append(ChoiceGroup(labels.of(INDICATOR_STAGES, stage), chosen_of(named, chosen)))
    return tuple(groups)
