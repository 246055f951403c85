"""The score of a process: weight raised over weight computable, always shown with its denominator.

Flags about organisations and relations are shown on their processes as linked and not added: one buyer's habit would
otherwise count again in each of its purchases.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import msgspec

from services.scoring.engine import Engine
from services.scoring.indicator import COMPUTED, Indicator, State
from services.scoring.known import CLEAR, RAISED, Known, Slots, places_in, plain, verdicts_of
from services.scoring.methods import Competition, competition
from shared.contracts.risk import Flags, FlagState, RankedProcess, Score

OFFICIAL_LEVELS = (2, 4, 6, 9)
"""Raised weight at which levels 2 to 5 begin. Source: bands of the official Kyrgyz flags (MKRAI)."""
SHARE_LEVELS = {
    Competition.COMPETITIVE: (0.03, 0.08, 0.15, 0.25),
    Competition.RESTRICTED: (0.03, 0.08, 0.15, 0.25),
    Competition.NONE: (0.05, 0.12, 0.20, 0.35),
    Competition.UNKNOWN: (0.05, 0.12, 0.20, 0.35),
}
"""Share of the computable weight at which levels 2 to 5 begin, by kind of method: without competition fewer
indicators can be computed, and each weighs more. A working scale of this catalogue, no official one."""
_SHARES = [SHARE_LEVELS[kind] for kind in sorted(Competition)]


def level(raised: int, computable: int, kind: Competition) -> int:
    """1 (very low) to 5 (very high): the lower of the official band and the band of the share.

    The official bands were made for sixteen flags, so a long catalogue would reach the highest by its length alone; the
    share alone would call one flag of two computable ones very high.
    """
    share = raised / computable if computable else 0.0
    return 1 + min(bisect_right(OFFICIAL_LEVELS, raised), bisect_right(_SHARES[kind], share))


def score(states: Mapping[str, State], catalogue: Sequence[Indicator], kind: Competition) -> Score:
    """Sum of raised over sum of computable weights; not applicable and not computable count in neither."""
    judged = [one for one in catalogue if one.id in states]
    own = [one for one in judged if not one.linked]
    computable = [one for one in own if states[one.id] in COMPUTED]
    raised = [one for one in computable if states[one.id] is State.RAISED]
    weight = sum(one.weight for one in raised)
    whole = sum(one.weight for one in computable)
    return Score(
        raised_weight=weight,
        computable_weight=whole,
        raised=len(raised),
        computable=len(computable),
        indicators=len(own),
        linked=sum(one.linked and states[one.id] is State.RAISED for one in judged),
        level=level(weight, whole, kind),
    )


def kind_of(known: Known) -> Competition:
    """How competitive the method of a process is."""
    summary = known.summary
    return competition(summary.country, summary.method, summary.method_details)


def flags_of(ocid: str, known: Known, engine: Engine, slots: Slots) -> Flags:
    """What is known of a process as the contract states it, in the order of the catalogue."""
    verdicts = list(verdicts_of(known, slots))
    return Flags(
        ocid=ocid,
        process_version=known.version,
        flags=[verdict.flag() for verdict in verdicts],
        score=score({verdict.indicator: verdict.state for verdict in verdicts}, engine.indicators, kind_of(known)),
        country=known.summary.country,
    )


def ranked_process(ocid: str, known: Known, engine: Engine, slots: Slots) -> RankedProcess:
    """One process of a ranking as the contract states it."""
    flags = flags_of(ocid, known, engine, slots)
    raised = [flag.indicator for flag in flags.flags if flag.state is FlagState.RAISED]
    return RankedProcess(process=known.summary.contract(), score=flags.score, raised=raised)


class Ranked(msgspec.Struct, frozen=True):
    """What is known of a process, with what it is ranked by."""

    known: Known
    level: int
    share: float
    """Weight raised over weight computable."""
    raised: list[str]
    """Every indicator raised, those about organisations too."""
    kind: Competition
    """How competitive its method is."""


def ranked(known: Sequence[Known], slots: Slots) -> list[Ranked]:
    """What is known of several processes with what they are ranked by: `score` for many at once."""
    if not known:
        return []
    codes = plain(slots.matrix(known))
    raised = codes == RAISED
    weights = (raised @ slots.weights).tolist()
    computable = ((raised | (codes == CLEAR)) @ slots.weights).tolist()
    found = []
    for one, weight, whole, places in zip(known, weights, computable, places_in(raised), strict=True):
        kind = kind_of(one)
        names = [slots.indicators[place].id for place in places]
        found.append(Ranked(one, level(weight, whole, kind), weight / whole if whole else 0.0, names, kind))
    return found
