"""Organisations with their roles and addresses, and who owns them."""

import re
from functools import lru_cache
from math import nan

from services.scoring.countries import country_code
from services.scoring.extract.draft import Draft
from services.scoring.extract.layout import OWNERS, PARTIES
from services.scoring.extract.processes import Arrival
from services.scoring.regions import kyrgyz_region
from services.scoring.tokens import NO_DIGEST
from services.scoring.views import Party

BUYS = frozenset({"buyer", "procuringEntity"})
TENDERS = frozenset({"tenderer", "supplier"})
_WORD = re.compile(r"\w+")
_STREET_WORDS = frozenset(
    {"ул", "улица", "көчөсү", "көч", "дом", "д", "үй", "г", "город", "шаары", "с", "село", "айылы"}
)


def write_parties(draft: Draft, process: int, arrival: Arrival) -> None:
    """Write the organisations of a process and their owners."""
    token, parties = draft.token, draft.parties
    for party in arrival.release.parties:
        place = party.address
        region, street = place.region, place.street_address
        buys, tenders, supplies = _roles(tuple(party.roles))
        row = len(parties)
        parties.append(
            PARTIES.pack(
                process,
                token(party.id),
                buys,
                tenders,
                supplies,
                token(_address(place.locality or region, street)) if street else NO_DIGEST,
                token(kyrgyz_region(region)) if region else NO_DIGEST,
                token(country_code(place.country, place.country_name)),
                token(party.name),
            )
        )
        if party.beneficial_owners or party.shareholders:
            _write_owners(draft, row, party)


@lru_cache(1_000)
def _roles(roles: tuple[str | None, ...]) -> tuple[bool, bool, bool]:
    """Whether an organisation buys, takes part, and supplies."""
    found = frozenset(roles)
    return bool(found & BUYS), bool(found & TENDERS), "supplier" in found


def _write_owners(draft: Draft, party: int, view: Party) -> None:
    for owner in view.beneficial_owners:
        draft.owners.append(OWNERS.pack(party, draft.token(owner.id or _name(owner.name)), True, nan))
    for each in view.shareholders:
        holder, share = each.shareholder, each.shareholding
        known = nan if share is None or not 0 <= share <= 1 else share
        draft.owners.append(OWNERS.pack(party, draft.token(holder.id or _name(holder.name)), False, known))


@lru_cache(50_000)
def _address(place: str | None, street: str | None) -> str | None:
    """The words of an address in one form; None when street and number are not both there."""
    if not street or not any(character.isdigit() for character in street):
        return None
    words = [word for word in _WORD.findall(street.casefold()) if word not in _STREET_WORDS]
    if not any(word.isalpha() and len(word) > 2 for word in words):
        return None
    where = _WORD.findall(place.casefold()) if place else []
    return " ".join((*where, *words))


def _name(name: str | None) -> str | None:
    return " ".join(_WORD.findall(name.casefold())) if name else None
