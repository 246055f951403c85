"""What community answers about a member's own account and data. Thin."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.community.accounts import normal_email, public_name
from services.community.callers import Caller, Callers
from services.community.limits import CHANGE, EXPORTS, LETTERS
from services.community.members_store import MembersStore
from services.community.mydata.consents_store import ConsentsStore
from services.community.mydata.pieces import Piece, plain
from services.community.mydata.registry import Holder
from services.community.mydata.store import MyDataStore
from services.community.passwords import Hasher
from services.community.tokens import digest
from services.community.tries_store import TriesStore
from shared.contracts import mydata as contract
from shared.contracts.community import Member
from shared.contracts.consent import Consent
from shared.errors import Refused


class MyDataRequests:
    """Request handlers over a member's own account."""

    def __init__(
        self,
        callers: Callers,
        members: MembersStore,
        consents: ConsentsStore,
        own: MyDataStore,
        holders: Sequence[Holder],
        tries: TriesStore,
        hasher: Hasher,
    ) -> None:
        """`holders` is everything that keeps data of members."""
        self._callers = callers
        self._members = members
        self._consents = consents
        self._own = own
        self._holders = holders
        self._tries = tries
        self._hasher = hasher

    async def own_account(self, ask: contract.AskOwnAccount) -> contract.OwnAccount:
        """The asking member's own account."""
        caller = await self._callers("own_account", ask.token)
        return contract.OwnAccount(
            member=caller.account.member(),
            email=caller.account.email,
            consents=await self._consents.of(caller.id),
            deletion=await self._own.deletion(caller.id),
        )

    async def agree(self, ask: contract.AskAgree) -> Consent:
        """Keep that the member agrees to a text."""
        caller = await self._callers("agree", ask.token)
        await self._consents.add(None, caller.id, [ask.agreed], datetime.now(UTC))
        same = (ask.agreed.text, ask.agreed.version)
        return next(one for one in await self._consents.of(caller.id) if (one.text, one.version) == same)

    # --- corrections -----------------------------------------------------------------------------------------

    async def change_name(self, ask: contract.AskChangeName) -> Member:
        """Give the member another public name, everywhere at once."""
        caller = await self._callers("change_name", ask.token)
        return (await self._members.correct(caller.id, name=public_name(ask.name))).member()

    async def change_language(self, ask: contract.AskChangeLanguage) -> Member:
        """Write to the member in another language."""
        caller = await self._callers("change_language", ask.token)
        return (await self._members.correct(caller.id, language=ask.language.value)).member()

    async def change_email(self, ask: contract.AskChangeEmail) -> contract.EmailAsked:
        """Send a letter with a link to the new address, for whoever knows the password."""
        caller, now = await self._callers("change_email", ask.token), datetime.now(UTC)
        email = normal_email(ask.email)
        await self._require_password(caller, ask.password, now)
        await self._tries.take_try(LETTERS, email, caller.id, now)
        await self._own.ask_for_email(caller.id, email, now)
        return contract.EmailAsked()

    async def confirm_email(self, ask: contract.AskConfirmEmail) -> contract.EmailChanged:
        """Give an account the address that a letter's token was sent to."""
        if not await self._own.confirm_email(ask.token, datetime.now(UTC)):
            raise Refused("invalid_token", "This link was used already or is too old; ask for a new letter.")
        return contract.EmailChanged()

    # --- everything to take along ----------------------------------------------------------------------------

    async def own_data(self, ask: contract.AskOwnData) -> contract.OwnData:
        """One piece of everything that is kept about the member."""
        caller = await self._callers("own_data", ask.token)
        await self._tries.take_turn(EXPORTS, digest(caller.id), datetime.now(UTC))
        names = [holder.part for holder in self._holders]
        part = ask.part or names[0]
        if part not in names:
            raise Refused("not_found", "There is no such part.")
        place = names.index(part)
        following = names[place + 1] if place + 1 < len(names) else None
        piece, seen = Piece(), 0
        async for row in self._holders[place].export(None, caller.id):
            seen += 1
            if seen > ask.skip and not piece.takes(plain(row)):
                skip = ask.skip + len(piece.rows)
                return contract.OwnData(part=part, rows=piece.rows, next_part=part, next_skip=skip)
        return contract.OwnData(part=part, rows=piece.rows, next_part=following)

    # --- deletion --------------------------------------------------------------------------------------------

    async def delete_account(self, ask: contract.AskDeleteAccount) -> contract.DeletionPlanned:
        """Have the account deleted in a week, for whoever knows the password."""
        caller, now = await self._callers("delete_account", ask.token), datetime.now(UTC)
        await self._require_password(caller, ask.password, now)
        return contract.DeletionPlanned(at=await self._own.plan_deletion(caller.account, now))

    async def keep_account(self, ask: contract.AskKeepAccount) -> contract.AccountKept:
        """Call a deletion off."""
        caller = await self._callers("keep_account", ask.token)
        return contract.AccountKept(changed=await self._own.call_off(caller.id))

    async def _require_password(self, caller: Caller, password: str, now: datetime) -> None:
        """Raise `Refused` (`wrong_password`, `too_many_attempts`) unless it is the member's."""
        await self._tries.take_own_try(CHANGE, caller.session.digest, now)
        if not await self._hasher.matches(caller.account.password_hash, password):
            raise Refused("wrong_password", "This is not your present password.", {"field": "password"})
