"""Score: raised over computable, with the level of the lower band."""

import pytest

from services.scoring.indicator import LINKED, State
from services.scoring.indicators import CATALOGUE
from services.scoring.methods import Competition
from services.scoring.score import level, score

OPEN = Competition.COMPETITIVE


def test_given_states_then_only_raised_and_clear_are_in_the_denominator() -> None:
    states = {
        "R003": State.RAISED,
        "R018": State.CLEAR,
        "R028": State.NOT_COMPUTABLE,
        "KG07": State.NOT_APPLICABLE,
    }
    found = score(states, CATALOGUE, OPEN)
    assert (found.raised_weight, found.computable_weight) == (2, 5)
    assert (found.raised, found.computable, found.indicators, found.level) == (1, 2, 4, 2)


@pytest.mark.parametrize(
    ("weight", "expected"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (8, 4), (9, 5), (40, 5)]
)
def test_given_few_computable_indicators_then_the_official_band_decides(weight: int, expected: int) -> None:
    assert level(weight, max(weight, 1), OPEN) == expected


@pytest.mark.parametrize(("computable", "expected"), [(36, 5), (37, 4), (60, 4), (61, 3), (112, 3), (113, 2), (301, 1)])
def test_given_many_computable_indicators_then_the_share_decides(computable: int, expected: int) -> None:
    assert level(9, computable, OPEN) == expected


def test_given_nothing_computable_then_the_lowest_level() -> None:
    assert level(0, 0, Competition.UNKNOWN) == 1


def test_given_a_flag_about_an_organisation_then_it_is_linked_and_not_added() -> None:
    linked = [one for one in CATALOGUE if one.unit in LINKED]
    found = score({one.id: State.RAISED for one in linked}, CATALOGUE, OPEN)
    assert (found.raised, found.computable, found.linked) == (0, 0, len(linked))


def test_given_an_indicator_that_left_the_catalogue_then_it_does_not_count() -> None:
    assert score({"R999": State.RAISED}, CATALOGUE, OPEN).indicators == 0
