"""Answers of the read model: lists, search, profiles and the numbers of the home page.

Each query has a time limit; one that runs into it raises `Unavailable`, so that a costly question harms nobody else.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from services.gateway import ranking
from services.gateway.ports import (
    Count,
    Facets,
    IndexedTender,
    LiveNumbers,
    OrganisationProfile,
    Partner,
    TenderPage,
    TenderQuery,
)
from services.gateway.queries import Condition, Leg, conditions, legs
from services.gateway.ranking import Cursor
from services.gateway.store import BUYER, SUPPLIER, ReadModel, TooLong, plain
from shared.contracts.base import Money, Ocid, Organisation, OrganisationId
from shared.contracts.tender import ProcessSummary
from shared.errors import Unavailable
from shared.folding import fold_query

MOST_ROWS: Final = 200
MOST_COUNTED: Final = 10_000
"""Matches beyond this number are not counted."""
SEARCH_MS: Final = 3_000
COUNT_MS: Final = 700
PROFILE_MS: Final = 5_000
_MOST_PARTNERS: Final = 10
_PROFILE_SECONDS: Final = 15.0
_FACET_SECONDS: Final = 60.0
_COUNT_SECONDS: Final = 10.0
_MOST_CACHED: Final = 500

T = TypeVar("T")
Document = dict[str, Any]


class Recent(Generic[T]):
    """Answers of the last few seconds; whoever asks for one that is being made waits for it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, asyncio.Future[T]]] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """The answer for `key`, made now when there is none young enough. Failures are not kept."""
        kept = self._kept.get(key)
        if kept and time.monotonic() - kept[0] < self._seconds:
            return await asyncio.shield(kept[1])
        if len(self._kept) >= _MOST_CACHED:
            self._kept.clear()
        answer = asyncio.ensure_future(make())
        self._kept[key] = (time.monotonic(), answer)
        try:
            return await asyncio.shield(answer)
        except BaseException:
            if not answer.done() or answer.cancelled() or answer.exception():
                self._kept.pop(key, None)
            raise


