"""Who sends a request, and whether they may: asked before anything else is done."""

from dataclasses import dataclass
from datetime import UTC, datetime

from services.community import sessions
from services.community.accounts import Account
from services.community.permissions import permits
from services.community.sessions import OpenSession
from services.community.sessions_store import SessionsStore
from shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request, and in which session."""

    session: OpenSession
    account: Account
    renewed: datetime | None
    """The session's new end, when this use has moved it."""


class Callers:
    """Finds callers by the tokens of their sessions."""

    def __init__(self, store: SessionsStore) -> None:
        self._store = store

    async def __call__(self, request: str, token: str) -> Caller:
        """The member behind `token`, who may send `request`; raises `Refused` otherwise."""
        now = datetime.now(UTC)
        found = await self._store.session(token, now)
        if not found:
            raise Refused("signed_out", "You are not signed in, or the session has ended; sign in again.")
        session, account = found
        if not permits(request, account.role):
            raise Refused("forbidden", "Your role does not allow this.")
        expires = sessions.touched(session, now)
        if expires:
            await self._store.touch(session, now, expires)
        return Caller(session, account, expires)
