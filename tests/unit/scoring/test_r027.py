"""R027: a firm that used to bid in this market stays away."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, contest, joins

ITEMS = [{"id": "1", "classification": {"scheme": "OKGZ", "id": "33600000"}, "relatedLot": "L1"}]
OTHER = [{"id": "1", "classification": {"scheme": "OKGZ", "id": "45000000"}, "relatedLot": "L1"}]


def year(when: int, regular: int, tenders: int = 6, items: list[Json] = ITEMS) -> list[Json]:
    """Tenders of one year; the regular bidder takes part in some."""
    return [
        contest(
            f"{when}-{n}-{items[0]['classification']['id']}",
            "X",
            *(("REGULAR",) if n < regular else ()),
            items=items,
            datePublished=f"{when}-05-01T00:00:00Z",
        )
        for n in range(tenders)
    ]


def history(last: int = 6, before: int = 6, now: int = 0, elsewhere: int = 3) -> list[Json]:
    return year(2019, before) + year(2020, last) + year(2021, now) + year(2021, elsewhere, 6, OTHER)


NOW = contest("now", None, items=ITEMS)


def test_given_a_regular_bidder_that_comes_no_more_but_bids_elsewhere_then_raised() -> None:
    answer = ask("R027", NOW, population=history())
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 1)
    assert answer.parameters == {"habit": 0.6, "tenders": [6, 6, 6]}


@pytest.mark.parametrize(("last", "before", "state"), [(4, 4, State.RAISED), (3, 6, State.CLEAR), (6, 3, State.CLEAR)])
def test_given_the_habit_then_sixty_per_cent_in_both_years_decide(last: int, before: int, state: State) -> None:
    assert ask("R027", NOW, population=history(last, before)).state is state


@pytest.mark.parametrize("population", [history(now=1), history(elsewhere=2)])
def test_given_it_came_once_or_bids_nowhere_then_clear(population: list[Json]) -> None:
    assert ask("R027", NOW, population=population).state is State.CLEAR


def test_given_nobody_was_regular_then_clear() -> None:
    assert ask("R027", NOW, population=history(0, 0)).state is State.CLEAR


@pytest.mark.parametrize(
    "population",
    [
        year(2019, 6) + year(2020, 6) + year(2021, 0, 5),
        year(2019, 5, 5) + year(2020, 6) + year(2021, 0),
        year(2020, 6) + year(2021, 0),
        [],
    ],
)
def test_given_too_few_tenders_in_one_of_three_years_then_not_computable(population: list[Json]) -> None:
    assert ask("R027", NOW, population=population).missing == (Missing.PEERS,)


def test_given_no_class_no_date_or_no_figures_then_it_says_so() -> None:
    assert ask("R027", contest("now", None), population=[]).missing == ("/tender/items/classification/id",)
    undated = contest("now", None, items=ITEMS, datePublished=None, tenderPeriod={})
    assert ask("R027", undated, population=[]).missing == ("/tender/datePublished",)
    assert ask("R027", NOW).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize("changes", [{"status": "cancelled"}, {"statusDetails": "published"}])
def test_given_cancelled_or_sealed_tenders_then_they_are_not_counted(changes: Json) -> None:
    odd = [one | {"tender": one["tender"] | changes} for one in year(2021, 0)]
    assert ask("R027", NOW, population=year(2019, 6) + year(2020, 6) + odd).missing == (Missing.PEERS,)


def test_given_a_direct_purchase_then_it_does_not_apply() -> None:
    direct = contest("now", None, items=ITEMS, procurementMethodDetails="singleSource")
    assert ask("R027", direct, population=history()).state is State.NOT_APPLICABLE


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R027", history())
