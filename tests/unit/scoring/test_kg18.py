"""KG18: the two failed tenders are not borne out."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, assert_same_apart, good, kyrgyz, related, release, single_source

COAL = "09111000-0"


def failed(ocid: str = "o-1", *items: Json, **tender: object) -> Json:
    content = {"status": "unsuccessful", "statusDetails": "unsuccessful", "items": list(items) or [good("1", COAL)]}
    return release(kyrgyz(**(content | tender)), ocid=ocid)


def bought(*links: str, items: list[Json] | None = None, relationship: str = "unsuccessfulProcess") -> Json:
    content = single_source("twiceUnsuccessful", items=[good("1", COAL)] if items is None else items)
    return release(content, ocid="o-9", relatedProcesses=[related(link, relationship) for link in links])


BOTH = [failed(), failed("o-2")]


def test_given_an_earlier_tender_that_was_signed_then_raised_with_its_ocid() -> None:
    population = [failed(), failed("o-2", status="complete", statusDetails="contractSigned")]
    answer = ask("KG18", bought("o-1", "o-2"), population=population)
    assert (answer.state, answer.value) == (State.RAISED, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/relatedProcesses/1/identifier", "o-2")]


def test_given_two_failed_tenders_for_the_same_then_clear() -> None:
    answer = ask("KG18", bought("o-1", "o-2"), population=BOTH)
    assert (answer.state, answer.evidence) == (State.CLEAR, [])


def test_given_no_earlier_tender_then_raised() -> None:
    answer = ask("KG18", bought(), population=BOTH)
    assert (answer.state, answer.evidence[0].path) == (State.RAISED, "/relatedProcesses")


@pytest.mark.parametrize(
    "changes",
    [{"procurementMethodDetails": "singleSource"}, {"status": "cancelled", "statusDetails": "cancelled"}],
    ids=["no competition", "cancelled"],
)
def test_given_a_tender_that_did_not_fail_then_raised(changes: Json) -> None:
    assert ask("KG18", bought("o-1"), population=[failed(**changes)]).state is State.RAISED


@pytest.mark.parametrize("other", [good("1", "15000000-8"), good("1", COAL, unit="кг")], ids=["class", "unit"])
def test_given_a_tender_about_something_else_then_raised(other: Json) -> None:
    assert ask("KG18", bought("o-1", "o-2"), population=[failed(), failed("o-2", other)]).state is State.RAISED


@pytest.mark.parametrize("unit", [None, " Шт. "])
def test_given_units_that_are_absent_or_written_in_another_way_then_clear(unit: str | None) -> None:
    assert ask("KG18", bought("o-1"), population=[failed("o-1", good("1", COAL, unit=unit))]).state is State.CLEAR
    assert ask("KG18", bought("o-1", items=[good("1", COAL, unit=unit)]), population=[failed()]).state is State.CLEAR


@pytest.mark.parametrize(
    "population",
    [
        [],
        [failed(procurementMethodDetails="newMethod2022")],
        [failed(status="active", statusDetails="bidsOpened")],
        [failed("o-1", good("1", None))],
    ],
    ids=["not on record", "unknown method", "still open there", "no classes"],
)
def test_given_a_tender_nobody_knows_well_enough_then_not_computable(population: list[Json]) -> None:
    assert ask("KG18", bought("o-1"), population=population).missing == (Missing.EARLIER,)


def test_given_links_of_another_kind_alone_then_not_computable() -> None:
    assert ask("KG18", bought("o-1", relationship="prior"), population=BOTH).missing == (Missing.EARLIER,)


def test_given_items_without_a_class_then_not_computable() -> None:
    content = bought("o-1", items=[good("1", None)])
    assert ask("KG18", content, population=BOTH).missing == ("/tender/items/classification/id",)


def test_given_another_reason_then_not_applicable() -> None:
    assert ask("KG18", release(single_source("art")), population=BOTH).state is State.NOT_APPLICABLE


def test_given_no_statistics_then_not_computable() -> None:
    assert ask("KG18", bought("o-1")).missing == (Missing.STATISTICS,)


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG18", *BOTH, release(ocid="o-3"))
