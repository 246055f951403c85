"""Pairs: drawn again the same, of one stratum, of different levels, and one in ten gold."""

from services.scoring.pairs import GOLD_SHARE, Taken, draws, higher, spot
from shared.contracts.risk import Side

STRATA = {("kg", 1): {1: 900, 2: 80, 5: 20}, ("kg", 3): {1: 40, 3: 10}, ("ua", 1): {2: 1}}


def test_given_a_seed_then_its_series_is_the_same_again_and_another_seed_has_another() -> None:
    series = [draws(STRATA, "seed", counter) for counter in range(20)]
    assert series == [draws(dict(reversed(STRATA.items())), "seed", counter) for counter in range(20)]
    assert series != [draws(STRATA, "other", counter) for counter in range(20)]
    assert len({draw[0] for draw in map(tuple, series)}) == 20


def test_given_strata_then_both_places_lie_in_one_and_levels_differ() -> None:
    found = [draw for counter in range(300) for draw in draws(STRATA, "s", counter)]
    for draw in found:
        assert (draw.first.country, draw.first.kind) == (draw.second.country, draw.second.kind)
        assert draw.first.country == "kg", "one process is no pair"
        assert draw.first.level != draw.second.level
    assert {(draw.first.kind, draw.first.level) for draw in found} == {(1, 1), (1, 2), (1, 5), (3, 1), (3, 3)}


def test_given_many_draws_then_about_one_in_ten_is_gold_and_either_side_may_be_the_high_one() -> None:
    gold = [first for counter in range(4_000) if (first := draws(STRATA, "s", counter)[0]).gold]
    assert abs(len(gold) / 4_000 - GOLD_SHARE) < 0.02
    assert {(draw.first.level, draw.second.level) for draw in gold} == {(5, 1), (1, 5)}
    assert all((place.level == 1) is place.nothing_raised for draw in gold for place in (draw.first, draw.second))


def test_given_no_highest_level_then_no_gold_pair() -> None:
    found = draws({("kg", 1): {1: 5, 2: 5}}, "s", 0)
    assert not any(draw.gold for counter in range(200) for draw in draws({("kg", 1): {1: 5, 2: 5}}, "s", counter))
    assert found


def test_given_one_level_then_both_come_from_it_and_given_one_process_then_none() -> None:
    assert {draw.first.level for draw in draws({("kg", 1): {1: 2}}, "s", 0)} == {1}
    assert draws({("kg", 1): {1: 1}}, "s", 0) == []
    assert draws({}, "s", 0) == []


def test_given_a_process_then_its_spot_is_fixed_and_spots_are_spread() -> None:
    spots = sorted(spot(f"ocds-h7i0z4-{number}") for number in range(1_000))
    assert spot("ocds-h7i0z4-1") == spot("ocds-h7i0z4-1")
    assert all(abs(place - number / 1_000) < 0.06 for number, place in enumerate(spots))


def test_given_two_processes_then_level_decides_and_then_the_share() -> None:
    low, high = Taken("a", 2, 0.9), Taken("b", 3, 0.1)
    assert (higher(low, high), higher(high, low)) == (Side.SECOND, Side.FIRST)
    assert higher(low, Taken("c", 2, 0.8)) is Side.FIRST
    assert higher(low, Taken("c", 2, 0.9)) is None
