"""Organisations as pages name them."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.gateway import release as read
from services.gateway.format import shorten
from services.gateway.release import Node
from services.gateway.tender_bounds import LONGEST_ID, MOST_PARTIES, NAME_LENGTH


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation with a link to its page, when it has an id."""

    name: str
    id: str | None = None


def party(reference: Node, names: Mapping[str, str]) -> Party | None:
    """The organisation a reference names, or None."""
    id_ = read.text(reference, "id")
    name = names.get(id_ or "") or read.text(reference, "name") or id_
    return named(name, id_) if name else None


def named(name: str, id_: str | None) -> Party:
    """An organisation by a name of bearable length; there is no page for an id longer than any may be."""
    return Party(shorten(name, NAME_LENGTH), id_ if id_ and len(id_) <= LONGEST_ID else None)


def parties(parent: Node, name: str, names: Mapping[str, str]) -> tuple[Party, ...]:
    """The first organisations of a list of references; `…` stands for the others."""
    found = [named(shown_name, id_) for id_, shown_name in read.organisations(parent, name, names)]
    return (*found[:MOST_PARTIES], Party("…")) if len(found) > MOST_PARTIES else tuple(found)
