"""R029: the first digits of a buyer's amounts do not fall as first digits usually do."""

from collections.abc import Iterable

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r029 import BENFORD, by_chance, collect
from tests.unit.scoring.build import Json, ask, direct, halves, part_of, same


def awarded(amounts: Iterable[float], **more: str) -> list[Json]:
    """One award each."""
    return [direct(amount, number=n, **more) for n, amount in enumerate(amounts)]


def natural(count: int) -> list[float]:
    """Amounts spread evenly over the logarithms from a thousand to a million."""
    return [round(10 ** (3 + 3 * n / count), 2) for n in range(count)]


def invented(count: int) -> list[float]:
    """Amounts over three powers of ten whose digits are all alike."""
    return [float((n % 9 + 1) * 10 ** (3 + n % 4)) for n in range(count)]


def test_given_digits_that_are_all_alike_then_raised_about_the_buyer() -> None:
    answer = ask("R029", direct(1), population=awarded(invented(360)))
    assert answer.state is State.RAISED
    assert answer.value == pytest.approx(float(np.abs(1 / 9 - BENFORD).mean()))
    assert answer.parameters == {"amounts": 360}
    assert [piece.value for piece in answer.evidence] == ["KG-INN-1"]


def test_given_amounts_that_grow_evenly_then_clear() -> None:
    answer = ask("R029", direct(1), population=awarded(natural(400)))
    assert (answer.state, answer.value) == (State.CLEAR, pytest.approx(0, abs=0.002))


@pytest.mark.parametrize("seed", range(4))
def test_given_three_hundred_amounts_by_chance_then_clear_although_they_wobble(seed: int) -> None:
    amounts = 10 ** np.random.default_rng(seed).uniform(3, 7, 300)
    assert ask("R029", direct(1), population=awarded(amounts.tolist())).state is State.CLEAR


def test_given_few_amounts_then_more_deviation_is_needed() -> None:
    assert by_chance(np.array([300.0]))[0] == pytest.approx(0.0139, abs=0.001)
    assert 2 * by_chance(np.array([3000.0]))[0] < 0.015


def test_given_too_few_amounts_or_figures_then_not_computable() -> None:
    assert ask("R029", direct(1), population=awarded(invented(299))).missing == (Missing.PEERS,)
    assert ask("R029", direct(1)).missing == (Missing.STATISTICS,)


def test_given_amounts_of_one_size_then_the_law_says_nothing_of_them() -> None:
    population = awarded(float((n % 9 + 1) * 1000) for n in range(360))
    assert ask("R029", direct(1), population=population).state is State.NOT_APPLICABLE


def test_given_no_buyer_or_no_currency_then_not_computable() -> None:
    population = awarded(invented(360))
    assert ask("R029", direct(1) | {"buyer": {}}, population=population).missing == ("/buyer/id",)
    silent = direct(1, value=None) | {"awards": []}
    assert ask("R029", silent, population=population).missing == ("/tender/value/currency",)


def test_given_another_currency_then_its_amounts_are_counted_apart() -> None:
    population = awarded(invented(360), currency="USD")
    assert ask("R029", direct(1), population=population).missing == (Missing.PEERS,)
    assert ask("R029", direct(1, currency="USD", value=None), population=population).state is State.RAISED


@pytest.mark.parametrize("amount", [0, -5, 0.5, 10**15, None])
def test_given_absurd_amounts_then_they_do_not_count(amount: float | None) -> None:
    assert len(collect(part_of(direct(amount)))["key"]) == 0


@pytest.mark.parametrize(("amount", "digit"), [(1, 1), (9.99, 9), (1000, 1), (999_999.99, 9), (30, 3), (7_000_000, 7)])
def test_given_an_amount_then_its_first_digit_is_exact(amount: float, digit: int) -> None:
    assert collect(part_of(direct(amount)))[f"d{digit}"].tolist() == [1]


def test_given_cancelled_purchases_then_they_do_not_count() -> None:
    assert len(collect(part_of(direct(5, status="cancelled")))["key"]) == 0


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R029", awarded(invented(50))))
