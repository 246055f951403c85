"""The gate in pages without JavaScript: an accusing draft, the other side's word by its link, what everybody reads."""

import re
from datetime import UTC, datetime

import pytest

from shared.contracts.case import CaseStep
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community
from tests.integration.community.web import Browser

from .gate import CLAIM, Gate, at_the_gate

ADDRESS = "lead@achyk.example"
HIDDEN = re.compile(r'name="(key|hash)" value="([^"]+)"')
LINK = re.compile(r"(/en/statement/[A-Za-z0-9_-]{43})")


@pytest.fixture
async def gate(community: Community) -> Gate:
    lead = await community.joined(ADDRESS)
    await community.enrol(lead)
    return await at_the_gate(Team(community, lead))


async def test_given_a_draft_that_accuses_then_the_page_stops_it_and_the_other_side_is_heard_before_all_read_it(
    community: Community, gate: Gate, browser: Browser
) -> None:
    page = f"/en/cases/{gate.case.id}/publish"
    await browser.sign_in_with_code(await community.code(gate.team.lead.member.id), ADDRESS)
    seen = await gate.claims()
    claim = {"kind": "fact", "evidence": seen.evidence[0].id, "norm": ""}

    async def write(text: str, key: str) -> int:
        revision = str((await gate.claims()).revision)
        sent = await browser.send(page, f"{page[:-8]}/claims", text=text, key=key, revision=revision, **claim)
        return sent.status_code

    assert await write("Директор школы украл деньги на стульях.", "a" * 20) == 303
    assert "украл" in (await browser.get(page)).text
    (accusing,) = (await gate.claims()).claims
    revision = str((await gate.claims()).revision)
    await browser.send(page, f"{page[:-8]}/claims/{accusing.id}", move="remove", revision=revision)
    assert await write("short", "b" * 20) == 422
    assert await write(CLAIM, "c" * 20) == 303
    stale = await browser.send(page, f"{page[:-8]}/claims", text=CLAIM, key="d" * 20, revision="1", **claim)
    assert stale.status_code == 422
    assert "Somebody else changed this" in stale.text

    await gate.step(CaseStep.ASK_REVIEW)
    for reviewer in (gate.expert, gate.monitor):
        await gate.review(reviewer)
    await gate.step(CaseStep.APPROVE)
    today = datetime.now(UTC).date().isoformat()
    asked = {"key": "h" * 20, "to": "School 1", "channel": "paper", "sent": today, "proof": "Register no. 5"}
    shown = await browser.send(page, f"{page[:-8]}/other-side", **asked)
    link = LINK.search(shown.text)
    assert link
    assert "no-store" in shown.headers["cache-control"]
    assert LINK.search((await browser.get(page)).text) is None, "the link is shown once"

    form = await browser.get(link[1])
    assert CLAIM in form.text.replace("&#39;", "'")
    assert form.headers["referrer-policy"] == "no-referrer"
    answered = await browser.send(link[1], link[1], statement="The price includes delivery.", signed="The director")
    assert answered.status_code == 303
    assert (await browser.get("/en/statement/" + "x" * 43)).status_code == 404

    seen = await gate.claims()
    await browser.send(page, page, revision=str(seen.case.revision), hash=seen.hash)
    browser.web.cookies.clear()
    public = (await browser.get(f"/en/cases/{gate.case.id}")).text
    for words in ("4,000 som elsewhere", "The price includes delivery.", (await gate.public()).version.hash):
        assert words in public
    assert (await browser.get(page)).status_code == 303, "the work stays with the team"


async def test_given_a_reviewer_then_the_queue_leads_to_the_case_and_a_rejection_needs_words(
    community: Community, gate: Gate, browser: Browser
) -> None:
    await gate.write()
    await gate.step(CaseStep.ASK_REVIEW)
    expert = gate.expert.member.id
    await browser.sign_in_with_code(await community.code(expert), "expert@achyk.example")
    page = f"/en/cases/{gate.case.id}/publish"
    assert page in (await browser.get("/en/reviews")).text
    seen = dict(HIDDEN.findall((await browser.get(page)).text))
    refused = await browser.send(page, f"{page[:-8]}/reviews", what="reject", hash=seen["hash"])
    assert refused.status_code == 422
    sent = await browser.send(page, f"{page[:-8]}/reviews", what="approve", hash=seen["hash"])
    assert sent.status_code == 303
    assert [review.approved for review in (await gate.claims()).reviews] == [True]
