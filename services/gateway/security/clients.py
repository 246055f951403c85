"""Who a request comes from, as a key that cannot be turned back into an address and dies with the process."""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_ONE_HOUSEHOLD: Final = 64
"""An IPv6 client usually has a whole /64 for itself."""


class Clients:
    """Makes client keys. The salt is random per process: nothing about an address is ever stored or logged."""

    def __init__(self, trusted_proxies: Iterable[str] = ()) -> None:
        """`trusted_proxies` are networks whose `X-Forwarded-For` is believed. Raises ValueError for a bad network."""
        self._trusted: tuple[Network, ...] = tuple(ipaddress.ip_network(network) for network in trusted_proxies)
        self._salt = secrets.token_bytes(16)

    def key(self, scope: Scope) -> bytes:
        """The key of the client behind a request."""
        return self._key(self._address(scope))

    def peer(self, address: str) -> bytes | None:
        """The key of who opened a connection; None for one of our proxies."""
        parsed = _parsed(address)
        return None if parsed is not None and self._is_proxy(parsed) else self._key(parsed)

    def _key(self, address: Address | None) -> bytes:
        if isinstance(address, ipaddress.IPv6Address):
            address = ipaddress.ip_network((address, _ONE_HOUSEHOLD), strict=False).network_address
        return hashlib.blake2b(str(address).encode(), key=self._salt, digest_size=12).digest()

    def _address(self, scope: Scope) -> Address | None:
        """The nearest address on the way that is not one of our proxies."""
        address = _parsed((scope.get("client") or ("", 0))[0])
        if address is None or not self._is_proxy(address):
            return address
        forwarded = Headers(scope=scope).getlist("x-forwarded-for")
        for hop in reversed([hop for line in forwarded for hop in line.split(",")]):
            behind = _parsed(hop.strip())
            if behind is None:
                break
            address = behind
            if not self._is_proxy(address):
                break
        return address

    def _is_proxy(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
