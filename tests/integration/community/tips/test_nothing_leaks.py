"""Nothing of a source or a tip is anywhere but in sealed boxes: canary words are sent, then looked for everywhere."""

import asyncio
import base64
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bson
import httpx
from nats.aio.msg import Msg

from services.community import sessions
from services.community.accounts import Registration, new_account
from services.community.members_store import MembersStore
from services.community.sessions_store import SessionsStore
from shared import embedded, topology
from shared.bus import Bus
from shared.contracts.base import Language
from shared.contracts.community import Role
from shared.store import Store

from .world import PASSPHRASE, PHOTO, Custodian, Source

ROOT = Path(__file__).resolve().parents[4]
ADDRESS, AGENT = "203.0.113.77", "CanaryBrowser/7.3"
HAPPENED, ADDED, REPLY, NOTE = "canary-happened", "canary-added", "canary-reply", "canary-note"
FILE = "canary-file-name.jpg"
SECRETS = (ADDRESS, "203.0.113", AGENT, HAPPENED, ADDED, REPLY, NOTE, "canary-file-name", "canary-in-a-photograph")


@dataclass
class Process:
    """A service as a process of its own, with everything it says and does written down."""

    health: str
    said: Path
    spans: Path

    def metrics(self) -> str:
        with urllib.request.urlopen(f"{self.health}/metrics", timeout=5) as answer:
            return str(answer.read().decode())


@asynccontextmanager
async def process(service: str, folder: Path, environment: dict[str, str]) -> AsyncIterator[Process]:
    port = embedded.free_port()
    made = Process(f"http://127.0.0.1:{port}", folder / f"{service}.log", folder / f"{service}.spans")
    common = {"ACHYK_HEALTH_PORT": str(port), "ACHYK_TRACE_FILE": str(made.spans), "TMPDIR": str(folder / "tmp")}
    with made.said.open("wb") as said:
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"services.{service}"),
            cwd=ROOT,
            env=os.environ | environment | common,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        async with asyncio.timeout(60):
            while b"is ready" not in made.said.read_bytes():
                assert running.returncode is None, made.said.read_text()
                await asyncio.sleep(0.05)
        yield made
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGTERM)
        await running.wait()


async def custodian_in(store: Store) -> str:
    """A custodian, signed in with a second factor; the token."""
    now = datetime.now(UTC)
    members = MembersStore(store)
    account = new_account("keeper@achyk.example", Registration("Keeper", "-", Language.EN), now)
    assert await members.add_account(account)
    await members.grant(account.id, Role.CUSTODIAN, granted=True)
    token, session = sessions.begin(account.id, "", now)
    await SessionsStore(store, members).open_session(session)
    await store.collection("sessions").update_one({"_id": session.digest}, {"$set": {"strong": True}})
    return token


async def live_through_everything(source: Source, custodian: Custodian) -> list[str]:
    """A tip with mistakes, questions, answers and files; the receipts."""
    assert (await custodian.make_key()).status_code == 303
    form = await source.form(happened=HAPPENED, place=HAPPENED, know=HAPPENED)
    await source.post("", form | {"mark": "old"}, [(FILE, PHOTO)])
    receipt = await source.file([(FILE, PHOTO)], happened=HAPPENED)
    talk = await source.come_back(receipt)
    await source.come_back(f"{receipt} {HAPPENED}")
    await source.come_back(" ".join(reversed(receipt.split())))
    await source.add(talk, ADDED, [(FILE, PHOTO)])
    (tip,) = await custodian.tips()
    await custodian.open(tip, PASSPHRASE[::-1])
    opened = await custodian.open(tip)
    assert ADDED in opened.text
    action = re.search(r'action="([^"]*/files/[^"]*)"', opened.text)
    assert action
    assert (await custodian.send_from(opened, action[1])).content == PHOTO
    await custodian.write(tip, "reply", REPLY)
    await custodian.write(tip, "note", NOTE)
    assert REPLY in (await source.come_back(receipt)).text
    withdrawn = await source.file(happened=HAPPENED)
    await source.delete(await source.come_back(withdrawn), confirm="yes")
    return [receipt, withdrawn]


