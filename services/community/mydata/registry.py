"""What each room keeps of a member: how they take it along, and what of it ends with the account. The one table.

A room adds a line to `TABLE` per collection that names members, or a `Holder` of its own to `holders`; collections that
name nobody stand in `IMPERSONAL`. A test compares both with the database, so that nothing is forgotten.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Protocol

from services.community.accounts import email_key
from services.community.mydata.pieces import without
from shared.contracts.base import MemberId
from shared.store import Document, Session, Store


class Holder(Protocol):
    """Something that keeps data of members."""

    @property
    def part(self) -> str:
        """The name of its file in the archive."""
        ...

    def export(self, session: Session | None, member: MemberId) -> AsyncIterator[Document]:
        """Everything it keeps of the member, in an order that stays."""
        ...

    async def erase(self, session: Session, member: MemberId) -> None:
        """Drop what tells who the member is, within the transaction that deletes the account; safe to repeat."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """One collection: which fields name the member, what is not handed out, and what is left of it in the end.

    Rows stay unless `dropped`: what was done in public stands, under an id that is nobody's any more. Words that were
    never public are `blanked`.
    """

    part: str
    collection: str
    by: tuple[str, ...] = ("member",)
    hidden: tuple[str, ...] = ()
    mine: str = ""
    """A list in the row of which each entry names its `member`: only the own entries are handed out."""
    dropped: bool = False
    blanked: tuple[str, ...] = ()


TABLE: Final = (
    Kept("sessions", "sessions", hidden=("_id",), dropped=True),
    Kept("sign_ins_begun", "waiting", hidden=("_id",), dropped=True),
    Kept("browsers", "devices", hidden=("_id",), dropped=True),
    Kept("two_step", "second_factors", by=("_id",), hidden=("sealed", "codes"), dropped=True),
    Kept("password_links", "resets", hidden=("_id",), dropped=True),
    Kept("email_changes", "email_changes", hidden=("_id",), dropped=True),
    Kept("letters", "letters", dropped=True),
    Kept("consents", "consents", hidden=("_id",), dropped=True),
    Kept("deletion", "deletions", by=("_id",), dropped=True),
    # verdicts and comparisons: what was said counts on, the reasons were nobody else's business
    Kept("verdicts", "verdicts", hidden=("_id",), blanked=("reason",)),
    Kept("verdicts_given", "said", hidden=("_id",), blanked=("reason",)),
    Kept("comparisons", "pairs", by=("slots.member",), hidden=("key",), mine="slots"),
    Kept("comparing", "raters", by=("_id",), hidden=("seed",), dropped=True),
    # notices
    Kept("notices", "notices", dropped=True),
    Kept("reminders", "reminders", dropped=True),
    Kept("notice_settings", "notice_members", by=("_id",), dropped=True),
    # cases: evidence and public acts
    Kept("cases", "cases", by=("author",), hidden=("key", "team", "joining", "mates", "words", "list", "about")),
    Kept("case_entries", "case_entries", by=("by",)),
    Kept("case_tasks", "case_tasks", by=("assignee",), hidden=("key",)),
    Kept("case_notes", "case_notes", by=("by",), hidden=("key",)),
    Kept("case_outcomes", "case_outcomes", by=("author", "confirmer"), hidden=("key",)),
    Kept("evidence", "evidence", by=("by",)),
    Kept("evidence_custody", "evidence_custody", by=("by",)),
    Kept("evidence_uploads", "evidence_uploads", dropped=True),
    Kept("case_letters", "case_letters", by=("author",), hidden=("key", "sealed")),
    Kept("letter_signatures", "letter_signatures", hidden=("_id", "sealed"), dropped=True),
    Kept("triage", "triage", by=("holder",)),
    Kept("triage_acts", "triage_acts", by=("by",)),
    Kept("passkeys", "passkeys", hidden=("_id",), dropped=True),
    Kept("tip_keys", "tip_keys", hidden=("_id", "salt", "box"), dropped=True),
    # what operators keep as data: a change stands with its reason
    Kept("calendar_days", "calendar", by=("by",)),
    Kept("calendar_changes", "calendar_versions", by=("by",)),
    Kept("calendar_files", "calendar_files", by=("by",)),
    Kept("remedy_changes", "remedies", by=("by",)),
    Kept("template_changes", "letter_template_versions", by=("by",)),
    Kept("violation_changes", "violation_versions", by=("author",)),
    Kept("rule_changes", "rule_changes", by=("by",)),
    Kept("desk_settings", "desk_settings", by=("by",)),
    # the gate and the desk: who decided stands as an act of the platform
    Kept("case_reviews", "case_reviews", by=("reviewer",), hidden=("_id",)),
    Kept("publications_planned", "scheduled", by=("by",)),
    Kept("rebuttals_decided", "rebuttals", by=("by",), hidden=("email", "name", "key", "receipts")),
)
IMPERSONAL: Final = frozenset(
    {
        *("outbox", "leases", "inbox", "refused", "guards", "keys", "tries", "judged", "case_numbers", "violations"),
        *("evidence_pieces", "evidence_files.files", "evidence_files.chunks", "spent_challenges"),
        *("letter_numbers", "letter_replies", "letter_secrets", "letter_templates"),
        *("tips", "tip_entries", "tip_facts", "tip_pieces"),  # never in an archive, not even of their custodians
        *("case_versions", "claim_drafts", "denied_links", "gate_settings", "hearings", "hidden_cases"),
        "wording_terms",
        *("ledger", "ledger_head", "ledger_keys", "ledger_secrets"),
    }
)
"""Collections that name no member; `tries` hold digests of addresses for as long as a limit counts."""
OF_THE_ACCOUNT: Final = frozenset({"members", "claims"})


class KeptRows:
    """The holder of one line of the table."""

    def __init__(self, store: Store, kept: Kept) -> None:
        self.part = kept.part
        self._kept = kept
        self._rows = store.collection(kept.collection)

    async def export(self, session: Session | None, member: MemberId) -> AsyncIterator[Document]:
        """Rows that name the member, without what is hidden."""
        async for row in self._rows.find(self._of(member), session=session).sort("_id", 1):
            if self._kept.mine:
                row[self._kept.mine] = [each for each in row[self._kept.mine] if each.get("member") == member]
            yield without(row, self._kept.hidden)

    async def erase(self, session: Session, member: MemberId) -> None:
        """Drop the rows, or the words in them."""
        if self._kept.dropped:
            await self._rows.delete_many(self._of(member), session=session)
        elif self._kept.blanked:
            blank = {"$set": dict.fromkeys(self._kept.blanked, "")}
            await self._rows.update_many(self._of(member), blank, session=session)

    def _of(self, member: MemberId) -> Document:
        return {"$or": [{field: member} for field in self._kept.by]}


class AccountRows:
    """The account itself, and what lies at its address: letters on their way, registrations of the same address."""

    part = "account"

    def __init__(self, store: Store) -> None:
        self._members = store.collection("members")
        self._claims = store.collection("claims")
        self._letters = store.collection("letters")

    async def export(self, session: Session | None, member: MemberId) -> AsyncIterator[Document]:
        """The account without the hash of its password."""
        row = await self._members.find_one({"_id": member}, session=session)
        if row:
            yield without(row, ("passwordHash", "emailKey"))

    async def erase(self, session: Session, member: MemberId) -> None:
        """Drop address, name and password."""
        row = await self._members.find_one_and_delete({"_id": member}, session=session)
        if row:
            await self._claims.delete_many({"emailKey": email_key(row["email"])}, session=session)
            await self._letters.delete_many({"to": row["email"]}, session=session)


def holders(store: Store) -> tuple[Holder, ...]:
    """Everything that keeps data of members."""
    return (AccountRows(store), *(KeptRows(store, kept) for kept in TABLE))
