"""The triage queue: flags taken in, and lists of a queue of 100,000 tenders, on a database of its own."""

import asyncio
import time
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bench.report import Figure, percentile
from services.community.triage.events import TriageEvents
from services.community.triage.listing import listing
from services.community.triage.store import TriageStore
from shared import embedded
from shared.contracts.base import Money, Organisation
from shared.contracts.risk import Flag, FlagEvent, FlagState
from shared.contracts.tender import ProcessSummary
from shared.contracts.triage import AskTriageQueue
from shared.facts import Delivered
from shared.store import Store

TENDERS = 100_000
BATCH = 500
ROUNDS = 20
_NOW = datetime.now(UTC)
_REGIONS = ("KG-B", "KG-C", "KG-GB", "KG-GO", "KG-J", "KG-N", "KG-O", "KG-T", "KG-Y")
_INDICATORS = ("R018", "R003", "R019", "KG07", "R036")
_ASKED: tuple[dict[str, object], ...] = (
    {},
    {"region": "KG-N", "sector": "45"},
    {"indicator": "R036", "region": "KG-C"},
    {"sort": "amount", "sector": "33"},
    {"sort": "deadline", "within_days": 3},
    {"amount_min": "4900000", "amount_max": "4901000"},
)


async def measure(folder: Path) -> list[Figure]:
    """Events per second through the handler of the consumer; milliseconds of a slice with its count."""
    running = await asyncio.to_thread(embedded.start, folder, embedded.free_port(), embedded.free_port())
    base, _, query = running.mongo.url.partition("/?")
    store = Store(f"{base}/bench_{uuid.uuid4().hex[:8]}?{query}", "community")
    try:
        return await _measure(store)
    finally:
        store.close()
        running.stop()


async def _measure(store: Store) -> list[Figure]:
    queue = TriageStore(store)
    await queue.prepare()
    handler = TriageEvents(queue)
    events = [_event(number) for number in range(TENDERS)]
    begun = time.perf_counter()
    for start in range(0, TENDERS, BATCH):
        await handler.flags(events[start : start + BATCH])
    rate = TENDERS / (time.perf_counter() - begun)
    took = []
    for asked in _ASKED * ROUNDS:
        ask = AskTriageQueue.model_validate({"token": "t" * 43} | asked)
        begun = time.perf_counter()
        await queue.slice(listing(ask, "m_" + "0" * 24, _NOW), 50)
        took.append(1000 * (time.perf_counter() - begun))
    return [
        Figure("flags taken into the triage queue", rate, "events/s", ">= 2000"),
        Figure(f"slice of a queue of {TENDERS:,} tenders with filters, p95", percentile(took, 0.95), "ms", "<= 100"),
    ]


def _event(number: int) -> Delivered:
    ocid, indicator = f"ocds-bench-{number}", _INDICATORS[number % len(_INDICATORS)]
    flag = Flag(indicator=indicator, state=FlagState.RAISED, rule_version="1", process_version=1, evaluated=_NOW)
    process = ProcessSummary(
        ocid=ocid,
        version=1,
        title="Ремонт школы",
        country="kg",
        buyer=Organisation(id=f"KG-INN-{number % 900}", name="Школа"),
        value=Money(amount=Decimal(10_000 + number * 7919 % 9_000_000), currency="KGS"),
        region=_REGIONS[number % len(_REGIONS)],
        published=_NOW - timedelta(minutes=number),
        deadline=_NOW + timedelta(minutes=number % 60_000 - 20_000),
        sector=("45", "33", "15", "30")[number % 4],
    )
    body = FlagEvent(ocid=ocid, flag=flag, process=process).model_dump_json().encode()
    return Delivered(ocid, "risk.v1.raised", "", ocid, _NOW, body, 1, number)
