"""R052: after a small first purchase, a much larger one without competition from the same supplier."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, joins, sale


def direct(amount: float | None = 1000, date: str = "2021-09-01T00:00:00Z", **rest: object) -> Json:
    return sale("later", "B", "S", amount, **({"date": date, "procurementMethodDetails": "singleSource"} | rest))


def firsts(own: float = 100, date: str = "2021-05-01T00:00:00Z", count: int = 24, usual: float = 200) -> list[Json]:
    """The first award of the pair, and those of other pairs."""
    return [sale("first", "B", "S", own, date=date)] + [sale(0, f"P{n}", "S", usual) for n in range(count)]


def test_given_ten_times_the_first_award_without_competition_then_raised() -> None:
    answer = ask("R052", direct(), population=[*firsts(), direct()])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 10, 10)
    assert answer.parameters == {"first": 100, "days": 123}
    assert [piece.value for piece in answer.evidence] == [["S"], 1000]


@pytest.mark.parametrize(("amount", "state"), [(1000, State.RAISED), (999, State.CLEAR)])
def test_given_the_ratio_then_the_threshold_decides(amount: float, state: State) -> None:
    assert ask("R052", direct(amount), population=firsts()).state is state


def test_given_a_sum_that_is_usual_for_a_first_award_then_clear() -> None:
    assert ask("R052", direct(), population=firsts(usual=5000)).state is State.CLEAR


@pytest.mark.parametrize("date", ["2020-08-31T00:00:00Z", "2021-09-01T00:00:00Z", "2021-12-01T00:00:00Z"])
def test_given_it_was_long_ago_or_not_before_then_clear(date: str) -> None:
    assert ask("R052", direct(), population=firsts(date=date)).state is State.CLEAR


def test_given_the_first_award_is_this_process_then_clear() -> None:
    first = direct(100, "2021-05-01T00:00:00Z")
    assert ask("R052", direct(), population=[first, *firsts()[1:]]).state is State.CLEAR


def test_given_several_awards_on_the_first_day_then_the_largest_counts() -> None:
    two = [sale("one", "B", "S", 1), *firsts()]
    assert ask("R052", direct(), population=two).value == 10


def test_given_competition_or_a_monopoly_then_it_does_not_apply() -> None:
    assert ask("R052", direct(procurementMethodDetails="oneStage"), population=firsts()).state is State.NOT_APPLICABLE
    alone = direct(procurementMethodRationale="naturalMonopoly")
    assert ask("R052", alone, population=firsts()).state is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (direct(None), "/awards/value/amount"),
        (direct(0), "/awards/value/amount"),
        (direct(currency="USD"), Missing.PEERS),
        (direct(date="", datePublished=None), "/awards/date"),
    ],
)
def test_given_something_absent_then_it_says_what(content: Json, missing: str) -> None:
    assert ask("R052", content, population=firsts()).missing == (missing,)


@pytest.mark.parametrize("population", [firsts(count=10), []])
def test_given_too_few_peers_then_not_computable(population: list[Json]) -> None:
    assert ask("R052", direct(), population=population).missing == (Missing.PEERS,)


def test_given_parts_then_joined_they_are_as_one_and_without_figures_it_waits() -> None:
    assert joins("R052", [direct(), *firsts(), direct(5, "2020-01-01T00:00:00Z")])
    assert ask("R052", direct()).missing == (Missing.STATISTICS,)
