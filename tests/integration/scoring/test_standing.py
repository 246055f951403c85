"""Indexes of one process: worked out from the process that ingest keeps, with the figures of the moment."""

import io
import json
from functools import partial
from typing import Any

from services.ingest.app import build as build_ingest
from services.ingest.pipeline import Origin, Pipeline
from services.ingest.read import Reader
from services.ingest.settings import Settings as IngestSettings
from services.ingest.store import IngestStore
from services.scoring.settings import Settings
from shared.bus import Bus
from shared.contracts.integrity import AskIntegrity, IndexName, Integrity
from shared.contracts.risk import AskFlags, Flags
from shared.store import Store
from tests.integration.scoring.test_scoring import StoreOf, Told, body, outside, running, settings, tender, told

__all__ = ["outside", "settings", "told"]


def foreign(ocid: str) -> dict[str, Any]:
    """A whole tender elsewhere, with one bidder."""
    return {
        "ocid": ocid,
        "id": "1",
        "date": "2021-05-01T00:00:00Z",
        "tag": ["compiled"],
        "initiationType": "tender",
        "buyer": {"id": "GB-COH-1", "name": "Town"},
        "parties": [{"id": "GB-COH-1", "name": "Town", "roles": ["buyer"]}],
        "tender": {
            "id": "t",
            "status": "complete",
            "procurementMethod": "open",
            "datePublished": "2021-03-01T00:00:00Z",
            "tenderPeriod": {"startDate": "2021-03-01T00:00:00Z", "endDate": "2021-04-01T00:00:00Z"},
            "numberOfTenderers": 1,
        },
        "awards": [{"id": "a", "status": "active", "date": "2021-04-20T00:00:00Z", "suppliers": [{"id": "S1"}]}],
    }


async def test_given_a_process_that_ingest_keeps_then_its_indexes_are_told_with_their_denominators(
    outside: Bus, settings: Settings, store_of: StoreOf, nats_url: str, mongo_url: str
) -> None:
    plain = store_of("ingest")
    base, _, query = mongo_url.partition("/?")
    url = f"{base}/{plain.database.name}?{query}"
    ingest = build_ingest(IngestSettings(nats_url=nats_url, mongo_url=url, drain_seconds=5))
    async with ingest.running(), running(settings):
        document = Reader(partial(io.BytesIO, json.dumps(foreign("ocds-abc-1")).encode()))
        store = Store(url, "ingest")
        await Pipeline(IngestStore(store), ingest.bus.objects).take_in(document, Origin("test", "one"))
        store.close()
        found = await outside.ask("ask.scoring.integrity", AskIntegrity(ocid="ocds-abc-1"), Integrity, 10)
    assert (found.ocid, found.process_version) == ("ocds-abc-1", 1)
    assert [index.name for index in found.indexes] == list(IndexName)
    for index in found.indexes:
        known = [line for line in index.lines if line.value is not None]
        assert (index.available, index.components) == (len(known), len(index.lines))
        assert all(line.missing for line in index.lines if line.value is None)
        assert index.average is not None
        assert str(index.available) in index.summary.en
    single = next(line for line in found.indexes[0].lines if line.id.startswith("single"))
    assert single.value == 0


async def test_given_a_lot_then_only_the_answers_that_rest_on_it(outside: Bus, told: Told, settings: Settings) -> None:
    async with running(settings):
        await outside.publish([tender(body(100, 100))])
        await told.until(1)
        all_of_it = await outside.ask("ask.scoring.flags", AskFlags(ocid="ocds-h7i0z4-1"), Flags)
        of_lot = await outside.ask("ask.scoring.flags", AskFlags(ocid="ocds-h7i0z4-1", lot="L1"), Flags)
        of_none = await outside.ask("ask.scoring.flags", AskFlags(ocid="ocds-h7i0z4-1", lot="L9"), Flags)
    assert "R028" in {flag.indicator for flag in of_lot.flags}
    assert of_lot.flags == [flag for flag in all_of_it.flags if "L1" in flag.lots]
    assert of_none.flags == []
