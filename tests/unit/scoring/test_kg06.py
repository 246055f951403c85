"""KG06: fewer bidders than is usual for the class and region."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, assert_same_apart, bid, good, kyrgyz, release

BUYER = [{"id": "KG-INN-1", "roles": ["buyer"], "address": {"region": "Нарынская область"}}]


def tender(count: int, *, ocid: str = "o-0", code: str | None = "09111000-0", items: int = 1, **more: object) -> Json:
    bids = [bid(str(number), f"T{number}", 100 + number) for number in range(count)]
    content = kyrgyz(items=[good(str(number), code) for number in range(items)]) | more
    return release(content, *bids, ocid=ocid, parties=BUYER)


def finished(count: int, bidders: int = 4, **more: object) -> list[Json]:
    content = {"status": "complete", "statusDetails": "contractSigned"} | more
    return [tender(bidders, ocid=f"f-{number}", **content) for number in range(count)]


def test_given_half_the_usual_bidders_then_raised_with_the_mean_and_its_peers() -> None:
    answer = ask("KG06", tender(2), population=finished(10))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 0.5, 0.3, ["L1"])
    assert (answer.parameters["mean"], answer.parameters["peers"]) == (4, 10)
    assert answer.evidence[0].value == ["T0"]


@pytest.mark.parametrize(("mean", "found", "state"), [(10, 7, State.RAISED), (10, 8, State.CLEAR), (2, 3, State.CLEAR)])
def test_given_thirty_per_cent_then_it_is_enough(mean: int, found: int, state: State) -> None:
    assert ask("KG06", tender(found), population=finished(10, mean)).state is state


def test_given_a_market_in_which_hardly_anybody_bids_then_clear() -> None:
    population = [*finished(5, 1), *finished(5, 2)]
    assert ask("KG06", tender(1), population=population).state is State.CLEAR


def test_given_nine_peers_then_too_few() -> None:
    assert ask("KG06", tender(2), population=finished(9)).missing == (Missing.PEERS,)


@pytest.mark.parametrize(
    "population",
    [
        finished(20, datePublished="2019-12-01T00:00:00Z"),
        finished(20, procurementMethodDetails="egov"),
        finished(20, status="active", statusDetails="bidsOpened"),
        finished(20, status="cancelled", statusDetails="cancelled"),
    ],
    ids=["two years before", "another method", "not finished", "cancelled"],
)
def test_given_tenders_that_are_no_peers_then_too_few(population: list[Json]) -> None:
    assert ask("KG06", tender(2), population=population).missing == (Missing.PEERS,)


def test_given_the_year_before_then_it_counts_too() -> None:
    population = [*finished(5), *finished(5, datePublished="2020-02-01T00:00:00Z")]
    assert ask("KG06", tender(2), population=population).state is State.RAISED


def test_given_several_items_of_the_class_in_a_lot_then_the_lot_counts_once() -> None:
    assert ask("KG06", tender(2), population=finished(9, items=3)).missing == (Missing.PEERS,)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (tender(2) | {"parties": []}, "/parties/address/region"),
        (tender(2, code=None), "/tender/items/classification/id"),
        (tender(2, datePublished=None), "/tender/datePublished"),
        (tender(0), "/bids/details"),
        (tender(2, statusDetails="published"), Missing.OPENING),
    ],
)
def test_given_what_it_compares_is_absent_then_not_computable(content: Json, missing: str) -> None:
    assert ask("KG06", content, population=finished(10)).missing == (missing,)


def test_given_no_statistics_then_not_computable() -> None:
    assert ask("KG06", tender(2)).missing == (Missing.STATISTICS,)


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG06", *finished(3), *finished(2, items=2))
