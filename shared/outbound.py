"""HTTP to the outside world: addresses that strangers may have chosen, so nothing private can be reached through us.

Every connection, also that of each redirect, is made to an address that was looked up here and checked here; the name
is not looked up a second time in between (no DNS rebinding). Certificates and `Host` still belong to the name. Replies
are bounded in time and size. Used for webhooks (alerts) and for fetching publishers' data (ingest).
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore
import httpx

from shared.errors import AchykError

MEGABYTE = 1024 * 1024
LONGEST_WISH = timedelta(days=1)
"""A `Retry-After` that asks for more is taken as this."""
_WISH_DIGITS = 9
_PORTS = range(1, 65536)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TUNNELS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))
"""6to4 and Teredo: addresses that carry another address, which may be private."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutboundError(AchykError):
    """A request to the outside did not succeed. `permanent` tells whether trying again is pointless."""

    permanent = False


class AddressRefused(OutboundError):
    """The URL is not one we go to: wrong scheme, credentials in it, or a private address."""

    permanent = True


class TooLarge(OutboundError):
    """The reply is larger than allowed."""

    permanent = True


class Unreachable(OutboundError):
    """No connection, no reply in time, or a reply that is not HTTP."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request; seconds and bytes."""

    seconds: float = 30
    """For the whole request with its redirects; for a streamed one for each wait."""
    connect_seconds: float = 10
    max_bytes: int = 10 * MEGABYTE
    """Of the decoded body."""
    redirects: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    """Where it came from after redirects."""


class Stream:
    """A reply whose body is read piece by piece."""

    def __init__(self, response: httpx.Response, max_bytes: int) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.url = str(response.url)
        self._response = response
        self._max_bytes = max_bytes

    async def pieces(self) -> AsyncIterator[bytes]:
        """The decoded body; raises `TooLarge` when it goes beyond the limit, `Unreachable` when it breaks off."""
        size = 0
        with _translated():
            async for piece in self._response.aiter_bytes():
                size += len(piece)
                if size > self._max_bytes:
                    raise TooLarge(f"the reply is larger than {self._max_bytes} bytes")
                yield piece


class Outbound:
    """A client for the outside; one per service. Close it when the service stops."""

    def __init__(self, *, allow_private: bool = False, user_agent: str = "achyk", limits: Limits | None = None) -> None:
        """`allow_private` is for tests and for a deployment that knows why."""
        self._limits = limits or Limits()
        self._client = httpx.AsyncClient(
            transport=_GuardedTransport(allow_private),
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": user_agent},
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        limits: Limits | None = None,
    ) -> Reply:
        """One request with its whole reply, whatever its status. Raises `OutboundError`."""
        bounds = limits or self._limits
        try:
            async with (
                asyncio.timeout(bounds.seconds),
                self.stream(method, url, headers=headers, content=content, limits=bounds) as stream,
            ):
                body = b"".join([piece async for piece in stream.pieces()])
        except TimeoutError as error:
            raise Unreachable(f"no reply within {bounds.seconds:g} s") from error
        return Reply(stream.status, stream.headers, body, stream.url)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        limits: Limits | None = None,
    ) -> AsyncIterator[Stream]:
        """One request whose reply is read piece by piece. Raises `OutboundError`."""
        bounds = limits or self._limits
        request = self._client.build_request(
            method,
            checked_url(url),
            headers=dict(headers or {}),
            content=content,
            timeout=httpx.Timeout(bounds.seconds, connect=bounds.connect_seconds),
        )
        response = await self._follow(request, bounds.redirects)
        try:
            yield Stream(response, bounds.max_bytes)
        finally:
            await response.aclose()

    async def _follow(self, request: httpx.Request, redirects: int) -> httpx.Response:
        while True:
            with _translated():
                response = await self._client.send(request, stream=True)
            following = response.next_request
            if following is None or redirects == 0:
                return response
            await response.aclose()
            secure = request.url.scheme == "https"
            if secure and following.url.scheme != "https":
                raise AddressRefused("a redirect leads from https to http")
            checked_url(str(following.url))
            request, redirects = following, redirects - 1

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def checked_url(url: str) -> str:
    """`url` when its form is one we go to; raises `AddressRefused`. Where its name leads is checked on connecting."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused("not a URL") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise AddressRefused("only http and https addresses are reached")
    if parsed.userinfo:
        raise AddressRefused("an address must not carry a user name or password")
    if parsed.port is not None and parsed.port not in _PORTS:
        raise AddressRefused("not a port")
    return url


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """What a `Retry-After` header asks for, in seconds or as a date; None when it says nothing readable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text)), LONGEST_WISH) if len(text) <= _WISH_DIGITS else LONGEST_WISH
    try:
        moment = parsedate_to_datetime(text)
        wish = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(max(wish, timedelta(0)), LONGEST_WISH)


def names_private_address(url: str) -> bool:
    """Whether the URL itself says that it leads to this machine or a private network, before any name is looked up."""
    host = httpx.URL(url).host
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet: not private, local, shared, reserved or a way around that."""
    ip: Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip.is_site_local or any(ip in tunnel for tunnel in _TUNNELS):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """The usual transport over a connection pool whose every connection is guarded."""

    def __init__(self, allow_private: bool) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5,
            network_backend=_GuardedBackend(allow_private),
        )


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Looks a name up, refuses it unless all its addresses are public, and connects to one of exactly those."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the base's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the checked addresses, tried in the resolver's order."""
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in await self._addresses(host, port, timeout):
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int, seconds: float | None) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name cannot be looked up") from error
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the name server does not answer") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private and not all(map(is_public, addresses)):
            raise AddressRefused("the address is not on the open internet")
        return addresses

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the base's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise AddressRefused("no local sockets")

    async def sleep(self, seconds: float) -> None:
        """Part of the backend's interface."""
        await asyncio.sleep(seconds)


@contextmanager
def _translated() -> Iterator[None]:
    """The client's errors as ours; their texts are left out, since they may quote the URL."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise Unreachable("no reply in time") from error
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, ssl.SSLError) as error:
        raise Unreachable(f"the request failed: {type(error).__name__}") from error
