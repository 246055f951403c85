"""KG02: an additional purchase that adds to no competitive tender."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, assert_same_apart, kyrgyz, related, release, single_source

ADDITION = single_source("additionalProcurement5")
SIGNED = release(kyrgyz(statusDetails="contractSigned", status="complete"), ocid="o-1")


def addition(*links: Json, **tender: object) -> Json:
    return release(ADDITION | tender, relatedProcesses=list(links))


def test_given_no_earlier_process_then_raised_with_the_reason_given() -> None:
    answer = ask("KG02", addition(), population=[SIGNED])
    assert answer.state is State.RAISED
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/procurementMethodRationale", "additionalProcurement5"),
        ("/relatedProcesses", None),
    ]


def test_given_an_earlier_competitive_tender_then_clear() -> None:
    assert ask("KG02", addition(related("o-1")), population=[SIGNED]).state is State.CLEAR


@pytest.mark.parametrize("details", ["singleSource", "contract-based", "consultSingleSource"])
def test_given_an_earlier_process_without_competition_then_raised_with_its_ocid(details: str) -> None:
    earlier = SIGNED | {"tender": kyrgyz(procurementMethodDetails=details)}
    answer = ask("KG02", addition(related("o-1")), population=[earlier])
    assert answer.state is State.RAISED
    assert answer.evidence[1].path == "/relatedProcesses/0/identifier"
    assert answer.evidence[1].value == "o-1"


@pytest.mark.parametrize("population", [[], [SIGNED]])
def test_given_an_earlier_process_that_is_not_on_record_then_not_computable(population: list[Json]) -> None:
    answer = ask("KG02", addition(related("o-2")), population=population)
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.EARLIER,))


def test_given_an_earlier_process_of_a_method_nobody_knows_then_not_computable() -> None:
    earlier = SIGNED | {"tender": kyrgyz(procurementMethodDetails="newMethod2022")}
    assert ask("KG02", addition(related("o-1")), population=[earlier]).missing == (Missing.EARLIER,)


def test_given_a_link_without_an_ocid_then_not_computable() -> None:
    assert ask("KG02", addition(related(" ")), population=[SIGNED]).missing == (Missing.EARLIER,)


def test_given_another_reason_then_not_applicable() -> None:
    content = release(single_source("urgentNeed"))
    assert ask("KG02", content, population=[SIGNED]).state is State.NOT_APPLICABLE


def test_given_a_competitive_tender_then_not_applicable() -> None:
    assert ask("KG02", release(), population=[SIGNED]).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("stage", ["bidsOpened", "contractSigned"])
def test_given_a_later_stage_then_it_is_still_asked(stage: str) -> None:
    answer = ask("KG02", addition(statusDetails=stage), population=[SIGNED])
    assert answer.state is ask("KG02", addition(), population=[SIGNED]).state


def test_given_no_statistics_then_not_computable() -> None:
    assert ask("KG02", addition()).missing == (Missing.STATISTICS,)


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG02", SIGNED, release(ADDITION, ocid="o-2"), release(ocid="o-3"))


def test_given_several_earlier_processes_then_one_competitive_tender_is_enough() -> None:
    direct = release(single_source(), ocid="o-3")
    several = addition(related("o-3"), related("o-1"))
    assert ask("KG02", several, population=[SIGNED, direct]).state is State.CLEAR
    assert ask("KG02", several, population=[direct]).missing == (Missing.EARLIER,)
    assert ask("KG02", addition(related("o-3"), related("o-3")), population=[direct]).state is State.RAISED
