"""Evidence as a phone without JavaScript hands it in: the real gateway before the real service."""

import re
from typing import Any

import httpx
import pytest

from services.gateway.ports import CSRF_FIELD
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community
from tests.integration.community.web import FORM_TOKEN, Browser
from tests.unit.community.hostile import CANARY, HTML, docx, picture

ADDRESS = "lead@achyk.example"
KEY = re.compile(r'name="key" value="([^"]+)"')
ITEM = re.compile(r"/en/cases/c_[0-9a-f]{24}/evidence/e_[0-9a-f]{24}")
PHOTO = picture(size=(2000, 1500), comment=CANARY.encode())


@pytest.fixture
async def case(community: Community) -> str:
    return (await Team(community, await community.joined(ADDRESS)).begin()).id


async def hand_in(browser: Browser, case: str, name: str, data: bytes, **fields: str) -> httpx.Response:
    """Open the page and send its form with a file."""
    page = (await browser.get(f"/en/cases/{case}/evidence")).text
    token, key = FORM_TOKEN.search(page), KEY.search(page)
    assert token
    assert key
    return await browser.web.post(
        f"/en/cases/{case}/evidence",
        data={CSRF_FIELD: token[1], "key": key[1], "title": "The road", **fields},
        files={"photo": ("", b""), "file": (name, data)},
        headers=browser.cookies(),
    )


async def test_given_a_photograph_handed_in_then_page_copy_original_and_receipt_stand(
    browser: Browser, case: str
) -> None:
    await browser.sign_in(address=ADDRESS)
    sent = await hand_in(browser, case, "../жол.jpg", PHOTO, place="Ош", captured_at="2026-05-05", latitude="40,513")
    assert sent.status_code == 303, sent.text
    own = sent.headers["location"].partition("?")[0]
    assert ITEM.fullmatch(own)
    page = await browser.get(own)
    for shown in ("The road", "Ош", "5\u00a0May\u00a02026", "40.51", "жол.jpg", "Handed in", "Safe copy made"):
        assert shown in page.text
    copy, original = await browser.get(f"{own}/copy"), await browser.get(f"{own}/original")
    assert original.content == PHOTO
    assert CANARY.encode() not in copy.content
    for answer in (copy, original):
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "no-store" in answer.headers["cache-control"]
    assert original.headers["content-type"] == "application/octet-stream"
    receipt = (await browser.get(f"{own}/receipt")).json()
    assert (receipt["size"], receipt["case"]) == (len(PHOTO), None)
    assert (await browser.get(f"{own}/receipt?number=1")).json()["case"].startswith("KG-")
    listed = (await browser.get(f"/en/cases/{case}/evidence")).text
    assert receipt["sha256"] in listed
    assert "Original downloaded" in (await browser.get(own)).text


async def test_given_a_file_larger_than_any_other_form_then_it_is_taken(browser: Browser, case: str) -> None:
    await browser.sign_in(address=ADDRESS)
    large = "Акт приёмки\n".encode() * 100_000
    sent = await hand_in(browser, case, "act.txt", large)
    assert sent.status_code == 303, sent.text
    assert (await browser.get(sent.headers["location"].partition("?")[0] + "/original")).content == large
    assert (await hand_in(browser, case, "huge.txt", b"x" * (21 * 1024**2))).status_code == 413


async def test_given_a_visitor_then_a_large_body_is_not_read_and_nothing_is_shown(browser: Browser, case: str) -> None:
    large = await browser.web.post(f"/en/cases/{case}/evidence", files={"file": ("a.txt", b"x" * 1_000_000)})
    assert large.status_code == 413
    for path in ("", "/e_" + "0" * 24, "/e_" + "0" * 24 + "/copy", "/e_" + "0" * 24 + "/receipt"):
        assert (await browser.get(f"/en/cases/{case}/evidence{path}")).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("page.html", HTML, "SVG drawings are not taken"),
        ("photo.jpg", b"MZ\x90\x00", "not what its name says"),
        ("a.docx", docx(word__vbaProject_dot_bin=b"x"), "macros"),
        ("", b"", "The file is empty"),
    ],
)
async def test_given_a_file_that_is_refused_then_the_form_says_what_to_do_and_keeps_the_words(
    browser: Browser, case: str, name: str, data: bytes, sentence: str
) -> None:
    await browser.sign_in(address=ADDRESS)
    sent = await hand_in(browser, case, name, data, place="Каракол")
    assert sent.status_code == 422
    assert sentence in sent.text
    assert 'href="#file-file"' in sent.text
    assert "Каракол" in sent.text


async def test_given_words_that_are_wrong_then_they_are_said_at_their_fields(browser: Browser, case: str) -> None:
    await browser.sign_in(address=ADDRESS)
    path = f"/en/cases/{case}/evidence"
    key = KEY.search((await browser.get(path)).text)
    assert key
    fields: dict[str, Any] = {"key": key[1], "kind": "link", "title": "Page", "text": "javascript:alert(1)"}
    sent = await browser.send(path, f"{path}/words", **fields)
    assert (sent.status_code, 'href="#words-text"' in sent.text) == (422, True)
    sent = await browser.send(path, f"{path}/words", **fields | {"captured_at": "yesterday"})
    assert (sent.status_code, 'href="#words-captured_at"' in sent.text) == (422, True)
    sent = await browser.send(path, f"{path}/words", **fields | {"text": "https://example.org/a"})
    assert sent.status_code == 303
    page = (await browser.get(sent.headers["location"])).text
    assert "https://example.org/a" in page
    assert 'href="https://example.org/a"' not in page


async def test_given_the_lead_then_evidence_is_marked_and_unmarked(browser: Browser, case: str) -> None:
    await browser.sign_in(address=ADDRESS)
    own = (await hand_in(browser, case, "жол.jpg", PHOTO)).headers["location"].partition("?")[0]
    assert (await browser.send(own, f"{own}/public", public="1")).status_code == 303
    assert "Marked to be shown with the published case" in (await browser.get(own)).text
    assert (await browser.send(own, f"{own}/public")).status_code == 303
    assert "No longer to be shown" in (await browser.get(own)).text
