"""Members: the collection `members`, and what keeps one of them an administrator (`guards`)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime

from services.community.accounts import Account, email_key
from shared.contracts.base import Language, MemberId
from shared.contracts.community import Role
from shared.errors import Refused
from shared.store import ASCENDING, Document, DuplicateKeyError, Index, Session, Store

INDEXES = (
    Index("members", [("emailKey", ASCENDING)], {"name": "email", "unique": True}),
    Index("members", [("created", ASCENDING), ("_id", ASCENDING)], {"name": "list"}),
    Index("members", [("role", ASCENDING)], {"name": "role"}),
)


class MembersStore:
    """The accounts of members."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._members = store.collection("members")
        self._guards = store.collection("guards")

    async def prepare(self) -> None:
        """Create what is missing: collections and indexes."""
        await self._store.ensure_indexes(INDEXES)
        # Addresses that nobody has confirmed once lay among the members; now only claims know them.
        await self._members.delete_many({"verified": False})
        await self._guards.update_one({"_id": "admins"}, {"$setOnInsert": {"changes": 0}}, upsert=True)

    async def account(self, member: MemberId, session: Session | None = None) -> Account | None:
        """The account with this id."""
        return _account(await self._members.find_one({"_id": member}, session=session))

    async def with_roles(self, roles: Collection[Role], most: int = 500) -> list[Account]:
        """Members with any of these roles, of the ladder or beside it, by name."""
        values = [role.value for role in roles]
        some = {"$or": [{"role": {"$in": values}}, {"roles": {"$in": values}}]}
        return [_read(row) for row in await self._members.find(some).sort("name", ASCENDING).limit(most).to_list(most)]

    async def account_of(self, email: str) -> Account | None:
        """The account with this normalised address."""
        return _account(await self._members.find_one({"emailKey": email_key(email)}))

    async def names(self, members: Collection[MemberId]) -> dict[MemberId, str]:
        """Public names by id; who is no member any more is missing."""
        rows = self._members.find({"_id": {"$in": list(set(members))}}, {"name": 1})
        return {row["_id"]: row["name"] async for row in rows}

    async def of_office(self, offices: Collection[Role], most: int = 100) -> list[MemberId]:
        """Members on these steps of the ladder."""
        rows = self._members.find({"role": {"$in": [office.value for office in offices]}}, {"_id": 1}).limit(most)
        return [row["_id"] async for row in rows]

    async def add_account(self, account: Account) -> bool:
        """Add an account that needs no letter; False when its address is taken."""
        try:
            await self._members.insert_one(_row(account))
        except DuplicateKeyError:
            return False
        return True

    async def insert(self, session: Session, account: Account) -> None:
        """Add an account within a transaction. Raises `DuplicateKeyError` when its address is taken."""
        await self._members.insert_one(_row(account), session=session)

    async def set_password_hash(self, session: Session, member: MemberId, new: str) -> None:
        """Set a password, whatever it was before."""
        await self._members.update_one({"_id": member}, {"$set": {"passwordHash": new}}, session=session)

    async def set_second_factor(self, session: Session, member: MemberId, *, on: bool) -> None:
        """Remember whether signing in needs a second factor."""
        await self._members.update_one({"_id": member}, {"$set": {"secondFactor": on}}, session=session)

    async def set_passkeys(self, session: Session, member: MemberId, *, has: bool) -> None:
        """Remember whether there are passkeys that sign in to the account."""
        change = {"$set": {"passkeys": has}, "$inc": {"passkeyChanges": 1}}
        await self._members.update_one({"_id": member}, change, session=session)

    async def set_login_alerts(self, member: MemberId, *, on: bool) -> None:
        """Remember whether a letter is to tell of sign-ins from new browsers."""
        await self._members.update_one({"_id": member}, {"$set": {"loginAlerts": on}})

    async def replace_password_hash(self, member: MemberId, old: str, new: str, session: Session | None = None) -> bool:
        """Set a password, or keep the same one at today's cost; False when it was changed meanwhile."""
        changed = await self._members.update_one(
            {"_id": member, "passwordHash": old}, {"$set": {"passwordHash": new}}, session=session
        )
        return bool(changed.matched_count)

    async def set_email(self, session: Session, member: MemberId, email: str) -> None:
        """Give an account another normalised address. Raises `DuplicateKeyError` when it is taken."""
        change = {"email": email, "emailKey": email_key(email)}
        await self._members.update_one({"_id": member}, {"$set": change}, session=session)

    async def correct(self, member: MemberId, **changed: str) -> Account:
        """Correct an account's `name` or `language`. Raises `Refused("not_found")`."""
        row = await self._members.find_one_and_update({"_id": member}, {"$set": changed}, return_document=True)
        if row is None:
            raise Refused("not_found", "There is no such member.")
        return _read(row)

    async def members(self, limit: int, after: str | None) -> tuple[list[Account], int, str | None]:
        """A slice of all members in order of registration, their number, and the cursor of the next slice."""
        condition: Document = {}
        if after is not None:
            created, member = _read_cursor(after)
            condition = {"$or": [{"created": {"$gt": created}}, {"created": created, "_id": {"$gt": member}}]}
        order = [("created", ASCENDING), ("_id", ASCENDING)]
        rows = await self._members.find(condition).sort(order).limit(limit + 1).to_list(limit + 1)
        accounts = [_read(row) for row in rows[:limit]]
        following = _cursor(accounts[-1]) if len(rows) > limit else None
        return accounts, await self._members.count_documents({}), following

    async def set_role(self, member: MemberId, role: Role) -> Account:
        """Give `member` a role. Raises `Refused`: `not_found`, or `last_admin` when nobody else would be one."""

        async def work(session: Session) -> Account:
            before = await self.account(member, session)
            if before is None:
                raise Refused("not_found", "There is no such member.")
            if role is not Role.ADMIN and not await self.may_go(session, before):
                raise Refused("last_admin", "The last administrator cannot step down; name another one first.")
            row = await self._members.find_one_and_update(
                {"_id": member}, {"$set": {"role": role.value}}, return_document=True, session=session
            )
            return _read(row)

        return await self._store.atomically(work)

    async def may_go(self, session: Session, account: Account) -> bool:
        """Whether another administrator stays when this account is one no longer, within a transaction."""
        if account.role is not Role.ADMIN:
            return True
        # Two admins who step down at once read two admins each: writing one common row makes one of them wait.
        await self._guards.update_one({"_id": "admins"}, {"$inc": {"changes": 1}}, upsert=True, session=session)
        others = {"role": Role.ADMIN.value, "_id": {"$ne": account.id}}
        return bool(await self._members.count_documents(others, limit=1, session=session))

    async def grant(self, member: MemberId, role: Role, *, granted: bool) -> Account:
        """Give or take a role beside the ladder. Raises `Refused("not_found")`."""
        change = {"$addToSet" if granted else "$pull": {"roles": role.value}}
        row = await self._members.find_one_and_update({"_id": member}, change, return_document=True)
        if row is None:
            raise Refused("not_found", "There is no such member.")
        return _read(row)


