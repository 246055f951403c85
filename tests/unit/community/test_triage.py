"""The triage queue: what flags make of it in any order, who has a tender in hand, and what a list asks for."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.triage.flags import Told, rank, taken, told, waits
from services.community.triage.holding import CHECKED, HELD, MOST_HELD, Hold, claimed, decision_of, require_free
from services.community.triage.listing import cursor, listing
from shared.contracts.base import Money, Organisation
from shared.contracts.risk import Flag, FlagEvent, FlagState
from shared.contracts.tender import ProcessSummary
from shared.contracts.triage import AskTriageQueue, TriageDecision, TriageReason, TriageScope, TriageSort
from shared.errors import Refused

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
ONE, TWO = "m_" + "1" * 24, "m_" + "2" * 24


def event(indicator: str = "R018", *, raised: bool = True, version: int = 1, linked: bool = False) -> bytes:
    flag = Flag(
        indicator=indicator,
        state=FlagState.RAISED if raised else FlagState.CLEAR,
        rule_version="1",
        process_version=version,
        evaluated=NOW + timedelta(minutes=version),
        linked=linked,
    )
    process = ProcessSummary(
        ocid="o",
        version=version,
        title=f"Title {version}",
        country="KG",
        buyer=Organisation(id="KG-INN-1", name="School"),
        value=Money(amount=Decimal("1500000.50"), currency="KGS"),
        region="KG-C",
        published=NOW,
        deadline=NOW + timedelta(days=5),
        sector="45",
    )
    return FlagEvent(ocid="o", flag=flag, process=process).model_dump_json().encode()


def said(*events: bytes) -> list[Told]:
    return [one for one in map(told, events) if one]


def test_given_a_raised_flag_then_the_tender_waits_with_what_a_person_needs_to_choose() -> None:
    row = taken({}, said(event()))["o"]
    assert row["queued"]
    assert row["raised"] == ["R018"]
    assert (row["region"], row["sector"], row["worth"], row["currency"]) == ("KG-C", "45", 1_500_000, "KGS")
    assert row["deadline"] == NOW + timedelta(days=5)
    assert [move["kind"] for move in row["moves"]] == ["entered"]


def test_given_the_last_flag_cleared_then_the_tender_leaves_with_a_trace_and_out_of_every_hand() -> None:
    before = taken({}, said(event())) | {}
    row = taken(before, said(event(raised=False, version=2)))["o"]
    assert not row["queued"]
    assert (row["holder"], row["until"]) == (None, None)
    assert [move["kind"] for move in row["moves"]] == ["left"]


def test_given_a_flag_about_an_organisation_then_it_brings_no_tender_into_the_queue() -> None:
    assert said(event(linked=True)) == []


@given(
    st.lists(st.tuples(st.sampled_from(["R018", "R003"]), st.booleans(), st.integers(1, 4)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_given_events_in_any_order_and_again_then_the_queue_is_the_same(
    steps: list[tuple[str, bool, int]], chance: random.Random
) -> None:
    latest = {(indicator, version): raised for indicator, raised, version in steps}
    events = [event(name, raised=raised, version=version) for (name, version), raised in latest.items()]
    shuffled = events + chance.sample(events, len(events) // 2)
    chance.shuffle(shuffled)
    ordered = taken({}, said(*sorted(events)))["o"]
    known: dict[str, dict[str, object]] = {}
    for one in shuffled:
        for ocid, changes in taken(known, said(one)).items():
            known[ocid] = known.get(ocid, {}) | changes
    for name in ("flags", "raised", "queued", "process", "rank"):
        assert known["o"][name] == ordered[name], name


@given(st.sets(st.sampled_from("ABC")), st.sets(st.sampled_from("ABC")), st.booleans())
def test_given_a_decision_then_only_another_indicator_brings_the_tender_back_and_a_case_nothing(
    raised: set[str], then: set[str], case: bool
) -> None:
    waiting = waits(sorted(raised), {"raised": sorted(then), "case": case})
    assert waiting is (bool(raised - then) and not case)


def test_given_more_flags_then_the_rank_is_higher_whatever_the_date() -> None:
    assert rank(2, None) > rank(1, datetime(2100, 1, 1, tzinfo=UTC)) > rank(1, NOW) > rank(1, None)


# --- in hand --------------------------------------------------------------------------------------------------


@given(
    st.booleans(),
    st.sampled_from([None, ONE, TWO]),
    st.integers(-10, 10),
    st.integers(0, MOST_HELD + 1),
)
def test_given_any_hold_then_a_claim_never_takes_a_tender_from_another(
    queued: bool, holder: str | None, days: int, held: int
) -> None:
    hold = Hold(queued, holder, NOW + timedelta(days=days) if holder else None)
    other = hold.held_by(NOW) == TWO
    try:
        after = claimed(hold, ONE, held, NOW)
    except Refused as refused:
        expected = "left_queue" if not queued else "claimed" if other else "too_many_claims"
        assert refused.code == expected  # noqa: PT017 - which code depends on the hold
        return
    assert queued
    assert not other
    assert after.held_by(NOW) == ONE
    assert after == hold or after.until == NOW + HELD


def test_given_a_tender_in_another_hand_then_only_a_moderator_may_act() -> None:
    hold = Hold(queued=True, holder=TWO, until=NOW + HELD)
    with pytest.raises(Refused, match="claimed"):
        require_free(hold, ONE, NOW)
    require_free(hold, ONE, NOW, moderator=True)
    require_free(hold, ONE, NOW + HELD)


@pytest.mark.parametrize("reason", TriageReason)
def test_given_a_reason_then_it_says_whether_somebody_looked(reason: TriageReason) -> None:
    assert (decision_of(reason) is TriageDecision.CHECKED) is (reason in CHECKED)


# --- lists ----------------------------------------------------------------------------------------------------


def ask(**changed: object) -> AskTriageQueue:
    return AskTriageQueue.model_validate({"token": "t" * 43} | changed)


def test_given_filters_then_the_list_has_them_and_an_index_that_serves_them() -> None:
    found = listing(
        ask(region="KG-C", sector="45", indicator="R018", amount_min="10.5", amount_max="20.5", within_days=3), ONE, NOW
    )
    assert found.index == "indicator"
    assert found.condition["worth"] == {"$gte": 11, "$lte": 20}
    assert found.condition["currency"] == "KGS"
    assert found.condition["deadline"]["$lte"] == NOW + timedelta(days=3)


@pytest.mark.parametrize(
    ("sort", "scope", "row"),
    [
        (TriageSort.FLAGS, TriageScope.FREE, {"rank": 5}),
        (TriageSort.AMOUNT, TriageScope.ALL, {"worth": 7}),
        (TriageSort.DEADLINE, TriageScope.ALL, {"deadline": NOW}),
        (TriageSort.FLAGS, TriageScope.MINE, {"until": NOW}),
    ],
)
def test_given_the_last_row_then_the_next_slice_begins_behind_it(
    sort: TriageSort, scope: TriageScope, row: dict[str, object]
) -> None:
    first = listing(ask(sort=sort, scope=scope), ONE, NOW)
    after = listing(ask(sort=sort, scope=scope, after=cursor(row | {"_id": "o"}, first.field)), ONE, NOW)
    (value,) = row.values()
    assert value in after.place[first.field].values()
    assert {"_id": {"$gt": "o"}} in after.place["$or"]


@pytest.mark.parametrize("place", ["!", "bm9uZQ", "WyJ3b3J0aCIsMSwibyJd", "W10"])
def test_given_a_place_of_another_list_then_it_is_refused(place: str) -> None:
    with pytest.raises(Refused, match="invalid"):
        listing(ask(after=place), ONE, NOW)
