"""Verdicts on flags: what may be judged, how members are counted, and what the public learns."""

import json
from datetime import UTC, datetime

import pytest

from services.community.verdicts import counted, fact, raised_flag, require_reason
from shared.contracts.judgement import FlagJudged, FlagVerdict, VerdictCounts
from shared.contracts.risk import Flag, Flags, FlagState, Score
from shared.errors import Refused

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SCORE = Score(raised_weight=1, computable_weight=1, raised=1, computable=1, indicators=1, level=1)


def flags(state: FlagState = FlagState.RAISED, version: int = 3, rule: str = "2") -> Flags:
    flag = Flag(indicator="R018", state=state, rule_version=rule, process_version=version, evaluated=NOW)
    return Flags(ocid="ocds/1", process_version=4, flags=[flag], score=SCORE, country="kg")


def test_given_a_raised_flag_as_it_was_seen_then_it_can_be_judged() -> None:
    flag = raised_flag(flags(), "R018", 3, "2")
    assert (flag.ocid, flag.indicator, flag.process_version, flag.rule_version, flag.country) == (
        "ocds/1",
        "R018",
        3,
        "2",
        "kg",
    )


@pytest.mark.parametrize(
    ("answer", "indicator", "code"),
    [
        (flags(FlagState.CLEAR), "R018", "not_found"),
        (flags(), "R019", "not_found"),
        (flags(version=4), "R018", "flag_changed"),
        (flags(rule="3"), "R018", "flag_changed"),
    ],
)
def test_given_a_flag_that_is_not_as_it_was_seen_then_refused(answer: Flags, indicator: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        raised_flag(answer, indicator, 3, "2")
    assert caught.value.code == code


def test_given_a_contradiction_then_a_reason_is_needed() -> None:
    require_reason(FlagVerdict.CONFIRMED, "")
    require_reason(FlagVerdict.WRONG_DATA, "one bid is missing")
    for verdict in (FlagVerdict.EXPLAINABLE, FlagVerdict.WRONG_DATA):
        with pytest.raises(Refused, match="reason_required"):
            require_reason(verdict, " ")


def test_given_a_changed_mind_then_the_member_still_counts_once() -> None:
    one = counted(VerdictCounts(), None, FlagVerdict.CONFIRMED)
    two = counted(one, None, FlagVerdict.CONFIRMED)
    assert two.confirmed == 2
    changed = counted(two, FlagVerdict.CONFIRMED, FlagVerdict.WRONG_DATA)
    assert changed == VerdictCounts(confirmed=1, wrong_data=1)


def test_given_a_verdict_then_the_fact_says_how_many_and_not_who_or_why() -> None:
    flag = raised_flag(flags(), "R018", 3, "2")
    told = fact(flag, FlagVerdict.CONFIRMED, VerdictCounts(confirmed=1), 1, NOW)
    assert told.subject == "case.v1.flag_judged.kg.R018"
    assert set(json.loads(told.data)) == set(FlagJudged.model_fields)
    assert not {"member", "reason"} & set(FlagJudged.model_fields)
    assert told.id == fact(flag, FlagVerdict.CONFIRMED, VerdictCounts(confirmed=1), 1, NOW).id
    assert told.id != fact(flag, FlagVerdict.CONFIRMED, VerdictCounts(confirmed=1), 2, NOW).id
