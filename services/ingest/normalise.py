"""One release in the shape that the rest of the house relies on, whoever published it.

Identifiers become texts, dates UTC with `Z`, amounts numbers; what does not parse is removed and noted. Fields that
are not in the tables below pass through untouched. Works in place: the release given is the release returned.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cache, partial
from typing import Any

from services.ingest.issues import Issues
from services.ingest.values import LARGEST_AMOUNT, amount, identifier, instant, instant_of

Json = Any

DATES = frozenset(
    [
        "date",
        "startDate",
        "endDate",
        "maxExtentDate",
        "datePublished",
        "dateModified",
        "dateSigned",
        "dateMet",
        "dueDate",
        "dateCreated",
        "dateSubmitted",
        "dateAnswered",
        "reviewDate",
        "releaseDate",
        "publishedDate",
    ]
)
AMOUNTS = frozenset(["amount", "amountNet", "initialAmount", "amountDiscounted", "quantity", "numberOfTenderers"])
IDS = frozenset(["id", "relatedLot", "relatedItem", "relatedBid", "awardID"])
ID_LISTS = frozenset(["relatedLots", "relatedItems", "relatedBids", "awardIDs"])
ONE_OR_MANY = frozenset(("tenderers", "suppliers"))
"""Lists that publishers are known to replace by their only element."""
PERSONAL = frozenset(("contactPoint", "additionalContactPoints"))
"""Names, telephones and addresses of people: they stay with the release as published and go no further."""

OBJECT, OBJECTS, VALUES, TEXT = "object", "objects", "values", "text"
Section = tuple[str, ...]
SHAPES: dict[Section, dict[str, str]] = {
    (): {"relatedProcesses": OBJECTS, "parties": OBJECTS, "awards": OBJECTS, "contracts": OBJECTS},
    ("parties",): {"roles": VALUES},
    ("tender",): {
        "value": OBJECT,
        "tenderPeriod": OBJECT,
        "enquiryPeriod": OBJECT,
        "procuringEntity": OBJECT,
        "items": OBJECTS,
        "lots": OBJECTS,
        "documents": OBJECTS,
        "status": TEXT,
        "statusDetails": TEXT,
        "mainProcurementCategory": TEXT,
    },
    ("tender", "lots"): {"value": OBJECT},
    ("bids",): {"details": OBJECTS, "statistics": OBJECTS},
    ("bids", "details"): {"value": OBJECT, "tenderers": OBJECTS, "relatedLots": VALUES},
    ("awards",): {"suppliers": OBJECTS, "relatedLots": VALUES, "status": TEXT, "statusDetails": TEXT},
    ("contracts",): {"status": TEXT},
}
"""Fields that others rely on, by where they are (members of lists included); one of another type is removed and noted.
`VALUES` is a list of anything."""
DEEPEST = 100
"""Objects within each other; readers of events give up at twice as many."""


def normalise(
    release: dict[str, Json], issues: Issues, zone: tzinfo = UTC, *, keep_nulls: bool = True
) -> dict[str, Json]:
    """`release` with its values put right, in place.

    Dates without an offset are meant in `zone`. Nulls stay while releases are to be merged: there they delete values.
    Raises `RecursionError` when objects lie deeper within each other than `DEEPEST`.
    """
    _Walk(issues, zone, keep_nulls=keep_nulls).object(release, None, 0)
    _reshape(release, _OUTLINE, issues, "")
    return release


Parser = Callable[[Json], tuple[Json, str | None]]
Place = tuple["Place", str] | None
"""Where an object is: its holder's place and its own name. It becomes a path only when there is something to note."""

DATE, AMOUNT, ID, ID_LIST, MANY, PERSON = "date", "amount", "id", "ids", "many", "person"
_ROLES = {
    **dict.fromkeys(DATES, DATE),
    **dict.fromkeys(AMOUNTS, AMOUNT),
    **dict.fromkeys(IDS, ID),
    **dict.fromkeys(ID_LISTS, ID_LIST),
    **dict.fromkeys(ONE_OR_MANY, MANY),
    **dict.fromkeys(PERSONAL, PERSON),
}
"""What a field is by its name; one that is not here is a place for others at most."""
_KNOWN_DATES = 8192


class _Dates(dict[str, str | None]):
    """Dates in one zone as instants; None for one that is not in order.

    Those in order are known from then on: releases state the same ones again and again.
    """

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self.zone = zone

    def __missing__(self, text: str) -> str | None:
        new, issue = instant_of(text, self.zone)
        if new is None or issue is not None:
            return None
        if len(self) >= _KNOWN_DATES:
            self.clear()
        self[text] = new
        return new


_dates = cache(_Dates)


@cache
def _parsers(zone: tzinfo) -> dict[str, Parser]:
    return {DATE: partial(instant, zone=zone), AMOUNT: amount, ID: identifier}


