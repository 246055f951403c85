"""R067: what was to be delivered is overdue."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r067 import FOLLOWED
from tests.unit.scoring.build import Json, ask, contract, many, part_of, release

PAST, FUTURE, NOW = "2021-05-01T00:00:00Z", "2022-05-01T00:00:00Z", "2021-06-01T00:00:00Z"
OVERDUE, MET = {"dueDate": PAST, "status": "scheduled"}, {"dueDate": PAST, "status": "met"}


def with_milestones(*milestones: Json, now: str | None = NOW, **more: object) -> Json:
    made = contract("c1", "a1", implementation={"milestones": list(milestones)}, **more)
    return release(None, contracts=[made]) | ({"date": now} if now else {})


FOLLOWING = [*many(with_milestones(MET), 15), *many(with_milestones(OVERDUE), 15)]


def test_given_a_date_that_passed_where_publishers_say_what_was_met_then_raised() -> None:
    answer = ask("R067", with_milestones(MET, OVERDUE, OVERDUE), population=FOLLOWING)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 2, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/contracts/0/implementation/milestones", 2),
        ("/date", NOW),
    ]


@pytest.mark.parametrize(
    "milestone",
    [
        {"dueDate": PAST, "dateMet": "2021-05-20T00:00:00Z"},
        {"dueDate": PAST, "status": "partiallyMet"},
        {"dueDate": NOW, "status": "scheduled"},
        {"dueDate": FUTURE, "status": "notMet"},
        {"status": "notMet"},
    ],
)
def test_given_what_was_met_or_is_not_due_yet_then_clear(milestone: Json) -> None:
    assert ask("R067", with_milestones(MET, milestone), population=FOLLOWING).state is State.CLEAR


def test_given_publishers_that_never_say_what_was_met_then_a_date_that_passed_says_nothing() -> None:
    never = many(with_milestones(OVERDUE), 60)
    answer = ask("R067", with_milestones(OVERDUE), population=[*FOLLOWING[:15], *never])
    assert (answer.state, answer.missing) == (
        State.NOT_COMPUTABLE,
        ("/contracts/implementation/milestones/status",),
    )


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R067", with_milestones(OVERDUE), population=FOLLOWING[:29]).missing == (Missing.PEERS,)
    assert ask("R067", with_milestones(OVERDUE)).missing == (Missing.STATISTICS,)


def test_given_nothing_that_is_due_or_met_then_not_computable() -> None:
    assert ask("R067", with_milestones(), population=FOLLOWING).missing == ("/contracts/implementation/milestones",)
    future = with_milestones({"dueDate": FUTURE})
    assert ask("R067", future, population=FOLLOWING).missing == ("/contracts/implementation/milestones/status",)


def test_given_no_moment_of_publication_then_not_computable() -> None:
    answer = ask("R067", with_milestones(MET, OVERDUE, now=None), population=FOLLOWING)
    assert answer.missing == ("/date",)


@pytest.mark.parametrize("status", ["terminated", "cancelled", "pending"])
def test_given_a_contract_that_does_not_go_on_then_it_is_not_judged(status: str) -> None:
    assert ask("R067", with_milestones(OVERDUE, status=status), population=FOLLOWING).missing == ("/contracts",)


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    every = [*FOLLOWING[:4], *FOLLOWING[-3:], with_milestones()]
    apart = FOLLOWED.joined([FOLLOWED.partial(part_of(*every[:2])), FOLLOWED.partial(part_of(*every[2:]))])
    whole = FOLLOWED.partial(part_of(*every))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (7, 4)
