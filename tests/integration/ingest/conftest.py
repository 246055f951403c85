"""Ingest on real servers, and a small web server of our own that speaks for publishers."""

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from services.ingest.pipeline import Pipeline
from services.ingest.store import IngestStore
from shared.bus import Bus
from shared.contracts.tender import TenderEvent
from shared.store import Store

FILES = Path(__file__).parents[2] / "unit" / "ingest" / "data"


@pytest.fixture
def files() -> Path:
    """The made-up documents of every shape."""
    return FILES


@dataclass
class Answer:
    """One answer of the web server."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A running web server: its address and the requests it was asked (path and query)."""

    url: str
    asked: list[tuple[str, dict[str, str]]]


@pytest.fixture
def site() -> Callable[..., object]:
    """`with site(answer) as s:` a web server on this machine that answers by `answer(path, query)`."""

    @contextmanager
    def serve(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[Site]:
        asked: list[tuple[str, dict[str, str]]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                asked.append((parts.path, query))
                given = answer(parts.path, query)
                self.send_response(given.status)
                for name, value in given.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(given.body)))
                self.end_headers()
                self.wfile.write(given.body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_port}", asked)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    return serve


@dataclass
class Place:
    """Ingest's own parts on a fresh database and fresh streams."""

    plain: Store
    store: IngestStore
    pipeline: Pipeline
    bus: Bus

    async def told(self) -> list[tuple[str, TenderEvent]]:
        """Every event in the outbox, in the order it was written, with its verb."""
        _, facts = await self.plain.next_unsent(1_000_000)
        whole = await self.store.completed(facts)
        return [(fact.type.removeprefix("tender.v1."), TenderEvent.model_validate_json(fact.data)) for fact in whole]


@pytest.fixture
async def place(store_of: Callable[[str], Store], bus_of: Callable[[str], Awaitable[Bus]]) -> Place:
    plain, bus = store_of("ingest"), await bus_of("ingest")
    store = IngestStore(plain)
    await store.prepare()
    return Place(plain, store, Pipeline(store, bus.objects), bus)
