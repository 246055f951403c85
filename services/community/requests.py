"""What community answers. Each request has its line in `permissions.py`."""

from datetime import UTC, datetime

from services.community.accounts import Account, Registration, normal_email, public_name
from services.community.callers import Callers
from services.community.claims_store import ClaimsStore
from services.community.identity.sign_ins import SignIns
from services.community.letters_store import LettersStore
from services.community.limits import CHANGE, CONFIRM, LETTERS, SIGN_IN
from services.community.members_store import MembersStore
from services.community.passwords import Hasher, require_strong
from services.community.resets_store import ResetsStore
from services.community.sessions_store import SessionsStore
from services.community.tokens import digest
from services.community.tries_store import TriesStore
from shared.contracts import community as contract
from shared.errors import Refused

_LINK_SPENT = "This link was used already or is too old; ask for a new letter."


class Requests:
    """Request handlers over accounts."""

    def __init__(
        self,
        members: MembersStore,
        sessions: SessionsStore,
        claims: ClaimsStore,
        resets: ResetsStore,
        letters: LettersStore,
        tries: TriesStore,
        hasher: Hasher,
        sign_ins: SignIns,
    ) -> None:
        """`hasher` makes and checks password hashes, `sign_ins` begins sessions."""
        self._members = members
        self._sessions = sessions
        self._claims = claims
        self._resets = resets
        self._letters = letters
        self._tries = tries
        self._hasher = hasher
        self._sign_ins = sign_ins
        self._caller = Callers(sessions)

    # --- becoming a member ---------------------------------------------------------------------------------

    async def register(self, ask: contract.AskRegister) -> contract.Registered:
        """Register; the answer is the same whether or not the address belongs to a member, the letter is not."""
        email, name = normal_email(ask.email), public_name(ask.name)
        require_strong(ask.password, email=email, name=name)
        now = datetime.now(UTC)
        await self._tries.take_try(LETTERS, email, ask.client, now)
        registration = Registration(name, await self._hasher.keep(ask.password), ask.language, tuple(ask.agreed))
        await self._letters.register(email, registration, now)
        return contract.Registered()

    async def resend_verification(self, ask: contract.AskResendVerification) -> contract.Registered:
        """Send the letter once more; the answer is the same for an unknown address."""
        return await self._letter(ask.email, ask.client, reset=False)

    async def verify_email(self, ask: contract.AskVerifyEmail) -> contract.Confirmed:
        """Confirm an address by its letter's token and the password chosen with it, and sign in.

        The letter alone is not enough: a stranger can type in the address too, and its owner would confirm for them.
        """
        now = datetime.now(UTC)
        standing = await self._claims.standing(ask.token, now)
        if not standing:
            raise Refused("invalid_token", _LINK_SPENT)
        await self._tries.take_own_try(CONFIRM, digest(ask.token), now)
        registration = await self._chosen(standing, ask.password or "")
        if registration is None:
            sentence = "This is not the password that was chosen when this letter was asked for."
            raise Refused("wrong_password", sentence, {"field": "password"})
        account = await self._claims.confirm(ask.token, registration, now)
        if account is None:
            raise Refused("invalid_token", _LINK_SPENT)
        session = await self._sign_ins.begin(account, ask.device, ask.browser, ask.replaces, now)
        return contract.Confirmed(**dict(account.member()), session=session)

    # --- passwords -----------------------------------------------------------------------------------------

    async def forgot_password(self, ask: contract.AskForgotPassword) -> contract.Registered:
        """Send a letter that lets its reader set a new password; the answer is the same for an unknown address."""
        return await self._letter(ask.email, ask.client, reset=True)

    async def reset_password(self, ask: contract.AskResetPassword) -> contract.Session:
        """Set a new password by the token of a letter, end all sessions, and sign in.

        A mailbox and a password are one factor: an account with a second one is asked for it.
        """
        now = datetime.now(UTC)
        account = await self._resets.account_to_reset(ask.token, now)
        if account is None:
            raise Refused("invalid_token", _LINK_SPENT)
        require_strong(ask.password, email=account.email, name=account.name)
        if not await self._resets.reset_password(ask.token, await self._hasher.keep(ask.password), now):
            raise Refused("invalid_token", _LINK_SPENT)
        return await self._sign_ins.begin(account, ask.device, ask.browser, None, now)

    async def change_password(self, ask: contract.AskChangePassword) -> contract.PasswordChanged:
        """Set a new password for whoever knows the present one, and end the member's other sessions."""
        caller = await self._caller("change_password", ask.token)
        account = caller.account
        await self._tries.take_own_try(CHANGE, caller.session.digest, datetime.now(UTC))
        wrong = Refused("wrong_password", "This is not your present password.", {"field": "password"})
        if not await self._hasher.matches(account.password_hash, ask.password):
            raise wrong
        require_strong(ask.new_password, email=account.email, name=account.name)
        ended = await self._resets.change_password(account, await self._hasher.keep(ask.new_password), caller.session)
        if ended is None:
            raise wrong
        return contract.PasswordChanged(ended=ended)

    # --- signing in and out --------------------------------------------------------------------------------

    async def sign_in(self, ask: contract.AskSignIn) -> contract.Session:
        """Begin a session. Takes the same time, and counts tries the same, whether or not the address is known.

        A registration that nobody confirmed is no account yet: its password gets the same refusal as a wrong one, or
        whoever registers with a stranger's address would learn whether the stranger is a member.
        """
        email, now = normal_email(ask.email), datetime.now(UTC)
        await self._tries.take_try(SIGN_IN, email, ask.client, now)
        account = await self._members.account_of(email)
        kept = account.password_hash if account else None
        if not await self._hasher.matches(kept, ask.password) or account is None:
            sentence = "The e-mail address or the password is wrong, or the address is not confirmed yet."
            raise Refused("wrong_credentials", sentence)
        await self._tries.forget_tries(SIGN_IN, email, ask.client)
        await self._renew_hash(account, ask.password)
        return await self._sign_ins.begin(account, ask.device, ask.browser, ask.replaces, now)

    async def session(self, ask: contract.AskSession) -> contract.SignedIn:
        """Who is signed in with this token."""
        caller = await self._caller("session", ask.token)
        return contract.SignedIn(
            **dict(caller.account.member()),
            renewed=caller.renewed,
            second_factor=caller.account.second_factor,
            strong=caller.session.strong,
        )

    async def sign_out(self, ask: contract.AskSignOut) -> contract.SignedOut:
        """End the session of this token; no error when it has ended."""
        return contract.SignedOut(changed=await self._sessions.close_session(ask.token))

    async def sessions(self, ask: contract.AskSessions) -> contract.Sessions:
        """Where the asking member is signed in."""
        caller = await self._caller("sessions", ask.token)
        found = await self._sessions.sessions_of(caller.account.id, datetime.now(UTC))
        return contract.Sessions(items=[session.info(caller.session.digest) for session in found])

    async def end_session(self, ask: contract.AskEndSession) -> contract.SignedOut:
        """End one of the asking member's own sessions."""
        caller = await self._caller("end_session", ask.token)
        return contract.SignedOut(changed=await self._sessions.end_session(caller.account.id, ask.id))

    # --- administration and other services -------------------------------------------------------------------

    async def members(self, ask: contract.AskMembers) -> contract.Members:
        """The members in order of registration."""
        await self._caller("members", ask.token)
        accounts, total, following = await self._members.members(ask.limit, ask.after)
        return contract.Members(items=[account.member() for account in accounts], total=total, next=following)

    async def set_role(self, ask: contract.AskSetRole) -> contract.Member:
        """Give a member a role; it holds from the member's next request on."""
        await self._caller("set_role", ask.token)
        if ask.role not in contract.LADDER:
            raise Refused("invalid", "This role is given beside the others.", {"field": "role"})
        return (await self._members.set_role(ask.member, ask.role)).member()

    async def grant_role(self, ask: contract.AskGrantRole) -> contract.Member:
        """Give or take a role beside the ladder; it holds from the member's next request on."""
        await self._caller("grant_role", ask.token)
        if ask.role in contract.LADDER:
            raise Refused("invalid", "This role is a step of the ladder.", {"field": "role"})
        return (await self._members.grant(ask.member, ask.role, granted=ask.granted)).member()

    async def contact(self, ask: contract.AskContact) -> contract.Contact:
        """Where to write to a member, for the moment of sending."""
        account = await self._members.account(ask.member)
        if account is None:
            return contract.Contact()
        return contract.Contact(email=account.email, language=account.language)

    # --- shared --------------------------------------------------------------------------------------------

    async def _letter(self, address: str, client: str, *, reset: bool) -> contract.Registered:
        email, now = normal_email(address), datetime.now(UTC)
        await self._tries.take_try(LETTERS, email, client, now)
        await self._letters.ask_for_letter(email, now, reset=reset)
        return contract.Registered()

    async def _chosen(self, standing: list[Registration], password: str) -> Registration | None:
        """The registration that `password` was chosen for."""
        for registration in standing:
            if await self._hasher.matches(registration.password_hash, password):
                return registration
        return None

    async def _renew_hash(self, account: Account, password: str) -> None:
        if self._hasher.outdated(account.password_hash):
            await self._members.replace_password_hash(
                account.id, account.password_hash, await self._hasher.keep(password)
            )