class MongoIndex:
    """The gateway's `Index` on its own database."""

    def __init__(self, model: ReadModel, refresh_seconds: float = 1.0) -> None:
        self._model = model
        self._recent_numbers: Recent[LiveNumbers] = Recent(refresh_seconds)
        self._recent_facets: Recent[Facets] = Recent(_FACET_SECONDS)
        self._recent_profiles: Recent[OrganisationProfile | None] = Recent(_PROFILE_SECONDS)
        self._recent_counts: Recent[tuple[int, bool]] = Recent(_COUNT_SECONDS)

    # --- lists -----------------------------------------------------------------------------------------------

    async def search(self, query: TenderQuery) -> TenderPage:
        """One slice of the processes that match. Raises `Unavailable` when finding them takes too long."""
        wanted = conditions(query)
        if wanted is None:
            return TenderPage((), 0)
        limit = min(max(query.limit, 1), MOST_ROWS)
        cursor = ranking.read(query.after, query.sort) or ranking.start(query.sort)
        (rows, following), (total, more) = await asyncio.gather(self._rows(wanted, cursor, limit), self._count(wanted))
        if query.after is not None:
            return TenderPage(tuple(map(indexed, rows)), total, following, more)
        seen = len(rows) + bool(following and not more)
        return TenderPage(tuple(map(indexed, rows)), max(total, seen), following, more and following is not None)

    async def _rows(self, wanted: list[Condition], cursor: Cursor, limit: int) -> tuple[list[Document], str | None]:
        rows: list[tuple[int, Leg, Document]] = []
        for number, leg in enumerate(legs(cursor)):
            if number < cursor.leg:
                continue
            after = leg.after(cursor.rank if number == cursor.leg else None)
            found = await self._in_order(wanted + after, leg, limit + 1 - len(rows))
            rows += [(number, leg, row) for row in found]
            if len(rows) > limit:
                break
        if len(rows) <= limit:
            return [row for _, _, row in rows], None
        number, leg, last = rows[limit - 1]
        rank = rank_of(last, leg)
        page = [row for _, _, row in rows[:limit]]
        if rows[limit][0] == number and rank_of(rows[limit][2], leg) == rank:
            same = await self._in_order([*wanted, *leg.after(None), {leg.field: rank}], leg, MOST_ROWS)
            page = [row for row in page if rank_of(row, leg) != rank] + same
        return page, Cursor(cursor.sort, number, rank, cursor.now).text()

    async def _in_order(self, wanted: list[Condition], leg: Leg, limit: int) -> list[Document]:
        try:
            return await self._model.rows(joined(wanted), leg.field, leg.descending, limit, SEARCH_MS)
        except TooLong:
            raise Unavailable("search") from None

    async def _count(self, wanted: list[Condition]) -> tuple[int, bool]:
        """How many match, and whether there are more than that."""
        if not wanted:
            return (await self.live_numbers()).processes, False
        return await self._recent_counts.get(repr(wanted), lambda: self._counted(wanted))

    async def _counted(self, wanted: list[Condition]) -> tuple[int, bool]:
        try:
            found = await self._model.count(joined(wanted), MOST_COUNTED + 1, COUNT_MS)
        except TooLong:
            return 0, True
        return min(found, MOST_COUNTED), found > MOST_COUNTED

    async def tender(self, ocid: Ocid) -> IndexedTender | None:
        """One process as lists show it."""
        row = await self._model.row(str(ocid))
        return indexed(row) if row else None

    async def organisations(
        self, role: str, words: str | None, limit: int, after: tuple[int, str] | None
    ) -> list[Document]:
        """Buyers or suppliers with the most processes first; `after` is (processes, id) of the last one seen."""
        wanted = organisations_named(role, words)
        if after:
            count, id_ = after
            tied = {"processes": count, "_id": {"$gt": f"{role}:{id_}"}}
            wanted.append({"$or": [{"processes": {"$lt": count}}, tied]})
        try:
            return await self._model.organisation_rows(joined(wanted), limit, SEARCH_MS)
        except TooLong:
            raise Unavailable("search") from None

    async def count_organisations(self, role: str, words: str | None) -> int:
        """How many buyers or suppliers there are, by name when words are given; `MOST_COUNTED` at most."""
        try:
            return await self._model.count_organisations(
                joined(organisations_named(role, words)), MOST_COUNTED, SEARCH_MS
            )
        except TooLong:
            raise Unavailable("search") from None

    # --- profiles --------------------------------------------------------------------------------------------

    async def buyer(self, id: OrganisationId) -> OrganisationProfile | None:  # noqa: A002 - the field's own word
        """A buyer over all its processes."""
        return await self._recent_profiles.get((BUYER, id), lambda: self._profile(BUYER, id))

    async def supplier(self, id: OrganisationId) -> OrganisationProfile | None:  # noqa: A002 - the field's own word
        """A supplier over all processes where it holds an award or a contract."""
        return await self._recent_profiles.get((SUPPLIER, id), lambda: self._profile(SUPPLIER, id))

    async def suppliers_there(self, ids: Sequence[OrganisationId]) -> set[OrganisationId]:
        """Which of these have a page as suppliers; firms that only bid have none."""
        return await self._model.organisations_there(SUPPLIER, ids)

    async def _profile(self, role: str, id_: str) -> OrganisationProfile | None:
        row = await self._model.organisation(role, id_)
        if row is None:
            return None
        match = {"buyer.id": id_} if role == BUYER else {"suppliers.id": id_}
        try:
            return profile(row, await self._model.counted(match, facets_of(role, id_), PROFILE_MS))
        except TooLong:
            raise Unavailable("profile") from None

    # --- numbers ---------------------------------------------------------------------------------------------

    async def live_numbers(self) -> LiveNumbers:
        """The numbers of the home page, about a second old."""
        return await self._recent_numbers.get(None, self._live_numbers)

    async def _live_numbers(self) -> LiveNumbers:
        totals, buyers, oldest, newest = await asyncio.gather(
            self._model.totals(),
            self._model.count_organisations(joined(organisations_named(BUYER, None))),
            self._dated(descending=False),
            self._dated(descending=True),
        )
        return LiveNumbers(
            processes=totals.get("processes", 0),
            flagged=totals.get("flagged", 0),
            raised=totals.get("raised", 0),
            buyers=buyers,
            oldest=oldest,
            newest=newest,
            updated=totals.get("updated"),
            made_up=totals.get("made_up", 0),
        )

    async def _dated(self, *, descending: bool) -> datetime | None:
        dated = {"rank.newest": {"$gte": 1 << ranking.SECONDS_SHIFT}}
        rows = await self._model.rows(dated, "rank.newest", descending, 1, SEARCH_MS)
        return rows[0]["published"] if rows else None

    async def facets(self) -> Facets:
        """Values that filters can offer, at most a minute old."""
        return await self._recent_facets.get(None, self._facets)

    async def _facets(self) -> Facets:
        fields = ("country", "region", "method", "status", "value.currency")
        found = await asyncio.gather(*(self._model.distinct(field) for field in fields))
        return Facets(*(tuple(sorted(value for value in values if value)) for values in found))


def joined(wanted: Iterable[Condition]) -> Condition:
    """All conditions together."""
    every = list(wanted)
    return {"$and": every} if every else {}


