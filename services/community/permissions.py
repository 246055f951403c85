"""Who may ask what: the one table of permissions of this service.

A new request is a new line here; a test walks every line with every role.
"""

from enum import StrEnum

from shared.contracts.community import Role


class Access(StrEnum):
    """Who may send a request."""

    ANYONE = "anyone"
    """Also visitors who are not signed in."""
    SERVICES = "services"
    """Only other services, over the private bus; the gateway offers no page for it."""
    MEMBERS = "members"
    """Whoever is signed in."""
    MODERATORS = "moderators"
    ADMINS = "admins"


PERMISSIONS: dict[str, Access] = {
    "register": Access.ANYONE,
    "verify_email": Access.ANYONE,
    "resend_verification": Access.ANYONE,
    "forgot_password": Access.ANYONE,
    "reset_password": Access.ANYONE,
    "sign_in": Access.ANYONE,
    "sign_out": Access.ANYONE,
    "session": Access.MEMBERS,
    "sessions": Access.MEMBERS,
    "end_session": Access.MEMBERS,
    "change_password": Access.MEMBERS,
    "members": Access.ADMINS,
    "set_role": Access.ADMINS,
    "contact": Access.SERVICES,
    "judge_flag": Access.MEMBERS,
    "flag_verdicts": Access.ANYONE,
    "own_verdicts": Access.MEMBERS,
    "next_pair": Access.MEMBERS,
    "label_pair": Access.MEMBERS,
}
"""Request (last token of `ask.community.<request>`) -> who may send it."""

_RANK = {Role.MEMBER: 0, Role.MODERATOR: 1, Role.ADMIN: 2}
_NEEDED = {Access.MEMBERS: 0, Access.MODERATORS: 1, Access.ADMINS: 2}


def needs_session(request: str) -> bool:
    """Whether `request` carries the token of a signed-in member."""
    return PERMISSIONS[request] in _NEEDED


def permits(request: str, role: Role | None) -> bool:
    """Whether somebody of `role` (None: not signed in) may send `request`; KeyError for one without a line."""
    needed = _NEEDED.get(PERMISSIONS[request])
    return needed is None or (role is not None and _RANK[role] >= needed)
