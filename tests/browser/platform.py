"""The whole platform, embedded, with a sample in it, and a Chromium to look at it."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from shared.embedded import free_port

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
HOST = "localhost"
"""A name, not a number: passkeys belong to names."""
IS_UP = "Ctrl-C stops everything"


@dataclass(frozen=True)
class Platform:
    """A running platform: its address, and the environment in which commands reach it."""

    url: str
    environment: dict[str, str] = field(repr=False)

    def ingest(self, file: Path) -> None:
        """Take a file in with the command a person would use."""
        command = [sys.executable, "-m", "achyk", "ingest", str(file)]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=60)


@contextmanager
def running_platform(folder: Path, size: int) -> Iterator[Platform]:
    """`achyk up` with `size` processes of the sample and its data in `folder`; stopped as a person would stop it."""
    http, nats, mongo = free_port(), free_port(), free_port()
    environment = os.environ | {
        "ACHYK_HTTP_HOST": HOST,
        "ACHYK_HTTP_PORT": str(http),
        "ACHYK_NATS_PORT": str(nats),
        "ACHYK_MONGO_PORT": str(mongo),
        "ACHYK_NATS_URL": f"nats://127.0.0.1:{nats}",
        "ACHYK_MONGO_URL": f"mongodb://127.0.0.1:{mongo}/?replicaSet=rs0",
        "ACHYK_DATA_DIR": str(folder / "var"),
        "ACHYK_GATEWAY_RATE_FACTOR": "0",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "achyk", "up", "--size", str(size)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if IS_UP in line:
                break
        else:
            raise RuntimeError("the platform did not start:\n" + "".join(said))
        try:
            yield Platform(f"http://{HOST}:{http}", environment)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def chromium() -> str | None:
    """Where Chromium is; None when there is none on PATH."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless Chromium of its own."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()
