"""Letters leave once, survive a mail server's moods and leave no secret behind."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.community.events import Events
from services.community.letters import LetterState
from services.community.letters_store import LetterTaken
from shared.contracts.delivery import Channel, DeliveryEvent
from shared.facts import Delivered
from shared.store import Document

from .conftest import Community, Replica, token_in

ADDRESS = "aigul@achyk.example"


async def letter_row(community: Community) -> Document:
    row = await community.store.collection("letters").find_one({})
    assert row
    return row


def event(letter: str) -> Delivered:
    """The event of a letter, as it comes again after a crash."""
    body = DeliveryEvent(channel=Channel.ACCOUNT, item=letter).model_dump_json().encode()
    kind = "delivery.v1.account"
    return Delivered("f" * 32, kind, kind, letter, datetime.now(UTC), body, attempts=2, sequence=1)


def second_process(community: Community) -> Events:
    settings = community.settings
    return Events(Replica(community.store).letters, settings.public_url, settings.mail)


async def finished(community: Community, state: LetterState) -> Document:
    """The letter's row once it is in `state`."""
    letters = community.store.collection("letters")
    async with asyncio.timeout(20), letters.watch() as changes:
        while True:
            row = await letters.find_one({"state": state.value})
            if row:
                return dict(row)
            await changes.try_next()  # waits for a change; the first call only begins to watch, so look again


async def test_given_a_sent_letter_then_whom_it_was_for_and_its_token_are_in_no_row(community: Community) -> None:
    await community.register(ADDRESS)
    token = token_in(await community.mailbox.next())
    row = await finished(community, LetterState.SENT)
    assert set(row) == {"_id", "state", "requested"}
    for name in await community.store.database.list_collection_names():
        async for kept in community.store.collection(name).find({}):
            assert token not in repr(kept), f"{name} keeps only the digest of a token"


async def test_given_the_event_again_when_the_letter_was_sent_then_nothing_is_sent(community: Community) -> None:
    await community.register(ADDRESS)
    await community.mailbox.next()
    row = await finished(community, LetterState.SENT)
    await second_process(community).account_letters([event(row["_id"]), event(row["_id"])])
    assert community.mailbox.letters.empty()


async def test_given_a_process_that_died_while_sending_then_the_letter_goes_again_under_the_same_message_id(
    community: Community,
) -> None:
    await community.register(ADDRESS)
    first = await community.mailbox.next()
    row = await finished(community, LetterState.SENT)
    left = {"state": "sending", "since": datetime.now(UTC) - timedelta(minutes=2), "to": ADDRESS}
    await community.store.collection("letters").update_one({"_id": row["_id"]}, {"$set": left})

    await second_process(community).account_letters([event(row["_id"])])
    again = await community.mailbox.next()

    assert again["Message-ID"] == first["Message-ID"]
    assert again["Date"] == first["Date"]
    assert await community.verify(token_in(first)), "whichever copy the mailbox keeps, its link works"


async def test_given_another_process_that_is_sending_then_this_one_waits(community: Community) -> None:
    await community.register(ADDRESS)
    await community.mailbox.next()
    row = await finished(community, LetterState.SENT)
    taken = {"state": "sending", "since": datetime.now(UTC), "to": ADDRESS}
    await community.store.collection("letters").update_one({"_id": row["_id"]}, {"$set": taken})
    with pytest.raises(LetterTaken):
        await second_process(community).account_letters([event(row["_id"])])
    assert community.mailbox.letters.empty()


async def test_given_a_mail_server_that_is_busy_then_the_letter_is_tried_again(community: Community) -> None:
    community.mailbox.replies = ["451 later, please"]
    await community.register(ADDRESS)
    assert await community.verify(token_in(await community.mailbox.next()))


async def test_given_a_mail_server_that_refuses_for_good_then_the_letter_ends_and_the_next_ones_leave(
    community: Community,
) -> None:
    community.mailbox.replies = ["550 no such mailbox"]
    await community.register("wrong@achyk.example")
    row = await finished(community, LetterState.REFUSED)
    assert set(row) == {"_id", "state", "requested"}
    await community.register(ADDRESS)
    assert (await community.mailbox.next())["To"] == ADDRESS


async def test_given_an_event_about_no_letter_then_it_is_passed_over(community: Community) -> None:
    await second_process(community).account_letters([event("l_unknown")])
    assert community.mailbox.letters.empty()
