"""`achyk doctor` and `achyk version`: is this machine fit, is the platform well, and what to do when not.

On a machine where no platform is expected, servers that do not answer are absent, not ill. One is expected with
`--running`, and wherever `ACHYK_NATS_URL` or `ACHYK_MONGO_URL` says where it is.
"""

import asyncio
import json as json_module
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version as installed_version
from typing import Annotated, Literal

import typer
from pydantic import BaseModel
from rich.text import Text

from achyk.console import out, print_json
from achyk.supervisor import SERVICES
from achyk.topology import scoring_partitions
from shared import topology
from shared.bus import Bus, BusSettings
from shared.contracts.risk import AskIndicators, Indicators
from shared.embedded import mongod_binary, nats_binary
from shared.errors import Refused, StartupError, Unavailable
from shared.settings import ServiceSettings
from shared.store import CONNECTION_ERRORS, OperationFailure, Store, server_version

_LEAST = {"Python": (3, 11), "nats-server": (2, 12), "MongoDB": (6, 0)}
"""Versions below these lack what we use; docs/decisions and the images say which are tested."""
_NUMBER = re.compile(r"(\d+)\.(\d+)")
_DISK_WANTED_GB = 5
_CLOCK_TOLERANCE = 2.0
_LINES_SHOWN = 5
_PACKAGES = ("faststream", "nats-py", "motor", "pymongo", "pydantic", "fastapi", "ocdsmerge", "jsonschema-rs")
_PROBES = {
    "ingest": "ask.ingest.process",
    "scoring": "ask.scoring.flags",
    "alerts": "ask.alerts.unread",
    "community": "ask.community.contact",
    "learning": "ask.learning.course",
}
"""A question of each service that an empty request gets a typed no to, without any work. The gateway answers none."""
State = Literal["well", "absent", "notice", "ill"]
"""`notice`: everything runs, and yet an operator should look."""
_MARKS: dict[State, tuple[str, str]] = {
    "well": ("✓", "green"),
    "absent": ("–", "yellow"),
    "notice": ("!", "yellow"),
    "ill": ("✗", "red"),
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do when it is not well."""

    what: str
    state: State
    detail: str
    advice: str = ""


class Nothing(BaseModel):
    """An empty request."""


def command(
    running: Annotated[
        bool, typer.Option("--running", help="A platform is expected: what does not answer is ill, not absent.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Look at Python, servers, streams, services, disk and clocks; say what to do. Exits with 1 when something is ill.

    A platform is also expected where ACHYK_NATS_URL or ACHYK_MONGO_URL is set.
    """
    settings = ServiceSettings()
    findings = [_python(), _nats_binary(), _mongod_binary(), _disk(settings)]
    findings += asyncio.run(_broker(settings, running or "nats_url" in settings.model_fields_set))
    findings.append(_database(settings, running or "mongo_url" in settings.model_fields_set))
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            out.print(Text.assemble(_MARKS[finding.state], f" {finding.what}: {finding.detail}"))
            if finding.advice:
                out.print(f"    {finding.advice}", highlight=False)
    if any(finding.state == "ill" for finding in findings):
        raise SystemExit(1)


def version(json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False) -> None:
    """Versions of Achyk, Python and the libraries that matter."""
    found = {"achyk": installed_version("achyk"), "python": platform.python_version()}
    found |= {name: installed_version(name) for name in _PACKAGES}
    if json:
        print_json(found)
    else:
        for name, number in found.items():
            out.print(f"{name} {number}", highlight=False)


# --- this machine ------------------------------------------------------------------------------------------


def _python() -> Finding:
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()} ({sys.prefix})"
    return _judged("Python", "Python", platform.python_version(), detail)


def _nats_binary() -> Finding:
    return _binary("nats-server", nats_binary, "nats-server")


def _mongod_binary() -> Finding:
    return _binary("mongod", mongod_binary, "MongoDB")


