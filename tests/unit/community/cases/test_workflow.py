"""The way of a case: every step from every status, for every seat and role, with anything missing."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.cases.access import relations
from services.community.cases.workflow import (
    GUARDS,
    OF_STEP,
    TRANSITIONS,
    Findings,
    may_take,
    missing,
    open_steps,
    take,
)
from services.community.permissions import PERMISSIONS, Relation
from shared.contracts.case import CaseStatus, CaseStep, CaseVisibility
from shared.contracts.community import Role
from shared.errors import Refused

from .build import LEAD, MATE, NOW, OTHER, a_case

FINDINGS = st.builds(
    Findings,
    **{
        field.name: st.booleans() if field.name == "other_side_heard" else st.integers(0, 3)
        for field in fields(Findings)
    },
)
STATUSES = st.sampled_from(CaseStatus)
STEPS = st.sampled_from(CaseStep)
ROLES = st.frozensets(st.sampled_from(Role))
RELATIONS = st.frozensets(st.sampled_from(Relation))
ALL = Findings(
    evidence=1,
    claims=1,
    approvals=2,
    other_side_heard=True,
    letters_sent=1,
    letters_registered=1,
    replies=1,
    outcomes=1,
    outcomes_confirmed=1,
)


@given(STATUSES, STEPS, FINDINGS, ROLES, RELATIONS, st.sampled_from(["", "because"]))
def test_given_anything_then_a_step_is_taken_only_along_the_table(
    status: CaseStatus,
    step: CaseStep,
    found: Findings,
    roles: frozenset[Role],
    of_case: frozenset[Relation],
    reason: str,
) -> None:
    case, line = a_case(status=status), OF_STEP[step]
    allowed = (
        status in line.come_from
        and may_take(line, roles, of_case)
        and not missing(line, case, found)
        and (bool(reason) or not line.needs_reason)
    )
    if allowed:
        assert take(case, step, found, reason, roles, of_case, line.request) is line
        return
    with pytest.raises(Refused) as refused:
        take(case, step, found, reason, roles, of_case, line.request)
    assert refused.value.code in {"illegal_step", "barred", "forbidden", "guard", "reason_required"}
    assert refused.value.message.endswith("."), "the reason is a sentence"


@given(STATUSES, FINDINGS, ROLES, RELATIONS)
def test_given_a_conflict_of_interest_then_no_step_is_open(
    status: CaseStatus, found: Findings, roles: frozenset[Role], of_case: frozenset[Relation]
) -> None:
    assert open_steps(a_case(status=status), found, roles, of_case | {Relation.CONFLICTED}) == []


@given(STATUSES, FINDINGS, ROLES, RELATIONS)
def test_given_the_steps_that_are_shown_as_open_then_those_that_lack_nothing_can_be_taken(
    status: CaseStatus, found: Findings, roles: frozenset[Role], of_case: frozenset[Relation]
) -> None:
    case = a_case(status=status)
    for shown in open_steps(case, found, roles, of_case):
        if shown.missing:
            with pytest.raises(Refused, match="guard"):
                take(case, shown.step, found, "because", roles, of_case, shown.request)
        else:
            assert take(case, shown.step, found, "because", roles, of_case, shown.request).to is shown.to


def test_given_the_table_then_every_status_is_reached_from_a_draft_and_leads_to_the_end() -> None:
    reached, before = {CaseStatus.DRAFT}, set()
    while reached != before:
        before = set(reached)
        reached |= {line.to for line in TRANSITIONS if line.come_from & reached}
    assert reached == set(CaseStatus)
    ends, before = {CaseStatus.CLOSED}, set()
    while ends != before:
        before = set(ends)
        ends |= {status for line in TRANSITIONS if line.to in ends for status in line.come_from}
    assert ends == set(CaseStatus)


def test_given_the_table_then_each_step_has_one_line_and_a_request_of_the_permissions() -> None:
    assert len(OF_STEP) == len(TRANSITIONS) == len(CaseStep)
    for line in TRANSITIONS:
        assert line.seats or line.roles, line.step
        assert set(line.guards) <= set(GUARDS), line.step
        assert line.request == "publish_case" or line.request in PERMISSIONS


def test_given_a_step_by_another_request_then_it_is_not_taken_by_this_one() -> None:
    case = a_case(status=CaseStatus.RIGHT_OF_REPLY)
    with pytest.raises(Refused, match="illegal_step"):
        take(case, CaseStep.PUBLISH, ALL, "", {Role.MEMBER}, {Relation.LEAD})


@pytest.mark.parametrize(
    ("step", "lacking"),
    [
        (CaseStep.APPROVE, "approvals"),
        (CaseStep.PUBLISH, "other_side_heard"),
        (CaseStep.CLOSE, "outcomes_confirmed"),
        (CaseStep.SEND, "letters_sent"),
    ],
)
def test_given_one_thing_missing_then_the_step_names_it(step: CaseStep, lacking: str) -> None:
    line = OF_STEP[step]
    case = a_case(status=min(line.come_from))
    assert missing(line, case, ALL) == []
    assert len(missing(line, case, replace(ALL, **{lacking: 0}))) == 1


@given(STATUSES, ROLES, st.sampled_from(CaseVisibility))
def test_given_a_private_unpublished_case_then_strangers_see_it_only_where_their_role_decides(
    status: CaseStatus, roles: frozenset[Role], visibility: CaseVisibility
) -> None:
    case = a_case(status=status, visibility=visibility)
    assert relations(case, None, (), NOW) == frozenset(), "a visitor sees nothing that is not published"
    assert Relation.LEAD in relations(case, LEAD, roles, NOW)
    assert relations(case, MATE, (), NOW) >= {Relation.OBSERVER, Relation.READER}
    seen = Relation.READER in relations(case, OTHER, roles, NOW)
    if status is CaseStatus.DRAFT:
        assert not seen
    elif not roles & {Role.MONITOR, Role.EXPERT, Role.MODERATOR}:
        assert seen is (visibility is CaseVisibility.MEMBERS)
