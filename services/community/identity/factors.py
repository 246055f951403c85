"""Who must sign in with a second factor, and what is kept of one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.contracts.base import MemberId
from shared.contracts.community import Role

MANDATORY_FOR: Final = frozenset({Role.EXPERT, Role.LIAISON, Role.CUSTODIAN, Role.MODERATOR, Role.ADMIN})
"""Roles that see private matters; and whoever works on a private case, whose requests ask for it one by one."""
ENROL_WITHIN: Final = timedelta(hours=1)
"""So long the secret that was shown waits for its first code."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A member's authenticator."""

    member: MemberId
    sealed: bytes = field(repr=False)
    begun: datetime
    since: datetime | None
    """None until the first code has confirmed it."""
    codes: int
    """Recovery codes that have not been used."""


def mandatory(roles: Collection[Role]) -> bool:
    """Whether somebody with these roles must have a second factor."""
    return not MANDATORY_FOR.isdisjoint(roles)
