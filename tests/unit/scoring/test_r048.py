"""R048: a supplier that sells everything."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, joins, release, sale


def firm(name: str, classes: int, processes: int = 20, scheme: str = "OKGZ") -> list[Json]:
    """A firm that won so many processes in so many classes."""
    return [sale(n, "B", name, items=[item(f"{10 + n % classes}000000", scheme)]) for n in range(processes)]


def item(code: str, scheme: str = "OKGZ") -> Json:
    return {"id": "1", "classification": {"scheme": scheme, "id": code}, "relatedLot": "L1"}


def peers(count: int = 24) -> list[Json]:
    return [one for place in range(count) for one in firm(f"P{place}", 1 + place % 2)]


def test_given_twelve_classes_where_others_have_two_then_raised() -> None:
    answer = ask("R048", sale(0, "B", "ALL"), population=peers() + firm("ALL", 12))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 12, 5)
    assert answer.evidence[0].value == ["ALL"]
    assert answer.parameters == {"processes": 20}


@pytest.mark.parametrize(("classes", "state"), [(5, State.RAISED), (4, State.CLEAR)])
def test_given_an_outlier_then_the_floor_decides(classes: int, state: State) -> None:
    assert ask("R048", sale(0, "B", "ALL"), population=peers() + firm("ALL", classes)).state is state


@pytest.mark.parametrize("population", [peers(10) + firm("ALL", 9), peers() + firm("ALL", 9, 19), peers(), []])
def test_given_few_peers_or_processes_then_not_computable(population: list[Json]) -> None:
    assert ask("R048", sale(0, "B", "ALL"), population=population).missing == (Missing.PEERS,)


def test_given_two_classifications_then_their_classes_are_not_added_up() -> None:
    population = peers() + firm("ALL", 4) + firm("ALL", 4, scheme="DLO")
    answer = ask("R048", sale(0, "B", "ALL"), population=population)
    assert (answer.state, answer.value) == (State.CLEAR, 4)


def test_given_a_threshold_then_it_replaces_the_fence() -> None:
    assert ask("R048", sale(0, "B", "P1"), population=peers(), threshold=2).state is State.RAISED


def test_given_items_of_awards_then_their_classes_count() -> None:
    def sold(number: int) -> Json:
        items = [{"id": "1", "classification": {"scheme": "OKGZ", "id": f"{10 + number % 12}000000"}}]
        return release(
            {"procurementMethod": "open", "status": "complete"},
            awards=[award("a", "b", "ALL") | {"items": items, "relatedLots": []}],
            ocid=f"ALL-{number}",
        )

    population = peers() + [sold(number) for number in range(20)]
    assert ask("R048", sale(0, "B", "ALL"), population=population).value == 12


def test_given_items_without_a_lot_and_two_winners_then_they_are_nobodys() -> None:
    unplaced = [item("55000000") | {"relatedLot": "L9"}]
    two = [award("a", "b", "ALL"), award("c", "d", "Y")]
    shared = [sale(n, "B", "ALL", items=unplaced) | {"awards": two, "ocid": f"shared-{n}"} for n in range(20)]
    assert ask("R048", sale(0, "B", "ALL"), population=peers() + shared).missing == (Missing.PEERS,)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (sale(0, "B", "ALL", items=[]), "/tender/items/classification/id"),
        (sale(0, "B", " "), "/awards/suppliers"),
        (release(), Missing.FINAL_AWARDS),
    ],
)
def test_given_something_absent_then_it_says_what(content: Json, missing: str) -> None:
    assert ask("R048", content, population=peers() + firm("ALL", 9)).missing == (missing,)


def test_given_parts_then_joined_they_are_as_one_and_without_figures_it_waits() -> None:
    assert joins("R048", peers(2) + firm("ALL", 9))
    assert ask("R048", sale(0, "B", "ALL")).missing == (Missing.STATISTICS,)
