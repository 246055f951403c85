"""KG17: more than may be bought from one supplier in a year without a tender."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, assert_same_apart, award, good, release, single_source


def bought(
    amount: float | None = 600_000,
    day: str = "2021-06-01",
    firm: str = "T1",
    code: str | None = "15500000-3",
    **more: object,
) -> Json:
    tender = {"statusDetails": "evaluationComplete", "datePublished": f"{day}T06:00:00Z", "items": [good("1", code)]}
    worth = {} if amount is None else {"value": {"amount": amount, "currency": "KGS"}}
    content = single_source("annualProcurement", **(tender | more))
    return release(content, awards=[award("a", "b", firm) | worth], ocid=f"{firm}-{day}")


def signed(amount: float, day: str = "2021-02-01", **more: object) -> Json:
    return bought(amount, day, **({"status": "complete", "statusDetails": "contractSigned"} | more))


def test_given_earlier_purchases_of_the_year_that_make_it_more_than_a_million_then_raised_with_the_sum() -> None:
    answer = ask("KG17", bought(), population=[signed(300_000), signed(100_001, "2021-03-01")])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1_000_001, 1_000_000)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/awards/0/suppliers", ["T1"]),
        ("/awards/0/value/amount", 600_000),
    ]


def test_given_exactly_a_million_then_clear() -> None:
    assert ask("KG17", bought(), population=[signed(400_000)]).state is State.CLEAR


def test_given_no_earlier_purchase_then_this_one_counts_alone() -> None:
    assert ask("KG17", bought(1_000_001), population=[]).state is State.RAISED
    assert ask("KG17", bought(), population=[]).value == 600_000


@pytest.mark.parametrize(
    "other",
    [
        signed(900_000, "2020-12-01"),
        signed(900_000, "2021-07-01"),
        signed(900_000, firm="T2"),
        signed(900_000, code="45000000-7"),
        signed(900_000, procurementMethodRationale="art"),
        signed(900_000, statusDetails="published", status="active"),
        signed(900_000, status="cancelled"),
        signed(900_000) | {"buyer": {"id": "KG-INN-2"}},
    ],
    ids=["last year", "later", "another firm", "another class", "reason", "not decided", "cancelled", "another buyer"],
)
def test_given_other_purchases_then_they_are_not_added(other: Json) -> None:
    assert ask("KG17", bought(), population=[other]).value == 600_000


def test_given_itself_in_the_population_then_it_counts_once() -> None:
    assert ask("KG17", bought(), population=[bought()]).value == 600_000


def test_given_the_same_six_digits_then_it_is_the_same_class() -> None:
    assert ask("KG17", bought(code="15511000-3"), population=[signed(900_000, code="15511090-3")]).state is State.RAISED


def test_given_several_awards_of_a_supplier_then_they_are_added() -> None:
    content = bought()
    content["tender"]["lots"] = [{"id": "L1"}, {"id": "L2"}]
    content["tender"]["items"].append(good("2", "15500000-3", lot="L2"))
    content["awards"].append(award("a2", "b", "T1", lot="L2") | {"value": {"amount": 500_000, "currency": "KGS"}})
    assert ask("KG17", content, population=[]).value == 1_100_000


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (bought(None), "/awards/value/amount"),
        (bought(code=None), "/tender/items/classification/id"),
        (bought(firm=" "), "/awards/suppliers"),
        (bought() | {"awards": []}, Missing.FINAL_AWARDS),
        (bought() | {"buyer": {}}, "/buyer/id"),
        (bought(datePublished=None), "/tender/datePublished"),
        (bought(day="2023-01-01"), Missing.THRESHOLD),
        (bought(statusDetails="published"), Missing.STAGE),
    ],
)
def test_given_what_it_needs_is_absent_then_not_computable(content: Json, missing: str) -> None:
    assert missing in ask("KG17", content, population=[]).missing


def test_given_a_lot_of_several_classes_then_nobody_knows_what_cost_how_much() -> None:
    content = bought()
    content["tender"]["items"].append(good("2", "45000000-7"))
    assert ask("KG17", content, population=[]).missing == ("/tender/items/classification/id",)


def test_given_another_reason_then_not_applicable() -> None:
    assert ask("KG17", bought(procurementMethodRationale="art"), population=[]).state is State.NOT_APPLICABLE


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG17", signed(1), signed(2, "2021-03-01"), signed(3, firm="T2"))


def test_given_another_currency_then_not_computable() -> None:
    content = bought()
    content["awards"][0]["value"]["currency"] = "USD"
    assert ask("KG17", content, population=[]).missing == ("/awards/value/amount",)


def test_given_one_award_for_several_lots_then_nobody_knows_what_cost_how_much() -> None:
    content = bought(2_000_000)
    content["tender"]["lots"] = [{"id": "L1"}, {"id": "L2"}]
    content["tender"]["items"].append(good("2", "45000000-7", lot="L2"))
    content["awards"][0]["relatedLots"] = ["L1", "L2"]
    assert ask("KG17", content, population=[]).missing == ("/awards/value/amount",)


def test_given_sums_to_the_tiyin_then_no_rounding_makes_them_more_than_a_million() -> None:
    population = [signed(0.1, f"2021-01-{day:02}") for day in range(2, 12)]
    assert ask("KG17", bought(999_999), population=population).state is State.CLEAR
    assert ask("KG17", bought(999_999.01), population=population).state is State.RAISED
