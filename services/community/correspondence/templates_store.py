"""Templates of letters as they stand (`letter_templates`), and every version (`letter_template_versions`)."""

from datetime import datetime

from services.community.correspondence import rows
from services.community.correspondence.seed import seeded
from shared.contracts.letter import LetterKind, LetterTemplate
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Index, Session, Store

MOST_VERSIONS = 100
INDEXES = (
    Index(
        "letter_template_versions",
        [("kind", ASCENDING), ("version", DESCENDING)],
        {"name": "kind", "unique": True},
    ),
)


class TemplatesStore:
    """Templates of letters; `by` of each is a member here, and a name where it is shown."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._templates = store.collection("letter_templates")
        self._versions = store.collection("letter_template_versions")

    async def prepare(self, now: datetime) -> None:
        """Create the indexes, and the templates that are missing: what an administrator wrote stays."""
        await self._store.ensure_indexes(INDEXES)
        for template in seeded(now):
            row = rows.template_row(template)
            kind = template.kind.value
            await self._templates.update_one({"_id": kind}, {"$setOnInsert": row}, upsert=True)
            first = {"kind": kind, "version": 1}
            kept = {name: value for name, value in row.items() if name != "version"}
            await self._versions.update_one(first, {"$setOnInsert": kept}, upsert=True)

    async def template(self, kind: LetterKind) -> LetterTemplate:
        """The template of a kind."""
        row = await self._templates.find_one({"_id": kind.value})
        if row is None:
            raise Refused("not_found", "There is no such template.")
        return rows.template(row, kind.value)

    async def all(self) -> list[LetterTemplate]:
        """Every template, in the order of their kinds."""
        found = {row["_id"]: row async for row in self._templates.find({})}
        return [rows.template(found[kind.value], kind.value) for kind in LetterKind if kind.value in found]

    async def versions(self, kind: LetterKind) -> list[LetterTemplate]:
        """Its versions, newest first."""
        found = self._versions.find({"kind": kind.value}, {"_id": 0, "kind": 0}).sort("version", DESCENDING)
        return [rows.template(row, kind.value) for row in await found.to_list(MOST_VERSIONS)]

    async def edit(self, template: LetterTemplate, seen: int) -> LetterTemplate:
        """A new version of the template that was at version `seen`. Raises `Refused("conflict")`."""

        async def work(session: Session) -> LetterTemplate:
            row = rows.template_row(template)
            kind = template.kind.value
            replaced = await self._templates.replace_one({"_id": kind, "version": seen}, row, session=session)
            if not replaced.matched_count:
                raise Refused("conflict", "Somebody else changed this template meanwhile; look at it again.")
            await self._versions.insert_one({"kind": kind, **row}, session=session)
            return template

        return await self._store.atomically(work)
