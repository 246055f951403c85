"""Tolerant reading of a compiled release: whatever a publisher put there, the answer has the type that is promised.

Nothing here raises on strange data; what cannot be read is absent. Personal data of natural persons are never read:
see `is_personal`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from services.gateway.format import LARGEST, parse_instant
from shared.contracts.base import Money

Node = Mapping[str, Any]
EMPTY: Final[Node] = {}
PERSONAL: Final = frozenset({
    "additionalcontactpoints", "author", "authors", "beneficialowner", "beneficialowners", "birthdate", "birthday",
    "contact", "contactname", "contactperson", "contactpoint", "contactpoints", "contacts", "dateofbirth", "director",
    "familyname", "firstname", "fullname", "givenname", "lastname", "maidenname", "middlename", "passport",
    "patronymic", "patronymicname", "person", "persones", "persons", "residentialaddress", "signatories", "signatory",
    "streetaddress", "surname",
})  # fmt: skip
"""Names of fields, in small letters and without signs, below which data of natural persons lie."""
REACHING: Final = re.compile(r"(tele)?phones?|fax(es)?|e?mails?|mobile|telegram|whatsapp")
"""Words in the name of a field, such as `phoneNumbers` or `contact_email`, that stand for a way to reach somebody."""
_STEPS: Final = re.compile(r"[./\[\]]+")
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_personal(path: str) -> bool:
    """True when what lies at a path may be about a natural person and is therefore not shown."""
    return any(_names_personal(name) for name in _STEPS.split(path))


@lru_cache(4096)
def _names_personal(name: str) -> bool:
    """Whether a field of this name holds data of natural persons."""
    words = [word.lower() for word in _WORDS.findall(name)]
    return "".join(words) in PERSONAL or any(REACHING.fullmatch(word) for word in words)


def without_personal(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A publisher's data without what may be about a natural person."""
    if isinstance(value, Mapping):
        return {name: without_personal(inner) for name, inner in value.items() if not is_personal(str(name))}
    if isinstance(value, list | tuple):
        return [without_personal(inner) for inner in value]
    return value


def node(parent: Any, *names: str) -> Node:  # noqa: ANN401 - any JSON
    """The object below `parent`, or an empty one."""
    for name in names:
        parent = parent.get(name) if isinstance(parent, Mapping) else None
    return parent if isinstance(parent, Mapping) else EMPTY


def nodes(parent: Any, *names: str) -> list[Node]:  # noqa: ANN401 - any JSON
    """The objects of the list below `parent`; what is not an object is left out."""
    *way, last = names
    found = node(parent, *way).get(last)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def text(parent: Node, name: str) -> str | None:
    """A non-empty text; numbers become text, because ids come as both."""
    value = parent.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def moment(parent: Node, name: str) -> datetime | None:
    """A moment, or None."""
    return parse_instant(parent.get(name))


def amount(value: object, currency: object) -> Money | None:
    """An amount of money, when both parts are there and within reason."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= LARGEST:
        return None
    return Money(amount=number, currency=currency)


def money(parent: Node, name: str = "value") -> Money | None:
    """The value object below `parent` as money."""
    value = node(parent, name)
    return amount(value.get("amount"), value.get("currency"))


def strings(parent: Node, name: str) -> list[str]:
    """A list of ids; those of objects are taken from their `id`."""
    found = parent.get(name)
    if not isinstance(found, list):
        return []
    return [text(item, "id") or "" if isinstance(item, Mapping) else str(item) for item in found]


def names_of(release: Node) -> dict[str, str]:
    """Names of all parties by id."""
    named = ((text(party, "id"), text(party, "name")) for party in nodes(release, "parties"))
    return {id_: name for id_, name in named if id_ and name}


def organisations(parent: Node, name: str, names: Mapping[str, str]) -> Iterator[tuple[str | None, str]]:
    """`(id, name)` of the organisations a list refers to; the id stands in for a name that nobody states."""
    for reference in nodes(parent, name):
        id_ = text(reference, "id")
        shown = names.get(id_ or "") or text(reference, "name") or id_
        if shown:
            yield id_, shown


def is_active(award: Node) -> bool:
    """Whether the award was made and stands."""
    return award.get("status") == "active"
