"""Cases: the page of one with 200 entries and 50 pieces of evidence, over the bus; lists of 100,000 with filters."""

import asyncio
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.report import Figure, percentile
from services.community import sessions
from services.community.accounts import Registration, new_account
from services.community.app import build
from services.community.cases import rows
from services.community.cases.entries import Entry
from services.community.cases.list_store import ListStore
from services.community.cases.store import CasesStore
from services.community.members_store import MembersStore
from services.community.sessions_store import SessionsStore
from services.community.settings import Settings
from shared import embedded
from shared.bus import Bus, BusSettings
from shared.contracts import case as contract
from shared.contracts.base import Language
from shared.contracts.case import CaseFields, CaseLink, CaseStatus, LinkKind
from shared.contracts.evidence import AskAddEvidence, AskEvidenceOfCase, EvidenceItem, EvidenceKind, EvidenceList
from shared.store import Document, Store

CASES = 100_000
ENTRIES, EVIDENCE = 200, 50
ROUNDS = 50
_NOW = datetime.now(UTC).replace(microsecond=0)
_REGIONS = ("KG-B", "KG-C", "KG-GB", "KG-GO", "KG-J", "KG-N", "KG-O", "KG-T", "KG-Y")
_TYPES = ("price.deviation", "spec.brand", "time.short", "lot.bundling", "comp.low")
_STATUSES = (CaseStatus.PUBLISHED, CaseStatus.AWAITING, CaseStatus.ANSWERED, CaseStatus.CLOSED)
_WORDS = ("школы", "больницы", "дороги", "парка", "моста", "библиотеки")
_ASKED: tuple[dict[str, object], ...] = (
    {},
    {"status": "awaiting", "region": "KG-N"},
    {"violation": "spec.brand", "stage": "tender"},
    {"words": "ремонт школы"},
    {"words": "моста", "status": "closed", "region": "KG-O"},
    {"organisation": "KG-INN-17"},
    {"overdue": True},
    {"status": "draft"},
)


async def measure(folder: Path) -> list[Figure]:
    """Milliseconds of the requests of one page together, and of a slice of a list with its count."""
    running = await asyncio.to_thread(embedded.start, folder, embedded.free_port(), embedded.free_port())
    base, _, query = running.mongo.url.partition("/?")
    url = f"{base}/bench_{uuid.uuid4().hex[:8]}?{query}"
    store = Store(url, "community")
    asker = Bus("asker", BusSettings(running.nats.url))
    service = build(Settings.model_validate({"nats_url": running.nats.url, "mongo_url": url}))
    try:
        async with service.running():
            await asker.connect()
            page = await _page(store, asker)
            slices = await _slices(store)
    finally:
        await asker.stop()
        store.close()
        running.stop()
    name = f"page of a case with {ENTRIES} entries and {EVIDENCE} pieces of evidence, service work, p95"
    return [
        Figure(name, percentile(page, 0.95), "ms", "<= 60"),
        Figure(f"list of {CASES:,} cases with filters, p95", percentile(slices, 0.95), "ms", "<= 100"),
    ]


async def _page(store: Store, asker: Bus) -> list[float]:
    members = MembersStore(store)
    account = new_account("bench@achyk.example", Registration("Айгүл", "-", Language.RU, ()), _NOW)
    await members.add_account(account)
    token, session = sessions.begin(account.id, "Firefox", _NOW, strong=True)
    await SessionsStore(store, members).open_session(session)
    case = await CasesStore(store).create(account.id, _fields(0), "k" * 20, _NOW)
    for number in range(ENTRIES):
        await CasesStore(store).add_entry(None, case.id, Entry("edited", _NOW + timedelta(seconds=number), account.id))
    for number in range(EVIDENCE):
        evidence = AskAddEvidence(
            token=token, case=case.id, key=f"{number:020}", kind=EvidenceKind.NOTE, title="Act", text="Words"
        )
        await asker.ask("ask.community.add_evidence", evidence, EvidenceItem, timeout=10)
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await asker.ask("ask.community.case", contract.AskCase(token=token, id=case.id), contract.CaseView, timeout=10)
        timeline = contract.AskCaseTimeline(token=token, id=case.id, limit=ENTRIES)
        found = await asker.ask("ask.community.case_timeline", timeline, contract.CaseTimeline, timeout=10)
        listed = AskEvidenceOfCase(token=token, case=case.id)
        pieces = await asker.ask("ask.community.evidence_of_case", listed, EvidenceList, timeout=10)
        took.append((time.perf_counter() - begun) * 1000)
        if (len(found.items), len(pieces.items)) != (ENTRIES, EVIDENCE):
            raise RuntimeError(f"{len(found.items)} entries and {len(pieces.items)} pieces of evidence")
    return took


async def _slices(store: Store) -> list[float]:
    collection = store.collection("cases")
    for start in range(0, CASES, 5_000):
        await collection.insert_many([_row(number) for number in range(start, start + 5_000)])
    lists, took = ListStore(store), []
    for asked in _ASKED * (ROUNDS // 2):
        begun = time.perf_counter()
        await lists.slice(contract.AskCases.model_validate({"limit": 25} | asked), None, _NOW)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _fields(number: int) -> CaseFields:
    return CaseFields(
        title=f"Ремонт {_WORDS[number % len(_WORDS)]} {number}",
        summary="По данным портала, цена вне обычного диапазона.",
        region=_REGIONS[number % len(_REGIONS)],
        violations=[_TYPES[number % len(_TYPES)]],
        links=[
            CaseLink(kind=LinkKind.TENDER, id=f"ocds-bench-{number}"),
            CaseLink(kind=LinkKind.BUYER, id=f"KG-INN-{number % 900}"),
        ],
    )


def _row(number: int) -> Document:
    fields = _fields(number)
    at = _NOW - timedelta(minutes=number)
    row: Document = {
        "_id": f"c_{number:024x}",
        "key": f"bench:{number}",
        "number": f"KG-2025-{number:06}",
        **rows.fields_row(fields),
        "status": _STATUSES[number % len(_STATUSES)].value,
        "conclusion": None,
        "team": [],
        "joining": [],
        "author": "m_" + "0" * 24,
        "created": at,
        "changed": at,
        "revision": 1,
        "published": {"version": 1, "hash": "0" * 64, "at": at},
        "publicTitle": fields.title,
        "publicSummary": fields.summary,
        "answerDue": at + timedelta(days=20),
    }
    return row | rows.derived(row)
