"""Precision: the majority counts for a flag, the newest state of it stands, and few flags tell no share."""

from itertools import permutations

import pytest

from services.scoring.precision import Judged, Opinion, judged, newer, opinion, precision
from shared.contracts.judgement import FlagJudged, FlagVerdict, VerdictCounts


def told(revision: int, version: int = 1, *, rule: str = "1", **counts: int) -> Judged:
    """A fact about the flag R018 of one process."""
    fact = FlagJudged(
        ocid="o-1",
        indicator="R018",
        country="kg",
        process_version=version,
        rule_version=rule,
        verdict=FlagVerdict.CONFIRMED,
        counts=VerdictCounts(**counts),
        revision=revision,
    )
    return judged(fact)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 0, 0), Opinion.CONFIRMED),
        ((1, 2, 0), Opinion.EXPLAINABLE),
        ((2, 2, 3), Opinion.WRONG_DATA),
        ((2, 2, 1), Opinion.UNDECIDED),
        ((0, 1, 1), Opinion.UNDECIDED),
        ((1, 1, 1), Opinion.UNDECIDED),
        ((0, 0, 0), Opinion.UNDECIDED),
    ],
)
def test_given_verdicts_then_the_majority_counts_and_a_tie_is_undecided(
    counts: tuple[int, int, int], expected: Opinion
) -> None:
    confirmed, explainable, wrong = counts
    assert opinion(VerdictCounts(confirmed=confirmed, explainable=explainable, wrong_data=wrong)) is expected


def test_given_facts_in_any_order_and_batches_then_the_newest_stands() -> None:
    facts = [told(1, confirmed=1), told(2, confirmed=1, explainable=1), told(1, 2, explainable=1)]
    for order in permutations(facts):
        known: dict[tuple[str, str, str], Judged] = {}
        for fact in (*order, *order):
            known |= {one.key: one for one in newer(known, [fact])}
        assert list(known.values()) == [facts[2]]
        assert newer({}, order) == [facts[2]]
    assert newer({facts[2].key: facts[2]}, facts) == []


def test_given_two_rules_then_each_has_flags_of_its_own() -> None:
    assert len(newer({}, [told(1, confirmed=1), told(1, rule="2", confirmed=1)])) == 2


def test_given_nine_judged_flags_then_too_few_and_with_ten_an_interval() -> None:
    few = precision({"confirmed": 7, "explainable": 1, "wrong_data": 1, "undecided": 5})
    assert (few.judged, few.undecided, few.too_few, few.lower, few.upper) == (9, 5, True, None, None)
    enough = precision({"confirmed": 8, "wrong_data": 2})
    assert (enough.confirmed, enough.judged, enough.too_few) == (8, 10, False)
    assert (enough.lower, enough.upper) == pytest.approx((0.4902, 0.9433), abs=5e-5)


def test_given_nothing_then_nothing_is_claimed() -> None:
    assert precision({}).model_dump(exclude_defaults=True) == {}
