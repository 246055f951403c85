"""The chain from the loader to the letters as processes of its own, and the moments at which each is at work."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from achyk.settling import until_settled
from achyk.up import Place, UpSettings, platform
from shared import embedded, topology
from shared.bus import Bus, BusSettings
from shared.mail import MailSettings, message_id
from shared.mailbox import MailServer
from shared.store import Store
from shared.topology import Consumer

SERVICES = ("ingest", "scoring", "alerts", "community")
SENDING_SECONDS = "20"
"""How long a claim on a letter holds here: a letter whose sender was killed waits for it to run out."""
PATIENCE = 180
GLANCE = 0.005
"""Seconds between looks at what a part is doing: well below the time a batch takes."""


class Chain:
    """The running platform, a place to kill its parts, and a look into them."""

    def __init__(self, place: Place, bus: Bus, mail: MailServer) -> None:
        self.place = place
        self.bus = bus
        self.mail = mail
        self.killed: Counter[str] = Counter()
        self.in_doubt: Counter[str] = Counter()
        """By Message-ID, how often its sender was killed while the letter was claimed and not marked as sent."""
        self._stores = {
            name: Store(place.environment["ACHYK_MONGO_URL"], name) for name in ("ingest", "scoring", "alerts")
        }

    def store(self, name: str) -> Store:
        """The database of a service."""
        return self._stores[name]

    def close(self) -> None:
        """Disconnect from the databases."""
        for store in self._stores.values():
            store.close()

    # --- loading and killing -------------------------------------------------------------------------------

    async def load_and_kill(self, file: Path, victim: str) -> None:
        """Have `file` read in, and kill `victim` while it is at work on it."""
        before = await self._releases()
        letters = self.mail.accepted
        load = Load(file, self.place.mailbox.parent / "logs" / "load.log")
        reading = asyncio.create_task(load.until_read())

        async def at_work() -> bool:
            match victim:
                case "loader":
                    return await self._releases() > before
                case "ingest":
                    return await self.store("ingest").unsent() > 0
                case "scoring":
                    return await self._in_hand(topology.SCORING_TENDERS) > 0
                case _:
                    return self.mail.accepted > letters and await self._in_hand(topology.ALERTS_EMAIL) > 0

        await until(at_work, f"{victim} to be at work")
        self._kill(victim, load)
        if victim == "alerts":
            await self._remember_doubts()
        cut = await self._releases() if victim == "loader" else 0
        await asyncio.wait_for(reading, PATIENCE)
        assert cut < await self._releases(), "the loader was killed when it had read everything"

    def _kill(self, victim: str, load: "Load") -> None:
        """kill -9; services are started again by the supervisor, the loader by `Load`, servers here."""
        if victim == "loader":
            process = load.process
            process.kill()
        elif victim in ("nats", "mongo"):
            process = {"nats": self.place.servers.nats, "mongo": self.place.servers.mongo}[victim].process
            self.place.servers.kill_and_restart(victim)
        else:
            child = next(each for each in self.place.supervisor.children if each.name == victim)
            assert child.process
            process = child.process
            process.kill()
        assert process.wait() == -signal.SIGKILL, f"{victim} had ended before it was killed"
        self.killed[victim] += 1

    async def _releases(self) -> int:
        return await self.store("ingest").collection("releases").count_documents({})

    async def processes(self) -> int:
        """Contracting processes that ingest keeps, counted one by one: a database that crashed estimates badly."""
        return await self.store("ingest").collection("processes").count_documents({})

    async def _in_hand(self, consumer: Consumer) -> int:
        """Events delivered to a consumer's reader and not acknowledged."""
        return (await self.bus.js.consumer_info(consumer.stream, consumer.name)).num_ack_pending or 0

    async def _remember_doubts(self) -> None:
        rows = self.store("alerts").collection("deliveries").find({"channel": "email", "state": "sending"})
        self.in_doubt.update([message_id(MailSettings(), row["_id"]) async for row in rows])

    # --- the end -------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Wait until all are up again and everything went all the way, letters too."""
        await until(self._all_ready, "all services to be ready again")
        await asyncio.wait_for(until_settled(self.bus, self.place.environment["ACHYK_MONGO_URL"], SERVICES), PATIENCE)
        await until(self._all_delivered, "every letter")

    async def _all_ready(self) -> bool:
        return all([await child.ready() for child in self.place.supervisor.children])

    async def _all_delivered(self) -> bool:
        still_open = await self.store("alerts").collection("deliveries").count_documents({"open": True})
        waiting = await self.store("alerts").unsent()
        return still_open == 0 and waiting == 0 and (await self.bus.js.stream_info("DELIVERIES")).state.messages == 0


class Load:
    """The command that reads a file in, started again when it was killed."""

    def __init__(self, file: Path, log: Path) -> None:
        self._file = file
        self._log = log
        self.process = self._start()

    def _start(self) -> "Popen[bytes]":
        command = [sys.executable, "-m", "achyk", "ingest", str(self._file)]
        return embedded.spawn(command, self._log, dict(os.environ))

    async def until_read(self) -> None:
        """Return when the command ended well."""
        while await asyncio.to_thread(self.process.wait) != 0:
            self.process = self._start()


@asynccontextmanager
async def running_chain(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chain]:
    """The services of the chain, each a process, on servers of their own."""
    settings = UpSettings(
        data_dir=folder / "data",
        nats_port=embedded.free_port(),
        mongo_port=embedded.free_port(),
        http_port=embedded.free_port(),
    )
    monkeypatch.setenv("ACHYK_ALERTS_SENDING_SECONDS", SENDING_SECONDS)
    mail = MailServer(settings.data_dir / "mailbox")
    async with platform(settings, SERVICES, mail) as place:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        watching = asyncio.create_task(place.supervisor.watch())
        bus = Bus("test", BusSettings(place.environment["ACHYK_NATS_URL"]))
        await bus.connect()
        chain = Chain(place, bus, mail)
        try:
            yield chain
        finally:
            watching.cancel()
            chain.close()
            await bus.stop()


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for something that comes from another process; servers that do not answer yet are asked again."""
    last: Exception | None = None
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    if await condition():
                        return
                except Exception as error:  # noqa: BLE001 - the server asked was just killed
                    last = error
                await asyncio.sleep(GLANCE)
    except TimeoutError:
        pytest.fail(f"waited in vain for {what} (last error: {last!r})")
