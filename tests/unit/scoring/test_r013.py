"""R013: the buyer purchases without competition much more often than its peers."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, joins, kyrgyz, release


def purchase(number: int, buyer: str, *, direct: bool, **tender: object) -> Json:
    method = "singleSource" if direct else "oneStage"
    return release(kyrgyz(procurementMethodDetails=method, **tender), ocid=f"{buyer}-{number}", buyer={"id": buyer})


def buyer(name: str, direct: int, of: int = 10) -> list[Json]:
    """A buyer with `of` purchases, some of them direct."""
    return [purchase(number, name, direct=number < direct) for number in range(of)]


def peers(count: int = 24) -> list[Json]:
    """Buyers a tenth to two tenths of whose purchases are direct."""
    return [one for place in range(count) for one in buyer(f"P{place}", 1 + place % 2)]


def test_given_most_purchases_direct_where_peers_have_few_then_raised_for_the_buyer() -> None:
    answer = ask("R013", purchase(0, "B", direct=False), population=peers() + buyer("B", 9))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.9, 0.5)
    assert answer.parameters == {"year": 2021, "processes": 10, "direct": 9}
    assert [piece.value for piece in answer.evidence] == ["B"]


@pytest.mark.parametrize(("direct", "state"), [(5, State.RAISED), (4, State.CLEAR)])
def test_given_an_outlier_then_the_floor_decides_at_half(direct: int, state: State) -> None:
    assert ask("R013", purchase(0, "B", direct=True), population=peers() + buyer("B", direct)).state is state


def test_given_all_buyers_alike_then_nobody_stands_out() -> None:
    population = [one for place in range(25) for one in buyer(f"P{place}", 2 + 6 * (place % 2))]
    assert ask("R013", purchase(0, "P1", direct=True), population=population).state is State.CLEAR


@pytest.mark.parametrize("population", [peers(10) + buyer("B", 9), peers() + buyer("B", 9, of=9), peers(), []])
def test_given_too_few_peers_or_purchases_or_an_unknown_buyer_then_not_computable(population: list[Json]) -> None:
    assert ask("R013", purchase(0, "B", direct=True), population=population).missing == (Missing.PEERS,)


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R013", purchase(0, "B", direct=True)).missing == (Missing.STATISTICS,)


def test_given_no_buyer_or_no_date_then_it_says_what_is_missing() -> None:
    nobody = purchase(0, " ", direct=True)
    assert ask("R013", nobody, population=[]).missing == ("/buyer/id",)
    undated = purchase(0, "B", direct=True, datePublished=None, tenderPeriod={})
    assert ask("R013", undated, population=[]).missing == ("/tender/datePublished",)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "cancelled"},
        {"procurementMethodRationale": "naturalMonopoly"},
        {"procurementMethodDetails": "newMethod"},
        {"datePublished": "2020-03-01T03:00:00Z"},
    ],
)
def test_given_cancelled_monopoly_unknown_or_another_year_then_it_is_not_counted(changes: Json) -> None:
    odd = [purchase(number, "B", direct=True) for number in range(9)]
    odd = [one | {"tender": one["tender"] | changes} for one in odd]
    answer = ask("R013", purchase(0, "B", direct=True), population=peers() + odd + buyer("B", 0))
    assert (answer.state, answer.value) == (State.CLEAR, 0)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R013", peers(3) + buyer("B", 3))
