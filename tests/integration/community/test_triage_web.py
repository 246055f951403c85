"""The queue in pages without JavaScript: taken in hand, decided, made a case of."""

from services.community.triage.store import TriageStore
from shared.contracts.community import Role
from tests.integration.community.test_triage import fact, publish

from .conftest import Community
from .web import Browser

MONITOR = "monitor@achyk.example"


async def test_given_a_flagged_tender_then_a_monitor_takes_it_and_says_what_they_found(
    community: Community, browser: Browser
) -> None:
    await community.joined_as(Role.MONITOR, MONITOR)
    await publish(community, [fact("ocds-1"), fact("ocds-2")])
    await browser.sign_in(address=MONITOR)
    assert "Ремонт школы" in (await browser.get("/en/triage")).text
    page = "/en/triage/ocds-1"
    assert (await browser.send(page, f"{page}/claim")).status_code == 303
    assert "in your hands until" in (await browser.get("/en/triage/mine")).text
    silent = await browser.send(page, f"{page}/skip", reason="explained", words="")
    assert silent.status_code == 422
    assert "Say what you looked at and found." in silent.text
    done = await browser.send(page, f"{page}/skip", reason="explained", words="The school asked for it in spring.")
    assert done.status_code == 303
    shown = (await browser.get(page)).text
    for words in ("It has left the queue.", "Checked: the indicators have an ordinary reason", "in spring"):
        assert words in shown
    left = (await browser.get("/en/triage")).text
    assert "/en/triage/ocds-2" in left
    assert "/en/triage/ocds-1" not in left


async def test_given_a_case_of_a_monitor_then_its_tender_leaves_the_queue_and_that_of_a_member_stays(
    community: Community, browser: Browser
) -> None:
    await community.joined_as(Role.MONITOR, MONITOR)
    await community.joined("member@achyk.example")
    await publish(community, [fact("ocds-1"), fact("ocds-2")])
    fields = {"title": "Repair of a school", "stage": "tender", "visibility": "private", "origin": "indicator"}
    for address, ocid in (("member@achyk.example", "ocds-2"), (MONITOR, "ocds-1")):
        await browser.sign_in(address=address)
        path = "/en/cases/new"
        sent = await browser.send(path, path, key=f"{ocid:k>20}", seen="1", links=f"tender {ocid}", **fields)
        assert sent.status_code == 303
    queued = {ocid: (await TriageStore(community.store).row(ocid))["queued"] for ocid in ("ocds-1", "ocds-2")}
    assert queued == {"ocds-1": False, "ocds-2": True}


async def test_given_a_member_without_the_role_then_the_queue_is_not_theirs(
    community: Community, browser: Browser
) -> None:
    await community.joined("member@achyk.example")
    await browser.sign_in(address="member@achyk.example")
    assert (await browser.get("/en/triage")).status_code == 403
    assert (await browser.get("/en/triage/nothing")).status_code == 403
