"""What community answers about passkeys."""

from datetime import UTC, datetime

from services.community.callers import Callers
from services.community.identity.checks import Codes, Passwords
from services.community.identity.passkeys import Party, Passkey, challenge_in, credential_in
from services.community.identity.passkeys_store import PasskeysStore
from services.community.identity.sign_ins import SignIns
from services.community.members_store import MembersStore
from shared.contracts import identity as contract
from shared.contracts.community import Session
from shared.errors import Refused


class Passkeys:
    """Request handlers over passkeys."""

    def __init__(
        self,
        callers: Callers,
        members: MembersStore,
        passkeys: PasskeysStore,
        codes: Codes,
        passwords: Passwords,
        sign_ins: SignIns,
        public_url: str,
    ) -> None:
        """`public_url` is the one address that passkeys belong to."""
        self._callers = callers
        self._members = members
        self._passkeys = passkeys
        self._codes = codes
        self._passwords = passwords
        self._sign_ins = sign_ins
        self._public_url = public_url

    @property
    def _party(self) -> Party:
        return Party(self._public_url, self._codes.sealer.hash_key)

    async def passkeys(self, ask: contract.AskPasskeys) -> contract.Passkeys:
        """The asking member's passkeys, and what a browser is to be asked for another one."""
        caller = await self._callers("passkeys", ask.token)
        found, party = await self._passkeys.of_member(caller.id), self._party
        present = [each.credential for each in found]
        options = party.creation(caller.id, caller.account.name, present, datetime.now(UTC)) if party.possible else None
        return contract.Passkeys(items=[_info(each) for each in found], options=options)

    async def add_passkey(self, ask: contract.AskAddPasskey) -> contract.PasskeyInfo:
        """Keep a new passkey of whoever knows the password."""
        caller, now = await self._callers("add_passkey", ask.token), datetime.now(UTC)
        await self._passwords.require(caller, ask.password, now)
        made = self._party.made(caller.id, ask.answer, now)
        await self._spend(ask.answer, now)
        return _info(await self._passkeys.add(caller.id, ask.name, made, now))

    async def rename_passkey(self, ask: contract.AskRenamePasskey) -> contract.PasskeyInfo:
        """Give one of the asking member's own passkeys another name."""
        caller = await self._callers("rename_passkey", ask.token)
        renamed = await self._passkeys.rename(caller.id, ask.id, ask.name)
        if renamed is None:
            raise Refused("not_found", "There is no such passkey.")
        return _info(renamed)

    async def remove_passkey(self, ask: contract.AskRemovePasskey) -> contract.PasskeyRemoved:
        """Forget one of the asking member's own passkeys."""
        caller = await self._callers("remove_passkey", ask.token)
        return contract.PasskeyRemoved(changed=await self._passkeys.remove(caller.id, ask.id))

    async def passkey_challenge(self, _: contract.AskPasskeyChallenge) -> contract.PasskeyChallenge:
        """What a browser is to be asked to sign in; nothing is stored for it."""
        party = self._party
        return contract.PasskeyChallenge(options=party.request(datetime.now(UTC)) if party.possible else None)

    async def sign_in_with_passkey(self, ask: contract.AskSignInWithPasskey) -> Session:
        """Begin a session; a strong one when the authenticator has made sure who uses it."""
        now = datetime.now(UTC)
        passkey = await self._passkeys.passkey(credential_in(ask.answer))
        account = await self._members.account(passkey.member) if passkey else None
        if passkey is None or account is None:
            raise Refused("passkey_unknown", "This passkey belongs to no account here.")
        shown = self._party.shown(passkey, ask.answer, now)
        await self._spend(ask.answer, now)
        if not await self._passkeys.use(passkey, shown.sign_count, now):
            raise Refused("passkey_refused", "This passkey was used in another window meanwhile.")
        return await self._sign_ins.begin(account, ask.device, ask.browser, ask.replaces, now, strong=shown.verified)

    async def _spend(self, answer: str, now: datetime) -> None:
        if not await self._passkeys.spend(challenge_in(answer), now):
            raise Refused("passkey_refused", "This answer of the passkey was used already; try again.")


def _info(passkey: Passkey) -> contract.PasskeyInfo:
    return contract.PasskeyInfo(id=passkey.id, name=passkey.name, created=passkey.created, used=passkey.used)
