"""KG15: an additional purchase that does not fit the contract it adds to."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import (
    Json,
    ask,
    assert_same_apart,
    award,
    bid,
    good,
    kyrgyz,
    related,
    release,
    single_source,
)

CODE = "33100000-1"


def som(amount: float, currency: str = "KGS") -> Json:
    return {"value": {"amount": amount, "currency": currency}}


def earlier(amount: float | None = 1_000_000, *codes: str, **tender: object) -> Json:
    items = [good(str(number), code) for number, code in enumerate(codes or (CODE,))]
    content = {"status": "complete", "statusDetails": "contractSigned", "items": items} | tender
    won = [award("a", "b", "T1") | ({} if amount is None else som(amount))]
    return release(kyrgyz(**content), bid("b", "T1", amount), awards=won, ocid="o-1")


def addition(
    amount: float | None = 40_000, *codes: str | None, links: list[Json] | None = None, **tender: object
) -> Json:
    items = [good(str(number), code) for number, code in enumerate(codes or (CODE,))]
    worth = {"value": None} if amount is None else som(amount)
    content = single_source("additionalProcurement5", items=items, **(worth | tender))
    return release(content, ocid="o-2", relatedProcesses=[related("o-1")] if links is None else links)


def test_given_an_addition_above_five_per_cent_then_raised_with_the_share() -> None:
    answer = ask("KG15", addition(60_000), population=[earlier()])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.06, 0.05)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/relatedProcesses/0/identifier", "o-1"),
        ("/tender/value/amount", 60_000),
    ]
    assert answer.parameters == {"threshold": 0.05, "earlier": "signed"}


def test_given_exactly_five_per_cent_then_clear() -> None:
    assert ask("KG15", addition(50_000), population=[earlier()]).state is State.CLEAR


def test_given_awards_then_they_are_its_worth_and_not_the_estimate() -> None:
    content = addition(60_000, statusDetails="evaluationComplete")
    content["awards"] = [award("a", "b", "T1") | som(50_000)]
    assert ask("KG15", content, population=[earlier()]).value == 0.05


def test_given_a_class_the_earlier_tender_had_not_then_raised_with_it() -> None:
    answer = ask("KG15", addition(1, CODE, "15000000-8"), population=[earlier()])
    assert answer.state is State.RAISED
    assert answer.evidence[-1].value == "15000000-8"


@pytest.mark.parametrize(
    "changes",
    [
        {"procurementMethodDetails": "singleSource"},
        {"status": "unsuccessful", "statusDetails": "unsuccessful"},
        {"status": "cancelled", "statusDetails": "cancelled"},
    ],
    ids=["no competition", "failed", "cancelled"],
)
def test_given_an_earlier_tender_with_nothing_to_add_to_then_raised(changes: Json) -> None:
    assert ask("KG15", addition(), population=[earlier(**changes)]).state is State.RAISED


@pytest.mark.parametrize(
    "population",
    [
        [],
        [earlier(procurementMethodDetails="newMethod2022")],
        [earlier(status="active", statusDetails="bidsOpened")],
        [earlier(None)],
        [earlier(items=[])],
    ],
    ids=["not on record", "unknown method", "still open there", "no amount", "no classes"],
)
def test_given_an_earlier_tender_nobody_knows_well_enough_then_not_computable(population: list[Json]) -> None:
    assert ask("KG15", addition(), population=population).missing == (Missing.EARLIER,)


def test_given_no_earlier_tender_then_not_computable() -> None:
    assert ask("KG15", addition(links=[]), population=[earlier()]).missing == ("/relatedProcesses/identifier",)


def test_given_links_of_other_kinds_first_then_the_prior_one_decides() -> None:
    links = [related("o-9", "unsuccessfulProcess"), related("o-1")]
    assert ask("KG15", addition(60_000, links=links), population=[earlier()]).value == 0.06


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (addition(None), "/tender/value/amount"),
        (addition(value={"amount": 60_000, "currency": "USD"}), "/tender/value/amount"),
        (addition(40_000, None), "/tender/items/classification/id"),
    ],
)
def test_given_what_it_needs_is_absent_then_not_computable(content: Json, missing: str) -> None:
    assert ask("KG15", content, population=[earlier()]).missing == (missing,)


def test_given_another_reason_then_not_applicable() -> None:
    assert ask("KG15", release(single_source("art")), population=[earlier()]).state is State.NOT_APPLICABLE


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG15", earlier(), addition(), release(ocid="o-3"))


def test_given_several_earlier_tenders_then_the_signed_one_is_meant_and_an_unknown_one_may_be() -> None:
    failed = earlier(status="unsuccessful", statusDetails="unsuccessful") | {"ocid": "o-3"}
    several = addition(links=[related("o-3"), related("o-1")])
    assert ask("KG15", several, population=[earlier(), failed]).state is State.CLEAR
    assert ask("KG15", several, population=[failed]).missing == (Missing.EARLIER,)
    assert ask("KG15", addition(links=[related("o-3")]), population=[failed]).state is State.RAISED
