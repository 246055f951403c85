"""What members say of a raised flag. Pure."""

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.base import MemberId
from shared.contracts.judgement import FlagJudged, FlagVerdict, VerdictCounts
from shared.contracts.risk import Flags, FlagState
from shared.errors import Refused
from shared.facts import Fact, fact_id, token

TYPE = "case.v1.flag_judged"


@dataclass(frozen=True, slots=True)
class JudgedFlag:
    """A flag as it was raised: under another rule or for another version of the process it is another flag."""

    ocid: str
    indicator: str
    process_version: int
    rule_version: str
    country: str

    @property
    def id(self) -> str:
        """Its key."""
        return fact_id(self.ocid, self.indicator, self.process_version, self.rule_version)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one member says of a flag; the reason is nobody else's business."""

    member: MemberId
    verdict: FlagVerdict
    reason: str
    at: datetime


def raised_flag(flags: Flags, indicator: str, process_version: int, rule_version: str) -> JudgedFlag:
    """The flag that a member looked at, as scoring states it now.

    Raises `Refused`: `not_found` when it is not raised, `flag_changed` when it was raised anew since.
    """
    flag = next((one for one in flags.flags if one.indicator == indicator), None)
    if flag is None or flag.state is not FlagState.RAISED:
        raise Refused("not_found", "This risk indicator is not raised on this tender.")
    if (flag.process_version, flag.rule_version) != (process_version, rule_version):
        raise Refused("flag_changed", "The flag was computed anew since you looked at it; look again.")
    return JudgedFlag(flags.ocid, indicator, process_version, rule_version, flags.country or "unknown")


def require_reason(verdict: FlagVerdict, reason: str) -> None:
    """Whoever contradicts a flag says why. Raises `Refused("reason_required")`."""
    if verdict is not FlagVerdict.CONFIRMED and not reason.strip():
        raise Refused("reason_required", "Say why, so that others can follow you.", {"field": "reason"})


def counted(counts: VerdictCounts, before: FlagVerdict | None, after: FlagVerdict) -> VerdictCounts:
    """The counts when one member says `after`, who said `before` so far."""
    changed = counts.model_dump()
    changed[after.value] += 1
    if before is not None:
        changed[before.value] -= 1
    return VerdictCounts(**changed)


def fact(flag: JudgedFlag, verdict: FlagVerdict, counts: VerdictCounts, revision: int, now: datetime) -> Fact:
    """What is made public: the verdict and how many say what, neither who nor why."""
    body = FlagJudged(
        ocid=flag.ocid,
        indicator=flag.indicator,
        country=flag.country,
        process_version=flag.process_version,
        rule_version=flag.rule_version,
        verdict=verdict,
        counts=counts,
        revision=revision,
    )
    return Fact(
        id=fact_id(TYPE, flag.id, revision),
        type=TYPE,
        subject=f"{TYPE}.{token(flag.country)}.{token(flag.indicator)}",
        about=flag.ocid,
        data=body.model_dump_json().encode(),
        time=now,
    )