def _row(account: Account) -> Document:
    return {
        "_id": account.id,
        "email": account.email,
        "emailKey": email_key(account.email),
        "name": account.name,
        "passwordHash": account.password_hash,
        "role": account.role.value,
        "language": account.language.value,
        "created": account.created,
        "roles": sorted(account.roles),
        "secondFactor": account.second_factor,
        "passkeys": account.passkeys,
        "loginAlerts": account.login_alerts,
    }


def _account(row: Document | None) -> Account | None:
    return _read(row) if row else None


def _read(row: Document) -> Account:
    return Account(
        row["_id"],
        row["email"],
        row["name"],
        row["passwordHash"],
        Role(row["role"]),
        Language(row["language"]),
        row["created"],
        frozenset(map(Role, row.get("roles", ()))),
        row.get("secondFactor", False),
        row.get("passkeys", False),
        row.get("loginAlerts", True),
    )


def _cursor(last: Account) -> str:
    return urlsafe_b64encode(json.dumps([last.created.isoformat(), last.id]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        created, member = json.loads(urlsafe_b64decode(cursor))
        return datetime.fromisoformat(created), str(member)
    except (ValueError, TypeError):
        raise Refused(
            "invalid", "The list cannot be continued from here; start it again.", {"field": "after"}
        ) from None
