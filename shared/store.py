"""The one module that knows the database driver (Motor, see docs/decisions/0003).

Each service has a database of its own, reached through one `Store`. State and the facts that follow from it are
written in one transaction (`atomically` + `record`); the relay publishes the facts afterwards.
"""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar

from bson import CodecOptions, Decimal128, ObjectId
from gridfs.errors import NoFile
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
    AsyncIOMotorGridFSBucket,
)
from pymongo import (
    ASCENDING,
    DESCENDING,
    DeleteOne,
    IndexModel,
    InsertOne,
    MongoClient,
    ReplaceOne,
    UpdateMany,
    UpdateOne,
)
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

from shared import telemetry
from shared.facts import Fact
from shared.fresh import Fresh

T = TypeVar("T")
Session = AsyncIOMotorClientSession
Collection = AsyncIOMotorCollection
Document = dict[str, Any]
DURABLE = WriteConcern(w="majority", j=True, wtimeout=30_000)
CONNECTION_ERRORS = (
    AutoReconnect,
    ConnectionFailure,
    NetworkTimeout,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
)
"""Errors that mean "the database is away", not "the request is wrong": wait and try again."""
_ALREADY_INITIALIZED = 23
_TRANSIENT = "TransientTransactionError"
_COMMIT_UNKNOWN = "UnknownTransactionCommitResult"
_TRANSACTION_SECONDS = 15.0
"""How long one transaction is tried; then its caller decides (a consumer holds its batch)."""
_FACTS_PER_ROW = 500
_ROW_BYTES = 4 * 1024 * 1024
_SENT_KEPT_SECONDS = 7 * 24 * 3600
"""Sent outbox rows stay for a week, so that a lost stream can be filled again."""


def is_away(error: BaseException) -> bool:
    """Whether `error` means that the database is out of reach or busy, so that waiting helps."""
    if isinstance(error, CONNECTION_ERRORS):
        return True
    return isinstance(error, PyMongoError) and (
        error.has_error_label(_TRANSIENT) or error.has_error_label("RetryableWriteError")
    )


@dataclass(frozen=True, slots=True)
class Index:
    """One index of a collection: `keys` as (field, direction), `options` as MongoDB names them."""

    collection: str
    keys: Sequence[tuple[str, int | str]]
    options: Mapping[str, Any] = field(default_factory=dict)


