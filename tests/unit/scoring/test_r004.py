"""R004: the tender was poorly advertised."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r004 import NOTICED
from tests.unit.scoring.build import Json, ask, kyrgyz, many, part_of, release

START = "2021-03-01T03:00:00Z"


def noticed(*dates: str | None, **tender: object) -> Json:
    documents = [
        {"id": str(n), "documentType": "tenderNotice"} | ({"datePublished": date} if date else {})
        for n, date in enumerate(dates)
    ]
    return release(kyrgyz(**({"documents": documents} | tender)))


USUAL = [*many(noticed(START), 24), *many(noticed(), 6)]


def test_given_a_notice_after_the_period_had_begun_then_raised_with_both_moments() -> None:
    answer = ask("R004", noticed("2021-03-05T03:00:00Z"), population=[])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 4, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/documents/datePublished", "2021-03-05T03:00:00Z"),
        ("/tender/tenderPeriod/startDate", START),
    ]


@pytest.mark.parametrize(
    ("date", "state"),
    [
        ("2021-03-02T03:00:00Z", State.CLEAR),
        ("2021-03-02T03:05:00Z", State.RAISED),
        ("2021-02-01T00:00:00Z", State.CLEAR),
        ("2021-03-20", State.NOT_COMPUTABLE),
        ("2021-03-22T04:00:00Z", State.RAISED),
        ("2021-03-22T04:00:01Z", State.NOT_COMPUTABLE),
        (None, State.NOT_COMPUTABLE),
    ],
)
def test_given_the_date_of_the_notice_then_a_day_is_allowed_for(date: str | None, state: State) -> None:
    assert ask("R004", noticed(date), population=USUAL).state is state


def test_given_no_notice_where_four_of_five_have_one_then_raised_with_how_many_do() -> None:
    other = [{"id": "d", "documentType": "biddingDocuments"}]
    answer = ask("R004", noticed(documents=other), population=USUAL)
    assert (answer.state, answer.parameters) == (State.RAISED, {"peers": 30, "share_of_peers": 0.8})
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/tender/documents", 1)]


def test_given_notices_that_are_seldom_published_or_too_few_peers_then_not_computable() -> None:
    seldom = [*many(noticed(START), 23), *many(noticed(), 7)]
    assert ask("R004", noticed(), population=seldom).missing == ("/tender/documents",)
    assert ask("R004", noticed(), population=USUAL[:29]).missing == (Missing.PEERS,)
    assert ask("R004", noticed()).missing == (Missing.STATISTICS,)


def test_given_several_notices_then_the_first_counts() -> None:
    assert ask("R004", noticed("2021-03-09T00:00:00Z", START), population=USUAL).state is State.CLEAR


def test_given_a_late_notice_and_one_without_a_date_then_the_other_may_have_come_first() -> None:
    answer = ask("R004", noticed("2021-03-09T00:00:00Z", None), population=USUAL)
    assert answer.missing == ("/tender/documents/datePublished",)


def test_given_no_start_then_not_computable() -> None:
    assert ask("R004", noticed(START, tenderPeriod={}), population=USUAL).missing == ("/tender/tenderPeriod/startDate",)


@pytest.mark.parametrize("changes", [{"procurementMethodDetails": "singleSource"}, {"status": "planned"}])
def test_given_direct_procurement_or_a_plan_then_not_applicable(changes: dict[str, str]) -> None:
    assert ask("R004", noticed("2021-03-09T00:00:00Z", **changes), population=USUAL).state is State.NOT_APPLICABLE


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    every = [*USUAL, noticed(procurementMethodDetails="singleSource"), noticed(status="planned")]
    apart = NOTICED.joined([NOTICED.partial(part_of(*every[:9])), NOTICED.partial(part_of(*every[9:]))])
    whole = NOTICED.partial(part_of(*every))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (30, 24)
