"""The table of permissions is whole and says what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.app import build
from services.community.permissions import PERMISSIONS, Access, Relation, needs_session, permits, roles_of
from shared.contracts.community import LADDER, Role

REQUESTS = st.sampled_from(sorted(PERMISSIONS))
OFFICES = st.sampled_from(LADDER)
GRANTED = st.frozensets(st.sampled_from(sorted(set(Role) - set(LADDER))))
RELATIONS = st.frozensets(st.sampled_from(Relation))


@given(REQUESTS, OFFICES, GRANTED, RELATIONS)
def test_given_any_request_roles_and_relations_then_one_that_is_named_lets_in_and_one_that_is_barred_keeps_out(
    request: str, office: Role, granted: frozenset[Role], relations: frozenset[Relation]
) -> None:
    rule, roles = PERMISSIONS[request], roles_of(office, granted)
    if rule.access is not Access.SIGNED_IN:
        assert permits(request, roles, relations)
    elif rule.barred & relations:
        assert not permits(request, roles, relations)
    else:
        assert permits(request, roles, relations) is bool(rule.roles & roles or rule.relations & relations)


@given(REQUESTS, RELATIONS)
def test_given_a_visitor_then_only_what_is_open_to_anyone_is_allowed(
    request: str, relations: frozenset[Relation]
) -> None:
    assert permits(request, (), relations) is not needs_session(request)


@given(REQUESTS, OFFICES, GRANTED, RELATIONS)
def test_given_one_more_role_then_nothing_is_lost(
    request: str, office: Role, granted: frozenset[Role], relations: frozenset[Relation]
) -> None:
    if permits(request, roles_of(office), relations):
        assert permits(request, roles_of(office, granted), relations)


def test_given_every_line_then_it_says_who_may_and_is_not_closed_to_all() -> None:
    for request, rule in PERMISSIONS.items():
        named = bool(rule.roles or rule.relations)
        assert named is (rule.access is Access.SIGNED_IN), request
        assert not rule.relations & rule.barred, request


def test_given_every_line_then_exactly_one_handler_answers_it() -> None:
    service = build()  # refuses a line with no handler, or with two
    service.store.close()
    assert sorted(q.subject for q in service.bus.questions) == sorted(f"ask.community.{name}" for name in PERMISSIONS)


def test_given_a_request_that_is_not_in_the_table_then_nobody_may_send_it() -> None:
    with pytest.raises(KeyError):
        permits("delete_everything", roles_of(Role.ADMIN))


def test_given_a_custodian_of_tips_then_the_ladder_does_not_include_it() -> None:
    assert Role.CUSTODIAN not in roles_of(Role.ADMIN)
    assert roles_of(Role.MODERATOR) == {Role.MEMBER, Role.MODERATOR}
