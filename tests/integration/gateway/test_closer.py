"""Prices, regions, sectors and what to look at first: a gateway and scoring together, from events to pages."""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from services.scoring.app import build, recompute
from services.scoring.settings import Settings
from shared.store import Store
from tests.integration.gateway.conftest import Start, World
from tests.integration.scoring.test_markets import purchase
from tests.integration.scoring.test_scoring import tender

PAGES = ("look-first", "regions", "regions/KG-N", "sectors", "sectors/30", "sectors/3019", "prices", "prices?what=30")
HOSTILE = (
    "prices?limit=0",
    "prices?words[$ne]=x",
    "prices?year=abc",
    "prices?code=1",
    "regions?year=0",
    "sectors?sector[$gt]=1",
    "ranking?level=9",
    "ranking?limit=1000",
    "ranking?nothing=1",
)


@pytest.fixture
async def closer(start: Start, nats_url: str, mongo_url: str, store_of: Callable[[str], Store]) -> AsyncIterator[World]:
    """A gateway beside a scoring service that knows six tenders of one kind in Naryn and one in Bishkek."""
    base, _, query = mongo_url.partition("/?")
    database = f"{base}/{store_of('scoring').database.name}?{query}"
    settings = Settings(nats_url=nats_url, mongo_url=database, drain_seconds=5, quiet_seconds=3600)
    world = await start()
    contents = [purchase(n, 10 + n) for n in range(6)] + [purchase(6, 90, "Бишкек")]
    async with AsyncExitStack() as stack:
        async with build(settings).running():
            await world.bus.publish([tender(one) for one in contents])
            await world.until(lambda: all(f"flag:{one['ocid']}" in world.told for one in contents))
        await recompute(settings)
        await stack.enter_async_context(build(settings).running())
        yield world


async def test_given_figures_then_every_page_shows_them_in_three_languages_without_a_script(closer: World) -> None:
    for language in ("ky", "ru", "en"):
        for path in PAGES:
            answer = await closer.http.get(f"/{language}/{path}")
            assert answer.status_code == 200, (path, answer.text)
            assert "<script" not in answer.text, path
            assert " style=" not in answer.text, path


async def test_given_a_ranking_then_each_row_has_its_reasons_and_what_they_are_out_of(closer: World) -> None:
    page = (await closer.http.get("/en/look-first?level=1&indicator=R028")).text
    assert "7 tenders found" in page
    rows = re.findall(r"<li>\s*<h3>.*?</li>", page, re.DOTALL)
    assert len(rows) == 7
    for row in rows:
        assert re.search(r"Level \d of 5", row)
        assert re.search(r"\d+ raised of \d+ that can be computed here, out of \d+ indicators", row)
        assert 'class="tag raised"' in row
    nothing = await closer.http.get("/en/look-first?level=5")
    assert "No tender matches" in nothing.text
    wrong = await closer.http.get("/en/look-first?since=yesterday")
    assert (wrong.status_code, "Write the day as" in wrong.text) == (422, True)
    later = await closer.http.get("/en/look-first?level=1&since=2021-03-02")
    assert "0 tenders found" in later.text
    same_day = await closer.http.get("/en/look-first?level=1&since=2021-03-01&until=2021-03-01")
    assert "7 tenders found" in same_day.text


async def test_given_pages_of_a_ranking_then_programs_see_each_process_once(closer: World) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = await closer.get(
            "/api/v1/ranking", params={"level": 1, "limit": 3} | ({"after": after} if after else {})
        )
        seen += [one["process"]["ocid"] for one in page["items"]]
        assert all(one["raised"] and one["score"]["computable"] for one in page["items"])
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == [f"o-{n}" for n in range(7)]
    assert "not evidence" in page["note"]


async def test_given_prices_then_the_explorer_says_what_it_knows_and_what_exists_instead(closer: World) -> None:
    page = (await closer.http.get("/en/prices?what=ручка")).text
    assert "30192121-5" in page
    assert "Ручки шариковые" in page
    assert "too few tenders" in page
    assert "overpriced" not in page
    elsewhere = (await closer.http.get("/en/prices?what=3019&year=2019")).text
    assert "There are prices of this class, but not in this unit, currency or year" in elsewhere
    assert '<option value="2021">2021</option>' in elsewhere
    assert "No prices are known of such a class" in (await closer.http.get("/en/prices?what=99")).text
    wrong = await closer.http.get("/en/prices?what=30&year=soon")
    assert (wrong.status_code, "cannot be understood" in wrong.text) == (422, True)
    found = await closer.get("/api/v1/prices", params={"code": "3019"})
    assert [(one["n"], one["paid"], one["low"]) for one in found["items"]] == [(7, 0, None)]


async def test_given_regions_and_sectors_then_they_stand_beside_the_country(closer: World) -> None:
    regions = (await closer.http.get("/en/regions?show=processes")).text
    assert 'href="/en/regions/KG-N"' in regions
    assert "Naryn region" in regions
    assert "<svg" in regions
    naryn = (await closer.http.get("/en/regions/KG-N")).text
    assert "The whole country" in naryn
    assert "6 of 6: too few for a share" in naryn
    assert 'href="/en/look-first?region=KG-N"' in naryn
    sector = (await closer.http.get("/en/sectors/30")).text
    assert "30 – for example: Ручки шариковые" in sector
    for path in ("regions/KG-T", "regions/nowhere", "sectors/99", "sectors/abc", "sectors/%20", "regions/" + "a" * 99):
        assert (await closer.http.get(f"/en/{path}")).status_code == 404, path
    market = await closer.get("/api/v1/regions/KG-N")
    assert (market["whole"]["processes"], market["sectors"][0]["sector"]) == (6, "30")
    assert (await closer.get("/api/v1/sectors/3019"))["whole"]["processes"] == 7


async def test_given_a_table_then_a_spreadsheet_can_read_it(closer: World) -> None:
    for path, key, value in (
        ("regions.csv", "region", {"KG-N", "KG-GB"}),
        ("sectors.csv", "class", {"30"}),
        ("sectors.csv?sector=30", "class", {"3019"}),
        ("prices.csv?code=30", "name", {"Ручки шариковые"}),
    ):
        answer = await closer.http.get(f"/api/v1/{path}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8", path
        assert answer.headers["access-control-allow-origin"] == "*"
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert {row[key] for row in rows} == value
        again = await closer.http.get(f"/api/v1/{path}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


async def test_given_hostile_parameters_then_a_clear_refusal(closer: World) -> None:
    for path in HOSTILE:
        answer = await closer.http.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["status"]) == (422, 422), path
    assert (await closer.http.get("/api/v1/ranking?after=nonsense")).status_code == 422
    assert (await closer.http.get("/en/look-first?after=nonsense")).status_code == 422


async def test_given_scoring_is_lost_then_the_pages_say_so(world: World) -> None:
    for path in PAGES:
        assert (await world.http.get(f"/en/{path}")).status_code == 503, path
