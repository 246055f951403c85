"""Tasks that wait for each other, and who sits in a team."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.cases.tasks import Task, reminder, require_sound
from services.community.cases.team import declared, seated
from shared.contracts.case import Seat
from shared.errors import Refused

from .build import LEAD, MATE, NOW, OTHER, a_case

MEMBERS = st.sampled_from([LEAD, MATE, OTHER])
MOVES = st.lists(st.tuples(MEMBERS, st.sampled_from([*Seat, None])), max_size=12)


def a_task(name: str, after: str | None = None, *, done: bool = False, assignee: str | None = None) -> Task:
    return Task(name, "Call", assignee, None, after, NOW if done else None, 1)


@given(MOVES)
def test_given_any_moves_then_exactly_one_leads_and_nobody_sits_twice(moves: list[tuple[str, Seat | None]]) -> None:
    case = a_case()
    for member, seat in moves:
        with suppress(Refused):
            case = a_case(team=seated(case, member, seat, NOW))
        assert [mate.seat for mate in case.team].count(Seat.LEAD) == 1
        assert len({mate.member for mate in case.team}) == len(case.team)


def test_given_a_new_lead_then_the_old_one_stays_as_a_member() -> None:
    team = {mate.member: mate.seat for mate in seated(a_case(), OTHER, Seat.LEAD, NOW)}
    assert team == {LEAD: Seat.MEMBER, MATE: Seat.OBSERVER, OTHER: Seat.LEAD}


def test_given_a_declared_interest_then_only_that_seat_is_marked() -> None:
    team = {mate.member: mate.conflicted for mate in declared(a_case(), MATE, "My brother works there.")}
    assert team == {LEAD: False, MATE: True}


def test_given_tasks_in_a_circle_then_it_is_refused() -> None:
    others = [a_task("a", after="b"), a_task("b")]
    with pytest.raises(Refused, match="wait for each other"):
        require_sound(a_task("b", after="a"), others, a_case())


def test_given_a_task_that_waits_then_it_is_not_done_before_the_other() -> None:
    with pytest.raises(Refused, match="waits"):
        require_sound(a_task("b", after="a", done=True), [a_task("a")], a_case())
    require_sound(a_task("b", after="a", done=True), [a_task("a", done=True)], a_case())


def test_given_somebody_outside_the_team_then_no_task_is_theirs() -> None:
    with pytest.raises(Refused, match="somebody of the team"):
        require_sound(a_task("a", assignee=OTHER), [], a_case())


def test_given_a_day_then_the_reminder_comes_at_nine_in_bishkek() -> None:
    assert reminder(date(2026, 12, 1)).isoformat() == "2026-12-01T03:00:00+00:00"
