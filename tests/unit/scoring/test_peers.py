"""Figures within groups, rows that belong together, and what is worked out once."""

import numpy as np
import pytest

from services.scoring.joining import matched, once, pairs
from services.scoring.markets import bidders_of_lot, class_of_lot, market_of_lot, won, year_of
from services.scoring.peers import Figures, fences_by, first_of, total_by, windowed
from services.scoring.quantile import fences_of
from services.scoring.remembered import remembered
from services.scoring.statistic import known
from services.scoring.tokens import joined, token
from tests.unit.scoring.build import award, bid, contest, kyrgyz, part_of, release, sale


def test_given_groups_then_their_fences_are_those_of_each_alone() -> None:
    random = np.random.default_rng(1)
    group, values, where = random.integers(1, 9, 200), random.random(200), random.random(200) < 0.6
    values[::7] = np.nan
    found = fences_by(group, values, where)
    for place, name in enumerate(group):
        alone = fences_of(values[where & (group == name)])
        got = [found[figure][place] for figure in ("q1", "q3", "lower", "upper", "peers")]
        assert np.allclose(got, [alone.q1, alone.q3, alone.lower, alone.upper, alone.count], equal_nan=True)


def test_given_no_rows_or_none_that_count_then_fences_are_unknown() -> None:
    none = fences_by(np.array([1, 1]), np.array([1.0, 2.0]), np.zeros(2, np.bool_))
    assert np.isnan(none["upper"]).all()
    assert not none["peers"].any()
    assert not len(fences_by(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.bool_))["upper"])


def test_given_years_then_each_holds_itself_and_the_two_before() -> None:
    found = windowed({"year": np.array([2019, 2021]), "amount": np.array([1.0, 10.0])}, ("year",))
    assert dict(zip(found["year"].tolist(), found["amount"].tolist(), strict=True)) == {
        2019: 1,
        2020: 1,
        2021: 11,
        2022: 10,
        2023: 10,
    }


def test_given_groups_then_totals_and_first_rows() -> None:
    group = np.array([5, 3, 5, 3])
    assert total_by(group, np.array([1.0, 2.0, 3.0, 4.0])).tolist() == [4, 6, 4, 6]
    assert first_of(group).tolist() == [True, True, False, False]


def test_given_a_statistic_then_unknown_keys_have_no_figures() -> None:
    found = Figures(known({"key": np.array([7, 3]), "share": np.array([0.5, 2.0])}), np.array([3, 4, 7]))
    assert found["share"].tolist()[::2] == [2, 0.5]
    assert np.isnan(found["share"][1])
    assert [found.one("share", place) for place in (0, 1, 2, -1)] == [2, None, 0.5, None]
    assert np.isnan(Figures(None, np.array([3]))["anything"]).all()


def test_given_two_tables_then_equal_keys_meet_and_absent_ones_never() -> None:
    left, right = matched(np.array([5, 0, 7, 5]), np.array([7, 5, 5, 0]))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 1), (0, 2), (2, 0), (3, 1), (3, 2)]


@pytest.mark.parametrize(("most", "count"), [(3, 4), (2, 1), (1, 0)])
def test_given_groups_then_each_pair_once_and_crowds_left_out(most: int, count: int) -> None:
    first, second = pairs(np.array([0, 0, 0, 1, 2, 2]), most)
    assert len(first) == count
    assert (first < second).all()
    assert not len(pairs(np.zeros(0, np.int64), 3)[0])


def test_given_combinations_then_the_first_row_of_each() -> None:
    assert once(np.array([1, 1, 1, 0]), np.array([2, 2, 3, 2])).tolist() == [3, 0, 2]
    assert not len(once(np.zeros(0, np.int64)))


def test_given_a_question_about_a_part_then_it_is_worked_out_once() -> None:
    asked = []
    question = remembered(lambda part: asked.append(len(part)) or len(part))
    part = part_of(release())
    assert (question(part), question(part), asked) == (1, 1, [1])
    assert question(part_of()) == 0


def test_given_lots_then_the_class_is_that_of_all_their_items() -> None:
    def item(code: str, lot: str | None) -> dict[str, object]:
        return {"classification": {"scheme": "OKGZ", "id": code}} | ({"relatedLot": lot} if lot else {})

    lots = [{"id": "L1"}, {"id": "L2"}, {"id": "L3"}]
    items = [item("33600000", "L1"), item("33610000", "L2"), item("33620000", "L2"), item("45000000", "L3")]
    medical = joined(np.array([token("OKGZ")]), np.array([token("3360")]))[0]
    part = part_of(release(kyrgyz(lots=lots, items=items)))
    found = class_of_lot(part)
    assert (found[0], found[1]) == (medical, 0)
    assert found[2] not in (0, medical)
    unplaced = part_of(release(kyrgyz(lots=lots, items=[item("33600000", None), item("33609999", None)])))
    assert class_of_lot(unplaced).tolist() == [medical] * 3
    assert market_of_lot(part_of(release())).tolist() == [0]


def test_given_dates_then_the_year_is_that_of_publication_start_or_first_award() -> None:
    bare = {"datePublished": None, "tenderPeriod": {}}
    part = part_of(
        release(),
        release(kyrgyz(datePublished=None, tenderPeriod={"startDate": "2019-12-31T20:00:00Z"})),
        sale(1, "B", "X", date="2018-05-01T00:00:00Z", **bare),
        release(kyrgyz(**bare)),
    )
    assert year_of(part).tolist() == [2021, 2020, 2018, 0]


def test_given_bidders_then_they_are_known_once_bids_are_open() -> None:
    stated = release(kyrgyz(numberOfTenderers=4))
    sealed = contest(1, None, "A", "B", statusDetails="published")
    several = release(kyrgyz(numberOfTenderers=4, lots=[{"id": "L1"}, {"id": "L2"}]))
    assert bidders_of_lot(part_of(contest(1, "A", "B"), stated, sealed, several)).tolist() == [2, 4, 0, 0, 0]


def test_given_an_award_for_two_lots_then_it_is_won_once_and_of_no_lot() -> None:
    both = award("a", "b", "X") | {"relatedLots": ["L1", "L2"], "value": {"amount": 5, "currency": "KGS"}}
    single = award("c", "d", "Y") | {"value": {"amount": 7}}
    content = release(kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}]), bid("b", "X"), awards=[both, single])
    part = part_of(content)
    found = won(part, np.ones(1, np.bool_))
    assert found.supplier.tolist() == [token("X"), token("Y")]
    assert (found.amount.tolist(), found.lot.tolist()) == ([5, 0], [-1, 0])
    assert found.currency.tolist() == [token("KGS"), 0]
