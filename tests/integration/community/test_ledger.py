"""The ledger on real servers: dense under haste, both or neither, and still whole after a takedown."""

import asyncio
import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from services.community.ledger.entry import START, after, canonical, link
from services.community.ledger.signing import Signer, holds, new_seed
from services.community.ledger.store import Keys, LedgerStore
from shared.contracts import ledger as contract
from shared.contracts.ledger import LedgerEntry
from shared.errors import Refused, StartupError
from shared.store import Session, Store

from .conftest import Community

ROOT = Path(__file__).resolve().parents[3]
CASE = "c_0123456789abcdef01234567"


@pytest.fixture
async def ledger(store_of: Callable[[str], Store]) -> LedgerStore:
    store = store_of("community")
    found = LedgerStore(store, Keys(store))
    await found.prepare()
    return found


async def record(ledger: LedgerStore, title: str = "Road", subject: str = CASE) -> LedgerEntry:
    return await ledger._store.atomically(
        lambda session: ledger.append(session, "case_published", subject, {"title": title})
    )


async def take_down(ledger: LedgerStore, subject: str = CASE, reason: str = "A court decided so.") -> LedgerEntry:
    return await ledger._store.atomically(lambda session: ledger.tombstone(session, subject, reason))


async def entries(ledger: LedgerStore) -> list[LedgerEntry]:
    return [entry async for entry in ledger.all()]


def assert_whole(found: list[LedgerEntry]) -> None:
    """Every link, hash and signature; bodies where they stand."""
    publics = {entry.key: json.loads(entry.body or "")["public"] for entry in found if entry.kind == "key"}
    place = START
    for entry in found:
        assert (entry.offset, entry.previous) == (place.offset, place.previous)
        assert holds(publics[entry.key], entry.hash, entry.signature)
        if entry.body is not None:
            assert hashlib.sha256(entry.body.encode()).hexdigest() == entry.content
        place = after(entry)


async def test_given_records_then_they_stand_in_one_signed_chain_after_the_key(ledger: LedgerStore) -> None:
    first, second = await record(ledger), await record(ledger, "Bridge")
    found = await entries(ledger)
    assert [(entry.offset, entry.kind) for entry in found] == [
        (0, "key"),
        (1, "case_published"),
        (2, "case_published"),
    ]
    assert found[1:] == [first, second]
    assert second.previous == link(first.hash, first.signature)
    assert_whole(found)
    assert json.loads(first.line())["body"]["title"] == "Road"


async def test_given_fifty_at_once_and_some_that_fail_then_no_gap_and_a_fact_for_each(ledger: LedgerStore) -> None:
    class CrashedError(Exception):
        pass

    async def one(place: int) -> LedgerEntry:
        async def work(session: Session) -> LedgerEntry:
            entry = await ledger.append(session, "case_published", f"c_{place}", {"title": str(place)})
            if place % 5 == 0:
                raise CrashedError
            return entry

        return await ledger._store.atomically(work)

    results = await asyncio.gather(*map(one, range(50)), return_exceptions=True)
    assert sum(isinstance(result, CrashedError) for result in results) == 10
    written = [result for result in results if isinstance(result, LedgerEntry)]
    assert len(written) == 40
    found = await entries(ledger)
    assert sorted(entry.offset for entry in written) == [entry.offset for entry in found][1:] == list(range(1, 41))
    assert_whole(found)
    facts = [
        json.loads(fact["data"]) for row in await outbox(ledger) for fact in row["facts"] if "recorded" in fact["type"]
    ]
    assert sorted(fact["offset"] for fact in facts) == list(range(41))
    assert all("body" not in fact and "title" not in json.dumps(fact) for fact in facts)


async def outbox(ledger: LedgerStore) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = await ledger._store.collection("outbox").find({}).to_list(None)
    return rows


WRITER = """
import asyncio, sys
from services.community.ledger.store import Keys, LedgerStore
from shared.store import Store

async def main(url, commits):
    store = Store(url, "community")
    ledger = LedgerStore(store, Keys(store))
    async def work(session):
        await ledger.append(session, "case_published", "c_1", {"title": "Road"})
        if not commits:
            print("written", flush=True)
            await asyncio.sleep(600)
    await store.atomically(work)
    print("written", flush=True)
    await asyncio.sleep(600)

asyncio.run(main(sys.argv[1], sys.argv[2] == "True"))
"""


