"""The REST interface as programs meet it."""

from typing import Any
from urllib.parse import quote

import pytest

from services.gateway.app import openapi
from shared.bus import Bus
from shared.contracts.alert import (
    AskDeleteSearch,
    AskInbox,
    AskMarkRead,
    AskSaveSearch,
    AskSearches,
    Done,
    Inbox,
    Search,
    Searches,
)
from shared.contracts.base import Language
from shared.contracts.community import AskSession, Member, Role
from shared.contracts.risk import AskFlags, Evidence, Flag, Flags, FlagState, Score
from shared.contracts.tender import AskProcess, Process
from shared.errors import Refused
from tests.integration.gateway.conftest import Start, World, process, tender_fact

TOKEN = "t" * 43
MEMBER = Member(
    id="m_" + "0" * 24,
    name="Айгүл",
    role=Role.MEMBER,
    language=Language.KY,
    email_verified=True,
    created="2026-01-01T00:00:00Z",
)


def neighbours(bus: Bus) -> None:
    """Services that answer as the real ones would."""
    kept: dict[str, Search] = {}

    @bus.answers("ask.community.session")
    async def session(ask: AskSession) -> Member:
        if ask.token != TOKEN:
            raise Refused("signed_out", "There is no such session.")
        return MEMBER

    @bus.answers("ask.alerts.save_search")
    async def save(ask: AskSaveSearch) -> Search:
        id_ = f"s_{len(kept):024x}"
        kept[id_] = Search(id=id_, member=ask.member, created="2026-01-01T00:00:00Z", **ask.search.model_dump())
        return kept[id_]

    @bus.answers("ask.alerts.searches")
    async def searches(ask: AskSearches) -> Searches:
        return Searches(items=list(kept.values()), total=len(kept))

    @bus.answers("ask.alerts.delete_search")
    async def delete(ask: AskDeleteSearch) -> Done:
        if ask.id not in kept:
            raise Refused("not_found", "There is no such search.")
        del kept[ask.id]
        return Done()

    @bus.answers("ask.ingest.process")
    async def whole(ask: AskProcess) -> Process:
        body = process(ask.ocid)
        body["parties"][0]["contactPoint"] = {"name": "A person", "telephone": "0555"}
        return Process(
            ocid=ask.ocid,
            version=1,
            source="test",
            made_up=False,
            country="kg",
            updated="2026-01-01T00:00:00Z",
            process=body,
        )

    @bus.answers("ask.scoring.flags")
    async def flags(ask: AskFlags) -> Flags:
        score = Score(raised_weight=0, computable_weight=1, raised=0, computable=1, indicators=1, level=1)
        evidence = [
            Evidence(path="/tender/value/amount", value={"amount": 5, "phoneNumbers": ["0555"]}),
            Evidence(path="/parties/0/contactPoint/telephone", value="0555"),
        ]
        flag = Flag(
            indicator="R018",
            state=FlagState.RAISED,
            evidence=evidence,
            rule_version="1",
            process_version=1,
            evaluated="2026-01-01T00:00:00Z",
        )
        return Flags(ocid=ask.ocid, process_version=1, flags=[flag], score=score)

    @bus.answers("ask.alerts.inbox")
    async def inbox(_: AskInbox) -> Inbox:
        return Inbox(items=[], total=0, unread=0)

    @bus.answers("ask.alerts.mark_read")
    async def mark_read(_: AskMarkRead) -> Done:
        return Done()


async def test_given_a_tender_then_its_release_comes_without_data_of_persons(start: Start) -> None:
    world = await start(others=neighbours)
    await world.publish([tender_fact(process("ocds-1"))])
    detail = await world.get("/api/v1/tenders/ocds-1")
    assert detail["release"]["tender"]["title"] == "Ремонт школы"
    assert detail["partial"] is False
    assert "0555" not in str(detail)
    flags = await world.get("/api/v1/tenders/ocds-1/flags")
    assert (flags["total"], flags["next"]) == (1, None)
    assert flags["items"][0]["evidence"] == [{"path": "/tender/value/amount", "value": {"amount": 5}}]


