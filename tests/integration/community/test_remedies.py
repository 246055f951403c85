"""Remedies on real servers: routes of a purchase, rules in versions."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest

from services.community.remedies.seed import RULES
from services.community.remedies.store import RemediesStore
from shared.bus import Bus
from shared.contracts import remedy as contract
from shared.contracts.community import Role
from shared.contracts.remedy import Milestone, Person, PurchaseStep, RouteReason
from shared.contracts.tender import AskProcess, Process
from shared.errors import Refused

from .conftest import Community

OCID = "ocds-h7i0z4-1"
LARGE = "ocds-h7i0z4-2"
RELEASE = {"tender": {"title": "Ремонт школы", "status": "active", "tenderPeriod": {"endDate": "2099-03-10T04:00:00Z"}}}


async def routes(community: Community, **asked: object) -> contract.RemedyRoutes:
    question = contract.AskRemedyRoutes.model_validate(asked)
    return await community.ask("remedy_routes", question, contract.RemedyRoutes)


def edit(token: str, seen: int = 1, code: str = "appeal", **more: object) -> contract.AskEditRemedyRule:
    draft = RULES[code].model_dump() | {"contact": "Бишкек, ул. Киевская, 1"} | more
    return contract.AskEditRemedyRule.model_validate({"token": token, "code": code, "seen": seen, "draft": draft})


async def edited(community: Community, question: contract.AskEditRemedyRule) -> contract.RemedyRule:
    return await community.ask("edit_remedy_rule", question, contract.RemedyRule)


async def test_given_a_visitor_then_routes_are_told_with_their_rules(community: Community) -> None:
    found = await routes(community, who="supplier", step="bidding")
    ways = {each.code: each for each in found.routes}
    assert set(ways) == set(RULES) == {rule.code for rule in found.rules}
    assert ways["complaint_documents"].reason is RouteReason.DATE_UNKNOWN
    dated = await routes(community, who="supplier", step="bidding", dates={"bids_due": "2099-01-05"})
    assert {each.code: each for each in dated.routes}["complaint_documents"].last_day == date(2099, 1, 5)
    with pytest.raises(Refused, match="invalid"):
        await routes(community, who="supplier")


async def test_given_a_purchase_then_its_step_and_dates_are_those_published(
    community: Community, bus_of: Callable[[str], Awaitable[Bus]]
) -> None:
    ingest = await bus_of("ingest")

    async def process(ask: AskProcess) -> Process:
        if ask.ocid not in (OCID, LARGE):
            raise Refused("not_found", "There is no such process.")
        stated = {"ocid": ask.ocid, "version": 1, "source": "t", "made_up": True, "country": "kg"}
        body: dict[str, object] = {"process": RELEASE}
        if ask.ocid == LARGE:
            body = {"reference": await ingest.objects.put(b'{"tender": {"status": "cancelled"}}')}
        return Process.model_validate(stated | body | {"updated": datetime(2026, 3, 1, tzinfo=UTC)})

    ingest.answers("ask.ingest.process")(process)
    await ingest.start()
    await ingest.js.account_info()
    found = await routes(community, who="supplier", ocid=OCID)
    assert (found.step, found.title) == (PurchaseStep.BIDDING, "Ремонт школы")
    assert found.dates == {Milestone.BIDS_DUE: date(2099, 3, 10)}
    assert {each.code for each in found.routes if each.open} >= {"clarification", "complaint_documents"}
    assert (await routes(community, who="citizen", ocid=LARGE)).step is PurchaseStep.CANCELLED
    with pytest.raises(Refused, match="not_found"):
        await routes(community, who="citizen", ocid="ocds-nothing")


async def test_given_an_administrator_who_edits_a_rule_then_a_version_is_added_and_the_old_one_stays(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    new = await edited(community, edit(admin.token, valid_from="2026-01-01"))
    assert (new.version, new.contact, new.seed) == (2, "Бишкек, ул. Киевская, 1", False)
    found = await community.ask("remedy_rule", contract.AskRemedyRule(code="appeal"), contract.RuleVersions)
    assert [(each.version, each.contact) for each in found.items] == [(2, "Бишкек, ул. Киевская, 1"), (1, "")]
    store = RemediesStore(community.store)
    kept = await store.rule("appeal", 1)
    assert kept
    assert kept.contact == ""
    assert {rule.code: rule.version for rule in await store.rules(date(2025, 1, 1))}["appeal"] == 1
    assert {rule.code: rule.version for rule in await store.rules(date(2026, 1, 1))}["appeal"] == 2
    with pytest.raises(Refused) as refused:
        await edited(community, edit(admin.token))
    assert (refused.value.code, refused.value.detail) == ("conflict", {"version": 2})


async def test_given_a_rule_that_leads_nowhere_then_it_is_refused(community: Community) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    with pytest.raises(Refused, match="unknown_rule"):
        await edited(community, edit(admin.token, on_refusal=["no_such_way"]))


async def test_given_rules_that_are_edited_when_the_service_starts_again_then_only_the_others_follow_the_software(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    await edited(community, edit(admin.token))
    for code in ("appeal", "silence"):
        monkeypatch.setitem(RULES, code, RULES[code].model_copy(update={"source": "Another reading"}))
    store = RemediesStore(community.store)
    for _ in range(2):
        await store.prepare(datetime.now(UTC))
    newest = {code: (await store.versions(code))[0] for code in ("appeal", "silence", "court")}
    assert {code: rule.version for code, rule in newest.items()} == {"appeal": 2, "silence": 2, "court": 1}
    assert newest["silence"].source == "Another reading"
    assert {Person.CITIZEN} <= set(newest["appeal"].who)
