"""A database that is not ready yet is away, and comes back with its data whatever way it ended."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared import embedded
from shared.embedded import Server
from shared.store import Session, Store, is_away


@pytest.fixture
def mongo(tmp_path: Path) -> Iterator[Server]:
    running = embedded.start_mongo(tmp_path, embedded.free_port())
    yield running
    running.stop()


async def test_given_a_member_that_is_recovering_when_written_to_then_it_is_away_and_a_write_succeeds_once_it_is_back(
    mongo: Server,
) -> None:
    """It is so for a moment at every start; what connects then must not keep what it saw."""
    operator = Store(f"{mongo.url}&directConnection=true", "operator")
    store = Store(mongo.url, "patient")
    command = operator.database.client.admin.command
    try:
        await command({"replSetStepDown": 60, "force": True})
        await command({"replSetMaintenance": 1})
        with pytest.raises(Exception) as failed:  # noqa: PT011 - which one is the question
            await store.atomically(lambda session: write(store, session))
        assert is_away(failed.value)

        await command({"replSetMaintenance": 0})
        await command({"replSetFreeze": 0})
        await store.atomically(lambda session: write(store, session))
        assert await store.collection("things").count_documents({}) == 1
    finally:
        store.close()
        operator.close()


async def write(store: Store, session: Session) -> Any:
    return await store.collection("things").insert_one({"_id": 1}, session=session)


@pytest.mark.parametrize("compressed", [True, False])
async def test_given_a_server_killed_when_it_starts_again_then_it_reads_its_journal_compressed_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    """Data of earlier versions have a compressed journal, which a server told otherwise cannot read after a crash."""
    port = embedded.free_port()
    with monkeypatch.context() as earlier:
        if compressed:
            earlier.setattr(embedded, "_journal", lambda *_: [])
        first = embedded.start_mongo(tmp_path, port)
    store = Store(first.url, "crashed")
    await store.atomically(lambda session: write(store, session))
    first.process.kill()
    first.process.wait()
    again = embedded.start_mongo(tmp_path, port)
    try:
        assert await store.collection("things").count_documents({}) == 1
    finally:
        store.close()
        again.stop()
