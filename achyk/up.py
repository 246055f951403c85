"""`achyk up`: the whole platform on this machine, with the sample in it, until Ctrl-C."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Protocol

import typer
from pydantic_settings import BaseSettings, SettingsConfigDict

from achyk import demo
from achyk.console import err, out
from achyk.supervisor import SERVICES, Supervisor
from achyk.topology import scoring_partitions
from shared import embedded, topology
from shared.bus import Bus, BusSettings
from shared.embedded import Servers
from shared.settings import MONGO_PORT, NATS_PORT


class UpSettings(BaseSettings):
    """Ports and data folder of the embedded run."""

    model_config = SettingsConfigDict(env_prefix="ACHYK_", extra="ignore")

    http_host: str = "127.0.0.1"
    http_port: int = 8000
    nats_port: int = NATS_PORT
    mongo_port: int = MONGO_PORT
    mail_port: int = 0
    """Port of the local mail server; 0 takes any free one."""
    data_dir: Path = Path("var")


def command(
    sample: Annotated[bool, typer.Option(help="Load the made-up sample year when the platform is empty.")] = True,
    size: Annotated[int, typer.Option(min=1, help="Contracting processes in the sample.")] = demo.SIZE,
) -> None:
    """Start servers and services, load the sample, say where to look, and stay up until Ctrl-C."""
    asyncio.run(_up(UpSettings(), size if sample else 0))


async def _up(settings: UpSettings, sample_size: int) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with platform(settings) as place:
        watching = asyncio.create_task(place.supervisor.watch())
        presenting = asyncio.create_task(demo.present(place.environment, settings, sample_size))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({watching, presenting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if presenting.done() and not stopped.done():
            presenting.result()
            await asyncio.wait({watching, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for task in (watching, presenting, stopped):
            task.cancel()
        out.print("\nStopping: what was begun is finished first …")
        if watching.done() and not watching.cancelled():
            watching.result()
    out.print("Stopped. The data stay in", settings.data_dir)


class Place:
    """A running embedded platform, its mail server and the environment under which commands reach it."""

    def __init__(
        self, supervisor: Supervisor, servers: Servers, environment: dict[str, str], mail: "Mail", mailbox: Path
    ) -> None:
        self.supervisor = supervisor
        self.servers = servers
        self.environment = environment
        self.mail = mail
        self.mailbox = mailbox


class Mail(Protocol):
    """A local mail server."""

    port: int

    @property
    def accepted(self) -> int:
        """Copies taken from senders so far, duplicates too."""
        ...

    def start(self) -> None:
        """Listen."""

    def stop(self) -> None:
        """Stop listening."""


@asynccontextmanager
async def platform(
    settings: UpSettings, services: tuple[str, ...] = SERVICES, mail: Mail | None = None
) -> AsyncIterator[Place]:
    """Servers, streams, mail and services, all ready; on leaving all stopped, nothing left running.

    `services` may name only some, and `mail` may be another local mail server, for measurements.
    """
    begun = time.monotonic()
    if "gateway" in services:
        embedded.ensure_free("the web", settings.http_port, "ACHYK_HTTP_PORT")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with err.status("starting NATS and MongoDB …"):
        servers = await asyncio.to_thread(embedded.start, settings.data_dir, settings.nats_port, settings.mongo_port)
    try:
        await _apply_topology(servers)
        mailbox = settings.data_dir / "mailbox"
        mail = mail or _mail_server(mailbox, settings.mail_port)
        mail.start()
        environment = _environment(settings, servers, mail.port, mailbox)
        supervisor = Supervisor(settings.data_dir / "logs", environment, services)
        try:
            with err.status("starting the services …"):
                supervisor.start()
                await supervisor.until_ready()
            err.print(f"Servers and services are up after {time.monotonic() - begun:.1f} s.")
            yield Place(supervisor, servers, environment, mail, mailbox)
        finally:
            await supervisor.stop()
            mail.stop()
    finally:
        await asyncio.to_thread(servers.stop)


def _mail_server(mailbox: Path, port: int) -> Mail:
    from shared.mailbox import MailServer

    return MailServer(mailbox, port=port)


async def _apply_topology(servers: Servers) -> None:
    bus = Bus("topology", BusSettings(servers.nats.url))
    await bus.connect_once()
    async for _ in topology.apply(bus.js, partitions=scoring_partitions()):
        pass
    await bus.stop()


def _environment(settings: UpSettings, servers: Servers, mail_port: int, mailbox: Path) -> dict[str, str]:
    public_url = f"http://{settings.http_host}:{settings.http_port}"
    return {
        "ACHYK_NATS_URL": servers.nats.url,
        "ACHYK_MONGO_URL": servers.mongo.url,
        "ACHYK_DATA_DIR": str(settings.data_dir),
        "ACHYK_HTTP_HOST": settings.http_host,
        "ACHYK_HTTP_PORT": str(settings.http_port),
        "ACHYK_PUBLIC_URL": public_url,
        "ACHYK_MAIL_HOST": "127.0.0.1",
        "ACHYK_MAIL_PORT": str(mail_port),
        "ACHYK_GATEWAY_MAILBOX_DIR": str(mailbox),
        "ACHYK_COMMUNITY_SAMPLE_MEMBERS": "true",
        "ACHYK_TRACE_FILE": str(settings.data_dir / "traces.jsonl"),
    }
