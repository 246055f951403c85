"""What community answers. Each request has its line in `permissions.py`."""

import asyncio
from datetime import UTC, datetime

from services.community import sessions
from services.community.accounts import Account, Registration, normal_email, public_name
from services.community.limits import LETTERS, SIGN_IN
from services.community.passwords import Keeper, require_strong
from services.community.permissions import permits
from services.community.sessions import OpenSession
from services.community.store import CommunityStore
from services.community.tokens import digest
from shared.contracts import community as contract
from shared.errors import Refused

_HASHING_AT_ONCE = 2
"""Each hash takes 64 MiB while it is made."""


class Requests:
    """Request handlers over one store."""

    def __init__(self, store: CommunityStore, keeper: Keeper) -> None:
        """`keeper` makes and checks password hashes."""
        self._store = store
        self._keeper = keeper
        self._hashing = asyncio.Semaphore(_HASHING_AT_ONCE)

    # --- becoming a member ---------------------------------------------------------------------------------

    async def register(self, ask: contract.AskRegister) -> contract.Registered:
        """Register; the answer is the same whether or not the address belongs to a member, the letter is not."""
        email, name = normal_email(ask.email), public_name(ask.name)
        require_strong(ask.password, email=email, name=name)
        now = datetime.now(UTC)
        await self._store.take_try(LETTERS, email, now)
        registration = Registration(name, await self._hash(ask.password), ask.language)
        await self._store.register(email, registration, now)
        return contract.Registered()

    async def resend_verification(self, ask: contract.AskResendVerification) -> contract.Registered:
        """Send the letter once more; the answer is the same for an unknown address."""
        email, now = normal_email(ask.email), datetime.now(UTC)
        await self._store.take_try(LETTERS, email, now)
        await self._store.ask_for_letter(email, now)
        return contract.Registered()

    async def verify_email(self, ask: contract.AskVerifyEmail) -> contract.Member:
        """Confirm an address by the token of its letter."""
        account = await self._store.verify(ask.token, datetime.now(UTC))
        if account is None:
            sentence = "This link was used already or is older than 48 hours; ask for a new letter."
            raise Refused("invalid_token", sentence)
        return account.member()

    # --- signing in and out --------------------------------------------------------------------------------

    async def sign_in(self, ask: contract.AskSignIn) -> contract.Session:
        """Begin a session. Takes the same time, and counts tries the same, whether or not the address is known."""
        email, now = normal_email(ask.email), datetime.now(UTC)
        await self._store.take_try(SIGN_IN, email, now)
        account = await self._store.account_of(email)
        kept = account.password_hash if account else None
        if not await self._matches(kept, ask.password) or account is None:
            raise Refused("wrong_credentials", "The e-mail address or the password is wrong.")
        await self._store.forget_tries(SIGN_IN, email)
        if not account.verified:
            raise Refused("email_not_verified", "Confirm your address first: open the link in the letter we sent.")
        await self._renew_hash(account, ask.password)
        token, session = sessions.begin(account.id, ask.device, now)
        await self._store.open_session(session)
        return contract.Session(token=token, member=account.member(), expires=session.expires)

    async def session(self, ask: contract.AskSession) -> contract.Member:
        """Who is signed in with this token."""
        _, account = await self._caller("session", ask.token)
        return account.member()

    async def sign_out(self, ask: contract.AskSignOut) -> contract.SignedOut:
        """End the session of this token; no error when it has ended."""
        return contract.SignedOut(changed=await self._store.close_session(ask.token))

    async def sessions(self, ask: contract.AskSessions) -> contract.Sessions:
        """Where the asking member is signed in."""
        _, account = await self._caller("sessions", ask.token)
        found = await self._store.sessions_of(account.id, datetime.now(UTC))
        return contract.Sessions(items=[session.info(digest(ask.token)) for session in found])

    async def end_session(self, ask: contract.AskEndSession) -> contract.SignedOut:
        """End one of the asking member's own sessions."""
        _, account = await self._caller("end_session", ask.token)
        return contract.SignedOut(changed=await self._store.end_session(account.id, ask.id))

    # --- administration and other services -------------------------------------------------------------------

    async def members(self, ask: contract.AskMembers) -> contract.Members:
        """The members in order of registration."""
        await self._caller("members", ask.token)
        accounts, total, following = await self._store.members(ask.limit, ask.after)
        return contract.Members(items=[account.member() for account in accounts], total=total, next=following)

    async def set_role(self, ask: contract.AskSetRole) -> contract.Member:
        """Give a member a role; it holds from the member's next request on."""
        await self._caller("set_role", ask.token)
        return (await self._store.set_role(ask.member, ask.role)).member()

    async def contact(self, ask: contract.AskContact) -> contract.Contact:
        """Where to write to a member, for the moment of sending."""
        account = await self._store.account(ask.member)
        if account is None or not account.verified:
            return contract.Contact()
        return contract.Contact(email=account.email, language=account.language)

    # --- shared --------------------------------------------------------------------------------------------

    async def _caller(self, request: str, token: str) -> tuple[OpenSession, Account]:
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
        return session, account

    async def _hash(self, password: str) -> str:
        async with self._hashing:
            return await asyncio.to_thread(self._keeper.keep, password)

    async def _matches(self, kept: str | None, password: str) -> bool:
        async with self._hashing:
            return await asyncio.to_thread(self._keeper.matches, kept, password)

    async def _renew_hash(self, account: Account, password: str) -> None:
        if self._keeper.outdated(account.password_hash):
            await self._store.replace_password_hash(account.id, account.password_hash, await self._hash(password))
