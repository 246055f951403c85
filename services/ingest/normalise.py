"""One release in the shape that the rest of the house relies on, whoever published it.

Identifiers become texts, dates UTC with `Z`, amounts numbers; what does not parse is removed and noted. Fields that
are not in the tables below pass through untouched. Works in place: the release given is the release returned.
"""

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Any

from services.ingest.issues import Issues
from services.ingest.values import amount, identifier, instant

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

SHAPES: dict[str, type] = {
    "tender.value": dict,
    "tender.tenderPeriod": dict,
    "tender.enquiryPeriod": dict,
    "tender.procuringEntity": dict,
    "tender.items": list,
    "tender.lots": list,
    "tender.documents": list,
    "bids.details": list,
    "bids.statistics": list,
    "relatedProcesses": list,
}
"""Fields that others rely on; one of another type is removed and noted."""
LISTS_OF_OBJECTS = ("parties", "awards", "contracts", "tender.items", "tender.lots", "tender.documents", "bids.details")


def normalise(release: dict[str, Json], issues: Issues, zone: tzinfo = UTC) -> dict[str, Json]:
    """`release` with its values put right, in place; nulls stay, for they delete values when releases are merged."""
    _Walk(issues, zone).object(release, "")
    _reshape(release, issues)
    return release


class _Walk:
    """One pass over all values of a release."""

    __slots__ = ("issues", "zone")

    def __init__(self, issues: Issues, zone: tzinfo) -> None:
        self.issues = issues
        self.zone = zone

    def object(self, node: dict[str, Json], path: str) -> None:
        gone: list[str] = []
        for key, value in node.items():
            if value is None:
                continue
            parse = _PARSERS.get(key)
            if parse is not None:
                new, issue = parse(self, value)
                if issue is not None:
                    self.issues.add(f"{path}/{key}", issue)
                if new is None:
                    gone.append(key)
                elif new is not value:
                    node[key] = new
            elif key in PERSONAL:
                gone.append(key)
            elif type(value) is dict or type(value) is list:
                self.nested(node, key, value, f"{path}/{key}")
        for key in gone:
            del node[key]

    def nested(self, node: dict[str, Json], key: str, value: Json, path: str) -> None:
        if type(value) is dict:
            self.object(value, path)
            if key in ONE_OR_MANY:
                self.issues.add(path, "object_for_list")
                node[key] = [value]
        elif key in ID_LISTS:
            node[key] = self.ids(value, path)
        else:
            self.members(value, path)

    def members(self, nodes: list[Json], path: str) -> None:
        for value in nodes:
            if type(value) is dict:
                self.object(value, path)
            elif type(value) is list:
                self.members(value, path)

    def ids(self, values: list[Json], path: str) -> list[Json]:
        """A list of references; the Kyrgyz API puts objects with an `id` where others put the id."""
        kept: list[Json] = []
        for value in values:
            if isinstance(value, dict):
                self.object(value, path)
                kept.append(value)
                continue
            new, issue = identifier(value)
            if issue is not None:
                self.issues.add(path, issue)
            if new is not None:
                kept.append(new)
        return kept


def _instant(walk: _Walk, value: Json) -> tuple[Json, str | None]:
    return instant(value, walk.zone)


def _amount(_: _Walk, value: Json) -> tuple[Json, str | None]:
    return amount(value)


def _identifier(_: _Walk, value: Json) -> tuple[Json, str | None]:
    return identifier(value)


_PARSERS: dict[str, Callable[[_Walk, Json], tuple[Json, str | None]]] = {
    **dict.fromkeys(DATES, _instant),
    **dict.fromkeys(AMOUNTS, _amount),
    **dict.fromkeys(IDS, _identifier),
}


def _reshape(release: dict[str, Json], issues: Issues) -> None:
    """Remove what has the wrong type where others look."""
    for path, expected in SHAPES.items():
        holder, name = _holder(release, path)
        if holder is not None and holder.get(name) is not None and not isinstance(holder[name], expected):
            del holder[name]
            issues.add("/" + path.replace(".", "/"), "wrong_type")
    for path in LISTS_OF_OBJECTS:
        holder, name = _holder(release, path)
        values = holder.get(name) if holder is not None else None
        if values and not all(type(value) is dict for value in values):
            holder[name] = [value for value in values if isinstance(value, dict)]  # type: ignore[index]
            issues.add("/" + path.replace(".", "/"), "wrong_type")


def _holder(release: dict[str, Json], path: str) -> tuple[dict[str, Json] | None, str]:
    outer, _, name = path.rpartition(".")
    holder = release.get(outer) if outer else release
    return (holder if isinstance(holder, dict) else None), name


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
