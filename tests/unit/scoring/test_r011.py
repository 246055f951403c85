"""R011: a purchase may have been split into pieces below the limit."""

from typing import Any

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, halves, kyrgyz, release, same


def bought(
    amount: float | None, day: str = "2021-03-01", number: int = 0, code: str | None = "30213300-8", **tender: Any
) -> Json:
    """A simplified purchase of computers."""
    items = [{"id": "1", "classification": {"scheme": "OKGZ", "id": code}}]
    fields = {"value": {"amount": amount, "currency": "KGS"}, "datePublished": f"{day}T06:00:00Z", "items": items}
    content = kyrgyz(**({"procurementMethodDetails": "simplicated"} | fields | tender))
    return release(content, ocid=f"o-{number}")


def test_given_two_purchases_that_together_reach_the_limit_within_thirty_days_then_raised() -> None:
    now, before = bought(400_000, "2021-03-31"), bought(600_000, "2021-03-01", 1)
    answer = ask("R011", now, population=[now, before])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 1)
    assert [piece.value for piece in answer.evidence] == ["KG-INN-1", "30213300-8", 400_000]
    assert (answer.parameters["purchases"], answer.parameters["limit"]) == (2, 1_000_000)


@pytest.mark.parametrize(
    "other",
    [
        bought(599_999, "2021-03-01", 1),
        bought(600_000, "2021-02-28", 1),
        bought(600_000, "2021-03-01", 1, code="33600000-6"),
        bought(600_000, "2021-03-01", 1, status="cancelled"),
        bought(600_000, "2021-03-01", 1, status="unsuccessful"),
        bought(1_000_000, "2021-03-01", 1),
        bought(600_000, "2021-03-01", 1) | {"buyer": {"id": "X"}},
        bought(600_000, "2021-03-01", 1, procurementMethodDetails="oneStage"),
    ],
    ids=["less", "earlier", "class", "cancelled", "failed", "above", "buyer", "competition"],
)
def test_given_a_purchase_that_is_no_piece_then_clear(other: Json) -> None:
    now = bought(400_000, "2021-03-31")
    assert ask("R011", now, population=[now, other]).state is State.CLEAR


def test_given_a_new_purchase_then_it_counts_although_the_figures_do_not_hold_it_yet() -> None:
    assert ask("R011", bought(400_000), population=[bought(600_000, "2021-03-02", 1)]).state is State.RAISED


def test_given_an_older_version_in_the_figures_then_the_purchase_counts_once() -> None:
    assert ask("R011", bought(600_000), population=[bought(600_000)]).state is State.CLEAR
    assert ask("R011", bought(300_000), population=[bought(900_000), bought(600_000, number=1)]).value == 0.9


def test_given_a_later_purchase_then_the_earlier_one_is_flagged_too() -> None:
    assert ask("R011", bought(400_000), population=[bought(600_000, "2021-03-20", 1)]).state is State.RAISED


def test_given_a_single_purchase_near_the_limit_then_clear() -> None:
    assert ask("R011", bought(999_999), population=[]).state is State.CLEAR


def test_given_a_purchase_of_the_limit_or_of_several_classes_then_there_is_nothing_to_judge() -> None:
    assert ask("R011", bought(1_000_000), population=[]).state is State.NOT_APPLICABLE
    items = [{"id": code, "classification": {"scheme": "OKGZ", "id": code}} for code in ("30213300-8", "33600000-6")]
    assert ask("R011", bought(400_000, items=items), population=[]).state is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (bought(None), "/tender/value/amount"),
        (bought(0), "/tender/value/amount"),
        (bought(400_000, code=None), "/tender/items/classification/id"),
        (bought(400_000, items=[]), "/tender/items/classification/id"),
        (bought(400_000) | {"buyer": {}}, "/buyer/id"),
        (bought(4, procurementMethodDetails="singleSource"), Missing.THRESHOLD),
    ],
    ids=["no value", "zero", "no class", "no items", "no buyer", "no limit"],
)
def test_given_something_absent_then_not_computable(content: Json, missing: str) -> None:
    assert ask("R011", content, population=[]).missing == (missing,)


def test_given_no_figures_or_a_full_competition_then_not_judged() -> None:
    assert ask("R011", bought(400_000)).missing == (Missing.STATISTICS,)
    assert ask("R011", bought(4, procurementMethodDetails="oneStage"), population=[]).state is State.NOT_APPLICABLE


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R011", [bought(1000 * n + 1, f"2021-03-{n + 1:02}", n) for n in range(25)]))
