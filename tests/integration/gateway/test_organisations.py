"""Pages and data of buyers and suppliers, with a real scoring beside the gateway and without one."""

import asyncio
import csv
import io
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest

from services.scoring.app import build as build_scoring
from services.scoring.settings import Settings as ScoringSettings
from services.scoring.store import ScoringStore
from shared.bus import Bus
from shared.contracts.organisation import AskNetwork, AskProfile, NetworkAround, OrganisationRole, Profile
from shared.errors import Refused
from tests.integration.gateway.conftest import PATIENCE, PAUSE, Start, World, process, tender_fact

SLASHED = "KG-INN-C/7"


def purchase(number: int, firms: tuple[str, ...], amount: float = 100.0) -> dict[str, Any]:
    """A decided Kyrgyz tender of one lot, won by the first of these firms."""
    ocid = f"ocds-buy-{number}"
    price = {"amount": amount, "currency": "KGS"}
    body = process(ocid, buyer="KG-INN-001", published=f"2026-03-{number + 1:02}T06:00:00Z")
    body["tender"] |= {
        "procurementMethodDetails": "oneStage",
        "statusDetails": "contractConcluded",
        "lots": [{"id": "L1"}],
    }
    body["parties"] += [{"id": firm, "name": f"Firm {firm}", "roles": ["tenderer"]} for firm in firms]
    body["parties"][0]["roles"] = ["buyer"]
    bids = [
        {
            "id": f"b{n}",
            "status": "valid",
            "tenderers": [{"id": firm}],
            "relatedLots": [{"id": "L1", "value": price}],
        }
        for n, firm in enumerate(firms)
    ]
    won = {"id": "a", "status": "active", "relatedBid": "b0", "relatedLots": ["L1"], "value": price}
    won |= {"suppliers": [{"id": firms[0], "name": f"Firm {firms[0]}"}], "date": "2026-03-20T06:00:00Z"}
    return body | {"bids": {"details": bids}, "awards": [won], "date": "2026-03-21T06:00:00Z"}


@asynccontextmanager
async def scoring(nats_url: str, mongo_url: str) -> AsyncIterator[ScoringStore]:
    """A real scoring on a database of its own."""
    base, _, query = mongo_url.partition("/?")
    database = f"{base}/test_scoring_{uuid.uuid4().hex[:12]}?{query}"
    settings = ScoringSettings(nats_url=nats_url, mongo_url=database, drain_seconds=5, quiet_seconds=0.5)
    service = build_scoring(settings)
    async with service.running():
        yield ScoringStore(service.store)
        await service.store.drop()


async def figured(store: ScoringStore, processes: int) -> None:
    """Return when the figures know of so many processes."""
    async with asyncio.timeout(6 * PATIENCE):
        while await store.unfigured() or sum(len(part.keys) for part in await store.parts()) < processes:  # noqa: ASYNC110
            await asyncio.sleep(PAUSE)


async def test_given_scoring_then_page_data_and_files_tell_figures_network_and_counterparties(
    world: World, nats_url: str, mongo_url: str
) -> None:
    async with scoring(nats_url, mongo_url) as store:
        contents = [purchase(n, ("KG-INN-A", "KG-INN-B")) for n in range(5)]
        contents.append(purchase(7, (SLASHED, "KG-INN-A"), amount=500))
        await world.publish([tender_fact(content, verb="contracted") for content in contents])
        await figured(store, len(contents))
        buyer = await world.get("/api/v1/buyers/KG-INN-001")
        told = buyer["profile"]["figures"]
        assert (told["processes"]["own"], told["awards"], told["bidders"]) == (6, 6, [0, 6, 0, 0, 0])
        assert "not evidence" in buyer["note"]
        page = (await world.http.get("/en/buyers/KG-INN-001")).text
        for words in (
            "Beside its peers",
            "too few peers",
            "Largest suppliers",
            "500\xa0som",
            "What these figures do not",
        ):
            assert words in page, words
        assert f'href="/en/suppliers/{SLASHED}"' in page
        assert "How its suppliers meet in tenders" in page
        await pages_of_suppliers(world)
        await files(world)


