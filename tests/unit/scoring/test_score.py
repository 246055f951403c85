"""Score: raised over computable, with the level of the official bands."""

from datetime import UTC, datetime

import pytest

from services.scoring.indicator import State
from services.scoring.indicators import CATALOGUE
from services.scoring.score import level, score
from services.scoring.verdict import Verdict


def verdict(indicator: str, state: State) -> Verdict:
    return Verdict(indicator, state, "1", 1, datetime(2021, 1, 1, tzinfo=UTC))


def test_given_states_then_only_raised_and_clear_are_in_the_denominator() -> None:
    found = score(
        [
            verdict("R003", State.RAISED),
            verdict("R018", State.CLEAR),
            verdict("R028", State.NOT_COMPUTABLE),
            verdict("KG07", State.NOT_APPLICABLE),
        ],
        CATALOGUE,
    )
    assert (found.raised_weight, found.computable_weight) == (2, 5)
    assert (found.raised, found.computable, found.indicators, found.level) == (1, 2, 4, 2)


@pytest.mark.parametrize(
    ("weight", "expected"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (8, 4), (9, 5), (40, 5)]
)
def test_given_a_weight_then_the_official_band(weight: int, expected: int) -> None:
    assert level(weight) == expected


def test_given_an_indicator_that_left_the_catalogue_then_it_does_not_count() -> None:
    assert score([verdict("R999", State.RAISED)], CATALOGUE).indicators == 0
