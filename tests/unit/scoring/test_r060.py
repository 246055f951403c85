"""R060: a long time from the award to the signed contract."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, contract, release

AWARDED = "2021-04-01T00:00:00Z"


def signed(*dates: str | None, awarded: str | None = AWARDED, **more: object) -> Json:
    won = award("a1", "b1", "T1") | ({"date": awarded} if awarded else {})
    contracts = [contract(f"c{n}", "a1", dateSigned=date, **more) for n, date in enumerate(dates)]
    return release(None, awards=[won], contracts=contracts)


def test_given_more_than_sixty_days_then_raised_with_both_dates() -> None:
    answer = ask("R060", signed("2021-06-01T00:00:00Z"))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 61, 60)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/awards/0/date", AWARDED),
        ("/contracts/0/dateSigned", "2021-06-01T00:00:00Z"),
    ]


@pytest.mark.parametrize("date", ["2021-05-31T23:59:59Z", "2021-04-01T00:00:00Z", "2021-06-01T05:59:00+06:00"])
def test_given_sixty_whole_days_or_fewer_then_clear(date: str) -> None:
    assert ask("R060", signed(date)).state is State.CLEAR


@pytest.mark.parametrize(
    ("date", "awarded", "missing"),
    [
        (None, AWARDED, "/contracts/dateSigned"),
        ("2021-06-01", AWARDED, "/contracts/dateSigned"),
        ("9999-12-31T00:00:00Z", AWARDED, "/contracts/dateSigned"),
        ("2021-06-01T00:00:00Z", None, "/awards/date"),
        ("2021-03-01T00:00:00Z", AWARDED, Missing.PERIOD_ORDER),
    ],
)
def test_given_dates_that_do_not_answer_then_not_computable(date: str, awarded: str, missing: str) -> None:
    assert ask("R060", signed(date, awarded=awarded)).missing == (missing,)


def test_given_several_contracts_then_the_slowest_counts() -> None:
    answer = ask("R060", signed("2021-04-05T00:00:00Z", "2021-07-01T00:00:00Z"))
    assert (answer.state, answer.value) == (State.RAISED, 91)
    assert answer.evidence[1].path == "/contracts/1/dateSigned"


def test_given_a_contract_of_several_awards_then_the_last_award_counts() -> None:
    awards = [award("a1", "b1", "T1") | {"date": AWARDED}, award("a2", "b2", "T1") | {"date": "2021-05-20T00:00:00Z"}]
    both = contract("c1", "a1", awardIDs=["a1", "a2"], dateSigned="2021-06-10T00:00:00Z")
    answer = ask("R060", release(None, awards=awards, contracts=[both]))
    assert (answer.state, answer.value) == (State.CLEAR, 21)


@pytest.mark.parametrize("status", ["pending", "cancelled"])
def test_given_no_contract_in_force_then_not_computable(status: str) -> None:
    assert ask("R060", signed("2021-09-01T00:00:00Z", status=status)).missing == ("/contracts",)


def test_given_a_cancelled_tender_then_not_applicable_and_another_limit_decides() -> None:
    content = signed("2021-04-12T00:00:00Z")
    assert ask("R060", content, days=10).state is State.RAISED
    content["tender"]["status"] = "cancelled"
    assert ask("R060", content, days=10).state is State.NOT_APPLICABLE
