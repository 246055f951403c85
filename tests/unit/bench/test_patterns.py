"""Precision and recall of what scoring found beside what was planted."""

from typing import Any

from bench.mutants import RULES, modules
from bench.patterns import compared

TRUTH: dict[str, Any] = {
    "indicators": ["R003", "R018"],
    "raised": {"a": ["R003"], "b": ["R003", "R018"]},
    "possible": {"c": ["R018"]},
}


def test_given_flags_and_a_truth_when_compared_then_what_may_be_raised_is_right_and_not_asked_for() -> None:
    found = compared({"a": {"R003"}, "b": {"R018"}, "c": {"R018"}, "d": {"R003"}}, TRUTH).by_indicator
    assert (found["R003"].must, found["R003"].found, found["R003"].recall) == (2, 1, 0.5)
    assert (found["R003"].raised, found["R003"].right, found["R003"].precision) == (2, 1, 0.5)
    assert (found["R018"].must, found["R018"].may, found["R018"].recall) == (1, 1, 1.0)
    assert (found["R018"].raised, found["R018"].precision) == (2, 1.0)


def test_given_an_indicator_nobody_planted_when_compared_then_its_base_rate_counts_clean_processes_only() -> None:
    found = compared({"a": {"R020"}, "c": set(), "d": {"R020"}, "e": set()}, TRUTH)
    assert (found.processes, found.clean) == (4, 2)
    assert (found.by_indicator["R020"].raised, found.by_indicator["R020"].clean) == (2, 1)
    assert found.by_indicator["R020"].recall is None
    assert found.by_indicator["R018"].precision is None


def test_given_a_sample_of_modules_when_chosen_then_each_comes_with_the_same_chance_and_all_without_sampling() -> None:
    everything = modules(1, 3)
    assert len(everything) == len(set(everything)) == 76 + len(RULES)
    quarters = {tuple(modules(4, seed)) for seed in range(40)}
    assert sorted(name for quarter in quarters for name in quarter) == sorted(everything)
