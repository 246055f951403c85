"""Who sends a request, and whether they may: asked before anything else is done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from services.community import sessions
from services.community.accounts import Account
from services.community.permissions import PERMISSIONS, Relation, permits, roles_of
from services.community.sessions import OpenSession
from services.community.sessions_store import SessionsStore
from shared.contracts.base import MemberId
from shared.contracts.community import Role
from shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request, and in which session."""

    session: OpenSession
    account: Account
    renewed: datetime | None
    """The session's new end, when this use has moved it."""

    @property
    def id(self) -> MemberId:
        """The member."""
        return self.account.id

    @property
    def roles(self) -> frozenset[Role]:
        """Every role of the member."""
        return roles_of(self.account.role, self.account.roles)


class Callers:
    """Finds callers by the tokens of their sessions."""

    def __init__(self, store: SessionsStore) -> None:
        self._store = store

    async def __call__(self, request: str, token: str, relations: Collection[Relation] = ()) -> Caller:
        """The member behind `token`, who may send `request`; raises `Refused` otherwise."""
        caller = await self.known(token)
        self.require(request, caller, relations)
        return caller

    async def known(self, token: str) -> Caller:
        """The member behind `token`, whatever they may do. Raises `Refused("signed_out")`.

        For requests about a thing: find the caller, then their relations to the thing, then `require`.
        """
        now = datetime.now(UTC)
        found = await self._store.session(token, now)
        if not found:
            raise Refused("signed_out", "You are not signed in, or the session has ended; sign in again.")
        session, account = found
        expires = sessions.touched(session, now)
        if expires:
            await self._store.touch(session, now, expires)
        return Caller(session, account, expires)

    async def visitor(self, token: str | None) -> Caller | None:
        """Whoever is behind `token`; None for a visitor, or when the session has ended."""
        if token is None:
            return None
        try:
            return await self.known(token)
        except Refused:
            return None

    @staticmethod
    def require(
        request: str, caller: Caller | None, relations: Collection[Relation] = (), *, strong: bool = False
    ) -> None:
        """Raise `Refused` unless the table lets this caller, with these relations to the thing, send `request`.

        `strong`: the thing itself asks for a session with a second factor, though the line of the table does not.
        """
        if permits(request, caller.roles if caller else (), relations):
            if (strong or PERMISSIONS[request].strong) and caller and not caller.session.strong:
                sentence = "This needs a sign-in that was confirmed with a second factor."
                raise Refused(
                    "second_factor_needed",
                    sentence,
                    {"set_up": caller.account.second_factor or caller.account.passkeys},
                )
            return
        if caller is None:
            raise Refused("signed_out", "You are not signed in, or the session has ended; sign in again.")
        if PERMISSIONS[request].barred.intersection(relations):
            raise Refused("barred", "You have a part in this yourself, so somebody else has to do it.")
        raise Refused("forbidden", "Your role does not allow this.")