def organisations_named(role: str, words: str | None) -> list[Condition]:
    """Buyers or suppliers that still have a process, with all the words in their name."""
    wanted: list[Condition] = [{"role": role}, {"processes": {"$gt": 0}}]
    return wanted + [{"words": {"$in": list(word)}} for word in fold_query(words or "")]


def rank_of(row: Document, leg: Leg) -> int:
    """The place of a row in its stretch of the list."""
    rank: int = row["rank"][leg.field.removeprefix("rank.")]
    return rank


def indexed(row: Document) -> IndexedTender:
    """A document as lists show it."""
    value = row.get("value")
    return IndexedTender(
        summary=ProcessSummary.model_construct(
            ocid=row["_id"],
            version=row["version"],
            title=row["title"],
            buyer=Organisation.model_construct(**row["buyer"]) if row["buyer"] else None,
            value=Money.model_construct(amount=plain(value["amount"]), currency=value["currency"]) if value else None,
            country=row["country"],
            region=row["region"],
            method=row["method"],
            method_details=row["method_details"],
            status=row["status"],
            published=row["published"],
            made_up=row["made_up"],
        ),
        raised=tuple(row["raised"]),
        suppliers=tuple(Organisation(id=supplier["id"], name=supplier["name"]) for supplier in row["suppliers"]),
        deadline=row["deadline"],
        updated=row["updated"],
    )


def facets_of(role: str, id_: str) -> Document:
    """The counts of a profile, all made by the server in one pass over the organisation's processes."""

    def by(expression: Any, *before: Document) -> list[Document]:  # noqa: ANN401 - an expression of the server
        return [*before, {"$group": {"_id": expression, "count": {"$sum": 1}}}, {"$sort": {"count": -1, "_id": 1}}]

    year = {"$dateToString": {"date": "$published", "format": "%Y", "timezone": "Asia/Bishkek", "onNull": ""}}
    summed = {"$group": {"_id": "$of.currency", "amount": {"$sum": "$of.amount"}}}
    other, money = ("suppliers", "$value") if role == BUYER else ("buyer", "$suppliers.totals")
    partner = f"${other}"
    own_totals: list[Document] = [{"$project": {"of": money}}]
    if role == SUPPLIER:
        own_totals = [
            {"$unwind": "$suppliers"},
            {"$match": {"suppliers.id": id_}},
            {"$unwind": "$suppliers.totals"},
            {"$project": {"of": money}},
        ]
    return {
        "totals": [*own_totals, {"$match": {"of.currency": {"$ne": None}}}, summed, {"$sort": {"_id": 1}}],
        "methods": by({"$ifNull": ["$method", ""]}),
        "years": by(year),
        "flags": by("$raised", {"$unwind": "$raised"}),
        "partners": [
            {"$unwind": partner},
            {"$match": {f"{other}.id": {"$ne": None}}},
            {"$group": {"_id": f"{partner}.id", "name": {"$max": f"{partner}.name"}, "count": {"$sum": 1}}},
            {"$sort": {"count": -1, "_id": 1}},
            {"$limit": _MOST_PARTNERS},
        ],
        "all": [
            {
                "$group": {
                    "_id": None,
                    "processes": {"$sum": 1},
                    "flagged": {"$sum": {"$cond": ["$flagged", 1, 0]}},
                    "made_up": {"$max": "$made_up"},
                    "updated": {"$max": "$updated"},
                }
            }
        ],
    }


def profile(row: Document, found: Document) -> OrganisationProfile:
    """An organisation's document and counts as its page shows them."""
    overall = found["all"][0] if found["all"] else {}
    return OrganisationProfile(
        organisation=Organisation(id=row["id"], name=row.get("name")),
        country=row.get("country"),
        region=row.get("region"),
        processes=overall.get("processes", 0),
        totals=tuple(Money(amount=plain(total["amount"]), currency=total["_id"]) for total in found["totals"]),
        methods=counts(found["methods"]),
        years=tuple(sorted(counts(found["years"]), key=lambda year: year.key)),
        flags=counts(found["flags"]),
        flagged=overall.get("flagged", 0),
        partners=tuple(
            Partner(Organisation(id=partner["_id"], name=partner["name"]), partner["count"])
            for partner in found["partners"]
        ),
        made_up=bool(overall.get("made_up")),
        updated=overall["updated"].astimezone(UTC) if overall.get("updated") else None,
    )


def counts(rows: Iterable[Document]) -> tuple[Count, ...]:
    """Grouped rows as counts."""
    return tuple(Count(str(row["_id"]), row["count"]) for row in rows)
