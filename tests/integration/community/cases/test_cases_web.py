"""Cases in pages without JavaScript: begun, worked on, two who edit at once, an outcome, the impact page."""

import re

import pytest

from shared.contracts.case import CaseStep
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community
from tests.integration.community.web import Browser

ADDRESS = "lead@achyk.example"
KEY = re.compile(r'name="key" value="([^"]+)"')
CASE = re.compile(r"/en/cases/c_[0-9a-f]{24}")
FIELDS = {
    "title": "Chairs for a school",
    "summary": "The chairs cost more than elsewhere, as the portal says.",
    "links": "tender ocds-h7i0z4-1 Chairs\nbuyer KG-INN-1 School 1",
    "violations": "price.deviation",
    "stage": "tender",
    "origin": "member",
    "visibility": "private",
    "region": "KG-C",
    "amount": "120000",
}


@pytest.fixture
async def team(community: Community) -> Team:
    lead = await community.joined(ADDRESS)
    await community.enrol(lead)
    return Team(community, lead)


async def begun(browser: Browser, **changed: str) -> str:
    """The address of a case that was begun in its form."""
    key = KEY.search((await browser.get("/en/cases/new")).text)
    assert key
    sent = await browser.send("/en/cases/new", "/en/cases/new", key=key[1], **FIELDS | changed)
    assert sent.status_code == 303, sent.text
    found = CASE.match(sent.headers["location"])
    assert found
    return found[0]


async def test_given_a_form_filled_in_then_the_case_stands_with_its_links_and_next_step(
    team: Team, browser: Browser
) -> None:
    await browser.sign_in_with_code(await team.community.code(team.lead.member.id), ADDRESS)
    case = await begun(browser)
    page = (await browser.get(case)).text
    for shown in ("Chairs for a school", "120,000", "/en/tenders/ocds-h7i0z4-1", "/en/buyers/KG-INN-1", "Hand it in"):
        assert shown in page
    again = await browser.send("/en/cases/new", "/en/cases/new", key="k" * 20, **FIELDS)
    assert again.status_code == 200
    assert "Cases that look alike" in again.text
    assert "Chairs for a school" in (await browser.get("/en/cases?scope=mine&words=chairs")).text
    assert "No case matches" in (await browser.get("/en/cases?scope=mine&words=roads")).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "abc", "Write a title of 5 to 200 characters."),
        ("amount", "many", "amount"),
        ("embargo", "soon", "Write a date like 2026-12-31."),
        ("links", "buyer", "One per line"),
        ("stage", "nonsense", "Something in the form is not right"),
    ],
)
async def test_given_a_wrong_field_then_it_is_said_and_what_was_written_stays(
    team: Team, browser: Browser, field: str, value: str, sentence: str
) -> None:
    await browser.sign_in_with_code(await team.community.code(team.lead.member.id), ADDRESS)
    sent = await browser.send("/en/cases/new", "/en/cases/new", key="k" * 20, **FIELDS | {field: value})
    assert sent.status_code == 422
    assert sentence in sent.text
    assert FIELDS["summary"] in sent.text


async def test_given_somebody_who_saved_meanwhile_then_both_texts_are_shown_and_nothing_is_lost(
    team: Team, browser: Browser
) -> None:
    case = await team.begin()
    await browser.sign_in_with_code(await team.community.code(team.lead.member.id), ADDRESS)
    path = f"/en/cases/{case.id}/edit"
    first = await browser.send(path, path, revision="1", **FIELDS | {"title": "The first title"})
    assert first.status_code == 303
    second = await browser.send(path, path, revision="1", **FIELDS | {"title": "The second title"})
    assert second.status_code == 422
    for shown in ("The first title", "The second title", "Somebody else changed this"):
        assert shown in second.text


async def test_given_the_work_of_a_team_then_tasks_notes_interest_steps_and_outcome_go_through_pages(
    team: Team, browser: Browser
) -> None:
    await browser.sign_in_with_code(await team.community.code(team.lead.member.id), ADDRESS)
    case = await begun(browser)
    work = f"{case}/work"
    assert (await browser.send(work, f"{case}/tasks", key="t" * 20, title="Call", due="2099-01-31")).status_code == 303
    assert (await browser.send(work, f"{case}/tasks", key="u" * 20, title="C", due="never")).status_code == 422
    assert (await browser.send(work, f"{case}/notes", key="n" * 20, text="They will call back.")).status_code == 303
    assert (await browser.send(work, f"{case}/interest", has="no")).status_code == 303
    wrong = await browser.send(work, f"{case}/seats", member="somebody", seat="member")
    assert wrong.status_code == 422
    shown = (await browser.get(work)).text
    for words in ("Call", "2099-01-31", "They will call back.", "has no interest of their own"):
        assert words in shown
    seen = await team.see(case.removeprefix("/en/cases/"), team.lead.token)
    refused = await browser.send(case, f"{case}/step", step="drop", revision=str(seen.revision), reason="")
    assert refused.status_code == 422
    taken = await browser.send(case, f"{case}/step", step="submit", revision=str(seen.revision))
    assert taken.status_code == 303
    assert "Waiting to be taken on" in (await browser.get(case)).text
    assert "The case was begun." in (await browser.get(f"{case}/timeline")).text

    outcome = {"kind": "price_cut", "words": "The price fell.", "proof": "Amendment 2", "attribution": "sole"}
    page = f"{case}/outcomes"
    bad = await browser.send(page, page, key="o" * 20, day="tomorrow", **outcome)
    assert bad.status_code == 422
    assert "Write a day that has been" in bad.text
    kept = await browser.send(page, page, key="o" * 20, day="2026-11-01", **outcome)
    assert kept.status_code == 303
    assert "not confirmed yet" in (await browser.get(page)).text
    impact = await browser.get("/en/impact")
    assert "Loss prevented" in impact.text
    assert (await browser.get("/en/impact.csv")).text.startswith("\ufeffcode,part,value")


async def test_given_a_visitor_then_a_private_case_looks_like_none(team: Team, browser: Browser) -> None:
    case = await team.step(await team.begin(), CaseStep.SUBMIT)
    for path in ("", "/timeline", "/outcomes"):
        assert (await browser.get(f"/en/cases/{case.id}{path}")).status_code == 404
        assert (await browser.get(f"/en/cases/c_{'0' * 24}{path}")).status_code == 404
    assert case.title not in (await browser.get("/en/cases?words=chairs")).text
