"""What members agreed to: the collection `consents`."""

from collections.abc import Iterable
from datetime import datetime

from shared.contracts.base import Language, MemberId
from shared.contracts.consent import AgreedText, Consent, ConsentText
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

_MOST = 100
INDEXES = (Index("consents", [("member", ASCENDING), ("at", DESCENDING)], {"name": "member"}),)


class ConsentsStore:
    """Consents by text, version and language."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._consents = store.collection("consents")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def add(self, session: Session | None, member: MemberId, agreed: Iterable[AgreedText], now: datetime) -> None:
        """Keep what a member agreed to; a version agreed to before keeps its date and language."""
        for each in agreed:
            row = {"member": member, **each.model_dump(mode="json"), "at": now}
            key = f"{member}:{each.text.value}:{each.version}"
            await self._consents.update_one({"_id": key}, {"$setOnInsert": row}, upsert=True, session=session)

    async def of(self, member: MemberId) -> list[Consent]:
        """What a member agreed to, newest first."""
        rows = await self._consents.find({"member": member}).sort("at", DESCENDING).limit(_MOST).to_list(_MOST)
        return [_consent(row) for row in rows]


def _consent(row: Document) -> Consent:
    text, language = ConsentText(row["text"]), Language(row["language"])
    return Consent(text=text, version=row["version"], language=language, at=row["at"])
