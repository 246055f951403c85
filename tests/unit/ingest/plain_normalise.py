"""The rules of `normalise` written the plain way, a call for each value: what the fast walk has to come out like."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import cache, partial
from typing import Any

from services.ingest.issues import Issues
from services.ingest.normalise import (
    AMOUNTS,
    DATES,
    DEEPEST,
    ID_LISTS,
    IDS,
    OBJECT,
    OBJECTS,
    ONE_OR_MANY,
    PERSONAL,
    SHAPES,
    TEXT,
    VALUES,
    Section,
)
from services.ingest.values import LARGEST_AMOUNT, amount, identifier, instant

Json = Any


def normalise(
    release: dict[str, Json], issues: Issues, zone: tzinfo = UTC, *, keep_nulls: bool = True
) -> dict[str, Json]:
    """`release` with its values put right, in place.

    Dates without an offset are meant in `zone`. Nulls stay while releases are to be merged: there they delete values.
    Raises `RecursionError` when objects lie deeper within each other than `DEEPEST`.
    """
    _Walk(issues, _parsers(zone), keep_nulls=keep_nulls).object(release, "")
    _reshape(release, issues)
    return release


Parser = Callable[[Json], tuple[Json, str | None]]


@cache
def _parsers(zone: tzinfo) -> dict[str, Parser]:
    return {
        **dict.fromkeys(DATES, partial(instant, zone=zone)),
        **dict.fromkeys(AMOUNTS, amount),
        **dict.fromkeys(IDS, identifier),
    }


_SPECIAL = frozenset({*DATES, *AMOUNTS, *IDS, *PERSONAL, *ONE_OR_MANY})
"""Fields that are more than a place for others when they hold an object."""


def _is_right(key: str, value: Json) -> bool:
    """Whether a value needs no parsing: the common case, decided cheaply."""
    if type(value) is str:
        return key in IDS and value != "" and value[0] > " " and value[-1] > " "
    return type(value) is int and key in AMOUNTS and -LARGEST_AMOUNT <= value <= LARGEST_AMOUNT


class _Walk:
    """One pass over all values of a release."""

    __slots__ = ("issues", "keep_nulls", "parsers")

    def __init__(self, issues: Issues, parsers: dict[str, Parser], *, keep_nulls: bool) -> None:
        self.issues = issues
        self.parsers = parsers
        self.keep_nulls = keep_nulls

    def object(self, node: dict[str, Json], path: str, depth: int = 0) -> None:
        if depth > DEEPEST:
            raise RecursionError
        gone: list[str] | None = None
        parsers = self.parsers
        for key, value in node.items():
            if type(value) is dict and key not in _SPECIAL:
                self.object(value, f"{path}/{key}", depth + 1)
                continue
            if value is None:
                keep = self.keep_nulls
            elif key in parsers:
                keep = _is_right(key, value) or self.parsed(node, key, value, path)
            elif type(value) is dict or type(value) is list:
                keep = self.nested(node, key, value, path, depth + 1)
            else:
                continue
            if not keep:
                gone = [*gone, key] if gone else [key]
        for key in gone or ():
            del node[key]

    def parsed(self, node: dict[str, Json], key: str, value: Json, path: str) -> bool:
        new, issue = self.parsers[key](value)
        if issue is not None:
            self.issues.add(f"{path}/{key}", issue)
        if new is not value and new is not None:
            node[key] = new
        return new is not None

    def nested(self, node: dict[str, Json], key: str, value: Json, path: str, depth: int) -> bool:
        if key in PERSONAL:
            return False
        where = f"{path}/{key}"
        if type(value) is dict:
            self.object(value, where, depth)
            if key in ONE_OR_MANY:
                self.issues.add(where, "object_for_list")
                node[key] = [value]
        elif key in ID_LISTS:
            node[key] = self.ids(value, where, depth)
        else:
            self.members(value, where, depth)
        return True

    def members(self, nodes: list[Json], path: str, depth: int) -> None:
        if depth > DEEPEST:
            raise RecursionError
        for value in nodes:
            if type(value) is dict:
                self.object(value, path, depth + 1)
            elif type(value) is list:
                self.members(value, path, depth + 1)

    def ids(self, values: list[Json], path: str, depth: int) -> list[Json]:
        """A list of references; the Kyrgyz API puts objects with an `id` where others put the id."""
        kept: list[Json] = []
        for value in values:
            if isinstance(value, dict):
                self.object(value, path, depth + 1)
                kept.append(value)
                continue
            new, issue = identifier(value)
            if issue is not None:
                self.issues.add(path, issue)
            if new is not None:
                kept.append(new)
        return kept


def _reshape(release: dict[str, Json], issues: Issues) -> None:
    """Remove what has the wrong type where others look: whole fields, and members of lists that are no objects."""
    for section, shapes in SHAPES.items():
        for holder in _holders(release, section):
            for name, shape in shapes.items():
                value: Json = holder.get(name)
                if value is None or _fits(value, shape):
                    continue
                if shape is OBJECTS and type(value) is list:
                    holder[name] = list(filter(_is_object, value))
                else:
                    del holder[name]
                issues.add("/" + "/".join((*section, name)), "wrong_type")


def _holders(node: Json, section: Section) -> list[dict[str, Json]]:
    """The objects at `section`; a list stands for its members."""
    for name in section:
        node = node.get(name) if type(node) is dict else None
    return list(filter(_is_object, node if type(node) is list else [node]))


def _fits(value: Json, shape: str) -> bool:
    if shape is TEXT:
        return type(value) is str
    if shape is OBJECT:
        return type(value) is dict
    return type(value) is list and (shape is VALUES or all(map(_is_object, value)))


def _is_object(value: Json) -> bool:
    return type(value) is dict