async def pages_of_suppliers(world: World) -> None:
    page = await world.http.get(f"/en/suppliers/{SLASHED}")
    assert (page.status_code, "Whom it meets in tenders" in page.text) == (200, True)
    assert re.search(r'<a href="/en/suppliers/KG-INN-A" aria-label="2: Firm KG-INN-A">', page.text)
    # It only bid: it is told, but has no page to lead to.
    winner = (await world.http.get("/en/suppliers/KG-INN-A")).text
    assert "Firm KG-INN-B" in winner
    assert "/suppliers/KG-INN-B" not in winner
    found = await world.get(f"/api/v1/organisations/{SLASHED}/network?depth=2")
    assert [node["organisation"]["id"] for node in found["nodes"]] == [SLASHED, "KG-INN-A", "KG-INN-B"]
    assert "not evidence" in found["note"]
    nobody = await world.http.get("/api/v1/organisations/nobody/network")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "not_found")
    assert (await world.http.get(f"/api/v1/organisations/{SLASHED}/network?depth=3")).status_code == 422


async def files(world: World) -> None:
    for table, first in (
        ("years", {"currency": "KGS", "year": "2026", "amount": "1000.00", "awards": "6"}),
        ("bidders", {"bidders": "1", "lots": "0"}),
        ("methods", {"method": "open", "processes": "6"}),
        ("peers", {"figure": "processes", "currency": "", "own": "6.0", "median": "", "peers": "1"}),
    ):
        answer = await world.http.get(f"/api/v1/organisations/KG-INN-001/figures.csv?role=buyer&table={table}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert next(csv.DictReader(io.StringIO(answer.text))) == first
    path = f"/api/v1/organisations/{quote(SLASHED)}/figures.csv?role=supplier"
    network = await world.http.get(f"{path}&table=network")
    assert next(csv.DictReader(io.StringIO(network.text)))["meetings"] == "1"
    assert (await world.http.get(f"{path}&table=nonsense")).status_code == 422
    missing = await world.http.get("/api/v1/organisations/nobody/figures.csv?role=buyer&table=methods")
    assert missing.status_code == 404


async def test_given_no_scoring_then_the_page_stands_and_says_so(world: World) -> None:
    await world.publish([tender_fact(purchase(1, (SLASHED, "KG-INN-B")))])
    for path in ("buyers/KG-INN-001", f"suppliers/{SLASHED}"):
        page = await world.http.get(f"/en/{path}")
        assert (page.status_code, "cannot be shown now" in page.text) == (200, True)
        assert "Tenders by method" in page.text
        assert (await world.get(f"/api/v1/{path}"))["profile"] is None
    answer = await world.http.get("/api/v1/organisations/KG-INN-001/figures.csv?role=buyer&table=years")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_given_scoring_that_knows_nothing_yet_then_the_page_stands(start: Start) -> None:
    world = await start(others=newcomer)
    await world.publish([tender_fact(purchase(1, (SLASHED, "KG-INN-B")))])
    assert "not been computed yet" in (await world.http.get("/en/buyers/KG-INN-001")).text
    assert "cannot be shown now" in (await world.http.get(f"/en/suppliers/{SLASHED}")).text


def newcomer(bus: Bus) -> None:
    """Scoring before its first figures; of suppliers it has not heard."""

    @bus.answers("ask.scoring.profile")
    async def profile(ask: AskProfile) -> Profile:
        if ask.role is OrganisationRole.SUPPLIER:
            raise Refused("not_found", "No contracting process names this organisation in this role.")
        return Profile(organisation={"id": ask.organisation}, role=ask.role)

    @bus.answers("ask.scoring.network")
    async def network(ask: AskNetwork) -> NetworkAround:
        return NetworkAround(organisation={"id": ask.organisation}, role=ask.role)


@pytest.mark.parametrize("path", ["buyers/nobody", "suppliers/no/body", "buyers/" + "x" * 300])
async def test_given_an_unknown_id_then_404_in_words(world: World, path: str) -> None:
    page = await world.http.get(f"/en/{path}")
    assert (page.status_code, "There is nothing at this address" in page.text) == (404, True)
    assert (await world.http.get(f"/api/v1/{path}")).status_code == 404
