"""R026: won by several firms together, in a class where that is unusually frequent."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, halves, kyrgyz, release, same


def given(firms: int, code: str | None = "45210000-2", number: int = 0, status: str = "active", **more: object) -> Json:
    """A tender of one class, awarded to some firms together."""
    items = [{"id": "1", "classification": {"scheme": "OKGZ", "id": code}}]
    suppliers = [{"id": f"S{n}"} for n in range(firms)]
    award = {"id": "a1", "status": status, "relatedLots": ["L1"], "suppliers": suppliers}
    return release(kyrgyz(**({"items": items} | more)), awards=[award], ocid=f"o-{code}-{number}")


def market(code: str, joint: int, of: int) -> list[Json]:
    """Awards of a class, `joint` of them to two firms."""
    return [given(2 if n < joint else 1, code, n) for n in range(of)]


OTHERS = [one for n in range(12) for one in market(f"{10 + n}110000-1", n % 2, 20)]


def test_given_a_joint_award_in_a_class_where_many_are_then_raised_with_who_won() -> None:
    answer = ask("R026", given(2), population=[*OTHERS, *market("45210000-2", 6, 20)])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.3, 0.2)
    assert answer.parameters == {"found": 6, "of": 20}
    assert [piece.value for piece in answer.evidence] == [["S0", "S1"]]


@pytest.mark.parametrize(("joint", "state"), [(4, State.RAISED), (3, State.CLEAR)])
def test_given_a_share_at_the_floor_then_raised_and_below_it_clear(joint: int, state: State) -> None:
    assert ask("R026", given(2), population=[*OTHERS, *market("45210000-2", joint, 20)]).state is state


def test_given_a_single_winner_then_clear_even_in_such_a_class() -> None:
    assert ask("R026", given(1), population=[*OTHERS, *market("45210000-2", 20, 20)]).state is State.CLEAR


def test_given_classes_in_which_joint_awards_are_usual_then_clear() -> None:
    usual = [one for n in range(12) for one in market(f"{10 + n}110000-1", 2 * (n % 10), 20)]
    assert ask("R026", given(2), population=[*usual, *market("45210000-2", 12, 20)]).state is State.CLEAR


def test_given_too_few_awards_classes_or_figures_then_not_computable() -> None:
    assert ask("R026", given(2), population=[*OTHERS, *market("45210000-2", 19, 19)]).missing == (Missing.PEERS,)
    few = [*OTHERS[:160], *market("45210000-2", 20, 20)]
    assert ask("R026", given(2), population=few).missing == (Missing.PEERS,)
    assert ask("R026", given(2)).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (given(0), "/awards/suppliers"),
        (given(2, None), "/tender/items/classification/id"),
        (given(2, "45"), "/tender/items/classification/id"),
        (given(2, status="pending"), Missing.FINAL_AWARDS),
    ],
    ids=["nobody named", "no class", "short class", "not final"],
)
def test_given_something_absent_then_not_computable(content: Json, missing: str) -> None:
    population = [*OTHERS, *market("45210000-2", 6, 20)]
    assert ask("R026", content, population=population).missing == (missing,)


def test_given_things_of_several_classes_then_there_is_nothing_to_judge() -> None:
    items = [{"id": code, "classification": {"scheme": "OKGZ", "id": code}} for code in ("45210000-2", "33600000-6")]
    assert ask("R026", given(2, items=items), population=OTHERS).state is State.NOT_APPLICABLE


def test_given_equal_numbers_of_another_scheme_then_they_are_another_class() -> None:
    items = [{"id": "1", "classification": {"scheme": "DLO", "id": "45210000-2"}}]
    population = [*OTHERS, *market("45210000-2", 6, 20)]
    assert ask("R026", given(2, items=items), population=population).missing == (Missing.PEERS,)


def test_given_cancelled_tenders_then_they_neither_count_nor_are_judged() -> None:
    own = [given(2, number=n, status="cancelled") for n in range(20)]
    assert ask("R026", given(2), population=[*OTHERS, *own]).missing == (Missing.PEERS,)


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R026", OTHERS))