async def raw(*stores: Store) -> bytes:
    """Every document of every collection, as it lies in the database."""
    found = bytearray()
    for store in stores:
        for name in await store.database.list_collection_names():
            async for row in store.collection(name).find({}):
                found += bson.encode(row)
    return bytes(found)


def spellings(secret: str) -> list[bytes]:
    """A secret as it would stand in texts, and inside base64 at each place."""
    plain = secret.encode()
    coded = [base64.b64encode(b"\0" * shift + plain)[4 * bool(shift) : -4] for shift in range(3)]
    return [plain, json.dumps(secret)[1:-1].encode(), *(one for one in coded if len(one) > 7)]


async def test_given_tips_then_nothing_of_the_source_or_the_words_is_kept_told_or_left_anywhere(
    store_of: Callable[[str], Store],
    bus_of: Callable[[str], Awaitable[Bus]],
    nats_url: str,
    mongo_url: str,
    tmp_path: Path,
) -> None:
    bus, community, gateway = await bus_of("partner"), store_of("community"), store_of("gateway")
    wire: list[bytes] = []
    events: list[str] = []

    async def tell(message: Msg) -> None:
        events.append(message.subject)

    async def keep(message: Msg) -> None:
        wire.append(f"{message.subject} {message.headers} ".encode() + message.data)

    await bus.nc.subscribe(">", cb=keep, pending_bytes_limit=512 * 1024 * 1024)
    for stream in topology.STREAMS:
        for subject in stream.subjects:
            await bus.nc.subscribe(subject, cb=tell)
    base, _, query = mongo_url.partition("/?")
    (tmp_path / "tmp").mkdir()
    http = embedded.free_port()
    environment = {
        "ACHYK_NATS_URL": nats_url,
        "ACHYK_DATA_DIR": str(tmp_path / "var"),
        "ACHYK_LOG_LEVEL": "DEBUG",
        "ACHYK_TRACE_RATIO": "1",
    }
    own = {"ACHYK_MONGO_URL": f"{base}/{community.database.name}?{query}", "ACHYK_COMMUNITY_TIPS_SECRET": "s" * 40}
    edge = {
        "ACHYK_MONGO_URL": f"{base}/{gateway.database.name}?{query}",
        "ACHYK_HTTP_PORT": str(http),
        "ACHYK_GATEWAY_TRUSTED_PROXIES": '["127.0.0.0/8"]',
    }
    headers = {"X-Forwarded-For": ADDRESS, "User-Agent": AGENT}
    async with (
        process("community", tmp_path, environment | own) as keeper,
        process("gateway", tmp_path, environment | edge) as web,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{http}", timeout=30, headers={"User-Agent": "desk"}) as client,
    ):
        token = await custodian_in(community)
        receipts = await live_through_everything(Source(client, headers=headers), Custodian(client, token))
        ordinary = await client.get("/en/about", headers=headers)
        assert ordinary.status_code == 200
        metrics = keeper.metrics() + web.metrics()
        await bus.nc.flush()
        kept = await raw(community, gateway)
    places = {
        "databases": kept,
        "wire": b"\n".join(wire),
        "logs": keeper.said.read_bytes() + web.said.read_bytes(),
        "traces": keeper.spans.read_bytes() + web.spans.read_bytes(),
        "metrics": metrics.encode(),
        "disk": b"".join(one.read_bytes() for one in (tmp_path / "tmp").rglob("*") if one.is_file()),
    }
    assert b"ask.community.keep_piece" in places["wire"], "the scan has something to look at"
    assert b"tip_" in places["databases"]
    assert b"/{language}/about" in places["logs"]
    assert b'"http"' in places["traces"]
    assert b"{language}/about" in places["metrics"]
    words = [*SECRETS, PASSPHRASE, *receipts]
    coded = [(word, one) for word in words for one in spellings(word)]
    assert not {(place, word) for place, text in places.items() for word, one in coded if one in text}
    assert events == [], "nothing of a tip is an event"
    assert b"{language}/tip" not in places["logs"], "not even that and when somebody sent a tip"
    assert b"file_tip" not in places["logs"] + places["traces"]
    assert b"{language}/tip" not in places["metrics"]
