"""Accounts, sessions, claims on an address, letters and tries: the only place that knows this service's database."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.community.accounts import (
    RESET_WITHIN,
    UNCONFIRMED_KEPT,
    VERIFY_WITHIN,
    Account,
    Registration,
    email_key,
    new_account,
)
from services.community.letters import LEASE, LetterKind, LetterState
from services.community.limits import AddressLimit, Limit, Rate, Tries, spend, take
from services.community.sessions import OpenSession
from services.community.tokens import digest, new_id
from shared.contracts.base import Language, MemberId
from shared.contracts.community import Role
from shared.contracts.delivery import Channel, DeliveryEvent
from shared.errors import Refused
from shared.facts import Fact, fact_id
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store

_LETTERS_KEPT_SECONDS = 30 * 24 * 3600
_SESSIONS_LISTED = 200
_REGISTRATIONS_TRIED = 10
"""So many registrations of one address are compared with a password: each comparison is costly on purpose."""

INDEXES = (
    Index("members", [("emailKey", ASCENDING)], {"name": "email", "unique": True}),
    Index("members", [("created", ASCENDING), ("_id", ASCENDING)], {"name": "list"}),
    Index("members", [("role", ASCENDING)], {"name": "role"}),
    Index("sessions", [("member", ASCENDING), ("created", ASCENDING)], {"name": "member"}),
    Index("sessions", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
    Index("claims", [("emailKey", ASCENDING), ("expires", DESCENDING)], {"name": "address"}),
    Index("claims", [("forgetAt", ASCENDING)], {"name": "unconfirmed", "expireAfterSeconds": 0}),
    Index("resets", [("member", ASCENDING)], {"name": "member"}),
    Index("resets", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
    Index("letters", [("requested", ASCENDING)], {"name": "forget", "expireAfterSeconds": _LETTERS_KEPT_SECONDS}),
    Index("tries", [("forgetAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to be sent."""

    id: str
    requested: datetime
    kind: LetterKind
    to: str
    language: Language
    account: Account | None
    """The member it is for; None before there is one."""
    registration: Registration | None
    """What its link confirms; None: whichever standing registration of the address the password fits."""


