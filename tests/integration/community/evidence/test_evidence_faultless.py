"""The pages of evidence in a browser: no faults for people who cannot see, on a phone, without JavaScript."""

import asyncio

import pytest
from playwright.sync_api import Browser as Chromium

from shared.contracts.evidence import EvidenceKind
from tests.browser.platform import chromium, running_browser
from tests.browser.test_pages import problems
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import PASSWORD, Community
from tests.integration.community.web import Browser
from tests.unit.community.hostile import picture

from .test_evidence import Bench

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not on PATH"),
]
ADDRESS = "lead@achyk.example"


async def test_given_a_phone_then_the_pages_of_evidence_have_no_faults_and_a_photograph_is_handed_in(
    community: Community, browser: Browser
) -> None:
    team = Team(community, await community.joined(ADDRESS))
    bench = Bench(team, (await team.begin()).id)
    made = await bench.hand_in(picture(size=(300, 200)), place="Ош")
    await bench.add(EvidenceKind.LINK, "https://example.org/" + "a" * 200)
    await bench.set_public(made.id, True)
    found = await asyncio.to_thread(walk, str(browser.web.base_url).rstrip("/"), bench.case, made.id)
    assert found == {}


def walk(site: str, case: str, evidence: str) -> dict[str, list[str]]:
    with running_browser() as running:
        return walked(running, site, case, evidence)


def walked(running: Chromium, site: str, case: str, evidence: str) -> dict[str, list[str]]:
    """Faults by page."""
    found: dict[str, list[str]] = {}
    context = running.new_context(base_url=site, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto("/en/sign-in")
    page.fill("#email", ADDRESS)
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    for language in ("ky", "ru", "en"):
        for path in (f"cases/{case}/evidence", f"cases/{case}/evidence/{evidence}", "ledger"):
            page.goto(f"/{language}/{path}")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            if wrong := problems(page):
                found[f"{language}/{path}"] = wrong
    page.goto(f"/en/cases/{case}/evidence")
    photo = {"name": "road.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(40, 30))}
    page.locator("#file-photo").set_input_files(photo)  # type: ignore[arg-type]
    page.locator("#hand-in-title ~ form button").click()  # without a title: the form says so
    if wrong := problems(page):
        found["after a mistake"] = wrong
    page.locator("#file-photo").set_input_files(photo)  # type: ignore[arg-type]
    page.fill("#file-title", "The road again")
    page.locator("#hand-in-title ~ form button").click()
    if page.locator("h1").inner_text() != "The road again":
        found["handing in"] = [page.locator("main").inner_text()]
    return found
