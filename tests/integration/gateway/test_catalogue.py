"""The catalogue of indicators on pages and in the interface, as scoring answers it."""

import pytest

from services.scoring.catalogue import entry
from services.scoring.indicators import CATALOGUE
from shared.bus import Bus
from shared.contracts.risk import AskIndicators, BaseRate, Indicators
from tests.integration.gateway.conftest import Start, World, process, tender_fact
from tests.integration.gateway.test_api import neighbours

RATE = BaseRate(raised=3, computable=40, not_computable=7)
ENTRIES = [entry(each, each.parameters).model_copy(update={"base_rate": RATE}) for each in CATALOGUE]


def scoring(bus: Bus) -> None:
    """Scoring with the whole catalogue, but no process."""

    @bus.answers("ask.scoring.indicators")
    async def indicators(_: AskIndicators) -> Indicators:
        return Indicators(items=ENTRIES)


async def test_given_the_catalogue_then_the_interface_lists_narrows_and_shows_it(start: Start) -> None:
    world = await start(others=scoring)
    assert (await world.get("/api/v1/indicators"))["total"] == len(CATALOGUE)
    narrowed = await world.get("/api/v1/indicators?country=kg&stage=award&compares=true")
    expected = {e.id for e in ENTRIES if e.country == "kg" and e.stage == "award" and e.compares}
    assert {item["id"] for item in narrowed["items"]} == expected != set()
    assert narrowed["total"] == len(expected)
    one = await world.get("/api/v1/indicators/R018")
    assert (one["id"], one["base_rate"]["computable"], one["unit"]) == ("R018", 40, "lot")
    allowed = await world.http.get("/api/v1/indicators/R018", headers={"Origin": "https://elsewhere.example"})
    assert allowed.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("indicators/R999", 404),
        ("indicators/" + "R" * 300, 404),
        ("indicators?stage=nonsense", 422),
        ("indicators?country=kgz", 422),
        ("indicators?compares=perhaps", 422),
        ("indicators?nothing=1", 422),
    ],
)
async def test_given_a_wrong_question_about_the_catalogue_then_a_clear_refusal(
    start: Start, path: str, status: int
) -> None:
    world = await start(others=scoring)
    answer = await world.http.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_given_the_catalogue_then_its_pages_work_by_plain_links_and_forms(start: Start) -> None:
    world = await start(others=scoring)
    whole = (await world.http.get("/ru/indicators")).text
    assert whole.count('<span class="tag">') == len(CATALOGUE)
    narrowed = (await world.http.get("/ru/indicators?words=R018&stage=&unit=&country=&compares=")).text
    assert 'href="/ru/indicators/R018"' in narrowed
    assert 'href="/ru/indicators/R040"' not in narrowed
    shown = (await world.http.get("/en/indicators/R018")).text
    assert "Raised in 3 of 40 processes where it could be computed (7.5%); it could not be computed for 7." in shown
    assert 'href="/en/search?indicator=R018"' in shown
    assert (await world.http.get("/en/indicators/R999")).status_code == 404


async def test_given_no_scoring_then_the_pages_say_that_the_catalogue_cannot_be_had(world: World) -> None:
    listed = await world.http.get("/en/indicators")
    assert (listed.status_code, "cannot be shown at the moment" in listed.text) == (503, True)
    assert (await world.http.get("/en/indicators/R018")).status_code == 503
    assert (await world.http.get("/api/v1/indicators/R018")).status_code == 503


async def test_given_an_indicator_chosen_while_scoring_is_silent_then_the_search_form_keeps_it(world: World) -> None:
    found = (await world.http.get("/en/search?indicator=R018")).text
    assert '<option value="R018" selected>R018</option>' in found


async def test_given_a_tender_then_flags_lead_to_their_evidence_and_to_the_catalogue(start: Start) -> None:
    def others(bus: Bus) -> None:
        neighbours(bus)
        scoring(bus)

    world = await start(others=others)
    await world.publish([tender_fact(process("ocds-1"))])
    html = (await world.http.get("/en/tenders/ocds-1")).text
    assert 'href="/en/indicators/R018"' in html
    assert '<a href="#facts">Value</a>' in html
    assert 'id="facts"' in html
    assert "0555" not in html