class CommunityStore:
    """Collections and queries of community."""

    def __init__(self, store: Store) -> None:
        """`store` is the service's own database."""
        self._store = store
        self._members = store.collection("members")
        self._sessions = store.collection("sessions")
        self._claims = store.collection("claims")
        self._resets = store.collection("resets")
        self._letters = store.collection("letters")
        self._tries = store.collection("tries")
        self._guards = store.collection("guards")

    async def prepare(self) -> None:
        """Create what is missing: collections and indexes."""
        await self._store.ensure_indexes(INDEXES)
        # Addresses that nobody has confirmed once lay among the members; now only claims know them.
        await self._members.delete_many({"verified": False})
        await self._guards.update_one({"_id": "admins"}, {"$setOnInsert": {"changes": 0}}, upsert=True)

    # --- accounts ------------------------------------------------------------------------------------------

    async def account(self, member: MemberId) -> Account | None:
        """The account with this id."""
        return _account(await self._members.find_one({"_id": member}))

    async def account_of(self, email: str) -> Account | None:
        """The account with this normalised address."""
        return _account(await self._members.find_one({"emailKey": email_key(email)}))

    async def register(self, email: str, registration: Registration, now: datetime) -> None:
        """Write down a registration's letter: the same work whoever has the address."""
        await self._store.atomically(lambda session: self._write_letter(session, email, now, registration=registration))

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

    async def standing(self, token: str, now: datetime) -> list[Registration]:
        """The registrations that the link with `token` can confirm, newest first; none when it cannot be used."""
        claim = await self._claims.find_one({"_id": digest(token), "expires": {"$gt": now}})
        if claim is None:
            return []
        return [_registration(claim)] if "passwordHash" in claim else await self._registrations(claim["emailKey"])

    async def _registrations(self, key: str) -> list[Registration]:
        found = self._claims.find({"emailKey": key, "passwordHash": {"$exists": True}}).sort("expires", DESCENDING)
        return [_registration(row) for row in await found.limit(_REGISTRATIONS_TRIED).to_list(_REGISTRATIONS_TRIED)]

    async def confirm(self, token: str, registration: Registration, now: datetime) -> Account | None:
        """Make the registration an account of the address that `token` was sent to; None when it cannot be used."""

        async def work(session: Session) -> Account | None:
            claim = await self._claims.find_one_and_delete(
                {"_id": digest(token), "expires": {"$gt": now}}, session=session
            )
            if claim is None:
                return None
            account = new_account(claim["email"], registration, now)
            await self._members.insert_one(_row(account), session=session)
            await self._claims.delete_many({"emailKey": claim["emailKey"]}, session=session)
            return account

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:  # its text quotes the address: it must reach no log
            return None

    async def account_to_reset(self, token: str, now: datetime) -> Account | None:
        """Whose password the link with `token` sets anew; None when it cannot be used."""
        row = await self._resets.find_one({"_id": digest(token), "expires": {"$gt": now}})
        return await self.account(row["member"]) if row else None

    async def reset_password(self, token: str, password_hash: str, opened: OpenSession, now: datetime) -> bool:
        """Set a new password and end all sessions but the one opened with it; False when the link cannot be used."""

        async def work(session: Session) -> bool:
            row = await self._resets.find_one_and_delete(
                {"_id": digest(token), "expires": {"$gt": now}}, session=session
            )
            if row is None:
                return False
            change = {"$set": {"passwordHash": password_hash}}
            await self._members.update_one({"_id": row["member"]}, change, session=session)
            await self._forget_access(session, row["member"])
            await self._sessions.insert_one(_session_row(opened), session=session)
            return True

        return await self._store.atomically(work)

    async def change_password(self, account: Account, password_hash: str, kept: OpenSession) -> int | None:
        """Set a new password and end all sessions but `kept`; how many, or None when it was changed meanwhile."""

        async def work(session: Session) -> int | None:
            changed = await self._members.update_one(
                {"_id": account.id, "passwordHash": account.password_hash},
                {"$set": {"passwordHash": password_hash}},
                session=session,
            )
            return await self._forget_access(session, account.id, kept.digest) if changed.matched_count else None

        return await self._store.atomically(work)

    async def _forget_access(self, session: Session, member: MemberId, kept: str | None = None) -> int:
        """End a member's sessions but `kept`, and the links that set a password; how many sessions there were."""
        await self._resets.delete_many({"member": member}, session=session)
        ended = await self._sessions.delete_many({"member": member, "_id": {"$ne": kept}}, session=session)
        return int(ended.deleted_count)

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
            before = _account(await self._members.find_one({"_id": member}, session=session))
            if before is None:
                raise Refused("not_found", "There is no such member.")
            if before.role is Role.ADMIN and role is not Role.ADMIN:
                others = {"role": Role.ADMIN.value, "_id": {"$ne": member}}
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
        await self._sessions.insert_one(_session_row(session))

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

    async def ask_for_letter(self, email: str, now: datetime, *, reset: bool = False) -> None:
        """Write down that a letter is wanted at this address, known or not; who it is for is looked up when sending.

        `reset`: one that lets a member set a new password; else one that lets an address be confirmed.
        """
        await self._store.atomically(lambda session: self._write_letter(session, email, now, reset=reset))

    async def _write_letter(
        self,
        session: Session,
        email: str,
        now: datetime,
        *,
        registration: Registration | None = None,
        reset: bool = False,
    ) -> None:
        letter = new_id("l")
        row = {"_id": letter, "state": LetterState.WAITING.value, "to": email, "reset": reset, "requested": now}
        if registration:
            row["registration"] = _registration_row(registration)
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
        found = await self._letter(row)
        if found is None:
            await self.end_letter(letter, LetterState.NOBODY)
        return found

    async def _letter(self, row: Document) -> Letter | None:
        """What is to be said to whom; None when the address belongs to nobody who could use the letter."""
        account, reset = await self.account_of(row["to"]), row.get("reset", False)
        if account:
            kind = LetterKind.RESET if reset else LetterKind.ALREADY
            return Letter(row["_id"], row["requested"], kind, account.email, account.language, account, None)
        if reset:
            return None
        own = _registration(row["registration"]) if "registration" in row else None
        newest = own or next(iter(await self._registrations(email_key(row["to"]))), None)
        if newest is None:
            return None
        return Letter(row["_id"], row["requested"], LetterKind.VERIFY, row["to"], newest.language, None, own)

    async def claim(self, letter: Letter, token: str, now: datetime) -> None:
        """Let `token` do what `letter` is for, for as long as its link works. Only its digest is kept."""
        if letter.account:
            row = {"_id": digest(token), "member": letter.account.id, "expires": now + RESET_WITHIN}
            await self._resets.insert_one(row)
            return
        row = {"_id": digest(token), "email": letter.to, "emailKey": email_key(letter.to)}
        row |= {"expires": now + VERIFY_WITHIN, "forgetAt": now + UNCONFIRMED_KEPT}
        await self._claims.insert_one(row | (_registration_row(letter.registration) if letter.registration else {}))

    async def end_letter(self, letter: str, state: LetterState) -> None:
        """Remember what became of a letter and forget whom it was for."""
        change: Document = {"$set": {"state": state.value}, "$unset": dict.fromkeys(_OF_A_PERSON, "")}
        await self._letters.update_one({"_id": letter}, change)

    async def give_back_letter(self, letter: str) -> None:
        """Let a letter be sent later."""
        await self._letters.update_one({"_id": letter}, {"$set": {"state": LetterState.WAITING.value}})

    # --- limits --------------------------------------------------------------------------------------------

    async def take_try(self, limit: AddressLimit, email: str, client: str, now: datetime) -> None:
        """Count a client's try at an address before it is made. Raises `too_many_attempts`."""
        await self.take_own_try(limit.each, _of_client(email, client), now)
        await self.take_turn(limit.together, digest(email_key(email)), now)

    async def take_turn(self, rate: Rate, key: str, now: datetime) -> None:
        """Count one of those that `rate` allows at `key`, a digest. Raises `too_many_attempts`."""

        def used(row: Document | None) -> Document:
            until = spend(rate, row["usedUntil"] if row else None, now)
            return {"usedUntil": until, "forgetAt": until}

        await self._count(f"{rate.name}:{key}", used)

    async def take_own_try(self, limit: Limit, key: str, now: datetime) -> None:
        """Count a try at `key`, a digest, so that tries made at once count too. Raises `too_many_attempts`."""

        def counted(row: Document | None) -> Document:
            after = take(limit, Tries(row["count"], row["openAt"], row["forgetAt"]) if row else None, now)
            return {"count": after.count, "openAt": after.open_at, "forgetAt": after.forget_at}

        await self._count(f"{limit.name}:{key}", counted)

    async def _count(self, key: str, change: Callable[[Document | None], Document]) -> None:
        """Write what `change` makes of the row `key`, anew whenever another try came between."""
        while True:
            row = await self._tries.find_one({"_id": key})
            if await self._swap_tries(key, row, change(row)):
                return

    async def _swap_tries(self, key: str, before: Document | None, after: Document) -> bool:
        """Write `after` unless another try came between."""
        if before is None:
            try:
                await self._tries.insert_one({"_id": key, **after})
            except DuplicateKeyError:
                return False
            return True
        return bool((await self._tries.update_one(before, {"$set": after})).matched_count)

    async def forget_tries(self, limit: AddressLimit, email: str, client: str) -> None:
        """Start counting a client's tries anew, after one that succeeded."""
        await self._tries.delete_one({"_id": f"{limit.each.name}:{_of_client(email, client)}"})


class LetterTaken(Exception):
    """Another process is sending this letter now."""


_OF_A_PERSON = ("to", "reset", "registration", "since")
"""What a letter's row holds only until the letter has left."""
_REGISTRATION_FIELDS = ("name", "passwordHash", "language")


def _of_client(email: str, client: str) -> str:
    """The key of a client's tries at an address, from which neither can be read."""
    return digest(f"{email_key(email)}\n{client}")


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
        row["created"],
    )


def _session_row(session: OpenSession) -> Document:
    return {
        "_id": session.digest,
        "id": session.id,
        "member": session.member,
        "device": session.device,
        "created": session.created,
        "seen": session.seen,
        "expires": session.expires,
    }


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
