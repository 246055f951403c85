"""A Chromium that looks at a running platform, and what a person does in it again and again."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from services.community.seed import SAMPLE_PASSWORD, SAMPLE_SECRET
from tests.browser.platform import Platform, chromium, running_browser, running_platform

_KEPT: dict[tuple[str, str], list[Any]] = {}
"""Session cookies of members who have shown a code, by platform and address."""
PATIENCE = 30.0
"""Seconds until something that must come has to be there; generous, and no figure of speed."""


@pytest.fixture(scope="package")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with running_platform(tmp_path_factory.mktemp("platform"), size=60) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium on PATH; `make test` as root installs Debian's")
    with running_browser() as running:
        yield running


@pytest.fixture
def context_of(browser: Browser, platform: Platform) -> Iterator[Callable[..., BrowserContext]]:
    """`context_of(java_script_enabled=False)`: a visitor of their own."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(base_url=platform.url, **options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(context_of: Callable[..., BrowserContext]) -> Page:
    return context_of(viewport={"width": 1280, "height": 900}).new_page()


@pytest.fixture
def tender_file(tmp_path: Path) -> Callable[[str], tuple[str, Path]]:
    """`tender_file(word)`: ocid and file of a made-up tender with `word` in its title and three days to bid."""

    def make(word: str) -> tuple[str, Path]:
        number = str(uuid.uuid4().int)[:12]
        ocid = f"ocds-h7i0z4-{number}"
        now = datetime.now(UTC).replace(microsecond=0)
        value = {"amount": 1_250_000, "currency": "KGS"}
        release = {
            "ocid": ocid,
            "id": f"ocds-h7i0z4-tender-{number}",
            "date": now.isoformat(),
            "tag": ["tender"],
            "initiationType": "tender",
            "parties": [
                {
                    "id": "KG-INN-00000000000077",
                    "identifier": {"scheme": "KG-INN", "id": "00000000000077", "legalName": "Выдуманная школа № 77"},
                    "address": {"region": "Бишкек", "countryName": "Кыргызская Республика"},
                    "contactPoint": {"name": "Выдуманный Человек", "telephone": "+996 555 000 077"},
                    "roles": ["buyer", "procuringEntity"],
                }
            ],
            "tender": {
                "id": number,
                "title": f"Ремонт крыши {word}",
                "status": "active",
                "statusDetails": "published",
                "procurementMethod": "open",
                "procurementMethodDetails": "oneStage",
                "mainProcurementCategory": "work",
                "datePublished": now.isoformat(),
                "value": value,
                "tenderPeriod": {"startDate": now.isoformat(), "endDate": (now + timedelta(days=3)).isoformat()},
                "lots": [{"id": "1", "lotNumber": "1", "title": "Лот 1", "status": "active", "value": value}],
                "items": [
                    {
                        "id": "1",
                        "relatedLot": "1",
                        "classification": {"scheme": "OKGZ", "id": "45261000-4", "description": "Кровельные работы"},
                        "quantity": 120,
                        "unit": {"id": "055", "name": "м2"},
                    }
                ],
            },
        }
        package = {
            "uri": f"https://example.org/{number}",
            "version": "1.1",
            "publishedDate": now.isoformat(),
            "publisher": {"name": "made up"},
            "releases": [release],
        }
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")
        return ocid, file

    return make


def until(page: Page, path: str, text: str) -> None:
    """Open `path` again and again, as an impatient person would, until `text` stands in its main part."""
    end = time.monotonic() + PATIENCE
    page.goto(path)
    while text not in page.inner_text("main"):
        assert time.monotonic() < end, f"{text!r} did not come to {path}:\n{page.inner_text('main')}"
        page.goto(path)


def sign_in(page: Page, language: str = "en", email: str = "member@achyk.example") -> None:
    """Sign in as one of the sample's members, with a code where the account asks for one.

    A code works once in half a minute, so whoever has shown one keeps the session for later tests.
    """
    page.goto(f"/{language}/sign-in")
    kept = _KEPT.setdefault((urlsplit(page.url).netloc, email), [])
    if kept:
        page.context.add_cookies(kept)
        page.goto(f"/{language}/inbox")
        if "/sign-in" not in page.url:
            return
    page.fill("#email", email)
    page.fill("#password", SAMPLE_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/inbox|/sign-in/code"))
    for later in (0, 30):
        if "/sign-in/code" in page.url:
            page.fill("#code", pyotp.TOTP(SAMPLE_SECRET).at(datetime.now(UTC) + timedelta(seconds=later)))
            page.click("main button[type=submit]")
            page.wait_for_load_state()
            kept[:] = [cookie for cookie in page.context.cookies() if "session" in cookie["name"]]  # type: ignore[typeddict-item]
    page.wait_for_url("**/inbox**")
