"""Links that no text may lead to. Pure. The table is the operators'; it begins empty."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import unquote

from shared.contracts.publication import DeniedLink
from shared.errors import Refused
from shared.folding import visible

_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^\s/@<>()\"'«»]*@)?((?:[\w-]+\.)+[\w-]{2,})(?::\d+)?(/[^\s<>\"'«»]*)?"
)
_HIDDEN_DOT: Final = re.compile(r"\s?[\[({]\s?(?:\.|dot|точка)\s?[\])}]\s?|。|．")
_TRAIL: Final = ".,;:!?)]}"


def normal_address(text: str) -> str:
    """A row of the table as links are compared with it. Raises `Refused("invalid")` when it is no address."""
    found = list(_addresses(text))
    if len(found) != 1:
        raise Refused("invalid", "Write one domain or one address, such as example.org.", {"field": "address"})
    host, path = found[0]
    return host + path.rstrip("/")


def denied(text: str, table: Sequence[DeniedLink]) -> list[tuple[DeniedLink, str]]:
    """Rows of the table that links in `text` meet, each once, with the link as it was read."""
    found = []
    links = list(_addresses(text))
    for row in table:
        if not row.active:
            continue
        host, slash, path = row.address.partition("/")
        for linked, rest in links:
            below = linked == host or linked.endswith(f".{host}")
            if below and (not slash or rest == f"/{path}" or rest.startswith((f"/{path}/", f"/{path}?"))):
                found.append((row, linked + rest))
                break
    return found


def _addresses(text: str) -> "list[tuple[str, str]]":
    """Host and path of everything that looks like a link."""
    plain = _HIDDEN_DOT.sub(".", visible(unquote(text)).lower())
    return [
        (_host(match[1]), (match[2] or "").rstrip(_TRAIL).split("#")[0].rstrip("/"))
        for match in _ADDRESS.finditer(plain)
    ]


def _host(name: str) -> str:
    """A host in the form that domain names are compared in."""
    with suppress(UnicodeError):
        name = name.encode("idna").decode()
    return name.removeprefix("www.").removeprefix("m.")
