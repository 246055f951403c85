"""The world around alerts: members, events, a member's own server."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

from shared.contracts.base import Language, Texts
from shared.contracts.community import Contact
from shared.contracts.risk import BaseRate, Indicator, RiskVerb
from shared.facts import Delivered, Fact, fact_id

MEMBER = "m_" + "1" * 24
OTHER = "m_" + "2" * 24
NOBODY = "m_" + "9" * 24
Found = TypeVar("Found")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def release(
    ocid: str = "ocds-t-1", title: str = "Капитальный ремонт школы", amount: float = 1_500_000.5
) -> dict[str, object]:
    return {
        "ocid": ocid,
        "id": f"{ocid}-1",
        "date": "2026-11-23T06:00:00Z",
        "buyer": {"id": "KG-INN-1", "name": "Мектеп №5"},
        "tender": {
            "title": title,
            "status": "active",
            "procurementMethod": "open",
            "value": {"amount": amount, "currency": "KGS"},
            "items": [{"description": "Кирпич керамический"}],
        },
    }


def tender_fact(ocid: str = "ocds-t-1", *, verb: str = "opened", version: int = 1, **fields: object) -> Fact:
    body = {
        "ocid": ocid,
        "version": version,
        "source": "test",
        "country": "kg",
        "process": release(ocid, **fields),  # type: ignore[arg-type]
    }
    return Fact(
        id=fact_id("tender", ocid, version, verb),
        type=f"tender.v1.{verb}",
        subject=f"tender.v1.{verb}.kg.KG-INN-1",
        about=ocid,
        data=json.dumps(body).encode(),
        time=NOW,
    )


def flag_fact(
    ocid: str = "ocds-t-1", indicator: str = "R018", version: int = 1, *, verb: RiskVerb = RiskVerb.RAISED
) -> Fact:
    body = {
        "ocid": ocid,
        "flag": {
            "indicator": indicator,
            "state": "clear" if verb is RiskVerb.CLEARED else "raised",
            "rule_version": "1",
            "process_version": version,
            "evaluated": NOW.isoformat(),
        },
        "process": {"ocid": ocid, "version": version, "country": "kg", "title": "Капитальный ремонт школы"},
    }
    return Fact(
        id=fact_id("risk", ocid, indicator, version, verb),
        type=f"risk.v1.{verb}",
        subject=f"risk.v1.{verb}.{indicator}.kg.KG-INN-1",
        about=ocid,
        data=json.dumps(body).encode(),
        time=NOW + timedelta(hours=version),
    )


def delivered(fact: Fact) -> Delivered:
    return Delivered(fact.id, fact.type, fact.subject, fact.about, fact.time, fact.data, attempts=1, sequence=1)


async def until(look: Callable[[], Awaitable[Found]], *, within: float = 20) -> Found:
    """What `look` gives once it is something; looked for again and again, since a database calls nobody."""
    async with asyncio.timeout(within):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.02)


def contact_of(member: str) -> Contact:
    if member == NOBODY:
        return Contact()
    return Contact(email=f"{member}@example.kg", language=Language.KY if member == OTHER else Language.RU)


TITLE = Texts(ky="Бир гана катышуучу", ru="Один участник", en="Single bid")
INDICATOR = Indicator(
    id="R018",
    title=TITLE,
    explanation=TITLE,
    innocent=TITLE,
    check=TITLE,
    legal_basis="",
    source="OCP R018",
    version="1",
    weight=1,
    parameters={},
    base_rate=BaseRate(),
)


class Receiver:
    """A member's own server: keeps every call and answers as it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status, headers = receiver.answers.pop(0) if receiver.answers else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 256

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