def _binary(name: str, find: Callable[[], str], product: str) -> Finding:
    try:
        path = find()
        ran = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except StartupError as error:
        return Finding(name, "absent", "not found", f"{error} Only the embedded run needs it.")
    if ran.returncode:
        missing = (ran.stderr or ran.stdout).strip().splitlines()[-1:] or ["no message"]
        return Finding(
            name, "ill", missing[0], "Install the library it names; on Debian: apt-get install libcurl4 libssl3."
        )
    first = ran.stdout.splitlines()[0]
    return _judged(name, product, first, first)


def _judged(what: str, product: str, number: str, detail: str) -> Finding:
    """Well, unless the version is older than what we need."""
    if too_old(product, number):
        least = ".".join(map(str, _LEAST[product]))
        return Finding(what, "ill", detail, f"Install {product} {least} or newer.")
    return Finding(what, "well", detail)


def too_old(product: str, number: str) -> bool:
    """Whether the version in `number` is older than the least we need; one that cannot be read is taken as it is."""
    found = _NUMBER.search(number)
    return found is not None and (int(found[1]), int(found[2])) < _LEAST[product]


def _disk(settings: ServiceSettings) -> Finding:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    if free < _DISK_WANTED_GB:
        advice = f"Free some space or set ACHYK_DATA_DIR; {_DISK_WANTED_GB} GB are wanted."
        return Finding("Disk", "ill", f"{free:.1f} GB free at {folder}", advice)
    return Finding("Disk", "well", f"{free:.0f} GB free at {folder}")


def _away(what: str, detail: str, expected: bool) -> Finding:
    if expected:
        return Finding(what, "ill", detail, "It is expected to run: start it, or mend the address (ACHYK_…_URL).")
    return Finding(what, "absent", detail, "Start the platform: `make run`.")


# --- the platform ------------------------------------------------------------------------------------------


async def _broker(settings: ServiceSettings, expected: bool) -> list[Finding]:
    """The broker, its streams and consumers, and the services that answer over it."""
    bus = Bus("doctor", BusSettings(settings.nats_url, settings.nats_user, settings.nats_password, 2))
    try:
        await bus.connect_once()
    except (OSError, TimeoutError):
        return [_away("Broker", f"nobody answers at {settings.nats_url}", expected)]
    except topology.BROKER_ERRORS as error:
        return [Finding("Broker", "ill", f"{type(error).__name__}", "Look at ACHYK_NATS_USER and _PASSWORD.")]
    try:
        found = [await _server(bus), await _topology(bus)]
        found += [await _service(bus, name, expected) for name in SERVICES]
        return found + await _indicators(bus)
    except topology.BROKER_ERRORS as error:
        return [Finding("Broker", "ill", f"{type(error).__name__}", "Is JetStream switched on (nats-server -js)?")]
    finally:
        await bus.stop()


async def _server(bus: Bus) -> Finding:
    number = str(bus.nc.connected_server_version)
    streams = await bus.js.streams_info()
    detail = f"NATS {number}, {len(streams)} streams, {sum(stream.state.messages for stream in streams)} events"
    apart = await _broker_clock(bus)
    if apart is not None and apart > _CLOCK_TOLERANCE:
        return _clock_apart("Broker", apart)
    if apart is not None:
        detail += f", clocks agree within {apart:.1f} s"
    return _judged("Broker", "nats-server", number, detail)


async def _broker_clock(bus: Bus) -> float | None:
    """Seconds between the broker's clock and ours; None when it has no stream whose state tells the time."""
    reply = await bus.nc.request(f"$JS.API.STREAM.INFO.{topology.STREAMS[0].name}", b"", timeout=5)
    told = json_module.loads(reply.data).get("ts")
    return abs(datetime.fromisoformat(told).timestamp() - time.time()) if told else None


def _clock_apart(what: str, seconds: float) -> Finding:
    return Finding(what, "ill", f"its clock is {seconds:.1f} s from ours", "Switch on time synchronisation (NTP).")


