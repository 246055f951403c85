"""Notifications, their deliveries and the events that start them are one; whom a cleared flag is told."""

import pytest

from shared.contracts.alert import AskSaveSearch, Criteria, SearchDraft
from shared.contracts.risk import RiskVerb
from shared.mailbox import MailServer
from tests.integration.alerts.house import Cut, House, cut_after, cut_before
from tests.integration.alerts.world import MEMBER, OTHER, delivered, flag_fact


async def test_an_event_delivered_again_changes_nothing(house: House) -> None:
    await house.save(email=True)
    for _ in range(3):
        await house.happen()
    assert [len(await house.rows(name)) for name in ("notifications", "deliveries", "outbox")] == [1, 1, 1]


@pytest.mark.parametrize("step", ["insert_many", "record"])
async def test_cut_off_while_writing_nothing_is_told_and_then_once(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await house.save(email=True)
    if step == "record":
        cut_after(monkeypatch, house.database, "record")
    else:
        cut_before(monkeypatch, house.deliveries_store._deliveries, "insert_many")
    with pytest.raises(Cut):
        await house.happen()
    assert [len(await house.rows(name)) for name in ("notifications", "deliveries", "outbox")] == [0, 0, 0]
    await house.happen()
    await house.happen()
    assert [len(await house.rows(name)) for name in ("notifications", "deliveries", "outbox")] == [1, 1, 1]


async def test_given_a_row_that_cannot_be_read_then_the_inbox_shows_the_others_and_its_letter_is_dropped(
    house: House, mail: MailServer
) -> None:
    await house.save(email=True)
    await house.happen()
    bad = {"process.value": {"amount": "5", "currency": "kgs"}}
    await house.database.collection("notifications").update_one({}, {"$set": bad})
    assert (await house.try_now())["state"] == "dropped"
    await house.happen("ocds-t-2")
    await house.happen("ocds-t-3")
    pages, after = [], None
    for _ in range(3):
        page, after = await house.notifications_store.inbox(MEMBER, limit=1, after=after, unread_only=False)
        pages += page
    assert after is None
    assert {told.ocid for told in pages} == {"ocds-t-2", "ocds-t-3"}
    assert mail.store.accepted == 0


async def test_given_a_flag_told_of_when_it_is_cleared_then_the_same_member_hears_it_once_and_nobody_else(
    house: House,
) -> None:
    criteria = Criteria(country="kg", any_indicator=True)
    draft = SearchDraft(name="Белгилер", criteria=criteria, email=True)
    await house.requests.save_search(AskSaveSearch(member=MEMBER, search=draft))
    cleared = delivered(flag_fact(version=2, verb=RiskVerb.CLEARED))
    await house.matching.risks([cleared])
    assert await house.told() == [], "who was not told that it is raised does not hear that it is not"
    changed = delivered(flag_fact(version=2, verb=RiskVerb.CHANGED))
    await house.matching.risks([delivered(flag_fact()), changed, cleared])
    await house.requests.save_search(AskSaveSearch(member=OTHER, search=draft))
    await house.matching.risks([cleared])
    assert [(told.verb, told.searches) for told in await house.told()] == [
        ("cleared", ["Белгилер"]),
        ("raised", ["Белгилер"]),
    ]
    assert await house.told(OTHER) == []
    assert [row["channel"] for row in await house.rows("deliveries")] == ["email", "email"]


async def test_given_a_flag_raised_again_after_it_was_cleared_then_both_ends_are_told_again(house: House) -> None:
    draft = SearchDraft(name="Белгилер", criteria=Criteria(indicators=["R018"]))
    await house.requests.save_search(AskSaveSearch(member=MEMBER, search=draft))
    verbs = (RiskVerb.RAISED, RiskVerb.CLEARED, RiskVerb.RAISED, RiskVerb.CLEARED)
    await house.matching.risks([delivered(flag_fact(version=n, verb=verb)) for n, verb in enumerate(verbs, 1)])
    assert [told.verb for told in await house.told()] == ["cleared", "raised", "cleared", "raised"]
