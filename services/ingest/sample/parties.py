"""Who buys and who bids in the made-up year: endless, the same for the same number, and recognisably invented."""

from functools import lru_cache
from typing import Any

import msgspec

from services.ingest.sample.words import BODIES, FIRM_STEMS, FIRM_TAILS, PERSONS, REGIONS, Region

Party = dict[str, Any]

BUYER_INN = 99_999_000_000_000
FIRM_INN = 99_999_100_000_000
"""Tax numbers of the sample begin with 99999; a real one begins with 0, 1 or 2."""

FOREIGN_EVERY = 61
"""Each so many firms is registered abroad, and bids with a `KZ-INN-` id."""
PERSON_EVERY = 23
"""Each so many suppliers is a sole trader, whose name is personal data."""

_encode = msgspec.json.Encoder().encode


def buyer_id(number: int) -> str:
    """Organisation id of the buyer with this number."""
    return f"KG-INN-{BUYER_INN + number}"


def firm_id(number: int) -> str:
    """Organisation id of the firm with this number."""
    return f"{_country(number)}-INN-{FIRM_INN + number}"


@lru_cache(maxsize=8192)
def buyer_party(number: int) -> msgspec.Raw:
    """The `parties` entry of a buyer, ready to be put into a release."""
    return msgspec.Raw(
        _encode(
            _organisation(
                buyer_id(number), *buyer_names(number), region_of(number), number, ["buyer", "procuringEntity"]
            )
        )
    )


@lru_cache(maxsize=32768)
def firm_party(number: int, roles: tuple[str, ...]) -> msgspec.Raw:
    """The `parties` entry of a firm in these roles, ready to be put into a release."""
    return msgspec.Raw(
        _encode(
            _organisation(
                firm_id(number), *_firm_names(number), REGIONS[number * 7 % len(REGIONS)], number, list(roles)
            )
        )
    )


def buyer_names(number: int) -> tuple[str, str]:
    """Legal name of a buyer in Russian and in Kyrgyz."""
    body = BODIES[number % len(BODIES)]
    town = town_of(number)
    n = number // len(BODIES) + 1
    return body.ru.format(town=town, n=n), body.ky.format(town=town, n=n)


def region_of(number: int) -> Region:
    """Where the buyer with this number sits."""
    return REGIONS[number * 5 % len(REGIONS)]


def town_of(number: int) -> str:
    """The town of the buyer with this number."""
    towns = region_of(number).towns
    return towns[number // len(REGIONS) % len(towns)]


def _country(number: int) -> str:
    return "KZ" if number % FOREIGN_EVERY == FOREIGN_EVERY - 1 else "KG"


def _firm_names(number: int) -> tuple[str, str]:
    if number % PERSON_EVERY == PERSON_EVERY - 1:
        person = PERSONS[number // PERSON_EVERY % len(PERSONS)]
        return f"ИП {person}", f"{person} ЖИ"
    stem = FIRM_STEMS[number % len(FIRM_STEMS)]
    tail = FIRM_TAILS[number // len(FIRM_STEMS) % len(FIRM_TAILS)]
    series = number // (len(FIRM_STEMS) * len(FIRM_TAILS))
    name = f"{stem}-{tail}" if not series else f"{stem}-{tail} {series + 1}"
    return (f"ТОО «{name}»", f"«{name}» ЖЧШ") if _country(number) == "KZ" else (f"ОсОО «{name}»", f"«{name}» ЖЧК")


def _organisation(identity: str, name: str, name_ky: str, region: Region, number: int, roles: list[str]) -> Party:
    scheme, _, inn = identity.rpartition("-")
    foreign = scheme.startswith("KZ")
    return {
        "id": identity,
        "identifier": {"id": inn, "scheme": scheme, "legalName": name, "legalName_kg": name_ky},
        "address": {
            "ateCode": f"99900{number:09d}",
            "countryName": "Республика Казахстан" if foreign else "Кыргызская Республика",
            "region": "Алматинская область" if foreign else region.name,
            "streetAddress": f"ул. Примерная, {number % 200 + 1}",
        },
        "roles": roles,
    }
