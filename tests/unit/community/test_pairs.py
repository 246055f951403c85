"""Pairs: two different raters each, and nobody holds one up for ever."""

from datetime import UTC, datetime, timedelta

from services.community.pairs import KEPT_FOR, RatedPair, answered, given, key
from shared.contracts.judgement import PairChoice
from shared.contracts.risk import Pair

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ANNA, BEK, CHYNARA = ("m_" + letter * 24 for letter in "abc")
PAIR = RatedPair("p_1", Pair(first="a", second="b", first_level=1, second_level=2), ())


def gave(pair: RatedPair, member: str, now: datetime = NOW) -> RatedPair:
    found = given(pair, member, now)
    assert found
    return found


def said(pair: RatedPair, member: str, choice: PairChoice = PairChoice.FIRST) -> RatedPair:
    found = answered(pair, member, choice, NOW)
    assert found
    return found


def test_given_two_raters_then_no_third_and_none_twice() -> None:
    one = gave(PAIR, ANNA)
    assert given(one, ANNA, NOW) is None
    two = gave(one, BEK)
    assert given(two, CHYNARA, NOW) is None
    assert two.open
    half = said(two, BEK)
    assert (half.open, half.waits_for(ANNA), half.waits_for(BEK)) == (True, True, False)
    assert given(half, CHYNARA, NOW) is None
    assert not said(half, ANNA, PairChoice.NEITHER).open


def test_given_a_rater_who_does_not_answer_then_somebody_else_may_after_a_week() -> None:
    late = NOW + KEPT_FOR
    two = said(gave(gave(PAIR, ANNA), BEK), BEK)
    assert given(two, CHYNARA, late - timedelta(seconds=1)) is None
    taken = gave(two, CHYNARA, late)
    assert [slot.member for slot in taken.slots] == [BEK, CHYNARA]
    assert answered(taken, ANNA, PairChoice.FIRST, late) is None
    assert given(taken, BEK, late + KEPT_FOR) is None, "an answer stays"


def test_given_an_answer_then_a_second_one_is_none() -> None:
    done = said(gave(PAIR, ANNA), ANNA)
    assert answered(done, ANNA, PairChoice.SECOND, NOW) is None
    assert answered(done, BEK, PairChoice.SECOND, NOW) is None


def test_given_a_pair_in_either_order_then_its_key_is_the_same() -> None:
    assert key(PAIR.pair) == key(Pair(first="b", second="a", first_level=2, second_level=1))
