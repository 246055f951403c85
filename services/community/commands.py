"""What an operator does with accounts from the command line, straight on this service's database."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from services.community.accounts import Registration, new_account, normal_email, public_name
from services.community.claims_store import ClaimsStore
from services.community.identity import totp
from services.community.identity.store import FactorsStore
from services.community.letters import LetterKind
from services.community.letters_store import LettersStore
from services.community.members_store import MembersStore
from services.community.pairs import RatedPair
from services.community.pairs_store import PairsStore
from services.community.passwords import Keeper, require_strong
from services.community.resets_store import ResetsStore
from services.community.seed import SAMPLE_SECRET
from services.community.sessions_store import SessionsStore
from services.community.settings import Settings
from shared.contracts.base import Language
from shared.contracts.community import Member, Role
from shared.errors import Refused
from shared.store import Session, Store


@dataclass(frozen=True, slots=True)
class Administrator:
    """Answer of `create_admin`: the member, and whether the account is new."""

    member: Member
    created: bool
    second_factor: bool = False
    """Whether the account has one already."""


async def create_admin(
    email: str, name: str, password: str, *, settings: Settings | None = None, store: Store | None = None
) -> Administrator:
    """Make an administrator, whose address needs no letter.

    An address that belongs to a member makes that member an administrator and keeps their name and password. Raises
    `Refused` (`invalid_email`, `invalid_name`, `weak_password`).
    """
    settings = settings or Settings()
    own = store or Store(settings.mongo_url, "community")
    try:
        return await _create_admin(MembersStore(own), settings, normal_email(email), public_name(name), password)
    finally:
        if store is None:
            own.close()


async def set_role(email: str, role: Role, *, settings: Settings | None = None) -> Member:
    """Give the member with this address a role. Raises `Refused` (`invalid_email`, `not_found`, `last_admin`)."""
    own = Store((settings or Settings()).mongo_url, "community")
    members = MembersStore(own)
    try:
        await members.prepare()
        found = await members.account_of(normal_email(email))
        if found is None:
            raise Refused("not_found", "There is no member with this address.")
        return (await members.set_role(found.id, role)).member()
    finally:
        own.close()


async def reset_second_factor(email: str, *, settings: Settings | None = None) -> Member:
    """Take the second factor from the member with this address, end all their sessions, and tell them by a letter.

    For somebody who has lost phone and recovery codes; the operator knows by other means that it is they who ask.
    Raises `Refused` (`invalid_email`, `not_found`).
    """
    own = Store((settings or Settings()).mongo_url, "community")
    members = MembersStore(own)
    sessions = SessionsStore(own, members)
    claims, resets = ClaimsStore(own, members), ResetsStore(own, members, sessions)
    factors, letters = FactorsStore(own, members, sessions), LettersStore(own, members, claims, resets)
    now = datetime.now(UTC)
    try:
        for each in (members, sessions, letters):
            await each.prepare()
        found = await members.account_of(normal_email(email))
        if found is None:
            raise Refused("not_found", "There is no member with this address.")

        async def work(transaction: Session) -> None:
            await factors.remove(transaction, found.id)
            await letters.tell(transaction, found, LetterKind.FACTOR_REMOVED, now)

        await own.atomically(work)
        return found.member()
    finally:
        own.close()


def sample_code() -> str:
    """The present code for the sample members whose role needs one."""
    return totp.present_code(SAMPLE_SECRET, datetime.now(UTC))


async def labels(settings: Settings | None = None) -> list[RatedPair]:
    """Every pair of tenders that members were given to compare, in the order drawn."""
    own = Store((settings or Settings()).mongo_url, "community")
    try:
        return [pair async for pair in PairsStore(own).all()]
    finally:
        own.close()


async def _create_admin(
    members: MembersStore, settings: Settings, email: str, name: str, password: str
) -> Administrator:
    await members.prepare()
    found = await members.account_of(email)
    if found:
        promoted = await members.set_role(found.id, Role.ADMIN)
        return Administrator(promoted.member(), created=False, second_factor=promoted.second_factor)
    require_strong(password, email=email, name=name)
    keeper = Keeper(memory_kib=settings.password_memory_kib, passes=settings.password_passes)
    kept = await asyncio.to_thread(keeper.keep, password)
    account = new_account(email, Registration(name, kept, Language.RU), datetime.now(UTC), Role.ADMIN)
    if not await members.add_account(account):
        raise Refused("email_in_use", "Somebody registered this address in this moment; try again.")
    return Administrator(account.member(), created=True)
