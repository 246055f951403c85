"""What `achyk up` shows a newcomer: the sample year loaded, a saved search that hears of today's tenders, a summary."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.table import Table

from achyk.console import err, out, progress
from achyk.settling import until_settled
from shared.bus import Bus, BusSettings
from shared.contracts.alert import AskInbox, AskSaveSearch, Criteria, Inbox, Search, SearchDraft
from shared.contracts.base import Language
from shared.contracts.community import AskSignIn, Session
from shared.contracts.risk import AskIndicators, Indicators
from shared.contracts.tender import AskIngestStatus, IngestStatus, TenderVerb

if TYPE_CHECKING:
    from achyk.up import UpSettings

SEED = 2026
SIZE = 1500
ARRIVALS = 6
_TODAY = "today.jsonl"
_BEGUN = "begun"
"""This file lies in the sample's folder while the sample is being loaded, and stays there when that is cut off."""
_PATIENCE = 10.0
"""Seconds a question of ours may take on a busy machine."""


async def present(environment: dict[str, str], settings: "UpSettings", size: int) -> None:
    """Load the sample when the platform is empty or loading was cut off, then say what was found and where to look."""
    os.environ.update(environment)
    bus = Bus("operator", BusSettings(environment["ACHYK_NATS_URL"]))
    await bus.connect()
    try:
        status = await bus.ask("ask.ingest.status", AskIngestStatus(), IngestStatus, _PATIENCE)
        folder = settings.data_dir / "sample"
        if size and (status.processes == 0 or (folder / _BEGUN).exists()):
            await _load(bus, environment["ACHYK_MONGO_URL"], folder, size)
        await _summary(bus, settings)
    finally:
        await bus.stop()


async def _load(bus: Bus, mongo_url: str, folder: Path, size: int) -> None:
    from services.ingest.commands import ingest
    from services.ingest.sample.commands import write_sample

    _begin(folder)
    with progress() as bar:
        task = bar.add_task("making the sample year", total=None)
        report = write_sample(folder, SEED, size, lambda done, total: bar.update(task, completed=done, total=total))
        bar.update(task, description="reading it in", completed=0, total=report.releases)
        await ingest(str(report.releases_file), on_progress=lambda read: bar.update(task, completed=read.releases))
        left = bar.add_task("scoring, matching, indexing", total=None)
        await until_settled(
            bus,
            mongo_url,
            on_progress=lambda waiting: bar.update(left, description=f"scoring, matching, indexing: {waiting} left"),
        )
        await _hear_of_today(bus, folder)
        await until_settled(bus, mongo_url)
    (folder / _BEGUN).unlink()


def _begin(folder: Path) -> None:
    """Remember that loading has begun; nothing of an earlier sample is taken for today's."""
    if not (folder / _BEGUN).exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _TODAY).unlink(missing_ok=True)
        (folder / _BEGUN).touch()


async def _hear_of_today(bus: Bus, folder: Path) -> None:
    """Give the sample member saved searches, then let a few tenders of today arrive; done again, it adds nothing."""
    from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD
    from services.ingest.commands import ingest
    from services.ingest.sample.arrivals import arrivals

    member = SAMPLE_MEMBERS[0]
    session = await bus.ask(
        "ask.community.sign_in", AskSignIn(email=member.email, password=SAMPLE_PASSWORD), Session, _PATIENCE
    )
    for draft in (
        SearchDraft(name="Бүгүнкү сатып алуулар", criteria=Criteria(country="kg"), email=True, language=Language.KY),
        SearchDraft(name="Короткие сроки", criteria=Criteria(indicators=["R003"]), verbs=[TenderVerb.OPENED]),
    ):
        await bus.ask(
            "ask.alerts.save_search", AskSaveSearch(member=session.member.id, search=draft), Search, _PATIENCE
        )
    today = folder / _TODAY
    if not today.exists():
        written = today.with_suffix(".part")
        written.write_bytes(b"".join(arrivals(SEED, ARRIVALS, datetime.now(UTC))))
        written.rename(today)
    await ingest(str(today))


async def _summary(bus: Bus, settings: "UpSettings") -> None:
    from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD, SAMPLE_SECRET

    status = await bus.ask("ask.ingest.status", AskIngestStatus(), IngestStatus, _PATIENCE)
    catalogue = await bus.ask("ask.scoring.indicators", AskIndicators(), Indicators, _PATIENCE)
    member = SAMPLE_MEMBERS[0]
    session = await bus.ask(
        "ask.community.sign_in", AskSignIn(email=member.email, password=SAMPLE_PASSWORD), Session, _PATIENCE
    )
    inbox = await bus.ask("ask.alerts.inbox", AskInbox(member=session.member.id), Inbox, _PATIENCE)
    found = Table("indicator", "", "raised", "of computable", box=None, pad_edge=False)
    for each in catalogue.items:
        rate = each.base_rate
        found.add_row(each.id, each.title.en, str(rate.raised), str(rate.computable))
    out.print(found)
    out.print(
        f"{status.processes} contracting processes from {status.releases} releases; "
        f"{status.quarantined} pieces of input in quarantine (`achyk ingest status`). "
        f"{inbox.total} notifications for {member.email}. "
        "A flag is a risk indicator, not proof; the sample is made up.",
        highlight=False,
    )
    signs = "\n".join(f"  {each.email:<26} {SAMPLE_PASSWORD:<20} {each.role.value}" for each in SAMPLE_MEMBERS)
    codes = (
        "Moderator and administrator are asked for a code as well. An authenticator app makes it from\n"
        f"  {SAMPLE_SECRET}\n"
        "and without an app this says it:  achyk admin sample-code"
    )
    address = f"http://{settings.http_host}:{settings.http_port}"
    out.print(
        Panel(
            f"{address}\n\nSign in as\n{signs}\n\n{codes}\n\nMail of this machine: {address}/en/mailbox",
            title="Achyk is up",
            expand=False,
        )
    )
    err.print("Ctrl-C stops everything; the data stay.")