class _Walk:
    """One pass over all values of a release; the hottest code of the service.

    A value is decided by one look-up of its name and by its type; only what has to be changed costs a call.
    """

    __slots__ = ("dates", "issues", "keep_nulls", "parsers")

    def __init__(self, issues: Issues, zone: tzinfo, *, keep_nulls: bool) -> None:
        self.issues = issues
        self.dates = _dates(zone)
        self.parsers = _parsers(zone)
        self.keep_nulls = keep_nulls

    def object(self, node: dict[str, Json], place: Place, depth: int) -> None:  # noqa: C901 - calls would cost more
        if depth > DEEPEST:
            raise RecursionError
        gone: list[str] | None = None
        role_of = _ROLES.get
        for key, value in node.items():
            role = role_of(key)
            kind = type(value)
            if role is None:
                if kind is str:
                    continue
                if kind is dict:
                    self.object(value, (place, key), depth + 1)
                    continue
                if kind is list:
                    self.members(value, (place, key), depth + 1)
                    continue
                if value is not None:
                    continue
            elif kind is str:
                if role is ID:
                    if value > "!" and value[-1] > " ":  # no white space around it, and something within
                        continue
                elif role is DATE and (moment := self.dates[value]) is not None:
                    node[key] = moment
                    continue
            elif kind is int:
                if role is AMOUNT:
                    if -LARGEST_AMOUNT <= value <= LARGEST_AMOUNT:
                        continue
                elif role is ID:
                    node[key] = str(value)
                    continue
            if not self.kept(node, key, role, place, depth + 1):
                gone = [*gone, key] if gone else [key]
        for key in gone or ():
            del node[key]

    def kept(self, node: dict[str, Json], key: str, role: str | None, place: Place, depth: int) -> bool:
        """Put the value of `key` right that is not yet; False when there is nothing left of it."""
        value = node[key]
        if value is None:
            return self.keep_nulls
        if role in self.parsers:
            return self.parsed(node, key, self.parsers[role](value), place)
        if type(value) is dict or type(value) is list:
            if role is PERSON:
                return False
            self.nested(node, key, value, (place, key), depth)
        return True

    def parsed(self, node: dict[str, Json], key: str, found: tuple[Json, str | None], place: Place) -> bool:
        new, issue = found
        if issue is not None:
            self.issues.add(_path((place, key)), issue)
        if new is not None:
            node[key] = new
        return new is not None

    def nested(self, node: dict[str, Json], key: str, value: Json, place: Place, depth: int) -> None:
        """The value of a field that holds references: one object, or a list."""
        if type(value) is dict:
            self.object(value, place, depth)
            if key in ONE_OR_MANY:
                self.issues.add(_path(place), "object_for_list")
                node[key] = [value]
        elif key in ID_LISTS:
            node[key] = self.ids(value, place, depth)
        else:
            self.members(value, place, depth)

    def members(self, nodes: list[Json], place: Place, depth: int) -> None:
        if depth > DEEPEST:
            raise RecursionError
        for value in nodes:
            if type(value) is dict:
                self.object(value, place, depth + 1)
            elif type(value) is list:
                self.members(value, place, depth + 1)

    def ids(self, values: list[Json], place: Place, depth: int) -> list[Json]:
        """A list of references; the Kyrgyz API puts objects with an `id` where others put the id."""
        kept: list[Json] = []
        for value in values:
            if isinstance(value, dict):
                self.object(value, place, depth + 1)
                kept.append(value)
                continue
            new, issue = identifier(value)
            if issue is not None:
                self.issues.add(_path(place), issue)
            if new is not None:
                kept.append(new)
        return kept


def _path(place: Place) -> str:
    names: list[str] = []
    while place is not None:
        place, name = place
        names.append(name)
    return "/" + "/".join(reversed(names)) if names else ""


@dataclass(frozen=True, slots=True)
class _Outline:
    """`SHAPES` as a tree: the fields of one section, by what they must be, and the sections within it."""

    fields: tuple[tuple[str, type, bool], ...]
    """Name, type, and whether every member has to be an object."""
    within: "tuple[tuple[str, _Outline], ...]"


def _outline(section: Section) -> _Outline:
    types = {OBJECT: dict, TEXT: str, OBJECTS: list, VALUES: list}
    below = [path for path in SHAPES if path[:-1] == section and path]
    return _Outline(
        tuple((name, types[shape], shape is OBJECTS) for name, shape in SHAPES.get(section, {}).items()),
        tuple((path[-1], _outline(path)) for path in below),
    )


_OUTLINE = _outline(())


def _reshape(holder: dict[str, Json], outline: _Outline, issues: Issues, path: str) -> None:
    """Remove what has the wrong type where others look: whole fields, and members of lists that are no objects."""
    for name, expected, objects in outline.fields:
        value: Json = holder.get(name)
        if value is None:
            continue
        kind = type(value)
        if kind is not expected:
            del holder[name]
        elif objects and not _all_objects(value):
            holder[name] = list(filter(_is_object, value))
        else:
            continue
        issues.add(f"{path}/{name}", "wrong_type")
    for name, inner in outline.within:
        value = holder.get(name)
        if type(value) is dict:
            _reshape(value, inner, issues, f"{path}/{name}")
        elif type(value) is list:
            for member in value:
                if type(member) is dict:
                    _reshape(member, inner, issues, f"{path}/{name}")


def _all_objects(values: list[Json]) -> bool:
    for value in values:  # noqa: SIM110 - a call for each member would cost twice as much
        if type(value) is not dict:
            return False
    return True


def _is_object(value: Json) -> bool:
    return type(value) is dict


def without_nulls(node: Json) -> Json:
    """`node` without object members that are null (they state nothing once releases are merged), in place."""
    if type(node) is dict:
        for key in [key for key, value in node.items() if value is None]:
            del node[key]
        for value in node.values():
            if type(value) is dict or type(value) is list:
                without_nulls(value)
    elif type(node) is list:
        for value in node:
            without_nulls(value)
    return node
