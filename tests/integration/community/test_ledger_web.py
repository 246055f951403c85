"""The ledger as the public meets it: page, feed, file; and the commands that check and export it."""

import asyncio
import importlib.util
import json
import os
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from services.community.ledger.store import Keys, LedgerStore
from services.community.ledger.verifying import Verifier

from .conftest import Community
from .test_ledger import CASE, ROOT, record, take_down
from .web import Browser


@pytest.fixture
async def ledger(community: Community) -> LedgerStore:
    """A ledger with a takedown and an open end."""
    found = LedgerStore(community.store, Keys(community.store))
    await record(found, "канарейка")
    await record(found, "Bridge", "c_" + "1" * 24)
    await take_down(found)
    await record(found, "School", "c_" + "2" * 24)
    return found


async def achyk(community: Community, *words: str) -> tuple[int | None, str, str]:
    """Run `achyk …` as a person would: exit status, standard output, standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "achyk", *words),
        stdout=PIPE,
        stderr=PIPE,
        cwd=ROOT,
        env=os.environ | {"ACHYK_COMMUNITY_MONGO_URL": community.settings.mongo_url, "COLUMNS": "200"},
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_given_the_feed_then_it_is_read_in_pages_without_gap(ledger: LedgerStore, browser: Browser) -> None:
    seen, after = [], ""
    while True:
        page = (await browser.get(f"/api/v1/ledger?limit=2{after}")).json()
        assert page["total"] == 5
        seen += page["items"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert [entry["offset"] for entry in seen] == list(range(5))
    assert seen[2]["body"]["title"] == "Bridge"
    assert "body" not in seen[1]
    assert seen[1]["tombstone"]["reason"] == "A court decided so."
    keys = (await browser.get("/api/v1/ledger/keys")).json()["items"]
    assert keys[0]["public"] == seen[0]["body"]["public"]
    assert (await browser.get("/api/v1/ledger?after=-1")).status_code == 422
    assert (await browser.get("/api/v1/ledger?limit=1001")).status_code == 422


async def test_given_the_file_then_both_verifiers_find_it_whole(ledger: LedgerStore, browser: Browser) -> None:
    answer = await browser.get("/api/v1/ledger.jsonl")
    assert answer.headers["content-disposition"] == 'attachment; filename="ledger.jsonl"'
    verifier = Verifier()
    lines = answer.content.splitlines()
    for line in lines:
        verifier.take(line)
    assert verifier.end().entries == 5
    spec = importlib.util.spec_from_file_location("verify_ledger", ROOT / "docs" / "verify_ledger.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.ledger(lines).startswith("whole: 5")
    assert (await browser.get("/api/v1/ledger.jsonl?after=3")).content.splitlines() == lines[4:]


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
async def test_given_the_page_then_it_shows_entries_keys_and_the_reason_of_a_takedown(
    ledger: LedgerStore, browser: Browser, language: str
) -> None:
    page = (await browser.get(f"/{language}/ledger")).text
    public = (await ledger.signer()).public
    for shown in (public, "A court decided so.", CASE, "verify_ledger.py"):
        assert shown in page
    assert "канарейка" not in page


async def test_given_no_entries_then_the_page_stands(community: Community, browser: Browser) -> None:
    assert (await browser.get("/en/ledger")).status_code == 200
    assert (await browser.get("/api/v1/ledger")).json() == {"items": [], "total": 0, "next": None}


async def test_given_the_commands_then_they_export_and_verify_a_file_and_a_site(
    ledger: LedgerStore, browser: Browser, community: Community, tmp_path: Path
) -> None:
    file = tmp_path / "ledger.jsonl"
    status, out, _ = await achyk(community, "ledger", "export", str(file))
    assert (status, out.split()[0]) == (0, "5")
    public = (await ledger.signer()).public
    status, out, _ = await achyk(community, "ledger", "verify", str(file), "--key", public, "--every-signature")
    assert status == 0
    assert "5 entries, 1 of them taken down" in out
    assert public in out
    status, out, _ = await achyk(community, "ledger", "verify", str(browser.web.base_url))
    assert (status, "5 entries" in out) == (0, True)

    lines = file.read_text().splitlines()
    changed = json.loads(lines[2])
    changed["body"]["title"] = "Another"
    file.write_text("\n".join([*lines[:2], json.dumps(changed), *lines[3:]]) + "\n")
    status, _, err = await achyk(community, "ledger", "verify", str(file))
    assert (status, "Entry 2:" in err) == (1, True)
    status, _, err = await achyk(community, "ledger", "verify", str(tmp_path / "nothing"))
    assert (status, "cannot be read" in err) == (2, True)
    status, _, err = await achyk(community, "ledger", "verify", "http://127.0.0.1:9/")
    assert (status, "cannot be read" in err) == (2, True)
