"""Profiles and networks on real servers: figures computed apart, told with names, kept out of the way of events."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from services.scoring.asked import Asked
from services.scoring.indicators import CATALOGUE
from services.scoring.organisations import ACTIVITY, TRADE
from services.scoring.population import mark, population
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared.bus import Bus
from shared.contracts.organisation import AskNetwork, AskProfile, NetworkAround, OrganisationRole, Profile
from shared.errors import Refused
from tests.integration.scoring.test_rebuild import figured
from tests.integration.scoring.test_scoring import Told, body, outside, running, settings, tender, told

__all__ = ["outside", "settings", "told"]
BUYER, SUPPLIER = OrganisationRole.BUYER, OrganisationRole.SUPPLIER


def purchase(number: int, firms: Sequence[str], buyer: str = "KG-INN-1", amount: float = 100.0) -> dict[str, Any]:
    """An awarded tender of one lot in which these firms bid the same and the first one won."""
    content = body(*[amount] * len(firms), ocid=f"o-{buyer}-{number}", stage="contractConcluded")
    for bid, firm in zip(content["bids"]["details"], firms, strict=True):
        bid["tenderers"] = [{"id": firm}]
    won = {"id": "a", "status": "active", "relatedBid": "b0", "relatedLots": ["L1"], "suppliers": [{"id": firms[0]}]}
    roles = {firm: ["tenderer"] for firm in firms} | {buyer: ["buyer"]}
    return content | {
        "buyer": {"id": buyer},
        "date": f"2021-04-01T03:00:{number:02}Z",
        "awards": [won | {"value": {"amount": amount, "currency": "KGS"}, "date": "2021-04-01T03:00:00Z"}],
        "parties": [{"id": id_, "name": f"Name of {id_}", "roles": role} for id_, role in roles.items()],
    }


async def known_to_figures(outside: Bus, store: ScoringStore, told: Told, contents: list[dict[str, Any]]) -> None:
    """Publish, wait for the flag of each, then for the figures to know of all."""
    await outside.publish([tender(content) for content in contents])
    await told.until(len(contents))
    await figured(store)


async def test_given_purchases_when_figures_know_of_them_then_profiles_tell_them_with_names(
    outside: Bus, told: Told, settings: Settings
) -> None:
    contents = [purchase(n, ("KG-INN-A", "KG-INN-B")) for n in range(4)]
    contents.append(purchase(9, ("KG-INN-C/7", "KG-INN-A"), amount=600))
    async with running(settings) as service:
        await known_to_figures(outside, ScoringStore(service.store), told, contents)
        ask = AskProfile(organisation="KG-INN-1", role=BUYER)
        buyer = await outside.ask("ask.scoring.profile", ask, Profile)
        assert (buyer.organisation.name, buyer.country, bool(buyer.figures_version)) == ("Name of KG-INN-1", "kg", True)
        assert buyer.figures is not None
        assert (buyer.figures.processes.own, buyer.figures.awards, buyer.figures.bidders) == (5, 5, [0, 5, 0, 0, 0])
        purse = buyer.figures.purses[0]
        assert [(one.organisation.name, one.awards, one.share) for one in purse.top if one.organisation] == [
            ("Name of KG-INN-C/7", 1, 0.6),
            ("Name of KG-INN-A", 4, 0.4),
        ]
        assert len(buyer.raised) == 5
        assert all("R028" in one.raised for one in buyer.raised)
        winner = await outside.ask(
            "ask.scoring.profile", AskProfile(organisation="KG-INN-C/7", role=SUPPLIER, country="kg"), Profile
        )
        assert winner.figures is not None
        assert (winner.figures.processes.own, [one.process.ocid for one in winner.raised]) == (1, ["o-KG-INN-1-9"])


async def test_given_firms_that_meet_then_the_network_tells_who_and_how_often(
    outside: Bus, told: Told, settings: Settings
) -> None:
    contents = [purchase(n, ("KG-INN-A", "KG-INN-B")) for n in range(5)]
    contents.append(purchase(6, ("KG-INN-C/7", "KG-INN-B"), buyer="KG-INN-2"))
    async with running(settings) as service:
        await known_to_figures(outside, ScoringStore(service.store), told, contents)
        ask = AskNetwork(organisation="KG-INN-A")
        near = await outside.ask("ask.scoring.network", ask, NetworkAround)
        assert [(one.organisation.id, one.lots, one.wins) for one in near.nodes] == [
            ("KG-INN-A", 5, 5),
            ("KG-INN-B", 6, 0),
        ]
        edge = near.edges[0]
        assert (edge.meetings, edge.wins_a + edge.wins_b, round(edge.overlap, 3)) == (5, 5, 0.833)
        assert near.nodes[0].community == near.nodes[1].community == 0
        winner = AskProfile(organisation="KG-INN-A", role=SUPPLIER)
        linked = (await outside.ask("ask.scoring.profile", winner, Profile)).linked
        always = next(one for one in linked if one.indicator == "R053")
        assert (always.processes, always.naming, always.evidence, len(always.newest)) == (5, 5, 10, 3)
        far = await outside.ask("ask.scoring.network", AskNetwork(organisation="KG-INN-A", depth=2), NetworkAround)
        assert [(one.organisation.id, one.distance, one.community) for one in far.nodes][-1] == ("KG-INN-C/7", 2, None)
        # It never won, so that only its bids tell the country.
        loser = await outside.ask("ask.scoring.network", AskNetwork(organisation="KG-INN-B"), NetworkAround)
        assert (loser.country, len(loser.nodes)) == ("kg", 3)
        buyer = AskNetwork(organisation="KG-INN-1", role=BUYER)
        suppliers = await outside.ask("ask.scoring.network", buyer, NetworkAround)
        assert [(one.organisation.name, one.awards) for one in suppliers.nodes] == [("Name of KG-INN-A", 5)]


async def test_given_a_name_that_is_withheld_later_then_it_is_told_no_more(
    outside: Bus, told: Told, settings: Settings
) -> None:
    first, second = purchase(1, ("KG-INN-A", "KG-INN-B")), purchase(2, ("KG-INN-A", "KG-INN-B"))
    for party in second["parties"]:
        if party["id"] == "KG-INN-A":
            del party["name"]
    async with running(settings) as service:
        await known_to_figures(outside, ScoringStore(service.store), told, [first])
        ask = AskProfile(organisation="KG-INN-A", role=SUPPLIER)
        assert (await outside.ask("ask.scoring.profile", ask, Profile)).organisation.name == "Name of KG-INN-A"
        await outside.publish([tender(second)])
        await told.until(2)
        await figured(ScoringStore(service.store))
        assert (await outside.ask("ask.scoring.profile", ask, Profile)).organisation.name is None


async def test_given_no_figures_yet_then_what_is_known_is_told_and_nobody_is_made_up(
    outside: Bus, told: Told, settings: Settings
) -> None:
    waiting = settings.model_copy(update={"quiet_seconds": 3_600.0})
    async with running(waiting):
        await outside.publish([tender(purchase(1, ("KG-INN-A", "KG-INN-B")))])
        await told.until(1)
        for role, id_ in ((BUYER, "KG-INN-1"), (SUPPLIER, "KG-INN-A")):
            found = await outside.ask("ask.scoring.profile", AskProfile(organisation=id_, role=role), Profile)
            assert (found.figures, found.figures_version, len(found.raised)) == (None, "", 1)
            ask = AskNetwork(organisation=id_, role=role)
            assert (await outside.ask("ask.scoring.network", ask, NetworkAround)).nodes == []
        for subject, question, answer in (
            ("ask.scoring.profile", AskProfile(organisation="nobody", role=BUYER), Profile),
            ("ask.scoring.network", AskNetwork(organisation="nobody"), NetworkAround),
        ):
            with pytest.raises(Refused, match="not_found"):
                await outside.ask(subject, question, answer)


async def test_given_nobody_asks_for_a_while_then_the_statistics_are_let_go(
    outside: Bus, told: Told, settings: Settings
) -> None:
    async with running(settings) as service:
        store = ScoringStore(service.store)
        await known_to_figures(outside, store, told, [purchase(1, ("KG-INN-A", "KG-INN-B"))])
        asked = Asked(store.population, mark(population(CATALOGUE)), idle_seconds=0)
        loaded = await asked.take(ACTIVITY.name, TRADE.name)
        assert loaded is not None
        assert asked.loaded == {ACTIVITY.name, TRADE.name}
        assert await asked.take("no such statistic") is None
        turn = asyncio.Event()
        asyncio.get_running_loop().call_later(0, turn.set)
        await turn.wait()
        assert not asked.loaded
        assert await Asked(store.population, "of another release").take(TRADE.name) is None
        assert len(loaded.known[TRADE.name].keys) == 1


async def test_given_figures_of_another_release_then_they_are_computed_anew(
    outside: Bus, told: Told, settings: Settings
) -> None:
    async with running(settings) as service:
        store = ScoringStore(service.store)
        await known_to_figures(outside, store, told, [purchase(1, ("KG-INN-A", "KG-INN-B"))])
        version, own = await store.population.stamp()
        await service.store.collection("figures").update_one({"_id": "current"}, {"$set": {"mark": "older"}})
        async with asyncio.timeout(120):
            while (await store.population.stamp())[1] != own:  # noqa: ASYNC110 - computed in a process of its own
                await asyncio.sleep(0.05)
        assert (await store.population.stamp())[0] > version
