"""`achyk doctor` and `achyk version`: is this machine fit, is the platform well, and what to do when not."""

import asyncio
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed_version
from typing import Annotated, Literal

import typer

from achyk.console import out, print_json
from shared.bus import Bus, BusSettings
from shared.embedded import mongod_binary, nats_binary
from shared.errors import StartupError
from shared.settings import ServiceSettings
from shared.store import CONNECTION_ERRORS, Store, server_version

_DISK_WANTED_GB = 5
_CLOCK_TOLERANCE = 2.0
_PACKAGES = ("faststream", "nats-py", "motor", "pymongo", "pydantic", "fastapi", "ocdsmerge", "jsonschema-rs")


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do when it is not well."""

    what: str
    state: Literal["well", "absent", "ill"]
    detail: str
    advice: str = ""


def command(json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False) -> None:
    """Look at Python, servers, disk and clocks; say what to do. Exits with 1 when something is ill."""
    settings = ServiceSettings()
    checks: tuple[Callable[[ServiceSettings], Finding], ...] = (
        _python,
        _nats_binary,
        _mongod_binary,
        _disk,
        _broker,
        _database,
    )
    findings = [check(settings) for check in checks]
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        marks = {"well": "[green]✓[/]", "absent": "[yellow]–[/]", "ill": "[red]✗[/]"}
        for finding in findings:
            out.print(f"{marks[finding.state]} {finding.what}: {finding.detail}", highlight=False)
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


def _python(_: ServiceSettings) -> Finding:
    return Finding(
        "Python", "well", f"{platform.python_version()} on {platform.system()} {platform.machine()} ({sys.prefix})"
    )


def _nats_binary(_: ServiceSettings) -> Finding:
    return _binary("nats-server", nats_binary, "--version")


def _mongod_binary(_: ServiceSettings) -> Finding:
    return _binary("mongod", mongod_binary, "--version")


def _binary(name: str, find: Callable[[], str], flag: str) -> Finding:
    try:
        path = find()
        ran = subprocess.run([path, flag], capture_output=True, text=True, timeout=20, check=False)
    except StartupError as error:
        return Finding(name, "absent", "not found", f"{error} Only the embedded run needs it.")
    if ran.returncode:
        missing = (ran.stderr or ran.stdout).strip().splitlines()[-1:] or ["no message"]
        return Finding(
            name, "ill", missing[0], "Install the library it names; on Debian: apt-get install libcurl4 libssl3."
        )
    return Finding(name, "well", ran.stdout.splitlines()[0])


def _disk(settings: ServiceSettings) -> Finding:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    if free < _DISK_WANTED_GB:
        advice = f"Free some space or set ACHYK_DATA_DIR; {_DISK_WANTED_GB} GB are wanted."
        return Finding("Disk", "ill", f"{free:.1f} GB free at {folder}", advice)
    return Finding("Disk", "well", f"{free:.0f} GB free at {folder}")


def _broker(settings: ServiceSettings) -> Finding:
    async def look() -> str:
        bus = Bus("doctor", BusSettings(settings.nats_url, settings.nats_user, settings.nats_password, 2))
        await bus.connect_once()
        try:
            streams = await bus.js.streams_info()
            return f"{len(streams)} streams, {sum(stream.state.messages for stream in streams)} events"
        finally:
            await bus.stop()

    try:
        return Finding("Broker", "well", f"{asyncio.run(look())} at {settings.nats_url}")
    except (OSError, TimeoutError):
        return Finding("Broker", "absent", f"nobody answers at {settings.nats_url}", "Start the platform: `make run`.")


def _database(settings: ServiceSettings) -> Finding:
    async def clock() -> float:
        store = Store(settings.mongo_url, "doctor")
        try:
            hello = await store.database.command("hello")
        finally:
            store.close()
        return abs(float(hello["localTime"].timestamp()) - time.time())

    try:
        number = server_version(settings.mongo_url)
        apart = asyncio.run(clock())
    except CONNECTION_ERRORS:
        return Finding("Database", "absent", "nobody answers", "Start the platform: `make run`.")
    if apart > _CLOCK_TOLERANCE:
        return Finding(
            "Database", "ill", f"its clock is {apart:.1f} s from ours", "Switch on time synchronisation (NTP)."
        )
    return Finding("Database", "well", f"MongoDB {number}, clocks agree within {apart:.1f} s")
