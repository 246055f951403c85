"""`achyk up` as a newcomer meets it: from nothing to the first page with data, again with data, and idle memory."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from achyk.supervisor import SERVICES
from bench.report import Figure
from shared import embedded

_PATIENCE = 180.0
_IDLE_AFTER = 12.0
"""Seconds without events after which services have given memory of the burst back."""
_IS_UP = "Ctrl-C stops everything"


async def measure(folder: Path) -> list[Figure]:
    """Seconds and megabytes of the embedded run."""
    env = os.environ | {
        "ACHYK_DATA_DIR": str(folder / "data"),
        "ACHYK_HTTP_PORT": str(embedded.free_port()),
        "ACHYK_NATS_PORT": str(embedded.free_port()),
        "ACHYK_MONGO_PORT": str(embedded.free_port()),
    }
    figures = []
    for name, goal in (("from nothing to a page with data", "<= 120"), ("second start, data kept", "<= 10")):
        log = folder / f"up-{len(figures)}.log"
        begun = time.perf_counter()
        process = embedded.spawn([sys.executable, "-m", "achyk", "up"], log, env)
        try:
            await _until_data(env["ACHYK_HTTP_PORT"], process, log)
            figures.append(Figure(name, time.perf_counter() - begun, "s", goal))
            await _until_presented(process, log)  # so that the second start finds the sample whole
            if len(figures) == 2:
                await asyncio.sleep(_IDLE_AFTER)
                figures += [Figure(f"{each}, memory idle", _megabytes(each), "MB", "<= 120") for each in SERVICES]
        finally:
            process.send_signal(signal.SIGINT)
            await asyncio.to_thread(process.wait)
    return figures


async def _until_data(port: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if await asyncio.to_thread(_page_with_data, port):
            return
        await asyncio.sleep(0.1)
    said = await asyncio.to_thread(log.read_text)
    raise RuntimeError(f"no page with data: {said[-2000:]}")


async def _until_presented(process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while _IS_UP not in await asyncio.to_thread(log.read_text):
        if time.monotonic() > until or process.poll() is not None:
            raise RuntimeError("the platform did not say that it is up")
        await asyncio.sleep(0.2)


def _page_with_data(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/tenders?limit=1", timeout=2) as answer:
            found = json.load(answer)["total"] > 0
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/en/", timeout=5) as page:
            return bool(found and page.status == 200)
    except (urllib.error.URLError, OSError, TimeoutError):
        return False


def _megabytes(service: str) -> float:
    """Resident memory of the running service."""
    pids = subprocess.run(
        ["pgrep", "-f", f"services.{service}$"], capture_output=True, text=True, check=True
    ).stdout.split()
    status = Path(f"/proc/{pids[-1]}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
