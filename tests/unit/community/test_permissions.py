"""The table of permissions is whole and says what it means."""

import pytest

from services.community.judgements import Judgements
from services.community.permissions import PERMISSIONS, Access, needs_session, permits
from services.community.requests import Requests
from shared.contracts.community import Role

EVERYBODY = (None, *Role)
ALLOWED: dict[Access, tuple[Role | None, ...]] = {
    Access.ANYONE: EVERYBODY,
    Access.SERVICES: EVERYBODY,
    Access.MEMBERS: tuple(Role),
    Access.MODERATORS: (Role.MODERATOR, Role.ADMIN),
    Access.ADMINS: (Role.ADMIN,),
}


@pytest.mark.parametrize("request_name", PERMISSIONS)
@pytest.mark.parametrize("role", EVERYBODY)
def test_given_any_request_and_role_then_the_table_decides(request_name: str, role: Role | None) -> None:
    assert permits(request_name, role) is (role in ALLOWED[PERMISSIONS[request_name]])


def test_given_every_handler_then_it_has_a_line_in_the_table_and_every_line_has_a_handler() -> None:
    handlers = [name for owner in (Requests, Judgements) for name in vars(owner) if not name.startswith("_")]
    assert sorted(handlers) == sorted(PERMISSIONS)


def test_given_a_request_that_is_not_in_the_table_then_nobody_may_send_it() -> None:
    with pytest.raises(KeyError):
        permits("delete_everything", Role.ADMIN)


def test_given_a_request_for_members_then_it_needs_a_session() -> None:
    assert needs_session("session")
    assert not needs_session("register")
    assert not needs_session("contact")
