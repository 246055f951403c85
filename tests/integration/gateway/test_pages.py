"""Pages as a browser without JavaScript meets them: forms, ways back, what may be kept and what is claimed."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from services.gateway import index
from shared.mailbox import MailStore
from tests.integration.gateway.conftest import Start, World, process, tender_fact
from tests.integration.gateway.test_api import TOKEN, neighbours

BAD_IDS = ("/ky/searches/zz/pause", "/ky/searches/zz/delete", "/ky/inbox/read")


async def test_given_a_bad_id_in_a_form_then_404(start: Start) -> None:
    world = await start(others=neighbours)
    world.http.cookies.set("achyk_session", TOKEN)
    token = (await world.get("/api/v1/session"))["csrf"]
    for path in BAD_IDS:
        answer = await world.http.post(path, data={"csrf_token": token, "id": "zz"})
        assert answer.status_code == 404, path


async def test_given_a_visitor_who_sends_a_form_then_signing_in_leads_to_its_page(world: World) -> None:
    for path, page in (
        ("inbox/read", "/inbox"),
        ("searches/s_0/pause", "/searches"),
        ("searches/s_0/delete", "/searches"),
        ("courses/a/b/done", "/courses/a/b"),
    ):
        answer = await world.http.post(f"/ky/{path}")
        assert answer.headers["location"] == f"/ky/sign-in?next={quote(page, safe='')}"


async def test_given_letters_on_a_page_then_no_cache_keeps_them(start: Start, tmp_path: Path) -> None:
    world = await start(mailbox_dir=tmp_path)
    MailStore(tmp_path).keep("b@achyk.example", b"Subject: Hello\r\n\r\nhttp://127.0.0.1/ky/verify/secret\r\n")
    listed = await world.http.get("/ky/mailbox")
    found = re.search(r'href="(/ky/mailbox/[^"]+)"', listed.text)
    assert found
    letter = await world.http.get(found[1])
    assert "/ky/verify/secret" in letter.text
    for answer in (listed, letter):
        assert answer.headers["cache-control"] == "private, no-store"


async def test_given_a_part_of_a_long_list_then_its_page_claims_no_wrong_number(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.publish([tender_fact(process(f"ocds-{n}")) for n in range(30)])
    assert "30 tenders found" in (await world.http.get("/en/search?words=школа")).text
    monkeypatch.setattr(index, "MOST_COUNTED", 26)
    assert "More than 26 tenders found" in (await world.http.get("/en/search?words=ремонт")).text
    assert "30" in (await world.http.get("/en/buyers/KG-INN-001")).text


async def test_given_a_language_without_a_slash_then_its_first_page_comes(world: World) -> None:
    answer = await world.http.get("/ky")
    assert answer.headers["location"] == "/ky/"


async def test_given_what_went_wrong_then_the_page_says_that_and_nothing_else(world: World) -> None:
    not_found = "There is nothing at this address"
    refused = {
        "/en/nothing": (404, not_found),
        "/en/search?words=%00": (400, "not readable text"),
        "/en/search?words=" + "a" * 5_000: (414, "shorter address"),
        "/en/sign-up/sent": (405, "not meant for you"),
    }
    for path, (status, sentence) in refused.items():
        method = "POST" if status == 405 else "GET"
        answer = await world.http.request(method, path)
        assert (answer.status_code, sentence in answer.text) == (status, True), path
        assert status == 404 or not_found not in answer.text, path
