"""The public ledger: checking a million entries on one core, and a page of a thousand through the bus."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from bench.report import Figure, percentile
from services.community.ledger.entry import KEY, START, Place, after, canonical, new_entry
from services.community.ledger.requests import LedgerRequests
from services.community.ledger.signing import Signer, new_seed
from services.community.ledger.store import Keys, LedgerStore, row_of
from services.community.ledger.verifying import Verifier
from shared import embedded
from shared.bus import Bus, BusSettings
from shared.contracts.ledger import AskLedgerPage, LedgerEntry, LedgerPage
from shared.store import Store

ENTRIES = 1_000_000
STORED = 20_000
ROUNDS = 100
_AT = "2026-05-01T09:00:00.000Z"


async def measure(folder: Path) -> list[Figure]:
    """Seconds of a clock for the file; milliseconds at the asker for a page."""
    file = folder / "ledger.jsonl"
    with file.open("w", encoding="utf-8") as target:
        target.writelines(entry.line() + "\n" for entry in entries(ENTRIES))
    begun = time.perf_counter()
    verifier = Verifier()
    with file.open("rb") as lines:
        for line in lines:
            verifier.take(line.removesuffix(b"\n"))
    found = verifier.end()
    seconds = time.perf_counter() - begun
    if found.entries != ENTRIES:
        raise RuntimeError(f"{found.entries} entries instead of {ENTRIES}")
    took = await pages(folder)
    return [
        Figure(f"verifying a ledger of {ENTRIES:,} entries, one core", seconds, "s", "<= 60"),
        Figure("page of 1,000 ledger entries over the bus, median", percentile(took, 0.5), "ms", "<= 50"),
        Figure("the same, p95", percentile(took, 0.95), "ms", "<= 50"),
    ]


def entries(count: int) -> Iterator[LedgerEntry]:
    """A ledger like one of published cases."""
    signer = Signer(new_seed())
    place: Place = START
    for number in range(count):
        kind, subject, body = "case_step", f"c_{number:024x}", {"number": f"KG-2026-{number:04}", "step": "answered"}
        if not number:
            kind, subject, body = KEY, signer.id, {"public": signer.public}
        entry = new_entry(place, kind, subject, _AT, canonical(body), signer)
        yield entry
        place = after(entry)


async def pages(folder: Path) -> list[float]:
    """Milliseconds that each of some pages took, asked one after another."""
    running = await asyncio.to_thread(embedded.start, folder, embedded.free_port(), embedded.free_port())
    base, _, query = running.mongo.url.partition("/?")
    store = Store(f"{base}/bench_{uuid.uuid4().hex[:8]}?{query}", "community")
    bus, asker = (Bus(name, BusSettings(running.nats.url)) for name in ("community", "asker"))
    try:
        ledger = LedgerStore(store, Keys(store))
        await ledger.prepare()
        await store.collection("ledger").insert_many([row_of(entry) for entry in entries(STORED)])
        await bus.connect()
        await asker.connect()
        bus.answers("ask.community.ledger_page")(LedgerRequests(ledger).ledger_page)
        await bus.start()
        took = []
        for place in range(ROUNDS):
            begun = time.perf_counter()
            question = AskLedgerPage(first=place * 190)
            page = await asker.ask("ask.community.ledger_page", question, LedgerPage, timeout=5)
            took.append((time.perf_counter() - begun) * 1000)
            if len(page.items) != 1_000:
                raise RuntimeError(f"a page of {len(page.items)}")
        return took
    finally:
        await asker.stop()
        await bus.stop()
        store.close()
        running.stop()