async def test_given_flags_in_an_answer_then_it_says_in_the_clients_language_that_they_are_no_proof(
    start: Start,
) -> None:
    world = await start(others=neighbours)
    await world.publish([tender_fact(process("ocds-1"))])
    world.http.cookies.set("achyk_session", TOKEN)
    for path in ("tenders", "tenders/ocds-1", "tenders/ocds-1/flags", "buyers/KG-INN-001", "inbox"):
        assert "not evidence" in (await world.get(f"/api/v1/{path}"))["note"], path
        russian = await world.http.get(f"/api/v1/{path}", headers={"Accept-Language": "ru, en;q=0.5"})
        assert "не является доказательством" in russian.json()["note"], path
        assert "Accept-Language" in russian.headers["vary"], path


async def test_given_more_ids_than_are_marked_at_once_then_422_and_none_is_dropped(start: Start) -> None:
    world = await start(others=neighbours)
    world.http.cookies.set("achyk_session", TOKEN)
    token = {"X-CSRF-Token": (await world.get("/api/v1/session"))["csrf"]}
    ids = [f"n_{number:032x}" for number in range(501)]
    assert (await world.http.post("/api/v1/inbox/read", json=ids, headers=token)).status_code == 422
    assert (await world.http.post("/api/v1/inbox/read", json=ids[1:], headers=token)).status_code == 200


async def test_given_ingest_is_lost_then_the_summary_still_comes_and_says_so(world: World) -> None:
    await world.publish([tender_fact(process("ocds-1"))])
    detail = await world.get("/api/v1/tenders/ocds-1")
    assert (detail["title"], detail["partial"], detail["release"]) == ("Ремонт школы", True, None)
    answer = await world.http.get("/api/v1/tenders/ocds-1/flags")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"]
    assert answer.headers["content-type"] == "application/problem+json"


