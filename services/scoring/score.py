"""The score of a process: weight raised over weight computable, always shown with its denominator."""

from collections.abc import Iterable, Sequence

from services.scoring.advance import Known
from services.scoring.engine import Engine
from services.scoring.indicator import Indicator, State
from services.scoring.verdict import COMPUTED, Verdict
from shared.contracts.risk import Flags, Score

LEVELS = (2, 4, 6, 9)
"""Raised weight at which levels 2 to 5 begin. Source: bands of the official Kyrgyz flags (MKRAI)."""


def level(raised_weight: int) -> int:
    """1 (very low) to 5 (very high)."""
    return 1 + sum(raised_weight >= start for start in LEVELS)


def score(verdicts: Iterable[Verdict], catalogue: Sequence[Indicator]) -> Score:
    """Sum of raised over sum of computable weights; not applicable and not computable count in neither."""
    weights = {indicator.id: indicator.weight for indicator in catalogue}
    judged = [verdict for verdict in verdicts if verdict.indicator in weights]
    computable = [verdict for verdict in judged if verdict.state in COMPUTED]
    raised = [verdict for verdict in computable if verdict.state is State.RAISED]
    raised_weight = sum(weights[verdict.indicator] for verdict in raised)
    return Score(
        raised_weight=raised_weight,
        computable_weight=sum(weights[verdict.indicator] for verdict in computable),
        raised=len(raised),
        computable=len(computable),
        indicators=len(judged),
        level=level(raised_weight),
    )


def flags_of(ocid: str, known: Known, engine: Engine) -> Flags:
    """What is known of a process as the contract states it, in the order of the catalogue."""
    verdicts = [known.verdicts[one.id] for one in engine.indicators if one.id in known.verdicts]
    return Flags(
        ocid=ocid,
        process_version=known.version,
        flags=[verdict.flag() for verdict in verdicts],
        score=score(verdicts, engine.indicators),
    )
