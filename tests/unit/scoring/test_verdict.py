"""Verdicts: a computed answer stays until something newer was computed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.scoring.engine import Answer
from services.scoring.indicator import Evidence, Missing, State
from services.scoring.indicators.r018 import R018
from services.scoring.verdict import Verb, Verdict, change, next_verdict

THEN, NOW = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 2, 1, tzinfo=UTC)
RAISED = Answer(State.RAISED, 1, 1, lots=["L1"], judged=["L1"], evidence=[Evidence("/a", "x")])
CLEAR = Answer(State.CLEAR, 2, 1, lots=["L1", "L2"], judged=["L1", "L2"])
LOST = Answer(State.NOT_COMPUTABLE, missing=[Missing.OPENING], keeps=True)
GONE = Answer(State.NOT_APPLICABLE)
CANCELLED = Answer(State.NOT_APPLICABLE, keeps=True)


def after(*answers: Answer) -> Verdict:
    """The verdict after these answers, one per version."""
    verdict = None
    for version, answer in enumerate(answers, 1):
        verdict = next_verdict(verdict, R018, answer, version, THEN)
    assert verdict is not None
    return verdict


@pytest.mark.parametrize("poorer", [LOST, CANCELLED])
@pytest.mark.parametrize("computed", [RAISED, CLEAR])
def test_given_a_computed_answer_when_it_can_no_longer_be_computed_then_it_stays_latched(
    computed: Answer, poorer: Answer
) -> None:
    verdict = after(computed, poorer, poorer)
    assert (verdict.state, verdict.latched, verdict.process_version) == (computed.state, True, 1)
    assert change(after(computed), verdict) is None


def test_given_a_flag_raised_by_an_older_rule_when_latched_then_that_version_is_named() -> None:
    newer = replace(R018, version="2.0")
    assert next_verdict(after(RAISED), newer, LOST, 2, NOW).rule_version == R018.version


def test_given_a_latched_flag_when_it_is_computed_again_then_the_new_answer_counts() -> None:
    verdict = after(RAISED, LOST, CLEAR)
    assert (verdict.state, verdict.latched, verdict.process_version) == (State.CLEAR, False, 3)


def test_given_a_flag_on_a_lot_when_that_lot_can_no_longer_be_judged_then_it_stays_raised() -> None:
    elsewhere = Answer(State.CLEAR, 2, 1, lots=["L2"], judged=["L2"])
    assert after(RAISED, elsewhere).latched
    whole = Answer(State.CLEAR, 2, 1)
    assert after(RAISED, whole).state is State.RAISED


def test_given_a_flag_when_the_question_no_longer_applies_then_it_is_cleared() -> None:
    found = change(after(RAISED), after(RAISED, GONE))
    assert found is not None
    assert (found.verb, found.previous) == (Verb.CLEARED, State.RAISED)


@pytest.mark.parametrize("before", [CLEAR, LOST, GONE, None])
def test_given_no_flag_before_when_raised_then_that_is_told(before: Answer | None) -> None:
    known = after(before) if before else None
    found = change(known, after(RAISED))
    assert found is not None
    assert (found.verb, found.previous) == (Verb.RAISED, before.state if before else None)


@pytest.mark.parametrize("pair", [(CLEAR, LOST), (LOST, CLEAR), (GONE, CLEAR), (LOST, GONE)])
def test_given_no_flag_before_or_after_then_nothing_is_told(pair: tuple[Answer, Answer]) -> None:
    assert change(after(pair[0]), after(pair[1])) is None


def test_given_a_flag_raised_again_with_the_same_content_then_nothing_is_told() -> None:
    moved = replace(RAISED, evidence=[Evidence("/b", "x")])
    assert change(after(RAISED), after(RAISED, moved)) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(RAISED, value=0),
        replace(RAISED, threshold=2),
        replace(RAISED, lots=["L1", "L2"]),
        replace(RAISED, evidence=[Evidence("/a", "y")]),
    ],
)
def test_given_a_flag_with_other_content_then_it_changed(other: Answer) -> None:
    found = change(after(RAISED), after(RAISED, other))
    assert found is not None
    assert found.verb is Verb.CHANGED


def test_given_a_verdict_then_the_contract_takes_all_of_it() -> None:
    flag = after(RAISED, LOST).flag()
    assert (flag.indicator, flag.state, flag.value, flag.latched) == ("R018", "raised", 1, True)
    assert (flag.evidence[0].path, flag.evidence[0].value, flag.lots) == ("/a", "x", ["L1"])
    assert (flag.rule_version, flag.process_version, flag.evaluated) == (R018.version, 1, THEN)


BOTH = replace(RAISED, lots=["L1", "L2"], judged=["L1", "L2"])
ONE = replace(RAISED, judged=["L1"])


def test_given_a_flag_on_two_lots_when_one_of_them_is_lost_then_the_flag_stays_as_it_was() -> None:
    verdict = after(BOTH, ONE)
    assert (verdict.lots, verdict.latched, verdict.process_version) == (["L1", "L2"], True, 1)
    assert change(after(BOTH), verdict) is None


def test_given_a_flag_on_two_lots_when_one_of_them_was_judged_clear_then_it_changed_to_the_other() -> None:
    verdict = after(BOTH, replace(ONE, judged=["L1", "L2"]))
    found = change(after(BOTH), verdict)
    assert found is not None
    assert (found.verb, verdict.lots, verdict.latched) == (Verb.CHANGED, ["L1"], False)


def test_given_a_flag_when_one_lot_is_lost_and_it_is_raised_on_a_new_one_then_it_is_on_all_of_them() -> None:
    third = Answer(State.RAISED, 1, 1, lots=["L3"], judged=["L1", "L3"])
    verdict = after(BOTH, third)
    assert (verdict.lots, verdict.latched) == (["L3", "L2"], False)
    assert after(BOTH, third, replace(third, judged=["L1", "L2", "L3"])).lots == ["L3"]