async def _topology(bus: Bus) -> Finding:
    what = "Streams and consumers"
    copies = max((stream.config.num_replicas or 1 for stream in await bus.js.streams_info()), default=1)
    partitions = scoring_partitions()
    drift = [line async for line in topology.apply(bus.js, replicas=copies, partitions=partitions, dry_run=True)]
    if drift:
        more = f"; and {len(drift) - _LINES_SHOWN} more" if len(drift) > _LINES_SHOWN else ""
        detail = "they differ from the table: " + "; ".join(drift[:_LINES_SHOWN]) + more
        return Finding(what, "ill", detail, "Run `achyk topology apply`, in a cluster with --replicas.")
    numbers = f"{len(topology.streams(partitions))} and {len(topology.consumers(partitions))}"
    return Finding(what, "well", f"{numbers}, as the table says")


async def _service(bus: Bus, name: str, expected: bool) -> Finding:
    """Whether a service answers questions and reads its events."""
    what = f"Service {name}"
    waiting = 0
    for consumer in topology.consumers(scoring_partitions()):
        if consumer.service != name:
            continue
        try:
            info = await bus.js.consumer_info(consumer.stream, consumer.name)
        except topology.MISSING_ERRORS:
            continue  # the finding on streams and consumers tells
        waiting += (info.num_pending or 0) + (info.num_ack_pending or 0)
        if not info.num_waiting and not info.num_ack_pending:
            return _away(what, f"nobody reads {consumer.name}, {info.num_pending or 0} events wait", expected)
    if name in _PROBES and not await _answers(bus, _PROBES[name]):
        return _away(what, "does not answer", expected)
    return Finding(what, "well", f"at work, {waiting} events waiting")


async def _indicators(bus: Bus) -> list[Finding]:
    """Whether an indicator is raised so often that it tells nothing; nothing when scoring does not say."""
    try:
        catalogue = (await bus.ask("ask.scoring.indicators", AskIndicators(), Indicators)).items
    except (Unavailable, Refused):
        return []  # the finding on the service tells
    noisy = [one for one in catalogue if one.noisy]
    if not noisy:
        return [Finding("Indicators", "well", f"{len(catalogue)}, none raised on too many processes")]
    rates = [(one.id, one.base_rate.raised, one.base_rate.computable) for one in noisy]
    detail = ", ".join(f"{name} on {raised} of {computable}" for name, raised, computable in rates[:_LINES_SHOWN])
    more = f" and {len(rates) - _LINES_SHOWN} more" if len(rates) > _LINES_SHOWN else ""
    advice = "Look at their thresholds (ACHYK_SCORING_PARAMETERS); the share is ACHYK_SCORING_NOISY_SHARE."
    return [Finding("Indicators", "notice", f"raised on too many processes: {detail}{more}", advice)]


async def _answers(bus: Bus, subject: str) -> bool:
    try:
        await bus.ask(subject, Nothing(), Nothing)
    except Refused:
        return True
    except Unavailable:
        return False
    return True


def _database(settings: ServiceSettings, expected: bool) -> Finding:
    async def hello() -> tuple[float, bool]:
        store = Store(settings.mongo_url, "doctor")
        try:
            answer = await store.database.command("hello")
        finally:
            store.close()
        return abs(float(answer["localTime"].timestamp()) - time.time()), "setName" in answer

    try:
        number = server_version(settings.mongo_url)
        apart, replica_set = asyncio.run(hello())
    except CONNECTION_ERRORS:
        return _away("Database", "nobody answers", expected)
    except OperationFailure as error:
        return Finding("Database", "ill", f"it refuses us ({error.code})", "Look at the user in ACHYK_MONGO_URL.")
    if apart > _CLOCK_TOLERANCE:
        return _clock_apart("Database", apart)
    if not replica_set:
        advice = "Start it with --replSet and initiate the set: transactions need one."
        return Finding("Database", "ill", f"MongoDB {number} is not a replica set", advice)
    return _judged("Database", "MongoDB", number, f"MongoDB {number}, clocks agree within {apart:.1f} s")
