"""R021: a buyer often chooses by other criteria than the price."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, halves, kyrgyz, release, same


def tender(criteria: str | None, buyer: str = "B", number: int = 0, **more: object) -> Json:
    """A competitive tender decided by `criteria`."""
    content = kyrgyz(**({"awardCriteria": criteria} if criteria else {}), **more)
    return release(content, buyer={"id": buyer}, ocid=f"o-{number}-{buyer}")


def buyer(name: str, judged: int, of: int, criteria: str = "ratedCriteria") -> list[Json]:
    """A buyer's tenders, `judged` of them not decided by price."""
    return [tender(criteria if n < judged else "priceOnly", name, n) for n in range(of)]


OTHERS = [one for n in range(25) for one in buyer(f"O{n}", 1, 10)]


def test_given_a_buyer_that_mostly_weighs_other_things_then_raised_with_the_counts() -> None:
    answer = ask("R021", tender("ratedCriteria"), population=[*OTHERS, *buyer("B", 6, 10)])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.6, 0.5)
    assert answer.parameters == {"found": 6, "of": 10}
    assert [piece.value for piece in answer.evidence] == ["B", "ratedCriteria"]


@pytest.mark.parametrize(("judged", "state"), [(5, State.RAISED), (4, State.CLEAR), (0, State.CLEAR)])
def test_given_a_share_at_the_floor_then_raised_and_below_it_clear(judged: int, state: State) -> None:
    assert ask("R021", tender("priceOnly"), population=[*OTHERS, *buyer("B", judged, 10)]).state is state


def test_given_a_country_in_which_that_is_usual_then_nobody_stands_out() -> None:
    usual = [one for n in range(25) for one in buyer(f"O{n}", n % 10 + 1, 10)]
    assert ask("R021", tender("priceOnly"), population=[*usual, *buyer("B", 10, 10)]).state is State.CLEAR


@pytest.mark.parametrize("criteria", ["lowestCost", "costOnly", "priceOnly"])
def test_given_the_lowest_cost_then_that_is_a_price(criteria: str) -> None:
    assert ask("R021", tender("priceOnly"), population=[*OTHERS, *buyer("B", 10, 10, criteria)]).value == 0


def test_given_criteria_outside_the_codelist_then_they_do_not_count() -> None:
    own = buyer("B", 10, 10, "по решению комиссии")
    assert ask("R021", tender("priceOnly"), population=[*OTHERS, *own]).missing == (Missing.PEERS,)


@pytest.mark.parametrize(
    "odd",
    [
        {"status": "cancelled"},
        {"procurementMethodDetails": "consultQuality"},
        {"procurementMethodDetails": "singleSource"},
        {"mainProcurementCategory": "consultingServices"},
    ],
)
def test_given_cancelled_direct_or_consulting_purchases_then_they_do_not_count(odd: dict[str, str]) -> None:
    own = [tender("qualityOnly", number=n, **odd) for n in range(10)]
    assert ask("R021", tender("priceOnly"), population=[*OTHERS, *own]).missing == (Missing.PEERS,)


def test_given_no_criteria_or_no_buyer_then_not_computable() -> None:
    assert ask("R021", tender(None), population=OTHERS).missing == ("/tender/awardCriteria",)
    assert ask("R021", tender("priceOnly", " "), population=OTHERS).missing == ("/buyer/id",)


def test_given_too_few_tenders_peers_or_figures_then_not_computable() -> None:
    assert ask("R021", tender("priceOnly"), population=[*OTHERS, *buyer("B", 9, 9)]).missing == (Missing.PEERS,)
    assert ask("R021", tender("priceOnly"), population=[*OTHERS[:90], *buyer("B", 9, 10)]).missing == (Missing.PEERS,)
    assert ask("R021", tender("priceOnly")).missing == (Missing.STATISTICS,)


def test_given_a_consulting_or_direct_purchase_then_not_applicable() -> None:
    for details in ("consultQuality", "singleSource"):
        answer = ask("R021", tender("priceOnly", procurementMethodDetails=details), population=OTHERS)
        assert answer.state is State.NOT_APPLICABLE


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R021", OTHERS))
