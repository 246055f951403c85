"""Letters about accounts: the collection `letters`."""

from dataclasses import dataclass
from datetime import datetime

from services.community.accounts import Account, Registration, email_key
from services.community.claims_store import ClaimsStore, read_registration, registration_row
from services.community.letters import LEASE, LetterKind, LetterState
from services.community.members_store import MembersStore
from services.community.mydata.emails_store import EmailsStore
from services.community.resets_store import ResetsStore
from services.community.tokens import digest, new_id
from shared.contracts.base import Language
from shared.contracts.delivery import Channel, DeliveryEvent
from shared.facts import Fact, fact_id
from shared.store import ASCENDING, Document, Index, Session, Store

_LETTERS_KEPT_SECONDS = 30 * 24 * 3600
_OF_A_PERSON = ("to", "member", "reset", "registration", "since", "device", "rebuttal", "language")
"""What a letter's row holds only until the letter has left."""
INDEXES = (
    Index("letters", [("requested", ASCENDING)], {"name": "forget", "expireAfterSeconds": _LETTERS_KEPT_SECONDS}),
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
    device: str = ""
    """The browser that the letter tells of."""
    rebuttal: str | None = None
    """What its link tells of, where that is a rebuttal."""


class LetterTaken(Exception):
    """Another process is sending this letter now."""


class LettersStore:
    """Letters that are asked for, sent once and forgotten."""

    def __init__(self, store: Store, members: MembersStore, claims: ClaimsStore, resets: ResetsStore) -> None:
        """`claims` and `resets` keep what the links of letters are for."""
        self._store = store
        self._letters = store.collection("letters")
        self._members = members
        self._claims = claims
        self._emails = EmailsStore(store)
        self._resets = resets

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def register(self, email: str, registration: Registration, now: datetime) -> None:
        """Write down a registration's letter: the same work whoever has the address."""
        await self._store.atomically(lambda session: self._write_letter(session, email, now, registration=registration))

    async def ask_for_letter(self, email: str, now: datetime, *, reset: bool = False) -> None:
        """Write down that a letter is wanted at this address, known or not; who it is for is looked up when sending.

        `reset`: one that lets a member set a new password; else one that lets an address be confirmed.
        """
        await self._store.atomically(lambda session: self._write_letter(session, email, now, reset=reset))

    async def tell(
        self, session: Session, account: Account, kind: LetterKind, now: datetime, *, device: str = ""
    ) -> None:
        """Write down, within a transaction, that a member is to be told something about the own account."""
        await write_letter(self._store, session, {"member": account.id, "kind": kind.value, "device": device}, now)

    async def _write_letter(
        self,
        session: Session,
        email: str,
        now: datetime,
        *,
        registration: Registration | None = None,
        reset: bool = False,
    ) -> None:
        row: Document = {"to": email, "reset": reset}
        if registration:
            row["registration"] = registration_row(registration)
        await write_letter(self._store, session, row, now)

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
        if "member" in row:
            return await self._of_member(row)
        if "rebuttal" in row:  # whoever asked need not be a member
            language, asked = Language(row["language"]), row["rebuttal"]
            return Letter(row["_id"], row["requested"], LetterKind.REBUTTAL, row["to"], language, None, None, "", asked)
        account, reset = await self._members.account_of(row["to"]), row.get("reset", False)
        if account:
            kind = LetterKind.RESET if reset else LetterKind.ALREADY
            return Letter(row["_id"], row["requested"], kind, account.email, account.language, account, None)
        if reset:
            return None
        own = read_registration(row["registration"]) if "registration" in row else None
        newest = own or next(iter(await self._claims.registrations(email_key(row["to"]))), None)
        if newest is None:
            return None
        return Letter(row["_id"], row["requested"], LetterKind.VERIFY, row["to"], newest.language, None, own)

    async def _of_member(self, row: Document) -> Letter | None:
        """What is said to a member, at the address that the row names or else at the account's."""
        account, kind = await self._members.account(row["member"]), LetterKind(row.get("kind", LetterKind.NOTICE))
        if account is None:
            return None
        to = row.get("to", account.email)
        if kind is LetterKind.NEW_EMAIL:
            owner = await self._members.account_of(to)
            if owner and owner.id != account.id:  # who owns it learns of it, who asked does not
                return Letter(row["_id"], row["requested"], LetterKind.ALREADY, to, owner.language, owner, None)
        device = row.get("device", "")
        return Letter(row["_id"], row["requested"], kind, to, account.language, account, None, device)

    async def claim(self, letter: Letter, token: str, now: datetime) -> None:
        """Let `token` do what `letter` is for, for as long as its link works. Only its digest is kept."""
        if letter.account and letter.kind is LetterKind.NEW_EMAIL:
            await self._emails.add(token, letter.account.id, letter.to, now)
        elif letter.rebuttal:
            receipts = {"$push": {"receipts": digest(token)}}
            await self._store.collection("rebuttals").update_one({"_id": letter.rebuttal}, receipts)
        elif letter.account:
            await self._resets.add(token, letter.account.id, now)
        else:
            await self._claims.add(token, letter.to, letter.registration, now)

    async def end_letter(self, letter: str, state: LetterState) -> None:
        """Remember what became of a letter and forget whom it was for."""
        change: Document = {"$set": {"state": state.value}, "$unset": dict.fromkeys(_OF_A_PERSON, "")}
        await self._letters.update_one({"_id": letter}, change)

    async def give_back_letter(self, letter: str) -> None:
        """Let a letter be sent later."""
        await self._letters.update_one({"_id": letter}, {"$set": {"state": LetterState.WAITING.value}})


async def write_letter(store: Store, session: Session, row: Document, now: datetime) -> None:
    """Write down a letter and the event that has it sent, within a transaction.

    `row` says for whom: `to` an address, known or not; or a `member`, with the `kind` of letter, and `to` when it goes
    to another address than the account's; or, besides `to`, a `rebuttal` and its `language`.
    """
    letter = new_id("l")
    kept = {"_id": letter, "state": LetterState.WAITING.value, "requested": now, **row}
    await store.collection("letters").insert_one(kept, session=session)
    body = DeliveryEvent(channel=Channel.ACCOUNT, item=letter)
    fact = Fact(
        id=fact_id("delivery.v1.account", letter),
        type="delivery.v1.account",
        subject="delivery.v1.account",
        about=letter,
        data=body.model_dump_json().encode(),
        time=now,
    )
    await store.record(session, [fact])
