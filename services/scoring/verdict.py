"""Verdicts: the answers as they are remembered, and the rule by which a new answer replaces an old one.

"Not computable" never overwrites a computed answer: when a stage has passed, or a new version of the data has lost
what the answer rested on, the old answer stays, marked `latched`, with the rule version that gave it. Only a new
computation that looked at the same lots, or a question that no longer applies, replaces it.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from services.scoring.engine import Answer
from services.scoring.indicator import COMPUTED, Evidence, Indicator, Json, State
from shared.contracts import risk


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer of one indicator for one process; the fields of the contract's `Flag`, stored compactly."""

    indicator: str
    state: State
    rule_version: str
    process_version: int
    """The version of the process the answer rests on; older than the process when latched."""
    evaluated: datetime
    value: float | None = None
    threshold: float | None = None
    lots: list[str] = []
    evidence: list[Evidence] = []
    missing: list[str] = []
    latched: bool = False
    parameters: dict[str, Json] = {}
    figures: str = ""
    """Version of the population's figures it was compared with; empty when it stands for itself."""

    linked: bool = False
    """Whether it is about an organisation of the process."""

    def flag(self) -> risk.Flag:
        """As the contract states it."""
        return risk.Flag.model_validate(msgspec.to_builtins(self, builtin_types=(datetime,)))


class Verb(StrEnum):
    """What happened to a flag."""

    RAISED = "raised"
    CHANGED = "changed"
    CLEARED = "cleared"


class Change(msgspec.Struct, frozen=True):
    """A flag was raised, changed or cleared; only this is worth telling."""

    verb: Verb
    verdict: Verdict
    previous: State | None


def next_verdict(
    known: Verdict | None, indicator: Indicator, answer: Answer, version: int, now: datetime, figures: str = ""
) -> Verdict:
    """What is remembered after `answer` was given for `version` of the process, compared with these `figures`."""
    lost = _lost(known, answer) if known is not None and known.state is State.RAISED else []
    if known is not None and _outlives(known, answer, lost):
        return known if known.latched else msgspec.structs.replace(known, latched=True)
    return Verdict(
        indicator=indicator.id,
        state=answer.state,
        rule_version=indicator.version,
        process_version=version,
        evaluated=now,
        value=None if answer.value is None else float(answer.value),
        threshold=None if answer.threshold is None else float(answer.threshold),
        lots=[*answer.lots, *lost],
        evidence=list(answer.evidence),
        missing=[str(name) for name in answer.missing],
        parameters=dict(answer.parameters),
        figures=figures if indicator.statistic else "",
        linked=indicator.linked,
    )


def change(known: Verdict | None, new: Verdict) -> Change | None:
    """The transition between two verdicts of one indicator, or None when there is nothing to tell."""
    previous = known.state if known else None
    if new.state is not State.RAISED:
        return Change(Verb.CLEARED, new, previous) if previous is State.RAISED else None
    if known is None or previous is not State.RAISED:
        return Change(Verb.RAISED, new, previous)
    return None if _content(known) == _content(new) else Change(Verb.CHANGED, new, previous)


def _lost(known: Verdict, answer: Answer) -> list[str]:
    """Lots that a raised flag is about and that the new version no longer lets us judge: lost data, not clear lots."""
    if answer.state not in COMPUTED:
        return []
    return [lot for lot in known.lots if lot not in answer.judged]


def _outlives(known: Verdict, answer: Answer, lost: list[str]) -> bool:
    """Whether `known` stays; with lost lots it does unless the flag is raised on lots that it is not about yet."""
    if known.state not in COMPUTED:
        return False
    return answer.keeps or (bool(lost) and (answer.state is State.CLEAR or set(answer.lots) <= set(known.lots)))


def _content(verdict: Verdict) -> tuple[object, ...]:
    """What makes a raised flag a different one; places in lists may shift without any meaning."""
    quoted = sorted(repr(piece.value) for piece in verdict.evidence)
    return verdict.value, verdict.threshold, verdict.lots, verdict.rule_version, quoted
