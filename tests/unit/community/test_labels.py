"""What comparisons tell: Cohen's kappa, careless raters, and how often the higher score was chosen."""

from datetime import UTC, datetime

import pytest

from services.community.labels import COLUMNS, careless, kappa, rows, summary
from services.community.pairs import RatedPair, Slot
from shared.contracts.judgement import PairChoice
from shared.contracts.risk import Pair, Side

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def rated(
    *answers: tuple[str, str], higher: Side | None = Side.FIRST, gold: bool = False, first: str = "ocds-1"
) -> RatedPair:
    pair = Pair(first=first, second="ocds-2", first_level=3, second_level=1, higher=higher, gold=gold)
    return RatedPair("p", pair, tuple(Slot(member, NOW, PairChoice(choice)) for member, choice in answers))


def test_given_the_textbook_table_then_its_kappa() -> None:
    ratings = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(ratings) == pytest.approx(0.4)


def test_given_cohens_own_table_then_its_kappa() -> None:
    # Cohen 1960, table 1: proportions of 200 cases, kappa .492.
    counts = {"aa": 88, "ab": 14, "ac": 18, "ba": 10, "bb": 40, "bc": 10, "ca": 2, "cb": 6, "cc": 12}
    ratings = [(cell[0], cell[1]) for cell, count in counts.items() for _ in range(count)]
    assert kappa(ratings) == pytest.approx(0.492, abs=5e-4)


def test_given_no_ratings_or_only_one_answer_ever_then_not_computable() -> None:
    assert kappa([]) is None
    assert kappa([("first", "first")] * 5) is None


def test_given_gold_pairs_missed_then_the_rater_is_careless_and_left_out() -> None:
    gold = [rated(("good", "first"), ("bad", "second"), gold=True) for _ in range(3)]
    ordinary = [rated(("good", "first"), ("bad", "second")), rated(("good", "first"), ("new", "first"))]
    assert careless(gold[:2]) == frozenset(), "two gold pairs tell nothing yet"
    assert careless(gold) == {"bad"}
    found = summary([*gold, *ordinary])
    assert (found.pairs, found.answers, found.raters) == (5, 10, 3)
    assert (found.gold_answers, found.gold_right, found.careless, found.left_out) == (6, 3, 1, 4)
    assert (found.twice, found.alike) == (1, 1)
    assert (found.decided, found.higher) == (2, 2)


def test_given_answers_then_a_pair_counts_once_and_only_when_they_are_of_one_mind() -> None:
    pairs = [
        rated(("a", "first"), ("b", "first")),
        rated(("a", "first"), ("b", "second")),
        rated(("a", "second"), ("b", "cannot_tell")),
        rated(("a", "both"), ("b", "neither")),
        rated(("a", "first"), higher=None),
    ]
    found = summary(pairs)
    assert (found.decided, found.higher) == (2, 1)
    assert (found.lower_end, found.upper_end) == pytest.approx((0.0945, 0.9055), abs=5e-5)
    assert (found.twice, found.alike) == (4, 1)


def test_given_nothing_then_nothing_is_claimed() -> None:
    found = summary([])
    assert (found.answers, found.kappa, found.lower_end, found.upper_end) == (0, None, None, None)


def test_given_the_export_then_no_member_is_in_it_and_no_formula() -> None:
    pairs = [rated(("m_secret", "first"), first="=cmd()"), rated(), rated(("m_secret", "both"), ("m_other", "first"))]
    table = [dict(zip(COLUMNS, row, strict=True)) for row in rows(pairs)]
    assert [row["pair"] for row in table] == ["1", "2"], "unanswered pairs are left out"
    assert (table[0]["first"], table[0]["answer_1"], table[0]["answer_2"]) == ("'=cmd()", "first", "")
    assert (table[1]["answer_2"], table[1]["left_out_1"], table[1]["higher"]) == ("first", "no", "first")
    assert "m_" not in str(table)