@pytest.mark.parametrize("commits", [False, True])
async def test_given_a_process_killed_around_the_commit_then_there_are_both_entry_and_fact_or_neither(
    ledger: LedgerStore, mongo_url: str, commits: bool
) -> None:
    base, _, query = mongo_url.partition("/?")
    url = f"{base}/{ledger._store.database.name}?{query}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, url, str(commits), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    assert await asyncio.wait_for(process.stdout.readline(), 60) == b"written\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    await ledger._store._client.admin.command({"killAllSessions": []})  # else the server waits for the dead one
    found = await entries(ledger)
    assert len(found) == (2 if commits else 0)
    assert sum(len(row["facts"]) for row in await outbox(ledger)) == len(found)  # type: ignore[arg-type]


async def test_given_a_takedown_then_the_body_is_gone_and_the_chain_holds(ledger: LedgerStore) -> None:
    first, other = await record(ledger, "канарейка"), await record(ledger, "Bridge", "c_other")
    stone = await take_down(ledger)
    found = await entries(ledger)
    assert_whole(found)
    assert found[1].body is None
    assert found[1].content == first.content
    assert found[1].tombstone == contract.Tombstone(at=stone.at, entry=stone.offset, reason="A court decided so.")
    assert found[2] == other
    removed = json.loads(stone.body or "")["removed"]
    assert removed == [{"offset": first.offset, "content": first.content}]
    assert "канарейка" not in "".join(entry.line() for entry in found)
    with pytest.raises(Refused, match="not_found"):
        await take_down(ledger)


async def test_given_two_takedowns_at_once_then_one_is_recorded(ledger: LedgerStore) -> None:
    await record(ledger)
    results = await asyncio.gather(take_down(ledger), take_down(ledger), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["LedgerEntry", "Refused"]
    assert [entry.kind for entry in await entries(ledger)] == ["key", "case_published", "tombstone"]


async def test_given_another_seed_then_a_new_key_is_announced_and_both_are_published(ledger: LedgerStore) -> None:
    await record(ledger)
    turned = LedgerStore(ledger._store, Keys(ledger._store, new_seed()))
    await record(turned, "Bridge")
    await record(turned, "School")
    found = await entries(turned)
    assert [entry.kind for entry in found] == ["key", "case_published", "key", "case_published", "case_published"]
    assert_whole(found)
    keys = await turned.keys()
    assert [(key.id, key.since) for key in keys.items] == [(found[0].key, 0), (found[2].key, 2)]


async def test_given_no_seed_then_one_key_is_made_and_kept(ledger: LedgerStore) -> None:
    again = LedgerStore(ledger._store, Keys(ledger._store))
    assert (await again.signer()).public == (await ledger.signer()).public


def test_given_a_seed_that_is_none_then_the_service_says_how_to_make_one() -> None:
    with pytest.raises(StartupError, match="base64"):
        Signer("not a seed")


@pytest.mark.parametrize("body", [{"a": 1.5}, {"é": 1}, {"a": 2**53}, {"a": "\ud800"}, {"a": {"b-c": 1}}, {"a": b"x"}])
def test_given_what_has_no_plain_form_then_it_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(Refused, match="invalid"):
        canonical(body)


def test_given_a_body_that_is_too_large_then_it_is_refused() -> None:
    with pytest.raises(Refused, match="too_large"):
        canonical({"a": "x" * 200_000})


async def test_given_the_service_then_the_feed_is_answered_in_pages_that_fit_a_message(community: Community) -> None:
    ledger = LedgerStore(community.store, Keys(community.store))
    for place in range(9):
        await record(ledger, str(place) * 100_000)
    seen: list[LedgerEntry] = []
    first: int | None = 0
    pages = 0
    while first is not None:
        page = await community.ask("ledger_page", contract.AskLedgerPage(first=first), contract.LedgerPage)
        seen += page.items
        first = page.next
        pages += 1
    assert [entry.offset for entry in seen] == list(range(10))
    assert pages > 1
    assert_whole(seen)
    newest = await community.ask("ledger_page", contract.AskLedgerPage(limit=2), contract.LedgerPage)
    assert [entry.offset for entry in newest.items] == [8, 9]
    assert newest.total == 10
    beyond = await community.ask("ledger_page", contract.AskLedgerPage(first=99), contract.LedgerPage)
    assert (beyond.items, beyond.next) == ([], None)
    keys = await community.ask("ledger_keys", contract.AskLedgerKeys(), contract.LedgerKeys)
    assert [key.id for key in keys.items] == [seen[0].key]
