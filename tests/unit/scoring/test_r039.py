"""R039: questions of bidders were left without an answer."""

from typing import Any

import numpy as np
import pytest

from services.scoring.engine import Answer
from services.scoring.indicator import Missing, State
from services.scoring.indicators.r039 import ANSWERED
from tests.unit.scoring import build
from tests.unit.scoring.build import Json, kyrgyz, many, part_of, release

EARLY = "2021-03-10T00:00:00Z"


def asked(*enquiries: Json, **tender: object) -> Json:
    return release(kyrgyz(enquiries=list(enquiries), **tender))


def ask(name: str, content: Json, population: list[Json] | None = None, **rest: Any) -> Answer:
    return build.ask(name, content, population=USUAL if population is None else population, **rest)


ANSWER, SILENCE = asked({"date": EARLY, "answer": "Yes"}), asked({"date": EARLY})
USUAL = [*many(ANSWER, 15), *many(SILENCE, 15)]
"""Half of those who are asked answer."""


def test_given_an_early_question_without_an_answer_then_raised_with_when_it_was_asked() -> None:
    answered = {"date": "2021-03-02T00:00:00Z", "answer": "Yes", "dateAnswered": "2021-03-03T00:00:00Z"}
    answer = ask("R039", asked(answered, {"date": EARLY}, {"date": "2021-03-12T00:00:00Z"}))
    assert (answer.state, answer.value) == (State.RAISED, 2)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/enquiries", 2),
        ("/tender/enquiries/1/date", EARLY),
        ("/tender/tenderPeriod/endDate", "2021-03-22T04:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("date", "state"),
    [
        ("2021-03-17T04:00:00Z", State.RAISED),
        ("2021-03-17T04:00:01Z", State.CLEAR),
        ("2021-03-25", State.NOT_COMPUTABLE),
    ],
)
def test_given_the_day_of_the_question_then_there_must_have_been_time_to_answer(date: str, state: State) -> None:
    assert ask("R039", asked({"date": date})).state is state


@pytest.mark.parametrize("reply", [{"answer": "Yes"}, {"dateAnswered": "2021-03-11T00:00:00Z"}])
def test_given_an_answer_or_its_date_then_clear(reply: Json) -> None:
    answer = ask("R039", asked({"date": EARLY} | reply))
    assert (answer.state, answer.value) == (State.CLEAR, 0)


@pytest.mark.parametrize("stage", ["published", "changed", "autoProlonged"])
def test_given_bids_may_still_come_in_then_an_answer_may_come_too(stage: str) -> None:
    assert ask("R039", asked({"date": EARLY}, statusDetails=stage)).missing == (Missing.STAGE,)


def test_given_no_questions_then_there_is_nothing_to_ask_where_they_are_always_published() -> None:
    assert ask("R039", asked()).state is State.NOT_APPLICABLE
    abroad = ask("R039", release({"procurementMethod": "open"}), country="pt")
    assert (abroad.state, abroad.missing) == (State.NOT_COMPUTABLE, ("/tender/enquiries",))


def test_given_a_question_without_a_date_or_no_deadline_then_not_computable() -> None:
    assert ask("R039", asked({"answer": ""})).missing == ("/tender/enquiries/date",)
    content = asked({"date": EARLY}, tenderPeriod={})
    assert ask("R039", content).missing == ("/tender/tenderPeriod/endDate",)


def test_given_a_dated_and_an_undated_open_question_then_the_dated_one_decides() -> None:
    assert ask("R039", asked({}, {"date": EARLY})).evidence[1].path == "/tender/enquiries/1/date"


def test_given_another_country_then_the_deadline_tells_that_bidding_is_over() -> None:
    tender = {
        "procurementMethod": "open",
        "status": "active",
        "enquiries": [{"date": "2026-04-01T00:00:00Z"}],
        "tenderPeriod": {"endDate": "2026-05-01T00:00:00Z"},
    }
    over = {"date": "2026-05-01T00:00:00Z"}
    usual = [one | over for one in USUAL]
    assert ask("R039", release(tender, **over), usual, country="pt").state is State.RAISED
    early = release(tender, date="2026-04-30T23:00:00Z")
    assert ask("R039", early, usual, country="pt").missing == (Missing.STAGE,)


def test_given_answers_that_are_seldom_published_then_their_absence_says_nothing() -> None:
    answer = ask("R039", SILENCE, [*many(ANSWER, 14), *many(SILENCE, 16)])
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/tender/enquiries/answer",))


def test_given_too_few_peers_or_no_figures_then_an_open_question_is_not_computable() -> None:
    assert ask("R039", SILENCE, USUAL[1:]).missing == (Missing.PEERS,)
    assert ask("R039", ANSWER, []).state is State.CLEAR
    assert build.ask("R039", ANSWER).missing == (Missing.STATISTICS,)


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    apart = ANSWERED.joined([ANSWERED.partial(part_of(*USUAL[:9])), ANSWERED.partial(part_of(*USUAL[9:]))])
    whole = ANSWERED.partial(part_of(*USUAL, asked(), asked({"date": EARLY}, statusDetails="published")))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (30, 15)
