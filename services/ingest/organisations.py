"""Organisations of a compiled release: one party per organisation, and references that lead to it.

Also the part of the upgrade from OCDS 1.0 that matters: organisations written in place become parties with roles.
Identifiers of a notice (`ORG-0001`, `1`) name different firms in different notices, so they are replaced by the
registered identifier or bound to the ocid; placeholders (`00`, `VACIA`) are dropped, never joined on.
"""

import hashlib
import re
from functools import lru_cache
from typing import Any

from services.ingest.issues import Issues
from services.ingest.values import identifies

Json = Any
Party = dict[str, Json]
_LOCAL = re.compile(r"(ORG|TPO|UBO)-\d+|\d{1,5}")
_KNOWN_IDS = 8192


def settle(release: dict[str, Json], issues: Issues) -> None:
    """Put parties and references of `release` in order, in place."""
    ocid = release["ocid"]
    parties: dict[str, Party] = {}
    renamed: dict[str, str] = {}
    unnamed: list[Party] = []
    for party in release.get("parties") or ():
        new = party.get("id")
        if not is_stable(new):
            new = _renamed(party, ocid, renamed, issues)
        if new is None:
            unnamed.append(party)
            continue
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


def _renamed(party: Party, ocid: str, renamed: dict[str, str], issues: Issues) -> str | None:
    """The stable id of a party that comes with none, which it gets; None when nothing identifies it."""
    old = party.get("id")
    if old is not None and not identifies(old):
        issues.add("/parties/id", "id_placeholder")
        del party["id"]
    new = stable_id(party, ocid)
    if new is not None:
        if old is not None and old != new and identifies(old):
            renamed[old] = new
        party["id"] = new
    return new


def references(release: dict[str, Json]) -> list[tuple[dict[str, Json], str]]:
    """Every reference to an organisation that has a role by its place, with that role."""
    tender = release.get("tender") or {}
    found = _objects([release.get("buyer")], "buyer")
    found += _objects([tender.get("procuringEntity")], "procuringEntity")
    found += _objects(tender.get("tenderers"), "tenderer")
    for bid in (release.get("bids") or {}).get("details") or ():
        found += _objects(bid.get("tenderers"), "tenderer")
    for award in release.get("awards") or ():
        won = award.get("status", "active") in ("active", "pending")
        found += _objects(award.get("suppliers"), "supplier" if won else "tenderer")
    for contract in release.get("contracts") or ():
        found += _objects(contract.get("suppliers"), "supplier")
    return found


def is_stable(own: Json) -> bool:
    """Whether an organisation's id is one by which it is known outside its own release too."""
    return isinstance(own, str) and _is_stable(own)


@lru_cache(_KNOWN_IDS)
def _is_stable(own: str) -> bool:
    return identifies(own) and not _LOCAL.fullmatch(own)


def stable_id(organisation: Party, ocid: str) -> str | None:
    """The id by which an organisation is known outside its own release; None when nothing identifies it."""
    own = organisation.get("id")
    if is_stable(own):
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
    new = reference.get("id")
    if not is_stable(new) or new in renamed:
        new = _reference_id(reference, role, ocid, renamed, issues)
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


def _reference_id(
    reference: dict[str, Json], role: str, ocid: str, renamed: dict[str, str], issues: Issues
) -> str | None:
    """The id of the party that is meant by a reference that comes with another id, or with none."""
    old = reference.get("id")
    if old is not None and not identifies(old):
        issues.add(f"/{role}/id", "id_placeholder")
        del reference["id"]
    return (renamed.get(old) if isinstance(old, str) else None) or stable_id(reference, ocid)


def _name(party: Party) -> None:
    mark = party.get("identifier")
    if not party.get("name") and isinstance(mark, dict) and isinstance(mark.get("legalName"), str):
        party["name"] = mark["legalName"]


def _objects(values: Json, role: str) -> list[tuple[dict[str, Json], str]]:
    if not isinstance(values, list):
        return []
    return [(value, role) for value in values if isinstance(value, dict) and value]
