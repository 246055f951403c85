"""R071: nearly all of the contract may be passed on to others."""

import numpy as np
import pytest

from services.scoring.engine import Answer
from services.scoring.indicator import Missing, State
from services.scoring.indicators.r071 import PASSED_ON
from tests.unit.scoring import build
from tests.unit.scoring.build import Json, award, kyrgyz, many, part_of, release


def passing(share: object, number: str = "a1", **more: str) -> Json:
    return award(number, "b1", "T1", **more) | {"subcontracting": {"maximumPercentage": share}}


def ask(name: str, content: Json, population: list[Json] | None = None) -> Answer:
    return build.ask(name, content, population=USUAL if population is None else population)


ALL, LITTLE = (release(None, awards=[passing(share)]) for share in (1, 0.3))
USUAL = [*many(LITTLE, 16), *many(ALL, 14)]


def test_given_nearly_all_then_raised_with_the_share_and_the_winner() -> None:
    answer = ask("R071", release(None, awards=[passing(0.95)]))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 0.95, 0.9, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/awards/0/subcontracting/maximumPercentage", 0.95),
        ("/awards/0/suppliers", ["T1"]),
    ]


@pytest.mark.parametrize(
    ("share", "state"), [(0.9, State.RAISED), (1, State.RAISED), (0.89, State.CLEAR), (0, State.CLEAR)]
)
def test_given_shares_about_the_threshold_then_it_is_the_least_that_counts(share: float, state: State) -> None:
    assert ask("R071", release(None, awards=[passing(share)])).state is state


@pytest.mark.parametrize("share", [None, -1, 95, "0.95", 10**400])
def test_given_no_share_or_one_that_is_none_then_not_computable(share: object) -> None:
    answer = ask("R071", release(None, awards=[passing(share)]))
    assert (answer.state, answer.missing) == (
        State.NOT_COMPUTABLE,
        ("/awards/subcontracting/maximumPercentage",),
    )


def test_given_an_award_that_failed_then_its_share_does_not_count() -> None:
    answer = ask("R071", release(None, awards=[passing(1, status="unsuccessful"), passing(0.1, "a2")]))
    assert (answer.state, answer.value) == (State.CLEAR, 0.1)


def test_given_two_awards_of_which_one_is_silent_then_the_other_may_still_raise() -> None:
    silent = award("a2", "b1", "T1")
    assert ask("R071", release(None, awards=[passing(1), silent])).state is State.RAISED
    assert ask("R071", release(None, awards=[passing(0.1), silent])).state is State.NOT_COMPUTABLE


def test_given_two_lots_then_each_has_its_own_award() -> None:
    tender = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}])
    answer = ask("R071", release(tender, awards=[passing(0.1), passing(1, "a2", lot="L2")]))
    assert (answer.state, answer.lots) == (State.RAISED, ["L2"])


def test_given_no_award_yet_then_not_computable_and_failed_ones_are_no_question() -> None:
    assert ask("R071", release(None)).missing == (Missing.FINAL_AWARDS,)
    assert ask("R071", release(None, awards=[passing(1, status="cancelled")])).state is State.NOT_APPLICABLE


def test_given_direct_procurement_then_it_is_asked_too() -> None:
    tender = kyrgyz(procurementMethodDetails="singleSource")
    assert ask("R071", release(tender, awards=[passing(1)])).state is State.RAISED


def test_given_awards_that_mostly_allow_for_all_then_the_form_says_so_by_itself() -> None:
    filled_in = [*many(LITTLE, 15), *many(ALL, 15)]
    answer = ask("R071", ALL, filled_in)
    assert (answer.state, answer.missing) == (
        State.NOT_COMPUTABLE,
        ("/awards/subcontracting/maximumPercentage",),
    )
    assert ask("R071", LITTLE, filled_in).state is State.CLEAR


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R071", ALL, USUAL[1:]).missing == (Missing.PEERS,)
    assert build.ask("R071", ALL).missing == (Missing.STATISTICS,)


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    apart = PASSED_ON.joined([PASSED_ON.partial(part_of(*USUAL[:9])), PASSED_ON.partial(part_of(*USUAL[9:]))])
    whole = PASSED_ON.partial(part_of(*USUAL, release(None, awards=[award("a1", "b1", "T1")])))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (30, 14)