async def test_given_an_unknown_ocid_then_404_as_problem(world: World) -> None:
    answer = await world.http.get("/api/v1/tenders/ocds-none")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_given_the_answer_is_known_then_304(world: World) -> None:
    first = await world.http.get("/api/v1/tenders")
    again = await world.http.get("/api/v1/tenders", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cache-control"].startswith("public")


async def test_given_a_member_then_searches_are_saved_listed_and_deleted(start: Start) -> None:
    world = await start(others=neighbours)
    draft = {"name": "Мектептер", "criteria": {"words": "мектеп"}}
    assert (await world.http.post("/api/v1/searches", json=draft)).status_code in (401, 403)
    world.http.cookies.set("achyk_session", TOKEN)
    without = await world.http.post("/api/v1/searches", json=draft)
    assert (without.status_code, without.json()["status"]) == (403, 403)
    state = await world.get("/api/v1/session")
    assert state["member"]["name"] == "Айгүл"
    token = {"X-CSRF-Token": state["csrf"]}
    saved = await world.http.post("/api/v1/searches", json=draft, headers=token)
    assert saved.status_code == 201, saved.text
    assert saved.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in saved.headers
    listed = await world.get("/api/v1/searches")
    assert (listed["total"], listed["items"][0]["name"], listed["next"]) == (1, "Мектептер", None)
    location = saved.headers["location"]
    assert (await world.http.delete(location)).status_code == 403
    assert (await world.http.delete(location, headers=token)).status_code == 204
    assert (await world.http.delete(location, headers=token)).status_code == 404
    bad = await world.http.post("/api/v1/searches", json={"name": ""}, headers=token)
    assert {field["field"] for field in bad.json()["fields"]} == {"name", "criteria"}


async def test_given_nobody_is_signed_in_then_401(world: World) -> None:
    for path in ("/api/v1/searches", "/api/v1/inbox"):
        answer = await world.http.get(path)
        assert (answer.status_code, answer.json()["title"]) == (401, "Unauthorized")


HOSTILE = (
    ("words[$ne]=x", 422),
    ("buyer[$gt]=", 422),
    ("$where=sleep(1)", 422),
    ("limit=1000000", 422),
    ("limit=-1", 422),
    ("value_min=NaN", 422),
    ("value_min=1e400", 422),
    ("value_min=9&value_max=1", 422),
    ("sort=nothing", 422),
    ("indicator=%7B%22$gt%22:%22%22%7D", 422),
    ("after=garbage", 422),
    ("words=" + "a" * 300, 422),
    ("words=" + "a" * 5_000, 414),
    ("words=%00", 400),
    ("words=%ff%fe", 400),
    ("words=%ed%a0%80", 400),
)


async def test_given_hostile_parameters_then_a_clear_refusal(world: World) -> None:
    for query, status in HOSTILE:
        answer = await world.http.get(f"/api/v1/tenders?{query}")
        assert (answer.status_code, answer.json()["status"]) == (status, status), query
        assert answer.headers["content-type"] == "application/problem+json"
    for path in ("/api/v1/tenders/%ff", "/api/v1/tenders/a%00b", "/api/v1/buyers/%c3%28"):
        assert (await world.http.get(path)).status_code == 400, path


async def test_given_strange_words_then_they_are_only_words(world: World) -> None:
    await world.publish([tender_fact(process("ocds-1"))])
    for words in ("$ne", "!!!", "{'$gt': ''}", "%", "\u202e\u200b", "🙂", "' OR 7=7 --"):
        assert (await world.get("/api/v1/tenders", params={"words": words}))["items"] == [], words


ODD_IDS = (
    "XX-Ә $where.{}#?&",
    "GB-SRS-sid4gov.cabinetoffice.gov.uk/3A4AmUm4",
    "ocds-rw2stw-DTOK-3994/CIP/KPV/W/NCB-26",
)


@pytest.mark.parametrize("odd", ODD_IDS)
async def test_given_an_id_with_odd_letters_then_everything_by_it_is_found(start: Start, odd: str) -> None:
    world = await start(others=neighbours)
    award = {"id": "a", "status": "active", "suppliers": [{"id": odd, "name": "ОсОО Пример"}]}
    await world.publish([tender_fact(process(odd, buyer=odd, awards=[award]))])
    listed = await world.get("/api/v1/buyers")
    assert listed["items"][0]["id"] == odd
    assert (await world.get("/api/v1/tenders", params={"buyer": odd}))["total"] == 1
    quoted = quote(odd, safe="")
    assert (await world.get(f"/api/v1/buyers/{quoted}"))["processes"] == 1
    assert (await world.get(f"/api/v1/suppliers/{quoted}"))["processes"] == 1
    assert (await world.get(f"/api/v1/tenders/{quoted}"))["ocid"] == odd
    assert (await world.get(f"/api/v1/tenders/{quoted}/flags"))["total"] == 1
    for page in ("tenders", "buyers", "suppliers"):
        assert (await world.http.get(f"/ru/{page}/{quoted}")).status_code == 200, page


async def test_given_buyers_when_paged_then_each_is_seen_once(world: World) -> None:
    facts = [tender_fact(process(f"ocds-{n}-{m}", buyer=f"KG-INN-{n:03}")) for n in range(9) for m in range(1 + n % 3)]
    await world.publish(facts)
    seen: list[Any] = []
    after = None
    while True:
        page = await world.get("/api/v1/buyers", params={"limit": 2} | ({"after": after} if after else {}))
        seen += [(item["processes"], item["id"]) for item in page["items"]]
        after = page["next"]
        assert page["total"] == 9
        if not after:
            break
    assert seen == sorted(seen, key=lambda row: (-row[0], row[1]))
    assert len(set(seen)) == 9


def test_given_the_description_then_it_lists_every_address_of_the_interface() -> None:
    paths = openapi()["paths"]
    for name in ("tenders", "tenders/{ocid}", "tenders/{ocid}/flags", "buyers", "buyers/{id}", "suppliers"):
        assert f"/api/v1/{name}" in paths
    for name in ("suppliers/{id}", "indicators", "indicators/{id}", "searches", "inbox"):
        assert f"/api/v1/{name}" in paths
    assert {"/events", "/health/ready"} <= paths.keys()


async def test_given_the_overview_then_it_is_a_plain_page(world: World) -> None:
    answer = await world.http.get("/api")
    assert "GET /api/v1/tenders" in answer.text
    assert "<script" not in answer.text
    assert (await world.get("/openapi.json"))["openapi"].startswith("3.")
