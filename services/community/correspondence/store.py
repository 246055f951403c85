"""Letters (`case_letters`), their register (`letter_numbers`), their sealed signatures (`letter_signatures`)."""

import secrets
from datetime import datetime

from services.community.correspondence import rows
from services.community.correspondence.actions import WAITING
from services.community.correspondence.letter import Letter
from services.community.correspondence.sealing import KEY_BYTES, Sealer
from services.community.tokens import digest, new_id
from shared.contracts.base import MemberId
from shared.contracts.letter import (
    MOST_SIGNATORIES,
    Attachment,
    LetterFields,
    LetterKind,
    LetterLanguage,
    LetterStatus,
    SignatoryFields,
)
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store

MOST = 200
"""Letters of one case that are listed."""
_CONFLICT = "Somebody else changed this letter meanwhile; look at it again before you save."
INDEXES = (
    Index("case_letters", [("case", ASCENDING), ("created", DESCENDING)], {"name": "case"}),
    Index("case_letters", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index(
        "case_letters",
        [("number", ASCENDING)],
        {"name": "number", "unique": True, "partialFilterExpression": {"number": {"$type": "string"}}},
    ),
    Index(
        "case_letters",
        [("link.digest", ASCENDING)],
        {"name": "link", "unique": True, "partialFilterExpression": {"link.digest": {"$type": "string"}}},
    ),
    Index("case_letters", [("status", ASCENDING), ("dueAt", ASCENDING)], {"name": "clock"}),
    Index(
        "case_letters",
        [("forgetAt", ASCENDING)],
        {"name": "forget", "partialFilterExpression": {"forgetAt": {"$type": "date"}}},
    ),
    Index("letter_signatures", [("letter", ASCENDING), ("at", ASCENDING)], {"name": "letter"}),
    Index("letter_signatures", [("member", ASCENDING)], {"name": "member"}),
)


class CorrespondenceStore:
    """Letters of cases."""

    def __init__(self, store: Store, secret: str | None = None) -> None:
        """`secret` is the operator's, as in `ACHYK_COMMUNITY_SECRET`; without one it is made once and kept."""
        self._store = store
        self._letters = store.collection("case_letters")
        self._numbers = store.collection("letter_numbers")
        self._signatures = store.collection("letter_signatures")
        self._secrets = store.collection("letter_secrets")
        self._sealer = Sealer(secret.encode()) if secret else None

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    async def sealer(self) -> Sealer:
        """What seals signatures and makes links."""
        if self._sealer is None:
            made = {"$setOnInsert": {"secret": secrets.token_bytes(KEY_BYTES)}}
            row = await self._secrets.find_one_and_update({"_id": "key"}, made, upsert=True, return_document=True)
            self._sealer = Sealer(bytes(row["secret"]))
        return self._sealer

    # --- letters -------------------------------------------------------------------------------------------

    async def letter(self, id: str, session: Session | None = None) -> Letter | None:  # noqa: A002
        """The letter with this id."""
        row = await self._letters.find_one({"_id": id}, session=session)
        return rows.letter(row) if row else None

    async def by_number(self, number: str) -> Letter | None:
        """The letter with this number of the register."""
        row = await self._letters.find_one({"number": number})
        return rows.letter(row) if row else None

    async def by_link(self, token: str, now: datetime, session: Session | None = None) -> Letter:
        """The letter that a link leads to. Raises `Refused("not_found")` for one that is none or has expired."""
        row = await self._letters.find_one({"link.digest": digest(token)}, session=session)
        if row is None or row["link"]["expires"] <= now:
            raise Refused("not_found", "This link does not lead to a letter, or is too old.")
        return rows.letter(row)

    async def of_case(self, case_id: str) -> list[Letter]:
        """The letters of a case, newest first."""
        found = self._letters.find({"case": case_id}).sort("created", DESCENDING).limit(MOST)
        return [rows.letter(row) for row in await found.to_list(MOST)]

    async def create(
        self,
        case_id: str,
        author: MemberId,
        kind: LetterKind,
        language: LetterLanguage,
        fields: LetterFields,
        attachments: list[Attachment],
        *,
        template_version: int,
        previous: str | None,
        key: str,
        now: datetime,
    ) -> Letter:
        """A new draft; the same one when its author used `key` before."""
        row: Document = {
            "_id": new_id("l"),
            "key": f"{author}:{key}",
            "case": case_id,
            "kind": kind.value,
            "language": language.value,
            "templateVersion": template_version,
            "previous": previous,
            "number": None,
            **rows.fields_row(fields, attachments),
            "status": LetterStatus.DRAFT.value,
            "author": author,
            "writers": [author],
            "approver": None,
            "created": now,
            "changed": now,
            "revision": 1,
            "lastKey": key,
            "sending": None,
            "registration": None,
            "prolongations": [],
            **rows.clock_row(None),
            "answered": None,
            "link": None,
            "signaturesDeleted": None,
            "lapsed": False,
        }
        try:
            await self._letters.insert_one(row)
        except DuplicateKeyError:
            known = await self._letters.find_one({"key": row["key"]})
            if known is None:
                raise
            return rows.letter(known)
        return rows.letter(row)

    async def change(self, session: Session, letter: Letter, changes: Document, key: str, now: datetime) -> Letter:
        """Write `changes` to the letter as it was seen. Raises `Refused("conflict")`."""
        seen = {"_id": letter.id, "revision": letter.revision}
        written = changes | {"revision": letter.revision + 1, "changed": now, "lastKey": key}
        row = await self._letters.find_one_and_update(seen, {"$set": written}, return_document=True, session=session)
        if row is None:
            raise Refused("conflict", _CONFLICT)
        return rows.letter(row)

    async def next_number(self, session: Session, year: int) -> str:
        """The next number of the register: `A-2026-0001`."""
        row = await self._numbers.find_one_and_update(
            {"_id": year}, {"$inc": {"last": 1}}, upsert=True, return_document=True, session=session
        )
        return f"A-{year}-{row['last']:04}"

    # --- the clock -----------------------------------------------------------------------------------------

    async def earliest_due(self, session: Session, case_id: str) -> datetime | None:
        """When the first answer to a letter of the case is due."""
        waiting = {"case": case_id, "status": {"$in": _values(WAITING)}, "dueAt": {"$ne": None}}
        row = await self._letters.find_one(waiting, {"dueAt": 1}, sort=[("dueAt", ASCENDING)], session=session)
        return row["dueAt"] if row else None

    async def next_late(self, session: Session, now: datetime) -> Letter | None:
        """A letter whose answer is late and that nobody has been told of."""
        late = {"status": {"$in": _values(WAITING - {LetterStatus.OVERDUE})}, "dueAt": {"$ne": None, "$lte": now}}
        row = await self._letters.find_one(late, sort=[("dueAt", ASCENDING)], session=session)
        return rows.letter(row) if row else None

    async def lapse(self, session: Session, letter: Letter) -> bool:
        """Whether this is the first time that the letter is late; its revision stays, since nobody changed it."""
        status = {"status": LetterStatus.OVERDUE.value, "lapsed": True}
        before = await self._letters.find_one_and_update({"_id": letter.id}, {"$set": status}, session=session)
        return bool(before and not before["lapsed"])

    async def counts(self, case_id: str, kinds: frozenset[LetterKind]) -> tuple[int, int, int]:
        """How many letters of these kinds of a case were sent, registered, answered."""
        sent: Document = {"case": case_id, "kind": {"$in": _values(kinds)}, "sending": {"$ne": None}}
        registered, answered = ({**sent, name: {"$ne": None}} for name in ("registration", "answered"))
        count = self._letters.count_documents
        return await count(sent), await count(registered), await count(answered)

    # --- signatures ----------------------------------------------------------------------------------------

    async def sign(self, letter: Letter, member: MemberId, signatory: SignatoryFields, now: datetime) -> None:
        """Keep a member's signature, sealed, in place of the one before. Raises `Refused("too_many")`."""
        if await self._signatures.count_documents({"letter": letter.id}) >= MOST_SIGNATORIES:
            raise Refused("too_many", f"A letter has at most {MOST_SIGNATORIES} signatures.")
        sealed = (await self.sealer()).seal(signatory)
        row = {"letter": letter.id, "member": member, "sealed": sealed, "at": now}
        await self._signatures.replace_one({"_id": f"{letter.id}:{member}"}, row, upsert=True)

    async def unsign(self, letter: Letter, member: MemberId) -> None:
        """Take a member's signature back."""
        await self._signatures.delete_one({"_id": f"{letter.id}:{member}"})

    async def signatures(self, letter: Letter, session: Session | None = None) -> list[tuple[MemberId, bytes]]:
        """Who signed, oldest first: member and sealed signature."""
        found = self._signatures.find({"letter": letter.id}, session=session).sort("at", ASCENDING)
        return [(row["member"], bytes(row["sealed"])) for row in await found.to_list(MOST_SIGNATORIES)]

    async def forget_signatures(self, now: datetime) -> bool:
        """Delete the signatures of one letter whose time has come; False when there is none."""

        async def work(session: Session) -> bool:
            gone = {"$set": {"signaturesDeleted": now}, "$unset": {"forgetAt": ""}}
            row = await self._letters.find_one_and_update({"forgetAt": {"$lte": now}}, gone, session=session)
            if row is None:
                return False
            await self._signatures.delete_many({"letter": row["_id"]}, session=session)
            return True

        return await self._store.atomically(work)


def _values(members: frozenset[LetterStatus] | frozenset[LetterKind]) -> list[str]:
    return sorted(member.value for member in members)
