"""What operators edit for the gate: words (`wording_terms`), links (`denied_links`), days (`gate_settings`)."""

from datetime import datetime

from services.community.publication.links import normal_address
from services.community.publication.terms import SEEDS
from services.community.tokens import new_id
from shared.contracts.base import MemberId
from shared.contracts.publication import AskSaveDenied, AskSaveTerm, DeniedLink, HearingDays, TermRow
from shared.errors import Refused
from shared.store import ASCENDING, Document, DuplicateKeyError, Index, Session, Store

MOST = 2000
HEARING_DAYS = HearingDays(days=5, source="House rule of the publication gate: at least five working days.", revision=1)
INDEXES = (
    Index("wording_terms", [("language", ASCENDING), ("words", ASCENDING)], {"name": "words", "unique": True}),
    Index("denied_links", [("address", ASCENDING)], {"name": "address", "unique": True}),
    Index("rule_changes", [("what", ASCENDING), ("at", ASCENDING)], {"name": "what"}),
)


class RulesStore:
    """Words, links and days; every change is kept with who made it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._terms = store.collection("wording_terms")
        self._denied = store.collection("denied_links")
        self._settings = store.collection("gate_settings")
        self._changes = store.collection("rule_changes")

    async def prepare(self) -> None:
        """Create the indexes, and write the rows that the platform starts with where nobody has touched them."""
        await self._store.ensure_indexes(INDEXES)
        for seed in SEEDS:
            row = {"language": seed.language.value, "words": seed.words, "say": seed.say, "stops": seed.stops}
            wanted = {"_id": seed.id, "revision": 1}
            try:
                await self._terms.replace_one(
                    wanted, row | {"active": True, "seeded": True, "revision": 1}, upsert=True
                )
            except DuplicateKeyError:
                continue  # an operator changed the row, or wrote the same word first
        kept = HEARING_DAYS.model_dump()
        await self._settings.update_one({"_id": "hearing"}, {"$setOnInsert": kept}, upsert=True)

    async def terms(self) -> list[TermRow]:
        """The table of words."""
        rows = self._terms.find({}).sort([("language", ASCENDING), ("words", ASCENDING)])
        return [TermRow(**row | {"id": row["_id"]}) for row in await rows.to_list(MOST)]

    async def save_term(self, ask: AskSaveTerm, by: MemberId, now: datetime) -> TermRow:
        """Write a row. Raises `Refused`: `conflict`, `exists`."""
        row = ask.model_dump(mode="json", include={"language", "words", "say", "stops", "active"}) | {"seeded": False}
        saved = await self._save("wording_terms", ask.id or new_id("term"), ask.revision, row, by, now)
        return TermRow(**saved | {"id": saved["_id"]})

    async def denied(self) -> list[DeniedLink]:
        """The table of links."""
        rows = await self._denied.find({}).sort("address", ASCENDING).to_list(MOST)
        return [DeniedLink(**row | {"id": row["_id"]}) for row in rows]

    async def save_denied(self, ask: AskSaveDenied, by: MemberId, now: datetime) -> DeniedLink:
        """Write a row. Raises `Refused`: `conflict`, `exists`, `invalid`."""
        row: Document = {"address": normal_address(ask.address), "reason": ask.reason, "active": ask.active}
        saved = await self._save("denied_links", ask.id or new_id("link"), ask.revision, row, by, now)
        return DeniedLink(**saved | {"id": saved["_id"]})

    async def hearing_days(self) -> HearingDays:
        """How long the other side has."""
        row = await self._settings.find_one({"_id": "hearing"})
        return HearingDays(**row) if row else HEARING_DAYS

    async def set_hearing_days(self, days: int, source: str, revision: int, by: MemberId, now: datetime) -> HearingDays:
        """Change it. Raises `Refused("conflict")`."""
        row: Document = {"days": days, "source": source}
        return HearingDays(**await self._save("gate_settings", "hearing", revision, row, by, now))

    async def _save(
        self,
        table: str,
        id: str,  # noqa: A002
        seen: int,
        row: Document,
        by: MemberId,
        now: datetime,
    ) -> Document:
        """Write a row that was at revision `seen` (0: a new one), and who changed it."""
        rows = self._store.collection(table)
        after: Document = {"_id": id, **row, "revision": seen + 1}

        async def work(session: Session) -> None:
            if seen == 0:
                await rows.insert_one(after, session=session)
            elif not (await rows.replace_one({"_id": id, "revision": seen}, after, session=session)).matched_count:
                raise Refused("conflict", "Somebody else changed this meanwhile; look at it again before you save.")
            change = {"_id": new_id("g"), "what": f"{table}:{id}", "at": now, "by": by, "row": row}
            await self._changes.insert_one(change, session=session)

        try:
            await self._store.atomically(work)
        except DuplicateKeyError:
            raise Refused("exists", "There is such a row already.") from None
        return after
