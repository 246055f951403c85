"""Who bids against whom: the network of firms that meet in lots."""

from itertools import combinations

import numpy as np

from services.scoring.network import CO_BIDDING, Network, strong
from services.scoring.statistic import Known
from services.scoring.tokens import token
from tests.unit.scoring.build import Json, award, bid, contest, kyrgyz, part_of, release

KG = token("kg")


def known(*contents: Json) -> Known:
    return CO_BIDDING.finish(CO_BIDDING.partial(part_of(*contents)))


def pair(found: Known, one: str, other: str) -> dict[str, float]:
    a, b = sorted((token(one), token(other)))
    row = np.flatnonzero((found.columns["a"] == a) & (found.columns["b"] == b))
    return {name: float(column[row[0]]) for name, column in found.columns.items()} if len(row) else {}


def ring(*firms: str, times: int = 6) -> list[Json]:
    return [
        contest(f"{firms[0]}-{n}", firms[n % len(firms)], *set(firms) - {firms[n % len(firms)]}) for n in range(times)
    ]


def test_given_two_meetings_and_one_award_then_the_pair_tells_who_won() -> None:
    found = pair(known(contest(1, "A", "B"), contest(2, None, "A", "B"), contest(3, "A", "C")), "A", "B")
    assert (found["meetings"], found["decided"], found["processes"], found["decided_processes"]) == (2, 1, 2, 1)
    assert found["wins_a" if token("A") < token("B") else "wins_b"] == 1
    assert found["wins_a"] + found["wins_b"] == 1
    assert found["overlap"] == 2 / 3


def test_given_several_lots_and_several_bids_of_a_firm_then_lots_count_each_and_the_process_once() -> None:
    lots = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}])
    bids = [bid(f"{f}{n}", f, 5, lot=f"L{n % 2 + 1}") for f in ("A", "B") for n in range(4)]
    found = pair(known(release(lots, *bids, awards=[award("a", "A0", "A")])), "A", "B")
    assert (found["meetings"], found["decided"], found["processes"]) == (2, 1, 1)


def test_given_partners_a_crowd_cancelled_or_direct_purchases_then_nobody_met() -> None:
    joint = release(None, bid("b", None, 5) | {"tenderers": [{"id": "A"}, {"id": "B"}]})
    crowd = contest("crowd", "A", "B", *(f"F{n}" for n in range(29)))
    cancelled = contest("c", "A", "B", status="cancelled")
    direct = contest("d", "A", "B", procurementMethodDetails="singleSource")
    assert not pair(known(joint, crowd, cancelled, direct), "A", "B")
    assert pair(known(contest("full", "A", "B", *(f"F{n}" for n in range(28)))), "A", "B")


def test_given_parts_then_joined_they_are_as_one() -> None:
    contents = [*ring("A", "B", "C"), contest("x", "C", "D")]
    apart = CO_BIDDING.finish(CO_BIDDING.joined([CO_BIDDING.partial(part_of(one)) for one in contents]))
    whole = known(*contents)
    assert np.array_equal(whole.keys, apart.keys)
    assert all(np.array_equal(column, apart.columns[name]) for name, column in whole.columns.items())


def test_given_nothing_then_firms_are_alone_and_there_are_no_communities() -> None:
    network = Network(known(), KG)
    assert network.around(token("A")).firms.tolist() == [token("A")]
    assert not len(network.communities())
    assert not len(strong(known(contest(1, "A")), KG).firms)


def test_given_a_chain_then_depth_tells_how_far_and_cycles_end() -> None:
    network = Network(known(contest(1, "A", "B"), contest(2, "B", "C"), contest(3, "C", "D"), contest(4, "D", "A")), KG)
    near, far = network.around(token("A")), network.around(token("A"), depth=2)
    assert near.firms.tolist()[0] == token("A")
    assert set(near.firms.tolist()) == {token(one) for one in "ABD"}
    assert dict(zip(far.firms.tolist(), far.distance.tolist(), strict=True))[token("C")] == 2
    assert (len(near.pairs), len(far.pairs), far.whole) == (2, 4, True)
    assert len(network.around(token("A"), depth=9).firms) == 4


def test_given_more_neighbours_than_asked_for_then_those_met_most_often_stay() -> None:
    often = [contest(f"often-{n}", "HUB", "FRIEND") for n in range(3)]
    network = Network(known(*often, *(contest(n, "HUB", f"F{n}") for n in range(40))), KG)
    found = network.around(token("HUB"), limit=5)
    assert (len(found.firms), found.whole) == (5, False)
    assert found.firms[1] == token("FRIEND")
    assert len(network.around(token("HUB"), limit=1).firms) == 1


def test_given_two_rings_and_chance_meetings_then_strong_pairs_make_two_communities() -> None:
    chance = [contest(f"x{n}", "A1", "B1") for n in range(2)]
    network = strong(known(*ring("A1", "A2", "A3", "A4"), *ring("B1", "B2", "B3"), *chance), KG)
    number = dict(zip(network.firms.tolist(), network.communities().tolist(), strict=True))
    assert {number[token(one)] for one in ("A1", "A2", "A3", "A4")} == {0}
    assert {number[token(one)] for one in ("B1", "B2", "B3")} == {1}


def test_given_the_same_network_then_the_same_communities() -> None:
    network = Network(known(*(contest(n, a, b) for n, (a, b) in enumerate(combinations("ABCDEFGH", 2)))), KG)
    assert network.communities().tolist() == network.communities().tolist()


def test_given_one_firm_under_ten_names_and_thousands_of_bids_then_it_is_one_firm() -> None:
    bids = [
        bid(f"b{n}", None, 5) | {"tenderers": [{"id": f"F{n % 20}", "name": f"Name {n % 10}"}]} for n in range(3000)
    ]
    network = Network(known(release(None, *bids)), KG)
    assert (len(network.firms), len(network.rows)) == (20, 190)


def test_given_the_same_ids_in_another_country_then_they_are_other_firms() -> None:
    both = CO_BIDDING.joined(
        [CO_BIDDING.partial(part_of(contest(1, "A", "B"), country=country)) for country in ("kg", "ua")]
    )
    found = CO_BIDDING.finish(both)
    assert len(np.unique(found.keys)) == len(found.keys) == 6
    assert len(Network(found, KG).rows) == 1
