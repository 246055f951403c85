"""Webhooks that fail, are gone, are shared by two searches or must not be reached."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from services.alerts.requests import Requests
from services.alerts.settings import Settings
from shared.errors import Refused
from shared.store import Store
from tests.integration.alerts.house import House
from tests.integration.alerts.world import MEMBER, Receiver


async def test_a_webhook_is_called_again_with_the_same_id_until_it_takes_the_call(
    house: House, receiver: Receiver
) -> None:
    receiver.answers = [(500, {}), (429, {"Retry-After": "3600"})]
    search = await house.save(webhook=receiver.url)
    await house.happen()
    assert (await house.try_now())["state"] == "pending"
    row = await house.try_now()
    assert row["notBefore"] - datetime.now(UTC) > timedelta(minutes=59)
    (failing,) = await house.searches_store.searches([search.id])
    assert failing.webhook_failing == "the server answered 429"
    assert (await house.try_now())["state"] == "sent"
    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1
    (works,) = await house.searches_store.searches([search.id])
    assert works.webhook_failing is None


async def test_redirects_are_failures_and_gone_switches_the_webhook_off(house: House, receiver: Receiver) -> None:
    receiver.answers = [(302, {"Location": receiver.url}), (410, {})]
    search = await house.save(webhook=receiver.url)
    await house.happen()
    assert (await house.try_now())["state"] == "pending"
    assert (await house.try_now())["state"] == "failed"
    assert (await house.told())[0].failed == {"webhook": "webhook_gone"}
    assert await house.searches_store.webhooks_on([search.id]) == set()
    assert len(receiver.calls) == 2


async def test_a_webhook_that_fails_for_days_is_switched_off_and_resuming_switches_it_on(
    house: House, receiver: Receiver
) -> None:
    house.settings.webhook_failing_days = 0
    receiver.answers = [(500, {})]
    search = await house.save(webhook=receiver.url)
    await house.happen()
    assert (await house.try_now())["state"] == "pending"
    assert (await house.try_now())["state"] == "dropped"
    assert len(receiver.calls) == 1
    resumed = await house.searches_store.pause_search(MEMBER, search.id, paused=False)
    assert resumed is not None
    assert resumed.webhook_failing is None
    assert await house.searches_store.webhooks_on([search.id]) == {search.id}


async def test_given_a_webhook_that_is_gone_when_another_call_fails_then_it_stays_off(
    house: House, receiver: Receiver
) -> None:
    search = await house.save(webhook=receiver.url)
    await house.searches_store.webhook_gone(search.id, "gone")
    await house.searches_store.webhook_failed(search.id, "busy", datetime.now(UTC), timedelta(days=3))
    assert await house.searches_store.webhooks_on([search.id]) == set()
    (kept,) = await house.searches_store.searches([search.id])
    assert kept.webhook_failing == "gone"


async def test_given_two_searches_with_one_webhook_when_one_is_paused_then_the_call_is_made_for_the_other(
    house: House, receiver: Receiver
) -> None:
    searches = [await house.save(name=name, webhook=receiver.url) for name in ("A", "B")]
    await house.happen()
    first, second = sorted(search.id for search in searches)
    await house.searches_store.pause_search(MEMBER, first, paused=True)
    assert (await house.try_now())["state"] == "sent"
    ((_, body),) = receiver.calls
    assert json.loads(body)["data"]["search"] == second


async def test_given_an_address_of_a_private_network_when_a_search_is_saved_then_it_is_refused(
    house: House, receiver: Receiver
) -> None:
    house.settings.allow_private_webhooks = False
    with pytest.raises(Refused) as refusal:
        await house.save(webhook=receiver.url)
    assert (refusal.value.code, refusal.value.detail) == ("invalid", {"field": "webhook"})


async def test_private_addresses_are_refused_unless_a_setting_allows_them(
    store_of: Callable[[str], Store], settings: Settings, receiver: Receiver
) -> None:
    house = House(store_of("alerts"), settings.model_copy(update={"allow_private_webhooks": False}))
    await house.prepare()
    house.requests = Requests(house.searches_store, house.notifications_store, settings)  # saved while it was allowed
    await house.save(webhook=receiver.url.replace("127.0.0.1", "localhost"))
    await house.happen()
    assert (await house.try_now())["state"] == "failed"
    assert receiver.calls == []
    assert (await house.told())[0].failed == {"webhook": "address_refused"}
    await house.outbound.close()
