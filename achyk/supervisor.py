"""Child processes of the embedded run: started, watched, started again when they die, stopped together."""

import asyncio
import os
import signal
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from achyk.console import err
from shared import embedded
from shared.errors import StartupError

SERVICES = ("ingest", "scoring", "alerts", "community", "learning", "gateway")
_READY_SECONDS = 60.0
_WATCH_SECONDS = 0.5
_QUICK_DEATHS = 5
"""A service that dies so often in a row without getting ready is not started again."""


@dataclass
class Child:
    """One service's process."""

    name: str
    health_port: int
    log: Path
    env: dict[str, str]
    process: Popen[bytes] | None = None
    deaths: int = 0

    def start(self) -> None:
        """Start it as `python -m services.<name>`."""
        command = [sys.executable, "-m", f"services.{self.name}"]
        self.process = embedded.spawn(command, self.log, self.env)

    async def ready(self) -> bool:
        """Whether its readiness says yes."""
        return await asyncio.to_thread(self._ask)

    def _ask(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.health_port}/health/ready", timeout=3) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@dataclass
class Supervisor:
    """All services of one embedded platform; their logs lie in `logs`."""

    logs: Path
    common: dict[str, str]
    services: tuple[str, ...] = SERVICES
    children: list[Child] = field(default_factory=list)

    def start(self) -> None:
        """Start every service, each on a health port of its own."""
        for name in self.services:
            port = embedded.free_port()
            env = os.environ | self.common | {f"ACHYK_{name.upper()}_HEALTH_PORT": str(port)}
            child = Child(name, port, self.logs / f"{name}.log", env)
            child.start()
            self.children.append(child)

    async def until_ready(self) -> None:
        """Wait until every service is ready; `StartupError` names the ones that are not, and their last words."""
        try:
            async with asyncio.timeout(_READY_SECONDS):
                for child in self.children:
                    while not await child.ready():
                        if child.process and child.process.poll() is not None:
                            raise StartupError(f"{child.name} ended at once: {_last_words(child)}")
                        await asyncio.sleep(0.1)
        except TimeoutError:
            late = [child for child in self.children if not await child.ready()]
            told = "; ".join(f"{child.name}: {_last_words(child)}" for child in late)
            raise StartupError(f"Not ready after {_READY_SECONDS:.0f} s. {told}") from None

    async def watch(self) -> None:
        """Start a service again when it dies, until cancelled."""
        while True:
            for child in self.children:
                code = child.process.poll() if child.process else None
                if code is None:
                    continue
                child.deaths += 1
                if child.deaths > _QUICK_DEATHS:
                    raise StartupError(f"{child.name} keeps ending ({code}): {_last_words(child)}")
                err.print(f"{child.name} ended ({code}) and is started again; its log is {child.log}", style="yellow")
                child.start()
            await asyncio.sleep(_WATCH_SECONDS)
            for child in self.children:
                if child.deaths and await child.ready():
                    child.deaths = 0

    async def stop(self) -> None:
        """Ask all to stop, gateway first, wait until they drained; kill what does not end."""
        for child in reversed(self.children):
            if child.process and child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        for child in self.children:
            if child.process:
                await asyncio.to_thread(_end, child.process)


def _end(process: Popen[bytes], patience: float = 30.0) -> None:
    try:
        process.wait(patience)
    except TimeoutExpired:
        process.kill()
        process.wait()


def _last_words(child: Child) -> str:
    lines = child.log.read_text(errors="replace").splitlines()[-3:] if child.log.exists() else []
    return (" | ".join(lines)[-800:] or "no words") + f" (log: {child.log})"
