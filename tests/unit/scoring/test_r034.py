"""R034: the same bidders hand in their bids in the same order again and again."""

from collections.abc import Sequence

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, bid, halves, kyrgyz, release, same


def came(*firms: str | None, number: int = 0, **tender: object) -> Json:
    """A tender in which bids came in this order, a minute apart."""
    bids = [bid(f"b{n}", firm, 100 + n) | {"date": f"2021-03-20T06:{n:02}:00Z"} for n, firm in enumerate(firms) if firm]
    return release(kyrgyz(**tender), *reversed(bids), ocid=f"o-{number}-{'-'.join(map(str, firms))}")


def again(firms: Sequence[str], times: int) -> list[Json]:
    """The same order several times."""
    return [came(*firms, number=n) for n in range(times)]


def test_given_three_bidders_in_one_order_five_times_then_raised_with_the_moments() -> None:
    answer = ask("R034", came("A", "B", "C"), population=again("ABC", 5))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 0.8)
    assert answer.parameters == {"met": 5, "in_this_order": 5}
    assert {piece.path for piece in answer.evidence} >= {"/bids/details/0/date", "/bids/details/0/tenderers"}


@pytest.mark.parametrize(("other", "state"), [(2, State.RAISED), (3, State.CLEAR)])
def test_given_four_of_five_times_then_raised_and_less_often_clear(other: int, state: State) -> None:
    assert ask("R034", came(*"ABC"), population=again("ABC", 8) + again("BAC", other)).state is state


@pytest.mark.parametrize("firms", ["ABD", "ABCD", "CBA"])
def test_given_other_bidders_or_another_order_here_then_clear(firms: str) -> None:
    assert ask("R034", came(*firms), population=again("ABC", 9)).state is State.CLEAR


def test_given_four_meetings_then_that_may_be_chance() -> None:
    assert ask("R034", came(*"ABC"), population=again("ABC", 4)).state is State.CLEAR


def test_given_two_bidders_then_their_order_says_nothing() -> None:
    assert ask("R034", came(*"AB"), population=again("AB", 99)).state is State.NOT_APPLICABLE
    assert ask("R034", came(*"AB"), population=again("AB", 99), minimum_bidders=2).state is State.NOT_APPLICABLE


def test_given_two_bids_at_one_moment_then_there_is_no_order() -> None:
    tied = came(*"ABC")
    tied["bids"]["details"][0]["date"] = tied["bids"]["details"][1]["date"]
    assert ask("R034", tied, population=again("ABC", 9)).state is State.NOT_APPLICABLE


def test_given_several_bids_of_a_firm_then_the_first_counts() -> None:
    assert ask("R034", came("A", "B", "A", "C", "B"), population=again("ABC", 9)).state is State.RAISED


def test_given_bids_for_several_lots_then_a_process_counts_once() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    content = came("A", "B", "C", lots=lots)
    for each in content["bids"]["details"]:
        each["relatedLots"].append({"id": "L2"})
    assert ask("R034", content, population=[content | {"ocid": f"o-{n}"} for n in range(4)]).state is State.CLEAR
    answer = ask("R034", content, population=[content | {"ocid": f"o-{n}"} for n in range(5)])
    assert (answer.state, len(answer.evidence)) == (State.RAISED, 6)


def test_given_a_bid_without_a_date_or_a_name_then_not_computable() -> None:
    undated = came(*"ABC")
    del undated["bids"]["details"][0]["date"]
    nameless = release(None, bid("b1", None, 1) | {"date": "2021-03-20T06:00:00Z"})
    for content in (undated, nameless):
        assert ask("R034", content, population=again("ABC", 9)).missing == ("/bids/details/date",)


@pytest.mark.parametrize("odd", [{"status": "cancelled"}, {"procurementMethodDetails": "downgrade"}])
def test_given_cancelled_tenders_or_auctions_then_they_do_not_count(odd: dict[str, str]) -> None:
    population = [came(*"ABC", number=n, **odd) for n in range(9)]
    assert ask("R034", came(*"ABC"), population=population).state is State.CLEAR
    assert ask("R034", came(*"ABC", **odd), population=population).state is State.NOT_APPLICABLE


def test_given_no_figures_or_an_empty_population_then_nobody_is_flagged() -> None:
    assert ask("R034", came(*"ABC")).missing == (Missing.STATISTICS,)
    assert ask("R034", came(*"ABC"), population=[]).state is State.CLEAR


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R034", again("ABC", 5) + again("BAC", 5) + again("DEFG", 3)))
