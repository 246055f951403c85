"""Every replica knows the saved searches as they are."""

import asyncio
from datetime import UTC, datetime

from shared.store import is_away
from tests.integration.alerts.house import House
from tests.integration.alerts.world import MEMBER, until


async def test_a_database_put_back_to_an_earlier_day_brings_its_searches_back(house: House) -> None:
    before = await house.save()
    for _ in range(2):
        await house.searches_store.pause_search(MEMBER, before.id, paused=True)
    assert len(await house.searches.refresh()) == 0
    await house.database.collection("searches").update_one(
        {"_id": before.id}, {"$set": {"revision": 1, "search.paused": False}}
    )
    await house.database.collection("counters").update_one({"_id": "searches"}, {"$set": {"revision": 1}})
    assert len(await house.searches.refresh()) == 1


async def test_given_a_replica_to_which_no_event_comes_then_it_forgets_a_deleted_search_all_the_same(
    house: House,
) -> None:
    saved = await house.save()
    await house.searches.refresh()
    keeping = asyncio.create_task(house.searches.keep_current(0.01, is_away))
    await house.searches_store.delete_search(MEMBER, saved.id, datetime.now(UTC))

    async def forgotten() -> bool:
        return len(house.searches.index) == 0

    await until(forgotten)
    keeping.cancel()
