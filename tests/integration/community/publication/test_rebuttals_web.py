"""The rebuttal desk in pages without JavaScript: a company objects, and its words stand beside the text."""

import pytest

from shared.contracts.community import Role
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community
from tests.integration.community.web import Browser

from .gate import Gate, at_the_gate

MODERATOR = "moderator@achyk.example"


@pytest.fixture
async def gate(community: Community) -> Gate:
    lead = await community.joined("lead@achyk.example")
    await community.enrol(lead)
    gate = await at_the_gate(Team(community, lead))
    await gate.ready()
    await gate.publish()
    return gate


async def test_given_a_company_that_objects_then_its_words_stand_beside_the_text_and_the_register_says_so(
    community: Community, gate: Gate, browser: Browser
) -> None:
    moderator = await community.joined_as(Role.MODERATOR, MODERATOR)
    number = gate.case.number
    fields = {
        "key": "k" * 20,
        "name": "Canary Company",
        "email": "canary@example.org",
        "about": number,
        "untrue": "The price includes delivery to all schools.",
        "wanted": "rebuttal",
    }
    empty = await browser.send("/en/rebut", "/en/rebut", key="k" * 20)
    assert empty.status_code == 422
    assert 'href="#untrue"' in empty.text
    sent = await browser.send(f"/en/rebut?about={number}", "/en/rebut", **fields)
    assert sent.status_code == 303
    own = sent.headers["location"]
    waiting = await browser.get(own)
    assert "It is with the desk." in waiting.text
    assert "no-store" in waiting.headers["cache-control"]
    assert (await browser.get("/en/rebuttal/" + "x" * 43)).status_code == 404

    await browser.sign_in_with_code(await community.code(moderator.member.id), MODERATOR)
    desk = (await browser.get("/en/desk/rebuttals")).text
    assert "hours left" in desk
    page = desk.split('href="/en/desk/rebuttals/')[1].split('"')[0]
    path = f"/en/desk/rebuttals/{page}"
    assert "Canary Company" in (await browser.get(path)).text
    decision = {"decision": "publish", "reasons": "They show a contract.", "signed": "The supplier"}
    unticked = await browser.send(path, path, text="The price includes delivery.", **decision)
    assert unticked.status_code == 422
    assert "Do what the list says first" in unticked.text
    checked = {"checks": ["identity", "read", "team", "law"]}
    done = await browser.send(path, path, text="The price includes delivery.", **decision | checked)
    assert done.status_code == 303, done.text

    browser.web.cookies.clear()
    public = (await browser.get(f"/en/cases/{gate.case.id}")).text
    register = (await browser.get("/en/register")).text
    assert "The price includes delivery." in public
    assert "They show a contract." in register
    for page in (public, register, (await browser.get(own)).text):
        assert "Canary" not in page
        assert "canary@" not in page
