"""What a page says of people's verdicts on a raised flag, and the form to give one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.gateway import format as formats
from services.gateway.choices import Choice
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from shared.contracts.base import IndicatorId
from shared.contracts.judgement import (
    FlagVerdict,
    FlagVerdicts,
    OwnVerdict,
    OwnVerdicts,
    ProcessVerdicts,
    VerdictCounts,
)
from shared.contracts.risk import Flag, Flags, FlagState, Indicator, Precision

VERDICTS: Final = {
    FlagVerdict.CONFIRMED: N_("Confirmed: it is so and needs attention"),
    FlagVerdict.EXPLAINABLE: N_("It is so, with an ordinary reason"),
    FlagVerdict.WRONG_DATA: N_("The published data are wrong"),
}
LEAST: Final = 10
"""Judged flags from which scoring tells a share."""
REASON_LENGTH: Final = 1000


@dataclass(frozen=True, slots=True)
class JudgingView:
    """The verdicts on one raised flag."""

    ocid: str
    indicator: IndicatorId
    title: str
    process_version: int
    rule_version: str
    counts: tuple[tuple[str, int], ...] | None
    """Verdict and number of members, when there are any; None while nobody can tell."""
    precision: str
    choices: tuple[Choice, ...]
    """What can be said, with what the member has said so far."""
    mine: str | None
    """What the member has said so far."""
    reason: str


def judging_views(
    flags: Flags,
    catalogue: Mapping[IndicatorId, Indicator],
    verdicts: ProcessVerdicts | None,
    own: OwnVerdicts | None,
    labels: Labels,
) -> dict[IndicatorId, JudgingView]:
    """The verdicts on each raised flag of a process; `verdicts` is None while they cannot be had."""
    raised = [flag for flag in flags.flags if flag.state is FlagState.RAISED]
    return {
        flag.indicator: judging_view(flags.ocid, flag, catalogue.get(flag.indicator), verdicts, own, labels)
        for flag in raised
    }


def judging_view(
    ocid: str,
    flag: Flag,
    indicator: Indicator | None,
    verdicts: ProcessVerdicts | None,
    own: OwnVerdicts | None,
    labels: Labels,
) -> JudgingView:
    """The verdicts on one flag: on this version of the process and of the rule, no other."""
    which = (flag.indicator, flag.process_version, flag.rule_version)
    said = None if verdicts is None else {_flag(one): one.counts for one in verdicts.items}
    mine = next((one for one in own.items if _flag(one) == which), None) if own else None
    return JudgingView(
        ocid=ocid,
        indicator=flag.indicator,
        title=indicator.title.in_language(labels.language) if indicator else flag.indicator,
        process_version=flag.process_version,
        rule_version=flag.rule_version,
        counts=counts(said.get(which, VerdictCounts()), labels) if said is not None else None,
        precision=precision(flag, indicator, labels),
        choices=choices(mine.verdict if mine else None, labels),
        mine=labels.gettext(VERDICTS[mine.verdict]) if mine else None,
        reason=mine.reason if mine else "",
    )


def _flag(one: FlagVerdicts | OwnVerdict) -> tuple[str, int, str]:
    return one.indicator, one.process_version, one.rule_version


def counts(found: VerdictCounts, labels: Labels) -> tuple[tuple[str, int], ...]:
    """How many members say what; empty when nobody has said anything."""
    numbers = found.model_dump()
    rows = [(labels.gettext(words), int(numbers[verdict.value])) for verdict, words in VERDICTS.items()]
    return tuple(rows) if any(number for _, number in rows) else ()


def choices(chosen: str | None, labels: Labels) -> tuple[Choice, ...]:
    """The verdicts to choose from."""
    return tuple(Choice(one.value, labels.gettext(words), one.value == chosen) for one, words in VERDICTS.items())


def precision(flag: Flag, indicator: Indicator | None, labels: Labels) -> str:
    """How often flags of this kind were confirmed, with what that does not cover."""
    if indicator is None:
        return labels.gettext("This cannot be shown at the moment.")
    if flag.rule_version != indicator.version:
        return labels.gettext("The rule has changed since this flag was computed, so no share is told.")
    return shares(indicator.precision, labels)


def shares(found: Precision, labels: Labels) -> str:
    """Confirmed of judged with its interval; without a share while too few are judged."""
    if found.too_few or found.lower is None or found.upper is None:
        words = labels.gettext(
            "Too few to tell: people have checked %(judged)s flags of this kind, at least %(least)s are needed."
        )
        told = words % {"judged": labels.number(found.judged), "least": labels.number(LEAST)}
    else:
        words = labels.gettext(
            "Of %(judged)s flags of this kind that people checked, %(confirmed)s were confirmed: between %(lower)s and "
            "%(upper)s."
        )
        told = words % {
            "judged": labels.number(found.judged),
            "confirmed": labels.number(found.confirmed),
            "lower": formats.percent(found.lower, labels.language),
            "upper": formats.percent(found.upper, labels.language),
        }
    return f"{told} {divided(found.undecided, labels)}" if found.undecided else told


def divided(count: int, labels: Labels) -> str:
    """Flags that count for nothing."""
    words = labels.ngettext("On %(num)s more, people are divided.", "On %(num)s more, people are divided.", count)
    return words % {"num": labels.number(count)}
