"""Accounts, sessions, claims on an address, letters and tries: the only place that knows this service's database."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from services.community.accounts import UNVERIFIED_KEPT, VERIFY_WITHIN, Account, Registration, email_key, new_account
from services.community.letters import LEASE, LetterState
from services.community.limits import Limit, Tries, take
from services.community.sessions import OpenSession
from services.community.tokens import digest, new_id
from shared.contracts.base import Language, MemberId
from shared.contracts.community import Role
from shared.contracts.delivery import Channel, DeliveryEvent
from shared.errors import Refused
from shared.facts import Fact, fact_id
from shared.store import ASCENDING, Document, DuplicateKeyError, Index, Session, Store

_LETTERS_KEPT_SECONDS = 30 * 24 * 3600
_SESSIONS_LISTED = 200

INDEXES = (
    Index("members", [("emailKey", ASCENDING)], {"name": "email", "unique": True}),
    Index("members", [("created", ASCENDING), ("_id", ASCENDING)], {"name": "list"}),
    Index("members", [("role", ASCENDING)], {"name": "role"}),
    Index("members", [("forgetAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
    Index("sessions", [("member", ASCENDING), ("created", ASCENDING)], {"name": "member"}),
    Index("sessions", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
    Index("claims", [("member", ASCENDING)], {"name": "member"}),
    Index("claims", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
    Index("letters", [("requested", ASCENDING)], {"name": "forget", "expireAfterSeconds": _LETTERS_KEPT_SECONDS}),
    Index("tries", [("forgetAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to be sent: to whom, and for which registration."""

    id: str
    requested: datetime
    account: Account
    registration: Registration


