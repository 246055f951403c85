"""KG08: a single bidder, at a buyer whose lots often have one."""

import pytest

from services.scoring.indicator import State
from services.scoring.indicators.kg08 import collect
from tests.unit.scoring.build import Json, ask, award, bid, kyrgyz, part_of, release


def lots(count: int) -> list[Json]:
    """A population in which the buyer has `count` lots with a single bidder."""
    return [release(None, bid("b1", "T1")) | {"ocid": f"o-{n}"} for n in range(count)]


def contributed(content: Json, country: str = "kg") -> float:
    """How many lots a process adds to those of its buyer."""
    return float(collect(part_of(content, country=country))["lots"].sum())


def test_given_a_single_bidder_and_nineteen_such_lots_then_raised() -> None:
    answer = ask("KG08", release(None, bid("b1", "T1")), population=lots(19))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 19, 19, ["L1"])
    assert answer.evidence[0].path == "/bids/details/0/tenderers"


def test_given_eighteen_such_lots_then_clear() -> None:
    assert ask("KG08", release(None, bid("b1", "T1")), population=lots(18)).state is State.CLEAR


def test_given_two_bidders_then_clear_whatever_the_buyer_did_before() -> None:
    content = release(None, bid("b1", "T1"), bid("b2", "T2"))
    assert ask("KG08", content, population=lots(100)).state is State.CLEAR


def test_given_a_disqualified_rival_then_one_bidder_is_left() -> None:
    content = release(None, bid("b1", "T1", status="pending"), bid("b2", "T2", status="disqualified"))
    assert ask("KG08", content, population=lots(19)).state is State.RAISED


@pytest.mark.parametrize("details", ["simplicated", "downgrade", "singleSource"])
def test_given_another_method_then_not_applicable(details: str) -> None:
    content = release(kyrgyz(procurementMethodDetails=details), bid("b1", "T1"))
    assert ask("KG08", content, population=lots(99)).state is State.NOT_APPLICABLE


def test_given_no_buyer_then_not_computable() -> None:
    assert ask("KG08", release(None, bid("b1", "T1"), buyer={"id": " "}), population=[]).missing == ("/buyer/id",)


def test_given_no_publication_date_then_not_computable() -> None:
    content = release(kyrgyz(datePublished=None), bid("b1", "T1"))
    assert ask("KG08", content, population=[]).missing == ("/tender/datePublished",)


def test_given_lots_with_one_bidder_left_then_they_are_contributed_under_the_year_in_bishkek() -> None:
    listed = [{"id": "L1"}, {"id": "L2"}, {"id": "L3"}, {"id": "L4", "status": "cancelled"}]
    bids = [
        bid("a", "T1"),
        bid("b", "T2", lot="L2"),
        bid("c", "T3", lot="L2"),
        bid("d", "T1", lot="L3"),
        bid("e", "T1", lot="L4"),
    ]
    tender = kyrgyz(lots=listed, datePublished="2020-12-31T18:30:00Z")
    assert contributed(release(tender, *bids)) == 2
    later = release(None, bid("b1", "T1"))
    assert ask("KG08", later, population=[release(tender, *bids)], threshold=2).state is State.RAISED


@pytest.mark.parametrize(
    "changes",
    [{"statusDetails": "published"}, {"status": "cancelled"}, {"procurementMethodDetails": "singleSource"}],
)
def test_given_sealed_cancelled_or_direct_then_nothing_is_contributed(changes: dict[str, str]) -> None:
    assert contributed(release(kyrgyz(**changes), bid("b1", "T1"))) == 0


def test_given_another_country_then_nothing_is_contributed() -> None:
    assert contributed(release(None, bid("b1", "T1")), country="ua") == 0


def test_given_the_contract_is_signed_then_the_lot_still_counts() -> None:
    content = release(kyrgyz(statusDetails="contractSigned"), bid("b1", "T1"), awards=[award("a", "b1", "T1")])
    assert contributed(content) == 1


def test_given_one_bid_of_two_firms_together_then_it_agrees_with_the_indicator_of_single_bids() -> None:
    together = release(None, bid("b1", None, 5) | {"tenderers": [{"id": "A"}, {"id": "B"}]})
    assert ask("KG08", together, population=lots(19)).state is State.RAISED
    assert ask("R018", together).state is State.RAISED


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("KG08", release(None, bid("b1", "T1"))).missing == ("statistics",)
