"""Which country a contracting process belongs to, as ISO 3166-1 alpha-2 in lower case; `xx` when nobody says."""

from typing import Any

Json = Any
UNKNOWN = "xx"

BY_PREFIX = {
    "ocds-h7i0z4": "kg",
    "ocds-03ad3f": "py",
    "ocds-07smqs": "mx",
    "ocds-5wno2w": "ec",
    "ocds-7wj9x5": "mx",
    "ocds-b3wdp1": "md",
    "ocds-b5fd17": "gb",
    "ocds-b5fd17raw": "gb",
    "ocds-be6bcu": "ua",
    "ocds-g4facg": "mx",
    "ocds-h6vhtk": "gb",
    "ocds-k50g02": "co",
    "ocds-lcuori": "hn",
    "ocds-ptecst": "us",
    "ocds-px0z7d": "pt",
}
"""Registered ocid prefixes of publishers met so far. A country is not a key: several publishers share one."""

BY_NAME = {
    "кыргызская республика": "kg",
    "кыргыз республикасы": "kg",
    "кыргызстан": "kg",
    "kyrgyzstan": "kg",
    "kyrgyz republic": "kg",
    "казахстан": "kz",
    "kazakhstan": "kz",
    "узбекистан": "uz",
    "таджикистан": "tj",
    "россия": "ru",
    "российская федерация": "ru",
    "ukraine": "ua",
    "україна": "ua",
    "moldova": "md",
    "united kingdom": "gb",
    "england": "gb",
    "portugal": "pt",
    "colombia": "co",
    "méxico": "mx",
    "mexico": "mx",
    "paraguay": "py",
    "ecuador": "ec",
    "honduras": "hn",
    "norway": "no",
    "norge": "no",
}


def country_of(release: dict[str, Json], given: str | None = None) -> str:
    """What the operator said (`given`), else the publisher's prefix, else the buyer's address."""
    if given:
        return given
    prefix = "-".join(release["ocid"].split("-", 2)[:2])
    return BY_PREFIX.get(prefix) or _of_buyer(release) or UNKNOWN


def _of_buyer(release: dict[str, Json]) -> str | None:
    buyer = (release.get("buyer") or {}).get("id")
    for party in release.get("parties") or ():
        roles = party.get("roles") or ()
        address = party.get("address")
        if isinstance(address, dict) and (party.get("id") == buyer or "buyer" in roles):
            code, name = address.get("country"), address.get("countryName")
            if isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha():
                return code.lower()
            if isinstance(name, str):
                known = BY_NAME.get(name.strip().lower())
                return known or (name.lower() if len(name) == 2 and name.isascii() and name.isalpha() else None)
    return None
