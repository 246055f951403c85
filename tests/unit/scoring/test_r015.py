"""R015: an unusually long time from the opening to the evaluation."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r015 import EVALUATIONS
from tests.unit.scoring.build import Json, ask, kyrgyz, part_of, release

OPENING = datetime(2021, 3, 22, 5, tzinfo=UTC)


def evaluated(days: float | None, **tender: object) -> Json:
    """The evaluation began `days` after the opening."""
    start = None if days is None else (OPENING + timedelta(days=days)).isoformat()
    known = {"bidOpening": {"date": OPENING.isoformat()}, "awardPeriod": {"startDate": start}}
    return release(kyrgyz(**(known | tender)))


def peers(*days: float) -> list[Json]:
    return [evaluated(day) | {"ocid": f"o-{number}"} for number, day in enumerate(days)]


QUICK, SLOW = peers(*[1, 2, 3, 4, 5] * 6), peers(*[2, 40, 80, 120, 200] * 6)


def test_given_an_evaluation_far_later_than_those_of_peers_then_raised_with_both_dates() -> None:
    answer = ask("R015", evaluated(90), population=QUICK)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 90, 30)
    assert answer.parameters == {"peers": 30}
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/bidOpening/date", "2021-03-22T05:00:00Z"),
        ("/tender/awardPeriod/startDate", "2021-06-20T05:00:00Z"),
    ]


def test_given_peers_that_are_as_slow_then_clear() -> None:
    assert ask("R015", evaluated(90), population=SLOW).state is State.CLEAR


@pytest.mark.parametrize(("days", "state"), [(30, State.RAISED), (29.9, State.CLEAR), (0, State.CLEAR)])
def test_given_very_quick_peers_then_the_floor_keeps_trivial_delays_out(days: float, state: State) -> None:
    assert ask("R015", evaluated(days), population=QUICK).state is state


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R015", evaluated(90), population=QUICK[1:]).missing == (Missing.PEERS,)
    other = evaluated(90, procurementMethodDetails="simplicated")
    assert ask("R015", other, population=QUICK).missing == (Missing.PEERS,)
    assert ask("R015", evaluated(90)).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (evaluated(None), "/tender/awardPeriod/startDate"),
        (evaluated(9, bidOpening={}), "/tender/bidOpening/date"),
        (evaluated(-1), Missing.PERIOD_ORDER),
    ],
)
def test_given_dates_that_do_not_answer_then_not_computable(content: Json, missing: str) -> None:
    assert ask("R015", content, population=QUICK).missing == (missing,)


def test_given_direct_procurement_then_not_applicable() -> None:
    direct = evaluated(90, procurementMethodDetails="singleSource")
    assert ask("R015", direct, population=QUICK).state is State.NOT_APPLICABLE


def test_given_odd_processes_then_they_contribute_nothing() -> None:
    odd = [evaluated(None), evaluated(-3), evaluated(5000), evaluated(9, status="cancelled")]
    assert len(EVALUATIONS.partial(part_of(*odd))["key"]) == 0


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    halves = [EVALUATIONS.partial(part_of(*QUICK[:9])), EVALUATIONS.partial(part_of(*QUICK[9:], *SLOW[:4]))]
    apart = EVALUATIONS.finish(EVALUATIONS.joined(halves))
    whole = EVALUATIONS.finish(EVALUATIONS.partial(part_of(*QUICK, *SLOW[:4])))
    assert all(np.array_equal(apart.columns[name], whole.columns[name]) for name in ("lower", "upper", "n"))
