"""Organisations of a compiled release: one party per organisation, and references that lead to it.

Also the part of the upgrade from OCDS 1.0 that matters: organisations written in place become parties with roles.
Identifiers of a notice (`ORG-0001`, `1`) name different firms in different notices, so they are replaced by the
registered identifier or bound to the ocid; placeholders (`00`, `VACIA`) are dropped, never joined on.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from services.ingest.issues import Issues
from services.ingest.values import identifies

Json = Any
Party = dict[str, Json]
_LOCAL = re.compile(r"(ORG|TPO|UBO)-\d+|\d{1,5}")


def settle(release: dict[str, Json], issues: Issues) -> None:
    """Put parties and references of `release` in order, in place."""
    ocid = release["ocid"]
    parties: dict[str, Party] = {}
    renamed: dict[str, str] = {}
    unnamed: list[Party] = []
    for party in release.get("parties") or ():
        old = party.get("id")
        if old is not None and not identifies(old):
            issues.add("/parties/id", "id_placeholder")
            del party["id"]
        new = stable_id(party, ocid)
        if new is None:
            unnamed.append(party)
            continue
        if old is not None and old != new and identifies(old):
            renamed[old] = new
        party["id"] = new
        _name(party)
        known = parties.get(new)
        if known is None:
            parties[new] = party
        else:
            unite(known, party)
            issues.add("/parties", "party_repeated")
    for reference, role in references(release):
        _settle_reference(reference, role, ocid, parties, renamed, issues)
    if parties or unnamed:
        release["parties"] = [*parties.values(), *unnamed]
    fill_buyer(release)


def references(release: dict[str, Json]) -> Iterator[tuple[dict[str, Json], str]]:
    """Every reference to an organisation that has a role by its place, with that role."""
    tender = release.get("tender") or {}
    yield from _objects([release.get("buyer")], "buyer")
    yield from _objects([tender.get("procuringEntity")], "procuringEntity")
    yield from _objects(tender.get("tenderers"), "tenderer")
    for bid in (release.get("bids") or {}).get("details") or ():
        yield from _objects(bid.get("tenderers"), "tenderer")
    for award in release.get("awards") or ():
        won = award.get("status", "active") in ("active", "pending")
        yield from _objects(award.get("suppliers"), "supplier" if won else "tenderer")
    for contract in release.get("contracts") or ():
        yield from _objects(contract.get("suppliers"), "supplier")


def stable_id(organisation: Party, ocid: str) -> str | None:
    """The id by which an organisation is known outside its own release; None when nothing identifies it."""
    own = organisation.get("id")
    if identifies(own) and not _LOCAL.fullmatch(str(own)):
        return str(own)
    mark = organisation.get("identifier")
    if isinstance(mark, dict) and isinstance(mark.get("scheme"), str) and identifies(mark.get("id")):
        return f"{mark['scheme']}-{mark['id']}"
    if identifies(own):
        return f"{ocid}#{own}"
    name = organisation.get("name") or (mark.get("legalName") if isinstance(mark, dict) else None)
    if isinstance(name, str) and name.strip():
        return f"{ocid}#{hashlib.sha256(name.strip().casefold().encode()).hexdigest()[:12]}"
    return None


def unite(known: Party, other: Party) -> None:
    """Add to `known` what `other`, an entry for the same organisation, says beyond it."""
    for key, value in other.items():
        if key == "roles" and isinstance(value, list):
            roles = known.setdefault("roles", [])
            if isinstance(roles, list):
                roles.extend(role for role in value if role not in roles)
        elif known.get(key) in (None, "", [], {}):
            known[key] = value


def fill_buyer(release: dict[str, Json]) -> None:
    """Give the release its `buyer` and `tender.procuringEntity` from the parties' roles when they are absent."""
    by_role: dict[str, Party] = {}
    for party in release.get("parties") or ():
        roles = party.get("roles")
        for role in roles if isinstance(roles, list) else ():
            if isinstance(role, str) and "id" in party:
                by_role.setdefault(role, party)
    buyer = by_role.get("buyer") or by_role.get("procuringEntity")
    if buyer is not None and not (release.get("buyer") or {}).get("id"):
        release["buyer"] = reference(buyer)
    entity = by_role.get("procuringEntity")
    tender = release.get("tender")
    if entity is not None and isinstance(tender, dict) and not (tender.get("procuringEntity") or {}).get("id"):
        tender["procuringEntity"] = reference(entity)


def reference(party: Party) -> dict[str, Json]:
    """`{id, name}` of a party."""
    return {"id": party["id"], **({"name": party["name"]} if party.get("name") else {})}


def _settle_reference(
    reference: dict[str, Json],
    role: str,
    ocid: str,
    parties: dict[str, Party],
    renamed: dict[str, str],
    issues: Issues,
) -> None:
    old = reference.get("id")
    if old is not None and not identifies(old):
        issues.add(f"/{role}/id", "id_placeholder")
        del reference["id"]
    new = renamed.get(old) if isinstance(old, str) else None
    new = new or stable_id(reference, ocid)
    if new is None:
        return
    party = parties.get(new)
    if party is None:
        party = parties[new] = {**reference, "id": new}
        _name(party)
    roles = party.setdefault("roles", [])
    if isinstance(roles, list) and role not in roles:
        roles.append(role)
    reference["id"] = new
    if not reference.get("name") and party.get("name"):
        reference["name"] = party["name"]
    for detail in ("identifier", "address", "additionalIdentifiers"):
        if detail in reference:
            party.setdefault(detail, reference.pop(detail))


def _name(party: Party) -> None:
    mark = party.get("identifier")
    if not party.get("name") and isinstance(mark, dict) and isinstance(mark.get("legalName"), str):
        party["name"] = mark["legalName"]


def _objects(values: Json, role: str) -> Iterator[tuple[dict[str, Json], str]]:
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and value:
            yield value, role
