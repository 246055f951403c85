"""What stands between the public network and the gateway."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shared.bus import Bus
from shared.contracts.community import AskSignIn, Session
from tests.integration.gateway.conftest import PATIENCE, Start, World
from tests.integration.gateway.test_api import MEMBER, TOKEN


async def test_given_any_answer_then_the_headers_are_strict(world: World) -> None:
    for path in ("/api/v1/tenders", "/health/live", "/nothing", "/api/v1/tenders?limit=0", "/ru/nothing"):
        strict((await world.http.get(path)).headers)


def strict(headers: httpx.Headers) -> None:
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers
    assert "server" not in headers


async def test_given_https_then_cookies_are_bound_to_the_host_and_hsts_is_sent(start: Start) -> None:
    world = await start(https=True, hsts_seconds=31536000)
    answer = await world.http.get("/api/v1/session")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-achyk_form=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def passwords(bus: Bus) -> None:
    """A community where every password is right."""

    @bus.answers("ask.community.sign_in")
    async def sign_in(_: AskSignIn) -> Session:
        return Session(token=TOKEN, member=MEMBER, expires=datetime.now(UTC) + timedelta(days=1))


@pytest.mark.parametrize("https", [False, True])
async def test_given_a_sign_in_then_no_script_and_no_other_site_reaches_the_session(start: Start, https: bool) -> None:
    world = await start(others=passwords, https=https)
    page = await world.http.get("/ru/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    answer = await world.http.post(
        "/ru/sign-in",
        data={"email": "a@example.org", "password": "three-open-doors", "csrf_token": token[1]},
        headers={"Cookie": page.headers["set-cookie"].split(";")[0]},
    )
    name, _, flags = answer.headers["set-cookie"].partition("=")
    assert name == ("__Host-achyk_session" if https else "achyk_session")
    for word in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert word in flags
    assert ("Secure" in flags) is https
    language = (await world.http.get("/language/ru")).headers["set-cookie"]
    assert "HttpOnly" in language
    assert ("Secure" in language) is https


async def test_given_a_post_from_another_site_then_403(world: World) -> None:
    state = (await world.http.get("/api/v1/session")).json()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = await world.http.post("/api/v1/searches", json={}, headers={"X-CSRF-Token": state["csrf"], **headers})
        assert answer.status_code == 403, headers
        assert "another site" in answer.json()["detail"]


async def test_given_a_token_of_another_browser_then_403(start: Start) -> None:
    world = await start()
    async with httpx.AsyncClient(base_url=world.http.base_url) as other:
        stolen = (await other.get("/api/v1/session")).json()["csrf"]
    await world.http.get("/api/v1/session")
    answer = await world.http.post(
        "/api/v1/searches", json={"name": "x", "criteria": {}}, headers={"X-CSRF-Token": stolen}
    )
    assert answer.status_code in (401, 403)
    world.http.cookies.set("achyk_session", "t" * 43)
    answer = await world.http.post(
        "/api/v1/searches", json={"name": "x", "criteria": {}}, headers={"X-CSRF-Token": stolen}
    )
    assert answer.status_code == 403


async def test_given_a_page_with_a_form_then_only_its_own_token_lets_it_through(world: World) -> None:
    page = await world.http.get("/ru/sign-in")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    fields = {"email": "a@example.org", "password": "wrong"}
    for bad in ({}, {"csrf_token": ""}, {"csrf_token": token[1][::-1]}, {"csrf_token": "ё"}):
        assert (await world.http.post("/ru/sign-in", data={**fields, **bad})).status_code == 403, bad
    # The token holds; that nobody answers for passwords here is another matter.
    assert (await world.http.post("/ru/sign-in", data={**fields, "csrf_token": token[1]})).status_code == 503
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for text in ("a%00b", "%ff%fe"):
        content = f"email={text}&password=x&csrf_token={token[1]}"
        assert (await world.http.post("/ru/sign-in", content=content, headers=kind)).status_code == 400, text


async def test_given_two_gateways_on_one_database_then_they_share_the_key_of_form_tokens(start: Start) -> None:
    first = await start()
    second = await start(mongo_url=first.gateway.settings.mongo_url)
    assert second.gateway.server
    state = (await first.http.get("/api/v1/session")).json()
    second.http.cookies = first.http.cookies
    headers = {"X-CSRF-Token": state["csrf"]}
    # 401: the token holds at the second gateway too; nobody is signed in.
    assert (await second.http.post("/api/v1/inbox/read", json=[], headers=headers)).status_code == 401
    forged = {"X-CSRF-Token": state["csrf"][::-1]}
    assert (await second.http.post("/api/v1/inbox/read", json=[], headers=forged)).status_code == 403


async def test_given_too_many_tries_at_passwords_then_429_with_the_time_to_wait(start: Start) -> None:
    world = await start(rate_factor=0.1)
    answers = [await world.http.post("/ru/sign-in", data={"email": "a"}) for _ in range(4)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert (await world.http.get("/health/live")).status_code == 200


async def test_given_a_forged_forwarded_address_then_the_limit_still_counts(start: Start) -> None:
    world = await start(rate_factor=0.1)
    answers = [
        await world.http.post("/ru/sign-in", data={}, headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(4)
    ]
    assert answers[-1].status_code == 429


async def test_given_a_trusted_proxy_then_each_client_behind_it_has_its_own_limit(start: Start) -> None:
    world = await start(rate_factor=0.1, trusted_proxies=["127.0.0.0/8"])
    answers = [
        await world.http.post("/ru/sign-in", data={}, headers={"X-Forwarded-For": f"1.2.3.4, 10.0.0.{n}"})
        for n in range(4)
    ]
    assert 429 not in {answer.status_code for answer in answers}


async def test_given_a_large_body_then_413_also_when_its_length_is_not_said(start: Start) -> None:
    world = await start(body_limit=2_000)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 1_000

    for content in (b"x" * 3_000, chunks()):
        answer = await world.http.post("/api/v1/searches", content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "request_entity_too_large")


async def test_given_an_unused_method_then_405(world: World) -> None:
    for method in ("PUT", "PATCH", "TRACE", "BREW", "POST"):
        assert (await world.http.request(method, "/api/v1/tenders")).status_code == 405, method


async def test_given_a_head_request_then_the_headers_of_a_get(world: World) -> None:
    answer = await world.http.head("/api/v1/tenders")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_given_a_large_answer_then_it_is_compressed(world: World) -> None:
    answer = await world.http.get("/openapi.json")
    assert answer.headers["content-encoding"] == "gzip"


async def test_given_requests_then_the_log_has_templates_and_nothing_of_the_visitor(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await world.http.get(
        "/api/v1/tenders/ocds-secret", params={"words": "secret"}, headers={"User-Agent": "secret-agent"}
    )
    await world.http.get("/secret-path")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("services.gateway")]
    assert any("GET /api/v1/tenders/{ocid} " in line for line in lines), lines
    assert not any("secret" in line or "127.0.0.1" in line for line in lines)


async def test_given_the_port_is_taken_then_one_clear_sentence(start: Start) -> None:
    from shared.errors import StartupError

    world = await start()
    assert world.gateway.server
    with pytest.raises(StartupError, match="ACHYK_HTTP_PORT"):
        await start(http_port=world.gateway.server.port)


async def test_given_the_metrics_path_then_it_is_not_public(world: World) -> None:
    assert (await world.http.get("/metrics")).status_code == 404


async def test_given_half_a_request_then_its_connection_is_closed_after_a_while(start: Start) -> None:
    world = await start(head_seconds=0.05)
    for head in (b"", b"GET /health/live HTTP/1.1\r\nHost: a\r\n"):
        reader, writer = await connected(world)
        writer.write(head)
        async with asyncio.timeout(PATIENCE):
            assert await reader.read() == b""
        writer.close()


async def test_given_a_request_on_the_same_connection_then_half_of_the_next_one_is_closed_too(start: Start) -> None:
    world = await start(head_seconds=0.05)
    reader, writer = await connected(world)
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
    async with asyncio.timeout(PATIENCE):
        assert await reader.readuntil(b'{"status":"live"}')
        writer.write(b"GET /health/live")
        assert await reader.read() == b""
    writer.close()


@pytest.mark.parametrize(("proxies", "served"), [([], False), (["127.0.0.0/8"], True)])
async def test_given_one_client_with_many_connections_then_the_next_one_is_closed_unless_it_is_a_proxy(
    start: Start, proxies: list[str], served: bool
) -> None:
    world = await start(connections_each=3, trusted_proxies=proxies)
    held = [await connected(world) for _ in range(3)]
    for reader, writer in held:
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
        await reader.readuntil(b'{"status":"live"}')
    reader, writer = await connected(world)
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionResetError):
            assert (b'{"status":"live"}' in await reader.read()) is served
    for _, each in [*held, (reader, writer)]:
        each.close()


async def connected(world: World) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A bare connection to the gateway."""
    return await asyncio.open_connection("127.0.0.1", world.http.base_url.port)


async def test_given_a_body_that_never_comes_then_the_time_limit_also_holds_for_the_live_stream(start: Start) -> None:
    world = await start(request_seconds=0.1)
    for path in (b"/events", b"/ru/sign-in"):
        reader, writer = await connected(world)
        writer.write(b"POST " + path + b" HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert b" 503 " in await reader.readline(), path
        writer.close()
