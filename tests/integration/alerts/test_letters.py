"""Letters that are delayed, refused or no longer wanted."""

import pytest
from aiosmtpd.controller import Controller

from services.alerts import schedule
from shared.embedded import free_port
from shared.mail import MailSettings
from shared.mailbox import MailServer
from tests.integration.alerts.house import House
from tests.integration.alerts.world import MEMBER, NOBODY


async def test_a_mail_server_that_is_away_is_asked_again_later(house: House, mail: MailServer) -> None:
    house.settings.mail.port = free_port()
    await house.save(email=True)
    await house.happen()
    row = await house.try_now()
    assert (row["state"], row["attempts"], row["open"]) == ("pending", 1, True)
    assert row["notBefore"] - row["first"] >= schedule.DELAYS[0]
    house.settings.mail.port = mail.port
    assert (await house.try_now())["state"] == "sent"


async def test_after_a_day_of_tries_the_member_sees_that_it_was_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.settings.mail.port = free_port()
    await house.save(email=True)
    await house.happen()
    monkeypatch.setattr(schedule, "DELAYS", schedule.DELAYS[:2])
    states = [(await house.try_now())["state"] for _ in range(3)]
    assert states == ["pending", "pending", "failed"]
    (told,) = await house.told()
    assert told.failed == {"email": "gave_up"}


class Refusing:
    """A mail server that takes nothing for one address."""

    async def handle_RCPT(
        self, _server: object, _session: object, _envelope: object, _to: str, _options: object
    ) -> str:
        return "550 5.1.1 no such mailbox"


async def test_an_address_that_is_refused_is_not_tried_again(house: House) -> None:
    controller = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        house.settings.mail = MailSettings(port=controller.port)
        await house.save(email=True)
        await house.happen()
        assert (await house.try_now())["state"] == "failed"
    finally:
        controller.stop()
    assert (await house.told())[0].failed == {"email": "mail_refused"}


async def test_a_member_without_address_gets_the_inbox_only(house: House, mail: MailServer) -> None:
    await house.save(NOBODY, email=True)
    await house.happen()
    assert (await house.try_now())["state"] == "dropped"
    assert mail.store.accepted == 0
    assert (await house.told(NOBODY))[0].failed == {}


async def test_a_search_paused_before_the_letter_went_stops_it(house: House, mail: MailServer) -> None:
    search = await house.save(email=True)
    await house.happen()
    await house.searches_store.pause_search(MEMBER, search.id, paused=True)
    assert (await house.try_now())["state"] == "dropped"
    assert mail.store.accepted == 0
