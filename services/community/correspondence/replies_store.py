"""Replies to letters: the collection `letter_replies`."""

from services.community.correspondence import rows
from services.community.correspondence.replies import Reply
from shared.contracts.base import MemberId
from shared.contracts.letter import Rating, ReplyClass
from shared.store import ASCENDING, Document, Index, Session, Store

MOST = 50
"""Replies to one letter that are shown."""
INDEXES = (
    Index("letter_replies", [("letter", ASCENDING), ("at", ASCENDING)], {"name": "letter"}),
    Index("letter_replies", [("case", ASCENDING)], {"name": "case"}),
)


class RepliesStore:
    """Replies to letters."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._replies = store.collection("letter_replies")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def of_letter(self, letter: str, session: Session | None = None) -> list[Reply]:
        """The replies to a letter, oldest first."""
        found = self._replies.find({"letter": letter}, session=session).sort("at", ASCENDING).limit(MOST)
        return [rows.reply(row) for row in await found.to_list(MOST)]

    async def of_form(self, letter: str, key: str, session: Session | None = None) -> Reply | None:
        """The reply that a form brought."""
        row = await self._replies.find_one({"letter": letter, "key": key}, session=session)
        return rows.reply(row) if row else None

    async def add(self, session: Session, reply: Reply, key: str) -> None:
        """Keep a reply."""
        await self._replies.insert_one(rows.reply_row(reply) | {"key": key}, session=session)

    async def classify(self, session: Session, reply: str, classed: ReplyClass, words: str) -> None:
        """What the one who wrote the letter calls it."""
        change = {"$set": {"classed": classed.value, "classedWords": words}}
        await self._replies.update_one({"_id": reply}, change, session=session)

    async def rate(self, reply: str, member: MemberId, rating: Rating) -> None:
        """What a member makes of it, in place of what they said before."""
        value: Document = {f"ratings.{member}": rows.dumped(rating)}
        await self._replies.update_one({"_id": reply}, {"$set": value})
