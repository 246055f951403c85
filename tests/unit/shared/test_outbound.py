"""Nothing private is reached through us, and no reply is without bounds."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.outbound import (
    LONGEST_WISH,
    AddressRefused,
    Limits,
    Outbound,
    OutboundError,
    TooLarge,
    Unreachable,
    checked_url,
    is_public,
    retry_after,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def a_server(answer: Answer) -> AsyncIterator[int]:
    """A local HTTP server; `answer` gets the request's head."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await answer(head, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def says(status: str, body: bytes = b"", *headers: str) -> Answer:
    async def answer(_head: bytes, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()

    return answer


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    made = Outbound(allow_private=True)
    yield made
    await made.close()


@pytest.fixture
async def guarded() -> AsyncIterator[Outbound]:
    made = Outbound()
    yield made
    await made.close()


async def test_a_reply_comes_back_whole_with_status_and_headers(outbound: Outbound) -> None:
    async with a_server(says("404 Not Found", "жок".encode(), "X-Word: yes")) as port:
        reply = await outbound.request("GET", f"http://127.0.0.1:{port}/x")
    assert (reply.status, reply.body.decode(), reply.headers["x-word"]) == (404, "жок", "yes")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"]
)
async def test_no_spelling_of_a_private_address_is_reached(guarded: Outbound, host: str) -> None:
    reached: list[bytes] = []

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        reached.append(head)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async with a_server(answer) as port:
        with pytest.raises(OutboundError):
            await guarded.request("GET", f"http://{host}:{port}/")
    assert reached == []


async def test_the_name_is_looked_up_once_and_only_its_checked_address_is_used(
    guarded: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [["192.0.2.1"], ["93.184.216.34", "10.0.0.1"], ["169.254.169.254"]]
    loop = asyncio.get_running_loop()
    asked: list[str] = []

    async def rebinding(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers[len(asked) - 1]]

    monkeypatch.setattr(loop, "getaddrinfo", rebinding)
    for _ in answers:
        with pytest.raises(AddressRefused):
            await guarded.request("GET", "http://rebind.example/")
    assert asked == ["rebind.example"] * 3


async def test_a_redirect_is_followed_only_when_asked_and_only_so_often(outbound: Outbound) -> None:
    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split()[1].decode()
        if path == "/end":
            await says("200 OK", b"end")(head, writer)
        else:
            number = int(path.strip("/")) - 1
            await says("302 Found", b"", f"Location: /{number}" if number else "Location: /end")(head, writer)

    async with a_server(answer) as port:
        base = f"http://127.0.0.1:{port}"
        assert (await outbound.request("GET", f"{base}/1")).status == 302
        followed = await outbound.request("GET", f"{base}/2", limits=Limits(redirects=2))
        assert (followed.body, followed.url) == (b"end", f"{base}/end")
        assert (await outbound.request("GET", f"{base}/3", limits=Limits(redirects=2))).status == 302


async def test_a_redirect_to_another_scheme_is_refused(outbound: Outbound) -> None:
    async with a_server(says("302 Found", b"", "Location: ftp://example.org/x")) as port:
        with pytest.raises(OutboundError):
            await outbound.request("GET", f"http://127.0.0.1:{port}/", limits=Limits(redirects=3))


async def test_a_reply_that_is_too_large_is_cut_off_also_when_it_was_compressed(outbound: Outbound) -> None:
    import gzip

    async with a_server(says("200 OK", b"x" * 5000)) as port:
        with pytest.raises(TooLarge):
            await outbound.request("GET", f"http://127.0.0.1:{port}/", limits=Limits(max_bytes=4999))
    async with a_server(says("200 OK", gzip.compress(b"x" * 100_000), "Content-Encoding: gzip")) as port:
        with pytest.raises(TooLarge):
            await outbound.request("GET", f"http://127.0.0.1:{port}/", limits=Limits(max_bytes=50_000))


async def test_a_server_that_never_ends_its_answer_is_left(outbound: Outbound) -> None:
    gone = asyncio.Event()

    async def drip(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        try:
            while not gone.is_set():
                writer.write(b"x")
                await writer.drain()
                async with asyncio.timeout(1):
                    await asyncio.wait_for(gone.wait(), 0.02)
        except (TimeoutError, ConnectionError):
            pass

    async with a_server(drip) as port:
        with pytest.raises(Unreachable):
            await outbound.request("GET", f"http://127.0.0.1:{port}/", limits=Limits(seconds=0.3))
        gone.set()


async def test_a_closed_port_and_a_broken_answer_are_unreachable(outbound: Outbound) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable):
        await outbound.request("GET", f"http://127.0.0.1:{port}/")

    async def nonsense(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SMTP is not HTTP\r\n\r\n")

    async with a_server(nonsense) as port:
        with pytest.raises(Unreachable):
            await outbound.request("GET", f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "file:///etc/passwd",
        "//example.org",
        "example.org",
        "http://",
        "http://a:b@example.org/",
        "",
    ],
)
def test_only_plain_web_addresses_are_urls_for_us(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_url(url)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001:0:a00:1::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="192.168.0.0/16"))
def test_no_private_address_is_public_even_inside_another(address: object) -> None:
    for spelling in (f"{address}", f"::ffff:{address}", f"64:ff9b::{address}"):
        assert not is_public(spelling)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("120", timedelta(minutes=2)),
        ("999999999", LONGEST_WISH),
        ("9" * 5_000, LONGEST_WISH),
        ("²", None),
        ("٣", None),
        (" 120 ", timedelta(minutes=2)),
        ("Mon, 23 Nov 99999999999999999999 12:05:00 GMT", None),
        ("Mon, 23 Nov 2099 12:05:00 GMT", LONGEST_WISH),
        ("Mon, 23 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta(0)),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date(value: str | None, expected: timedelta | None) -> None:
    assert retry_after(value, NOW) == expected


@given(st.text() | st.from_regex(r"\w{1,3}, ?\d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\d*"))
def test_given_any_retry_after_then_it_asks_for_a_wait_between_nothing_and_a_day(value: str) -> None:
    asked = retry_after(value, NOW)
    assert asked is None or timedelta(0) <= asked <= LONGEST_WISH