OUTBOX_INDEXES = (
    Index("outbox", [("sequence", ASCENDING)], {"name": "unsent", "partialFilterExpression": {"sent": False}}),
    Index("outbox", [("sentAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": _SENT_KEPT_SECONDS}),
)


class Store:
    """One service's database."""

    def __init__(self, url: str, name: str) -> None:
        """Connect lazily to `url`; the database is `achyk_<name>` unless the URL names one."""
        self.name = name
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
            url,
            appname=f"achyk-{name}",
            tz_aware=True,
            tzinfo=UTC,
            retryWrites=True,
            serverSelectionTimeoutMS=5_000,
            connectTimeoutMS=5_000,
            uuidRepresentation="standard",
        )
        database = parse_uri(url, validate=False)["database"] or f"achyk_{name}"
        self.database: AsyncIOMotorDatabase[Document] = self._client.get_database(
            database,
            write_concern=DURABLE,
            read_concern=ReadConcern("majority"),
            codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
        )
        self._last_sequence = 0
        self._has_outbox = False
        self.fresh = Fresh()
        """For the relay of this process."""
        self._recorded: dict[int, dict[object, list[Fact]]] = {}
        """Outbox rows by the session (`id`) whose transaction writes them."""
        self.written = asyncio.Event()
        """Set after each transaction: wakes the relay of this process."""

    def collection(self, name: str) -> "Collection[Document]":
        """A collection of this service's database; writes are durable, reads see majority-committed data."""
        return self.database[name]

    async def ensure_indexes(self, table: Sequence[Index]) -> None:
        """Create the indexes of `table` and of the outbox where they do not exist, and the collections with them."""
        by_collection: dict[str, list[IndexModel]] = {}
        for index in (*table, *(() if self._has_outbox else OUTBOX_INDEXES)):
            by_collection.setdefault(index.collection, []).append(IndexModel(list(index.keys), **index.options))
        # Lost with a crash they are made again at the next start, so nobody waits for the journal.
        quick = self._client.get_database(self.database.name, write_concern=WriteConcern(w=1))
        await asyncio.gather(*(quick[name].create_indexes(models) for name, models in by_collection.items()))
        self._has_outbox = True

    def read_again(self) -> None:
        """The outbox has, or may have, rows that are not in `fresh`: the relay is to read it."""
        self.fresh.clear()
        self.written.set()

    async def atomically(self, work: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        """Run `work` in one transaction and return its result.

        `work` runs again after a conflict or a transient error, so it must be safe to repeat. Raises what `work`
        raises, or, when the database stays away, an error that `is_away` recognises.
        """
        until = time.monotonic() + _TRANSACTION_SECONDS
        async with await self._client.start_session() as session:
            while True:
                self._recorded[id(session)] = {}
                stands = False
                try:
                    async with session.start_transaction(
                        read_concern=ReadConcern("snapshot"),
                        write_concern=DURABLE,
                        read_preference=ReadPreference.PRIMARY,
                    ):
                        result = await work(session)
                    stands = True
                except PyMongoError as error:
                    if time.monotonic() > until or not await self._may_repeat(session, error):
                        raise
                    stands = error.has_error_label(_COMMIT_UNKNOWN)
                finally:
                    recorded = self._recorded.pop(id(session))
                    if recorded and not stands:  # it may stand all the same, when it was the answer that was lost
                        self.read_again()
                if stands:
                    for row, facts in recorded.items():
                        self.fresh.add(row, facts)
                    self.written.set()
                    return result

    async def _may_repeat(self, session: Session, error: PyMongoError) -> bool:
        """Whether to go on after `error`: the transaction may be repeated, or its commit is known to stand now.

        Motor's own `with_transaction` does not repeat a transaction whose commit met a conflict.
        """
        if error.has_error_label(_COMMIT_UNKNOWN):
            await session.commit_transaction()
            return True
        if error.has_error_label(_TRANSIENT):
            await asyncio.sleep(random.uniform(0.001, 0.02))  # noqa: S311 - so that two who met do not meet again
            return True
        return False

    async def record(self, session: Session, facts: Sequence[Fact]) -> None:
        """Put `facts` into the outbox within the transaction of `session`; they are published after it commits.

        Many facts are one row: they were committed together, and are marked as sent together.
        """
        current = telemetry.current_trace()
        for part in _parts(facts):
            rows = [_packed(fact, current) for fact in part]
            row = {
                "_id": ObjectId(),
                "sequence": self._next_sequence(),
                "count": len(part),
                "facts": rows,
                "sent": False,
            }
            await self.collection("outbox").insert_one(row, session=session)
            self._recorded[id(session)][row["_id"]] = list(map(_unpacked, rows))

    def _next_sequence(self) -> int:
        self._last_sequence = max(self._last_sequence + 1, time.time_ns())
        return self._last_sequence

    async def next_unsent(self, enough: int, but: Sequence[object] = ()) -> tuple[list[object], list[Fact]]:
        """The ids of the oldest outbox rows that are not known to be sent, and their facts: `enough` of them, or all.

        The last row comes whole, so there may be more. Rows of `but` are left out.
        """
        rows: list[object] = []
        facts: list[Fact] = []
        waiting = {"sent": False, "_id": {"$nin": list(but)}} if but else {"sent": False}
        async for row in self.collection("outbox").find(waiting).sort("sequence", ASCENDING):
            rows.append(row["_id"])
            facts += map(_unpacked, row["facts"])
            if len(facts) >= enough:
                break
        return rows, facts

    async def mark_sent(self, rows: Sequence[object]) -> None:
        """Remember that the facts of these rows are on their streams. Losing this mark is harmless: they are repeated.

        Waits until a majority has it: `next_unsent` reads what the majority has, and would hand them out again.
        """
        sent = {"$set": {"sent": True, "sentAt": datetime.now(UTC)}}
        await self.collection("outbox").update_many({"_id": {"$in": list(rows)}}, sent)

    async def set_aside(self, fact: Fact, reason: str) -> None:
        """Keep a fact that can never be published for an operator, so that it holds up no other."""
        row = {"reason": reason, "at": datetime.now(UTC), **_packed(fact, None)}
        await self.collection("refused").replace_one({"_id": fact.id}, row, upsert=True)

    async def unsent(self) -> int:
        """How many facts are committed and not yet on their stream."""
        pipeline: list[Document] = [{"$match": {"sent": False}}, {"$group": {"_id": None, "count": {"$sum": "$count"}}}]
        found = await self.collection("outbox").aggregate(pipeline).to_list(1)
        return int(found[0]["count"]) if found else 0

    async def take_lease(self, name: str, owner: str, seconds: float) -> bool:
        """Become, or stay, the one holder of `name` for `seconds`; False while somebody else is."""
        now = datetime.now(UTC)
        until = datetime.fromtimestamp(now.timestamp() + seconds, UTC)
        try:
            row = await self.collection("leases").find_one_and_update(
                {"_id": name, "$or": [{"owner": owner}, {"until": {"$lt": now}}]},
                {"$set": {"owner": owner, "until": until}},
                upsert=True,
                return_document=True,
            )
        except DuplicateKeyError:
            return False
        return bool(row and row["owner"] == owner)

    async def release_lease(self, name: str, owner: str) -> None:
        """Give `name` up, so that another replica need not wait for it to run out."""
        await self.collection("leases").delete_one({"_id": name, "owner": owner})

    async def ping(self) -> None:
        """Raise unless a primary answers within two seconds."""
        async with asyncio.timeout(2):
            hello = await self._client.admin.command("hello")
        if not hello.get("isWritablePrimary"):
            raise ConnectionFailure("no writable primary")

    async def alive(self) -> bool:
        """Whether a primary answers."""
        with suppress(PyMongoError, TimeoutError):
            await self.ping()
            return True
        return False

    async def drop(self) -> None:
        """Delete the whole database; for tests and for starting a sample afresh."""
        await self._client.drop_database(self.database.name)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class Files:
    """Files of one service, too large for a document: each is written whole under an id of its own and never changed.

    Not part of a transaction: a file is written first, then the document that speaks of it.
    """

    def __init__(self, store: Store, name: str) -> None:
        """`name` begins the names of the two collections that hold them."""
        self._chunks = store.collection(f"{name}.chunks")
        self._files = store.collection(f"{name}.files")
        self._store = store
        self._name = name

    @cached_property
    def _bucket(self) -> AsyncIOMotorGridFSBucket:
        # Not in `__init__`: the driver takes the loop that is there, and a service is wired before its own runs.
        return AsyncIOMotorGridFSBucket(self._store.database, bucket_name=self._name)

    async def put(self, id: str, data: bytes) -> None:  # noqa: A002 - the field's own word
        """Keep `data`. What is kept under this id already stays; what an interrupted try left behind goes."""
        if await self._files.find_one({"_id": id}, {"_id": 1}) is None:
            await self._chunks.delete_many({"files_id": id})
            await self._bucket.upload_from_stream_with_id(id, id, data)

    async def read(self, id: str, offset: int, size: int) -> bytes | None:  # noqa: A002 - the field's own word
        """At most `size` bytes from `offset` on; None when there is no such file."""
        try:
            found = await self._bucket.open_download_stream(id)
        except NoFile:
            return None
        found.seek(min(offset, found.length))
        data: bytes = await found.read(size)
        return data

    async def delete(self, id: str) -> None:  # noqa: A002 - the field's own word
        """Throw a file away; nothing happens when there is none."""
        with suppress(NoFile):
            await self._bucket.delete(id)


def _parts(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """`facts` in rows that are small enough for a document, and few."""
    part: list[Fact] = []
    size = 0
    for fact in facts:
        if part and (len(part) == _FACTS_PER_ROW or size + len(fact.data) > _ROW_BYTES):
            yield part
            part, size = [], 0
        part.append(fact)
        size += len(fact.data)
    if part:
        yield part


def _packed(fact: Fact, current_trace: str | None) -> Document:
    return {
        "id": fact.id,
        "type": fact.type,
        "subject": fact.subject,
        "about": fact.about,
        "time": fact.time.replace(microsecond=fact.time.microsecond // 1000 * 1000),  # as the database keeps it
        "trace": fact.trace or current_trace,
        "data": fact.data,
        "rest": fact.rest,
    }


def _unpacked(row: Document) -> Fact:
    return Fact(**row)


def initiate_replica_set(host: str, timeout: float = 30.0, member: str | None = None) -> None:
    """Make the lone server at `host` (`name:port`) a writable one-node replica set; does nothing when it is one.

    `member` is how the server is known to itself and to clients of the set, when that is not `host`. Raises
    `CONNECTION_ERRORS` or `TimeoutError` when it does not get there in `timeout` seconds.
    """
    until = time.monotonic() + timeout
    client: MongoClient[Document] = MongoClient(
        f"mongodb://{host}/?directConnection=true", serverSelectionTimeoutMS=int(timeout * 1000)
    )
    try:
        _initiate(client, member or host)
        while not client.admin.command("hello").get("isWritablePrimary"):
            if time.monotonic() > until:
                raise TimeoutError(f"{host} did not become a primary in {timeout:.0f} s")
            time.sleep(0.02)
    finally:
        client.close()


def _initiate(client: "MongoClient[Document]", member: str) -> None:
    """Initiate the set, or, when its data were made under another address, give it the new one."""
    config: Document = {"_id": "rs0", "members": [{"_id": 0, "host": member}]}
    try:
        client.admin.command("replSetInitiate", config)
    except OperationFailure as error:
        if error.code != _ALREADY_INITIALIZED:
            raise
        known = client.admin.command("replSetGetConfig")["config"]
        if len(known["members"]) == 1 and known["members"][0]["host"] != member:
            known["members"][0]["host"] = member
            known["version"] += 1
            client.admin.command("replSetReconfig", known, force=True)


def server_version(url: str) -> str:
    """Version of the database server at `url`; raises `CONNECTION_ERRORS` when it does not answer in 3 seconds."""
    client: MongoClient[Document] = MongoClient(url, serverSelectionTimeoutMS=3_000)
    try:
        return str(client.server_info()["version"])
    finally:
        client.close()


__all__ = [
    "ASCENDING",
    "CONNECTION_ERRORS",
    "DESCENDING",
    "BulkWriteError",
    "Collection",
    "Decimal128",
    "DeleteOne",
    "Document",
    "DuplicateKeyError",
    "Files",
    "Index",
    "InsertOne",
    "OperationFailure",
    "ReplaceOne",
    "Session",
    "Store",
    "UpdateMany",
    "UpdateOne",
    "initiate_replica_set",
    "is_away",
    "server_version",
]
