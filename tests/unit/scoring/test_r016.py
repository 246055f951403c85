"""R016: the estimated value is unusually high or low for what is bought."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, halves, kyrgyz, release, same


def tender(amount: float | None, number: int = 0, code: str | None = "30213300-8", **more: object) -> Json:
    """A tender for things of one class."""
    items = [{"id": "1", "classification": {"scheme": "OKGZ", "id": code}}]
    value = {"amount": amount, "currency": "KGS"}
    return release(kyrgyz(**({"value": value, "items": items} | more)), ocid=f"o-{number}")


OTHERS = [tender(100_000 * 1.02**n, n) for n in range(40)]
"""From 100,000 to 216,000, with a median of 147,000."""


@pytest.mark.parametrize("amount", [10_000_000, 5_000])
def test_given_a_value_far_from_its_class_then_raised_with_the_median(amount: float) -> None:
    answer = ask("R016", tender(amount), population=OTHERS)
    assert answer.state is State.RAISED
    assert answer.parameters == {"peers": 40, "median": pytest.approx(147_122, rel=0.001)}
    assert [piece.value for piece in answer.evidence] == [amount]
    assert answer.value is not None
    assert (answer.value > 0) == (amount > 10**6)


@pytest.mark.parametrize(("amount", "state"), [(1_480_000, State.RAISED), (1_460_000, State.CLEAR)])
def test_given_ten_times_the_median_then_raised_and_below_it_clear(amount: float, state: State) -> None:
    assert ask("R016", tender(amount), population=OTHERS).state is state


def test_given_a_class_with_values_of_all_sizes_then_clear() -> None:
    wide = [tender(1000 * 1.25**n, n) for n in range(40)]
    assert ask("R016", tender(10_000_000), population=wide).state is State.CLEAR


def test_given_equal_values_then_a_little_more_is_no_outlier() -> None:
    equal = [tender(100_000, n) for n in range(40)]
    assert ask("R016", tender(110_000), population=equal).state is State.CLEAR
    assert ask("R016", tender(5_000_000), population=equal).state is State.RAISED


def test_given_too_few_peers_or_figures_then_not_computable() -> None:
    assert ask("R016", tender(10_000_000), population=OTHERS[:29]).missing == (Missing.PEERS,)
    assert ask("R016", tender(10_000_000)).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (tender(None), "/tender/value/amount"),
        (tender(0), "/tender/value/amount"),
        (tender(10**15), "/tender/value/amount"),
        (tender(5, value={"amount": 5}), "/tender/value/currency"),
        (tender(5, code=None), "/tender/items/classification/id"),
        (tender(5, items=[]), "/tender/items/classification/id"),
    ],
    ids=["none", "zero", "absurd", "no currency", "no class", "no items"],
)
def test_given_something_absent_then_not_computable(content: Json, missing: str) -> None:
    assert ask("R016", content, population=OTHERS).missing == (missing,)


def test_given_another_currency_or_class_then_there_are_no_peers() -> None:
    dollars = tender(5, value={"amount": 5, "currency": "USD"})
    assert ask("R016", dollars, population=OTHERS).missing == (Missing.PEERS,)
    assert ask("R016", tender(5, code="33600000-6"), population=OTHERS).missing == (Missing.PEERS,)


def test_given_several_classes_or_a_cancelled_tender_then_not_applicable() -> None:
    items = [{"id": code, "classification": {"scheme": "OKGZ", "id": code}} for code in ("30213300-8", "33600000-6")]
    assert ask("R016", tender(10_000_000, items=items), population=OTHERS).state is State.NOT_APPLICABLE
    assert ask("R016", tender(10_000_000, status="cancelled"), population=OTHERS).state is State.NOT_APPLICABLE


def test_given_several_items_of_one_class_then_they_are_judged_together() -> None:
    items = [{"id": code, "classification": {"scheme": "OKGZ", "id": code}} for code in ("30213300-8", "30213100-6")]
    assert ask("R016", tender(10_000_000, items=items), population=OTHERS).state is State.RAISED


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R016", OTHERS))