class CommunityStore:
    """Collections and queries of community."""

    def __init__(self, store: Store) -> None:
        """`store` is the service's own database."""
        self._store = store
        self._members = store.collection("members")
        self._sessions = store.collection("sessions")
        self._claims = store.collection("claims")
        self._letters = store.collection("letters")
        self._tries = store.collection("tries")
        self._guards = store.collection("guards")

    async def prepare(self) -> None:
        """Create what is missing: collections and indexes."""
        await self._store.ensure_indexes(INDEXES)
        await self._guards.update_one({"_id": "admins"}, {"$setOnInsert": {"changes": 0}}, upsert=True)

    # --- accounts ------------------------------------------------------------------------------------------

    async def account(self, member: MemberId) -> Account | None:
        """The account with this id."""
        return _account(await self._members.find_one({"_id": member}))

    async def account_of(self, email: str) -> Account | None:
        """The account with this normalised address."""
        return _account(await self._members.find_one({"emailKey": email_key(email)}))

    async def register(self, email: str, registration: Registration, now: datetime) -> None:
        """Write down a registration and its letter, in one transaction and the same work whoever has the address.

        An unconfirmed account takes over what was typed in last; a confirmed one is not touched.
        """

        async def work(session: Session) -> None:
            found = await self._members.find_one({"emailKey": email_key(email)}, session=session)
            if found is None:
                row = _row(new_account(email, registration, now)) | {"forgetAt": now + UNVERIFIED_KEPT}
                await self._members.insert_one(row, session=session)
            elif not found["verified"]:
                change = _registration_row(registration) | {"forgetAt": now + UNVERIFIED_KEPT}
                await self._members.update_one({"_id": found["_id"]}, {"$set": change}, session=session)
            await self._write_letter(session, email, _registration_row(registration), now)

        with suppress(DuplicateKeyError):  # its text quotes the address: it must reach no log
            await self._store.atomically(work)
            return
        # Somebody else registered the address in this very moment; now it is found.
        await self._store.atomically(work)

    async def add_account(self, account: Account) -> bool:
        """Add an account that needs no letter; False when its address is taken."""
        try:
            await self._members.insert_one(_row(account))
        except DuplicateKeyError:
            return False
        return True

    async def replace_password_hash(self, member: MemberId, old: str, new: str) -> None:
        """Keep the same password at today's cost, unless it was changed meanwhile."""
        await self._members.update_one({"_id": member, "passwordHash": old}, {"$set": {"passwordHash": new}})

    async def verify(self, token: str, now: datetime) -> Account | None:
        """Confirm the address that `token` was sent to; None when the link was used, is unknown or too old."""

        async def work(session: Session) -> Account | None:
            claim = await self._claims.find_one_and_delete(
                {"_id": digest(token), "expires": {"$gt": now}}, session=session
            )
            if claim is None:
                return None
            change = {name: claim[name] for name in _REGISTRATION_FIELDS} | {"verified": True}
            row = await self._members.find_one_and_update(
                {"_id": claim["member"], "verified": False},
                {"$set": change, "$unset": {"forgetAt": ""}},
                return_document=True,
                session=session,
            )
            await self._claims.delete_many({"member": claim["member"]}, session=session)
            return _account(row)

        return await self._store.atomically(work)

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
            # Two admins who step down at once read two admins each: writing one common row makes one of them wait.
            await self._guards.update_one({"_id": "admins"}, {"$inc": {"changes": 1}}, upsert=True, session=session)
            before = _account(await self._members.find_one({"_id": member, "verified": True}, session=session))
            if before is None:
                raise Refused("not_found", "There is no such member with a confirmed address.")
            if before.role is Role.ADMIN and role is not Role.ADMIN:
                others = {"role": Role.ADMIN.value, "verified": True, "_id": {"$ne": member}}
                if not await self._members.count_documents(others, limit=1, session=session):
                    raise Refused("last_admin", "The last administrator cannot step down; name another one first.")
            row = await self._members.find_one_and_update(
                {"_id": member}, {"$set": {"role": role.value}}, return_document=True, session=session
            )
            return _read(row)

        return await self._store.atomically(work)

    # --- sessions ------------------------------------------------------------------------------------------

    async def open_session(self, session: OpenSession) -> None:
        """Keep a new session."""
        await self._sessions.insert_one(
            {
                "_id": session.digest,
                "id": session.id,
                "member": session.member,
                "device": session.device,
                "created": session.created,
                "seen": session.seen,
                "expires": session.expires,
            }
        )

    async def session(self, token: str, now: datetime) -> tuple[OpenSession, Account] | None:
        """The session of `token` and its member; None when it has ended."""
        row = await self._sessions.find_one({"_id": digest(token), "expires": {"$gt": now}})
        account = await self.account(row["member"]) if row else None
        return (_session(row), account) if row and account else None

    async def touch(self, session: OpenSession, now: datetime, expires: datetime) -> None:
        """Write down that the session is in use."""
        await self._sessions.update_one({"_id": session.digest}, {"$set": {"seen": now, "expires": expires}})

    async def sessions_of(self, member: MemberId, now: datetime) -> list[OpenSession]:
        """Where `member` is signed in, oldest first."""
        found = self._sessions.find({"member": member, "expires": {"$gt": now}}).sort("created", ASCENDING)
        return [_session(row) for row in await found.to_list(_SESSIONS_LISTED)]

    async def close_session(self, token: str) -> bool:
        """End the session of `token`; False when there was none."""
        return bool((await self._sessions.delete_one({"_id": digest(token)})).deleted_count)

    async def end_session(self, member: MemberId, session_id: str) -> bool:
        """End one of `member`'s own sessions; False when there is none with this id."""
        return bool((await self._sessions.delete_one({"member": member, "id": session_id})).deleted_count)

    # --- letters -------------------------------------------------------------------------------------------

    async def ask_for_letter(self, email: str, now: datetime) -> None:
        """Write down that a letter is wanted at this address, known or not; who it is for is looked up when sending."""
        await self._store.atomically(lambda session: self._write_letter(session, email, None, now))

    async def _write_letter(self, session: Session, email: str, registration: Document | None, now: datetime) -> None:
        letter = new_id("l")
        row = {"_id": letter, "state": LetterState.WAITING.value, "to": email_key(email), "requested": now}
        if registration:
            row["registration"] = registration
        await self._letters.insert_one(row, session=session)
        body = DeliveryEvent(channel=Channel.ACCOUNT, item=letter)
        fact = Fact(
            id=fact_id("delivery.v1.account", letter),
            type="delivery.v1.account",
            subject="delivery.v1.account",
            about=letter,
            data=body.model_dump_json().encode(),
            time=now,
        )
        await self._store.record(session, [fact])

    async def begin_letter(self, letter: str, now: datetime) -> Letter | None:
        """Take a letter for sending; None when it was dealt with, or is for nobody.

        Raises `LetterTaken` while another process is sending it.
        """
        waiting = {"state": LetterState.WAITING.value}
        left = {"state": LetterState.SENDING.value, "since": {"$lt": now - LEASE}}
        row = await self._letters.find_one_and_update(
            {"_id": letter, "$or": [waiting, left]},
            {"$set": {"state": LetterState.SENDING.value, "since": now}},
            return_document=True,
        )
        if row is None:
            if await self._letters.find_one({"_id": letter, "state": LetterState.SENDING.value}):
                raise LetterTaken
            return None
        account = _account(await self._members.find_one({"emailKey": row["to"]}))
        if account is None:
            await self.end_letter(letter, LetterState.NOBODY)
            return None
        typed_in = _registration(row["registration"]) if "registration" in row else _registration(_row(account))
        return Letter(letter, row["requested"], account, typed_in)

    async def claim(self, letter: Letter, token: str, now: datetime) -> None:
        """Let `token` confirm the address of `letter` for `VERIFY_WITHIN`. Only its digest is kept."""
        row = {"_id": digest(token), "member": letter.account.id, "expires": now + VERIFY_WITHIN}
        await self._claims.insert_one(row | _registration_row(letter.registration))

    async def end_letter(self, letter: str, state: LetterState) -> None:
        """Remember what became of a letter and forget whom it was for."""
        change: Document = {"$set": {"state": state.value}, "$unset": {"to": "", "registration": "", "since": ""}}
        await self._letters.update_one({"_id": letter}, change)

    async def give_back_letter(self, letter: str) -> None:
        """Let a letter be sent later."""
        await self._letters.update_one({"_id": letter}, {"$set": {"state": LetterState.WAITING.value}})

    # --- limits --------------------------------------------------------------------------------------------

    async def take_try(self, limit: Limit, email: str, now: datetime) -> None:
        """Count a try before it is made, so that tries made at once count too. Raises `too_many_attempts`."""
        key = f"{limit.name}:{digest(email_key(email))}"
        while True:
            row = await self._tries.find_one({"_id": key})
            tries = Tries(row["count"], row["openAt"], row["forgetAt"]) if row else None
            after = take(limit, tries, now)
            change = {"count": after.count, "openAt": after.open_at, "forgetAt": after.forget_at}
            if await self._swap_tries(key, row, change):
                return

    async def _swap_tries(self, key: str, before: Document | None, change: Document) -> bool:
        """Write `change` unless another try came between."""
        if before is None:
            try:
                await self._tries.insert_one({"_id": key, **change})
            except DuplicateKeyError:
                return False
            return True
        condition = {"_id": key, "count": before["count"], "openAt": before["openAt"]}
        return bool((await self._tries.update_one(condition, {"$set": change})).matched_count)

    async def forget_tries(self, limit: Limit, email: str) -> None:
        """Start counting anew, after a try that succeeded."""
        await self._tries.delete_one({"_id": f"{limit.name}:{digest(email_key(email))}"})


class LetterTaken(Exception):
    """Another process is sending this letter now."""


_REGISTRATION_FIELDS = ("name", "passwordHash", "language")


def _registration_row(registration: Registration) -> Document:
    values = (registration.name, registration.password_hash, registration.language.value)
    return dict(zip(_REGISTRATION_FIELDS, values, strict=True))


def _registration(row: Document) -> Registration:
    return Registration(row["name"], row["passwordHash"], Language(row["language"]))


def _row(account: Account) -> Document:
    return {
        "_id": account.id,
        "email": account.email,
        "emailKey": email_key(account.email),
        "name": account.name,
        "passwordHash": account.password_hash,
        "role": account.role.value,
        "language": account.language.value,
        "verified": account.verified,
        "created": account.created,
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
        row["verified"],
        row["created"],
    )


def _session(row: Document) -> OpenSession:
    return OpenSession(row["_id"], row["id"], row["member"], row["device"], row["created"], row["seen"], row["expires"])


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
