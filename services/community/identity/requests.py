"""What community answers about signing in strongly."""

from datetime import UTC, datetime

from services.community.accounts import Account
from services.community.callers import Caller, Callers
from services.community.identity import recovery, totp
from services.community.identity.checks import Codes, wrong_code
from services.community.identity.factors import Factor, mandatory
from services.community.identity.sign_ins import SignIns
from services.community.identity.store import FactorsStore
from services.community.limits import CHANGE
from services.community.members_store import MembersStore
from services.community.passwords import Hasher
from services.community.sessions_store import SessionsStore
from services.community.tries_store import TriesStore
from shared.contracts import identity as contract
from shared.contracts.community import Session
from shared.errors import Refused


class SecondFactor:
    """Request handlers over authenticators and recovery codes."""

    def __init__(
        self,
        callers: Callers,
        members: MembersStore,
        sessions: SessionsStore,
        factors: FactorsStore,
        codes: Codes,
        sign_ins: SignIns,
        tries: TriesStore,
        hasher: Hasher,
    ) -> None:
        self._callers = callers
        self._members = members
        self._sessions = sessions
        self._factors = factors
        self._codes = codes
        self._sign_ins = sign_ins
        self._tries = tries
        self._hasher = hasher

    async def security(self, ask: contract.AskSecurity) -> contract.Security:
        """How the asking member's account is protected."""
        caller = await self._callers("security", ask.token)
        factor = await self._factors.factor(caller.id)
        confirmed = factor if factor and factor.since else None
        return contract.Security(
            second_factor=confirmed is not None,
            since=confirmed.since if confirmed else None,
            recovery_codes=confirmed.codes if confirmed else 0,
            mandatory=mandatory(caller.roles),
            strong=caller.session.strong,
            login_alerts=caller.account.login_alerts,
        )

    async def set_login_alerts(self, ask: contract.AskSetLoginAlerts) -> contract.LoginAlerts:
        """Switch the letters about new browsers on or off."""
        caller = await self._callers("set_login_alerts", ask.token)
        await self._members.set_login_alerts(caller.id, on=ask.on)
        return contract.LoginAlerts(on=ask.on)

    async def begin_totp(self, ask: contract.AskBeginTotp) -> contract.TotpEnrolment:
        """A secret for an authenticator app; asked again within the hour, the same one."""
        caller, now = await self._callers("begin_totp", ask.token), datetime.now(UTC)
        sealed = self._codes.sealer.seal(caller.id, totp.new_secret())
        factor = _unconfirmed(await self._factors.begin(caller.id, sealed, now))
        secret = self._codes.sealer.open(caller.id, factor.sealed)
        return contract.TotpEnrolment(secret=secret, qr=totp.qr_code(totp.address(secret, caller.account.name)))

    async def confirm_totp(self, ask: contract.AskConfirmTotp) -> contract.RecoveryCodes:
        """Let sign-ins need a code from now on: whoever asks knows the password and has set the app up."""
        caller, now = await self._callers("confirm_totp", ask.token), datetime.now(UTC)
        factor = _unconfirmed(await self._factors.factor(caller.id))
        await self._require_password(caller, ask.password, now)
        step = self._codes.first_step(factor, ask.code, now)
        if step is None:
            raise wrong_code()
        codes = recovery.new_codes()
        if not await self._factors.confirm(factor, step, self._kept(caller.account, codes), caller.session, now):
            raise Refused("conflict", "This was set up in another window meanwhile.")
        return contract.RecoveryCodes(codes=codes)

    async def renew_recovery_codes(self, ask: contract.AskRenewRecoveryCodes) -> contract.RecoveryCodes:
        """Fresh recovery codes in place of all earlier ones."""
        caller = await self._callers("renew_recovery_codes", ask.token)
        await self._codes.take(caller.account, ask.code, ask.client, datetime.now(UTC))
        codes = recovery.new_codes()
        await self._factors.replace_codes(caller.id, self._kept(caller.account, codes))
        return contract.RecoveryCodes(codes=codes)

    async def remove_totp(self, ask: contract.AskRemoveTotp) -> contract.TotpRemoved:
        """Let sign-ins need the password only; all other sessions end, and none counts as confirmed."""
        caller, now = await self._callers("remove_totp", ask.token), datetime.now(UTC)
        await self._require_password(caller, ask.password, now)
        await self._codes.take(caller.account, ask.code, ask.client, now)
        return contract.TotpRemoved(ended=await self._factors.switch_off(caller.account, caller.session))

    async def confirm_code(self, ask: contract.AskConfirmCode) -> Session:
        """End a sign-in that waits for its code, or confirm an open session; either way under a new token."""
        now = datetime.now(UTC)
        found = await self._sessions.waiting(ask.token, now)
        if found:
            device, account = found[0].device, found[1]
        else:
            caller = await self._callers.visitor(ask.token)
            if caller is None:
                raise Refused("sign_in_over", "This sign-in has waited too long; begin again with the password.")
            device, account = caller.session.device, caller.account
        await self._codes.take(account, ask.code, ask.client, now)
        return await self._sign_ins.begin(account, device, ask.browser, ask.token, now, strong=True)

    def _kept(self, account: Account, codes: list[str]) -> list[str]:
        return [recovery.kept(code, account.id, self._codes.sealer.hash_key) for code in codes]

    async def _require_password(self, caller: Caller, password: str, now: datetime) -> None:
        await self._tries.take_own_try(CHANGE, caller.session.digest, now)
        if not await self._hasher.matches(caller.account.password_hash, password):
            raise Refused("wrong_password", "This is not your present password.", {"field": "password"})


def _unconfirmed(factor: Factor | None) -> Factor:
    """The authenticator that waits for its first code."""
    if factor is None:
        raise Refused("not_begun", "Ask for the secret first; it was shown too long ago.")
    if factor.since:
        raise Refused("already_on", "This account has a second factor already.")
    return factor
