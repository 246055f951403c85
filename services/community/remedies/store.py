"""Rules in all their versions (`remedies`); a version once written is never changed."""

from datetime import date, datetime

from services.community.remedies.router import in_force
from services.community.remedies.rules import require_newest, require_whole
from services.community.remedies.seed import RULES
from shared.contracts.base import MemberId
from shared.contracts.remedy import RemedyRule, RuleDraft
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

INDEXES = (Index("remedies", [("code", ASCENDING), ("version", DESCENDING)], {"name": "version", "unique": True}),)


class RemediesStore:
    """The collection of rules."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rules = store.collection("remedies")

    async def prepare(self, now: datetime) -> None:
        """Create the index, and bring rules that nobody has edited to what the software states now."""
        await self._store.ensure_indexes(INDEXES)
        for place, (code, draft) in enumerate(RULES.items()):
            await self._seed(code, place, draft, now)

    async def versions(self, code: str | None = None, session: Session | None = None) -> list[RemedyRule]:
        """All versions of all rules, or of one, in the order to show the rules; newest first."""
        condition = {} if code is None else {"code": code}
        rows = self._rules.find(condition, session=session).sort([("place", ASCENDING), ("version", DESCENDING)])
        return [_rule(row) for row in await rows.to_list(None)]

    async def rules(self, on: date) -> list[RemedyRule]:
        """The rules as they hold on a day."""
        return in_force(await self.versions(), on)

    async def rule(self, code: str, version: int) -> RemedyRule | None:
        """One version, such as the one that a letter was written under."""
        row = await self._rules.find_one({"_id": _id(code, version)})
        return _rule(row) if row else None

    async def add(self, code: str, draft: RuleDraft, seen: int, by: MemberId, now: datetime) -> RemedyRule:
        """Write the next version. Raises `Refused`: `not_found`, `conflict`, `invalid`, `unknown_rule`."""

        async def work(session: Session) -> RemedyRule:
            require_whole(draft, await self._rules.distinct("code", session=session))
            version = require_newest(await self.versions(code, session), seen)
            first = await self._rules.find_one({"_id": _id(code, 1)}, session=session)
            row = _row(code, version, first["place"] if first else 0, draft, by, now)
            await self._rules.insert_one(row, session=session)
            return _rule(row)

        return await self._store.atomically(work)

    async def _seed(self, code: str, place: int, draft: RuleDraft, now: datetime) -> None:
        async def work(session: Session) -> None:
            found = await self._rules.find({"code": code}, session=session).sort("version", DESCENDING).to_list(1)
            newest = found[0] if found else None
            if newest and (newest["by"] is not None or RuleDraft.model_validate(newest["draft"]) == draft):
                return
            version = newest["version"] + 1 if newest else 1
            await self._rules.insert_one(_row(code, version, place, draft, None, now), session=session)

        await self._store.atomically(work)


def _id(code: str, version: int) -> str:
    return f"{code}:{version}"


def _row(code: str, version: int, place: int, draft: RuleDraft, by: MemberId | None, now: datetime) -> Document:
    return {
        "_id": _id(code, version),
        "code": code,
        "version": version,
        "place": place,
        "draft": draft.model_dump(mode="json"),
        "by": by,
        "at": now,
    }


def _rule(row: Document) -> RemedyRule:
    stated = {"code": row["code"], "version": row["version"], "changed": row["at"], "seed": row["by"] is None}
    return RemedyRule.model_validate(row["draft"] | stated)
