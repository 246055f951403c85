"""The triage queue on real servers: from a flag on the stream to a decision that the public learns of."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from services.community.triage.events import TriageEvents
from services.community.triage.listing import listing
from services.community.triage.store import TriageStore
from shared.contracts import triage as contract
from shared.contracts.base import Money, Organisation
from shared.contracts.community import Role, Session
from shared.contracts.notice import AskNotices, Notices
from shared.contracts.risk import Flag, FlagEvent, FlagState
from shared.contracts.tender import ProcessSummary
from shared.contracts.triage import TriageDecision, TriageReason, TriageScope
from shared.errors import Refused
from shared.facts import Delivered, Fact, fact_id
from shared.topology import COMMUNITY_RISKS

from .conftest import Community

NOW = datetime.now(UTC).replace(microsecond=0)
PATIENCE, PAUSE = 20, 0.02


def fact(ocid: str, indicator: str = "R018", *, raised: bool = True, version: int = 1, days: int = 5) -> Fact:
    """A flag as scoring publishes it."""
    flag = Flag(
        indicator=indicator,
        state=FlagState.RAISED if raised else FlagState.CLEAR,
        rule_version="1",
        process_version=version,
        evaluated=NOW + timedelta(seconds=version),
    )
    process = ProcessSummary(
        ocid=ocid,
        version=version,
        title="Ремонт школы",
        country="kg",
        buyer=Organisation(id="KG-INN-1", name="Мэрия"),
        value=Money(amount=Decimal(1_200_000), currency="KGS"),
        region="KG-C",
        published=NOW - timedelta(days=3),
        deadline=NOW + timedelta(days=days),
        sector="45",
    )
    verb = "raised" if raised else "cleared"
    return Fact(
        id=fact_id("risk", ocid, indicator, version, raised),
        type=f"risk.v1.{verb}",
        subject=f"risk.v1.{verb}.{indicator}.kg.KG-INN-1",
        about=ocid,
        data=FlagEvent(ocid=ocid, flag=flag, process=process).model_dump_json().encode(),
        time=NOW,
    )


async def publish(community: Community, facts: Sequence[Fact]) -> None:
    """Put flags on their stream and wait until the consumer has handled all of it."""
    await community.bus.publish(facts)
    async with asyncio.timeout(PATIENCE):
        while (await community.service.bus.lag())[COMMUNITY_RISKS.name]:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(PAUSE)


async def queue(community: Community, who: Session, **changed: object) -> contract.TriageQueue:
    question = contract.AskTriageQueue.model_validate({"token": who.token} | changed)
    return await community.ask("triage_queue", question, contract.TriageQueue)


async def ocids(community: Community, who: Session, **changed: object) -> list[str]:
    return [row.process.ocid for row in (await queue(community, who, **changed)).items]


async def claim(community: Community, who: Session, ocid: str) -> contract.TriageRow:
    question = contract.AskClaimTender(token=who.token, ocid=ocid)
    return await community.ask("claim_tender", question, contract.TriageRow)


async def skip(
    community: Community, who: Session, ocid: str, reason: TriageReason = TriageReason.EXPLAINED
) -> contract.TriageRow:
    question = contract.AskSkipTender(token=who.token, ocid=ocid, reason=reason, words="The buyer had one offer.")
    return await community.ask("skip_tender", question, contract.TriageRow)


async def item(community: Community, who: Session, ocid: str) -> contract.TriageItem:
    question = contract.AskTriageItem(token=who.token, ocid=ocid)
    return await community.ask("triage_item", question, contract.TriageItem)


@pytest.fixture
async def monitor(community: Community) -> Session:
    return await community.joined_as(Role.MONITOR, "monitor@achyk.example")


@pytest.fixture
async def expert(community: Community) -> Session:
    return await community.joined_as(Role.EXPERT, "expert@achyk.example")


async def test_given_a_flag_raised_then_the_tender_is_in_the_queue_until_it_is_cleared(
    community: Community, monitor: Session
) -> None:
    await publish(community, [fact("ocds-1"), fact("ocds-1", "R003"), fact("ocds-2")])
    found = await queue(community, monitor)
    assert [row.process.ocid for row in found.items] == ["ocds-1", "ocds-2"]
    assert found.items[0].raised == ["R003", "R018"]
    assert (found.items[0].process.sector, found.items[0].process.region) == ("45", "KG-C")
    await publish(community, [fact("ocds-2", raised=False, version=2)])
    assert await ocids(community, monitor) == ["ocds-1"]
    gone = await item(community, monitor, "ocds-2")
    assert not gone.queued
    assert [act.kind for act in gone.acts] == ["left", "entered"]


async def test_given_flags_late_and_again_then_the_queue_is_as_if_they_had_come_once_in_order(
    community: Community, monitor: Session
) -> None:
    cleared, raised = fact("ocds-1", raised=False, version=2), fact("ocds-1")
    await publish(community, [cleared, raised])
    assert await ocids(community, monitor) == []
    again = [replace(one, id=uuid.uuid4().hex) for one in (raised, fact("ocds-2"), cleared, fact("ocds-2"))]
    await publish(community, again)
    assert await ocids(community, monitor) == ["ocds-2"]


async def test_given_a_reader_killed_before_it_acknowledged_then_the_batch_again_changes_nothing(
    community: Community, monitor: Session
) -> None:
    facts = [fact(f"ocds-{n}") for n in range(20)]
    batch = [
        Delivered(each.id, each.type, each.subject, each.about, each.time, each.data, 1, place)
        for place, each in enumerate(facts)
    ]
    handler = TriageEvents(TriageStore(community.store))
    await handler.flags(batch)
    await claim(community, monitor, "ocds-7")
    await asyncio.gather(handler.flags(batch), handler.flags(batch[::-1]))
    assert (await queue(community, monitor)).total == 19
    assert await ocids(community, monitor, scope="mine") == ["ocds-7"]
    assert len((await item(community, monitor, "ocds-7")).acts) == 2


async def test_given_filters_and_orders_then_the_slices_together_are_the_list(
    community: Community, monitor: Session
) -> None:
    await publish(community, [fact(f"ocds-{n:02}", days=n - 5) for n in range(25)])
    for sort in contract.TriageSort:
        whole = await ocids(community, monitor, sort=sort, limit=200)
        slices: list[str] = []
        after = None
        while True:
            found = await queue(community, monitor, sort=sort, limit=7, after=after)
            slices += [row.process.ocid for row in found.items]
            after = found.next
            if after is None:
                break
        assert slices == whole
    assert await ocids(community, monitor, within_days=3, sort="deadline") == ["ocds-06", "ocds-07", "ocds-08"]
    assert await ocids(community, monitor, region="KG-B") == []
    assert await ocids(community, monitor, amount_min="1200001") == []
    assert await ocids(community, monitor, currency="USD", amount_min="1") == []
    assert len(await ocids(community, monitor, sector="45", indicator="R018", amount_max="1200000")) == 25


async def test_given_many_rows_then_lists_are_read_from_an_index_without_sorting(
    community: Community, monitor: Session
) -> None:
    await publish(community, [fact(f"ocds-{n:03}") for n in range(300)])
    store = TriageStore(community.store)
    for changed in ({}, {"indicator": "R018"}, {"sort": "amount"}, {"sort": "deadline"}, {"region": "KG-B"}):
        question = contract.AskTriageQueue.model_validate({"token": monitor.token} | changed)
        plan = await store.explain(listing(question, monitor.member.id, NOW))
        stages = str(plan["queryPlanner"]["winningPlan"])
        assert "IXSCAN" in stages, changed
        assert "'SORT'" not in stages, changed
        assert "COLLSCAN" not in stages, changed
        if "region" in changed:
            assert plan["executionStats"]["totalDocsExamined"] == 0, "the index alone knows the regions"


# --- in hand --------------------------------------------------------------------------------------------------


async def test_given_two_who_claim_at_once_then_one_has_it_and_the_other_is_told(
    community: Community, monitor: Session, expert: Session
) -> None:
    await publish(community, [fact("ocds-1")])
    results = await asyncio.gather(
        *(claim(community, who, "ocds-1") for who in (monitor, expert, monitor, expert)), return_exceptions=True
    )
    had = {index % 2 for index, each in enumerate(results) if isinstance(each, contract.TriageRow)}
    refused = [each for each in results if isinstance(each, Refused)]
    assert len(had) == 1
    assert {each.code for each in refused} == {"claimed"}
    assert await ocids(community, monitor) == []
    assert await ocids(community, monitor, scope=TriageScope.ALL) == ["ocds-1"]


async def test_given_a_claim_then_it_is_given_back_by_its_holder_or_a_moderator_only(
    community: Community, monitor: Session, expert: Session
) -> None:
    moderator = await community.joined_as(Role.MODERATOR, "moderator@achyk.example")
    await publish(community, [fact("ocds-1")])
    row = await claim(community, monitor, "ocds-1")
    assert row.mine
    assert row.until is not None
    release = contract.AskReleaseTender(token=expert.token, ocid="ocds-1")
    with pytest.raises(Refused, match="claimed"):
        await community.ask("release_tender", release, contract.TriageRow)
    release = contract.AskReleaseTender(token=moderator.token, ocid="ocds-1")
    assert (await community.ask("release_tender", release, contract.TriageRow)).holder is None


async def test_given_a_claim_that_ran_out_then_the_tender_is_free_again(
    community: Community, monitor: Session, expert: Session
) -> None:
    await publish(community, [fact("ocds-1")])
    await claim(community, monitor, "ocds-1")
    past = {"$set": {"until": datetime.now(UTC) - timedelta(seconds=1)}}
    await community.store.collection("triage").update_one({"_id": "ocds-1"}, past)
    assert await ocids(community, expert) == ["ocds-1"]
    assert (await claim(community, expert, "ocds-1")).mine


async def test_given_a_moderator_then_a_tender_is_given_to_a_monitor_who_is_told(
    community: Community, monitor: Session
) -> None:
    moderator = await community.joined_as(Role.MODERATOR, "moderator@achyk.example")
    member = await community.joined("member@achyk.example")
    await publish(community, [fact("ocds-1")])
    team = await community.ask("triage_team", contract.AskTriageTeam(token=moderator.token), contract.TriageTeam)
    assert {one.id for one in team.items} == {moderator.member.id, monitor.member.id}
    give = contract.AskAssignTender(token=moderator.token, ocid="ocds-1", member=member.member.id)
    with pytest.raises(Refused, match="no_such_member"):
        await community.ask("assign_tender", give, contract.TriageRow)
    give = give.model_copy(update={"member": monitor.member.id})
    await community.ask("assign_tender", give, contract.TriageRow)
    assert await ocids(community, monitor, scope="mine") == ["ocds-1"]
    told = await community.ask("notices", AskNotices(token=monitor.token), Notices)
    assert [notice.path for notice in told.items] == ["/triage/mine"]


# --- decisions ------------------------------------------------------------------------------------------------


async def test_given_a_decision_then_the_tender_leaves_and_the_public_learns_that_and_when_but_not_who(
    community: Community, monitor: Session
) -> None:
    await publish(community, [fact("ocds-1")])
    await claim(community, monitor, "ocds-1")
    await skip(community, monitor, "ocds-1")
    await skip(community, monitor, "ocds-1")
    assert await ocids(community, monitor, scope="all") == []
    public = await community.ask("triage_decided", contract.AskTriageDecided(ocid="ocds-1"), contract.TriageDecided)
    assert [each.decision for each in public.items] == [TriageDecision.CHECKED]
    (event,) = await told(community, 1)
    assert event.subject == "case.v1.triaged.kg"
    body = contract.Triaged.model_validate_json(event.data)
    assert (body.ocid, body.number, body.deadline) == ("ocds-1", 1, NOW + timedelta(days=5))
    for secret in (monitor.member.id.encode(), b"one offer", b"explained"):
        assert secret not in event.data


async def test_given_a_decision_then_another_indicator_brings_the_tender_back_and_the_same_one_does_not(
    community: Community, monitor: Session
) -> None:
    await publish(community, [fact("ocds-1")])
    await skip(community, monitor, "ocds-1", TriageReason.TOO_SMALL)
    await publish(community, [fact("ocds-1", version=2)])
    assert await ocids(community, monitor) == []
    with pytest.raises(Refused, match="left_queue"):
        await claim(community, monitor, "ocds-1")
    await publish(community, [fact("ocds-1", "R003", version=3)])
    assert await ocids(community, monitor) == ["ocds-1"]


async def test_given_a_case_opened_then_the_public_and_other_monitors_cannot_tell_it_from_a_check(
    community: Community, monitor: Session, expert: Session
) -> None:
    await publish(community, [fact("ocds-1"), fact("ocds-2")])
    store = TriageStore(community.store)
    for _ in range(2):
        await community.store.atomically(
            lambda session: store.case_opened(session, "ocds-1", monitor.member.id, datetime.now(UTC))
        )
    await skip(community, monitor, "ocds-2")
    events = {
        body.ocid: body for body in [contract.Triaged.model_validate_json(e.data) for e in await told(community, 2)]
    }
    hidden = {"ocid", "at"}
    assert events["ocds-1"].model_dump(exclude=hidden) == events["ocds-2"].model_dump(exclude=hidden)
    assert "case" not in (await item(community, expert, "ocds-1")).model_dump_json()
    await publish(community, [fact("ocds-1", "R003", version=3)])
    assert await ocids(community, expert, scope="all") == []


async def told(community: Community, count: int) -> list[Delivered]:
    """The first facts about triage on the public stream."""
    async with asyncio.timeout(PATIENCE):
        while True:
            events = await community.bus.replay("CIVIC", 1, 100)
            found = [each for each in events if each.type == "case.v1.triaged"]
            if len(found) >= count:
                return found
            await asyncio.sleep(PAUSE)
