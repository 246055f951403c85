"""Reviews are bound to what was seen; the other side has its days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.calendar.working_days import Calendar
from services.community.publication.claims import Draft, moved, saved, seen_hash, unproven
from services.community.publication.hearing import Hearing, due_date, heard
from services.community.publication.reviews import Review, approvals
from shared.contracts.case import CaseLink, LinkKind
from shared.contracts.publication import Claim, ClaimKind, ClaimMove
from shared.errors import Refused

NOW = datetime(2026, 11, 27, 6, tzinfo=UTC)
LINKS = (CaseLink(kind=LinkKind.BUYER, id="KG-INN-1", name="School 1"),)
HEARING = Hearing("h_1", "c_1", "School 1", "email", date(2026, 11, 20), "no. 5", date(2026, 11, 27), "", NOW, "0" * 64)


def a_claim(place: int, **changed: object) -> Claim:
    claim = Claim(id=f"k_{place:024x}", text="The chairs cost 9,000 som each.", kind=ClaimKind.FACT)
    return claim.model_copy(update=changed)


def a_review(who: str, *, expert: bool = False, approved: bool = True, seen: str = "a") -> Review:
    return Review(who, expert, approved, "", seen, NOW)


def test_given_two_reviewers_one_an_expert_then_it_is_approved_twice() -> None:
    assert approvals([a_review("one", expert=True), a_review("two")], "a") == 2


def test_given_no_expert_or_one_person_twice_or_one_of_the_team_then_it_is_not() -> None:
    assert approvals([a_review("one"), a_review("two")], "a") == 1
    assert approvals([a_review("one", expert=True), a_review("one", expert=True)], "a") == 1
    assert approvals([a_review("one", expert=True), a_review("two")], "a", ["two"]) == 1


def test_given_a_no_then_nothing_is_approved_until_it_is_taken_back_or_the_text_changes() -> None:
    said = [a_review("one", expert=True), a_review("two"), a_review("three", approved=False)]
    assert approvals(said, "a") == 0
    later = replace(a_review("three"), at=NOW + timedelta(hours=1))
    assert approvals([*said, later], "a") == 3


@given(st.integers(0, 2), st.sampled_from(["text", "kind", "norm", "decision", "evidence"]))
def test_given_any_change_of_any_claim_then_no_approval_stands(place: int, field: str) -> None:
    claims = [a_claim(number) for number in range(3)]
    before = seen_hash("Chairs", "Sum", claims)
    value = {"kind": ClaimKind.OPINION, "evidence": ["e_" + "0" * 24]}.get(field, "Something else here.")
    claims[place] = a_claim(place, **{field: value})
    after = seen_hash("Chairs", "Sum", claims)
    assert approvals([a_review("one", expert=True, seen=before), a_review("two", seen=before)], after) == 0
    assert len({before, after, seen_hash("Chair", "Sum", claims), seen_hash("Chairs", "", claims)}) == 4


def test_given_claims_then_they_are_moved_and_taken_out_and_a_form_sent_twice_is_one() -> None:
    draft = Draft("c")
    for place in range(3):
        draft = saved(draft, a_claim(place), f"key{place}", new=True)
    assert saved(draft, a_claim(9), "key2", new=True) == draft
    up = moved(draft, a_claim(2).id, ClaimMove.UP)
    assert [claim.id for claim in up.claims] == [a_claim(place).id for place in (0, 2, 1)]
    assert len(moved(up, a_claim(0).id, ClaimMove.REMOVE).claims) == 2
    with pytest.raises(Refused, match="not_found"):
        moved(up, a_claim(7).id, ClaimMove.UP)


def test_given_a_fact_without_evidence_of_the_case_then_it_is_unproven_and_an_opinion_is_not() -> None:
    claims = [a_claim(0, evidence=["e_1"]), a_claim(1, evidence=["e_2"]), a_claim(2, kind=ClaimKind.OPINION)]
    assert unproven(claims, ["e_1"]) == 1


def test_given_the_usual_days_then_the_answer_is_due_after_five_working_days() -> None:
    holiday = Calendar(frozenset({date(2026, 11, 24)}))
    assert due_date(date(2026, 11, 20), 5, Calendar(), NOW, None, "") == date(2026, 11, 27)
    assert due_date(date(2026, 11, 20), 5, holiday, NOW, None, "") == date(2026, 11, 30)


def test_given_less_time_then_it_needs_a_reason_and_no_day_before_the_question() -> None:
    sent, early = date(2026, 11, 26), date(2026, 11, 27)
    with pytest.raises(Refused, match="reason_required"):
        due_date(sent, 5, Calendar(), NOW, early, " ")
    assert due_date(sent, 5, Calendar(), NOW, early, "The complaint period ends.") == early
    with pytest.raises(Refused, match="invalid"):
        due_date(sent, 5, Calendar(), NOW, date(2026, 11, 25), "Why not")
    with pytest.raises(Refused, match="invalid"):
        due_date(date(2026, 11, 28), 5, Calendar(), NOW, None, "")


def test_given_the_last_day_then_they_still_have_it_and_are_heard_the_day_after_or_when_they_answer() -> None:
    assert not heard(LINKS, [HEARING], NOW)
    assert heard(LINKS, [HEARING], NOW + timedelta(days=1))
    assert heard(LINKS, [replace(HEARING, answered=NOW)], NOW)
    assert not heard(LINKS, [], NOW)


def test_given_an_organisation_that_nobody_asked_then_the_other_side_is_not_heard() -> None:
    other = (*LINKS, CaseLink(kind=LinkKind.SUPPLIER, id="KG-INN-2", name="A firm"))
    assert not heard(other, [replace(HEARING, answered=NOW)], NOW)
    both = [replace(HEARING, answered=NOW), replace(HEARING, to="a FIRM", answered=NOW)]
    assert heard(other, both, NOW)
