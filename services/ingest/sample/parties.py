"""Who buys and who bids in the made-up year: endless, the same for the same number, and recognisably invented."""

from functools import lru_cache
from typing import Any

import msgspec

from services.ingest.sample.words import BODIES, FIRM_STEMS, FIRM_TAILS, PERSONS, REGIONS, Region

Party = dict[str, Any]

BUYER_INN = 99_999_000_000_000
FIRM_INN = 99_999_100_000_000
"""Tax numbers of the sample begin with 99999; a real one begins with 0, 1 or 2."""

DIRECT_FIRMS = 1_000_000
"""From here on: firms that get direct contracts and never bid."""
_CHAINED, _TWINS, _NEIGHBOURS, _FRESH = 2_000_000, 100_000_000, 300_000_000, 400_000_000
_MANY = 40_000_000
"""Processes after which the firms of one process come again."""

FOREIGN_EVERY = 61
"""Each so many firms is registered abroad, and bids with a `KZ-INN-` id."""
PERSON_EVERY = 23
"""Each so many suppliers is a sole trader, whose name is personal data."""

_encode = msgspec.json.Encoder().encode


def chain_firm(one_set: int, pattern: int, n: int) -> int:
    """The `n`-th firm (of fifty) of a pattern over several processes."""
    return _CHAINED + (one_set * 20 + pattern) * 50 + n


def twin_firms(number: int) -> list[int]:
    """Two firms at one address, which bid in the process of this number only."""
    return [_TWINS + 2 * (number % _MANY) + n for n in (0, 1)]


def fresh_firm(number: int, n: int) -> int:
    """A firm that the process of this number alone knows; `n` below ten."""
    return _FRESH + number % _MANY * 10 + n


def neighbour_of(buyer: int) -> int:
    """The firm at the address of a buyer."""
    return _NEIGHBOURS + buyer


def buyer_id(number: int) -> str:
    """Organisation id of the buyer with this number."""
    return f"KG-INN-{BUYER_INN + number}"


def firm_id(number: int) -> str:
    """Organisation id of the firm with this number."""
    return f"{_country(number)}-INN-{FIRM_INN + number}"


@lru_cache(maxsize=8192)
def buyer_party(number: int) -> msgspec.Raw:
    """The `parties` entry of a buyer, ready to be put into a release."""
    identity, roles = buyer_id(number), ["buyer", "procuringEntity"]
    street = _buyer_street(number)
    return msgspec.Raw(_encode(_organisation(identity, *buyer_names(number), region_of(number), number, street, roles)))


@lru_cache(maxsize=32768)
def firm_party(number: int, roles: tuple[str, ...]) -> msgspec.Raw:
    """The `parties` entry of a firm in these roles, ready to be put into a release."""
    region, street = REGIONS[number * 7 % len(REGIONS)], f"ул. Примерная, {number + 1}"
    if _NEIGHBOURS <= number < _FRESH:
        region, street = region_of(number - _NEIGHBOURS), _buyer_street(number - _NEIGHBOURS)
    elif _TWINS <= number < _NEIGHBOURS:
        pair = number // 2
        region, street = REGIONS[pair * 7 % len(REGIONS)], f"ул. Соседская, {pair - _TWINS // 2 + 1}"
    return msgspec.Raw(
        _encode(_organisation(firm_id(number), *_firm_names(number), region, number, street, list(roles)))
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


def _buyer_street(number: int) -> str:
    return f"ул. Ойдонная, {number + 1}"


def _country(number: int) -> str:
    return "KZ" if number % FOREIGN_EVERY == FOREIGN_EVERY - 1 and number < DIRECT_FIRMS else "KG"


def _firm_names(number: int) -> tuple[str, str]:
    if number % PERSON_EVERY == PERSON_EVERY - 1:
        person = PERSONS[number // PERSON_EVERY % len(PERSONS)]
        return f"ИП {person}", f"{person} ЖИ"
    stem = FIRM_STEMS[number % len(FIRM_STEMS)]
    tail = FIRM_TAILS[number // len(FIRM_STEMS) % len(FIRM_TAILS)]
    series = number // (len(FIRM_STEMS) * len(FIRM_TAILS))
    name = f"{stem}-{tail}" if not series else f"{stem}-{tail} {series + 1}"
    return (f"ТОО «{name}»", f"«{name}» ЖЧШ") if _country(number) == "KZ" else (f"ОсОО «{name}»", f"«{name}» ЖЧК")


def _organisation(
    identity: str, name: str, name_ky: str, region: Region, number: int, street: str, roles: list[str]
) -> Party:
    scheme, _, inn = identity.rpartition("-")
    foreign = scheme.startswith("KZ")
    return {
        "id": identity,
        "identifier": {"id": inn, "scheme": scheme, "legalName": name, "legalName_kg": name_ky},
        "address": {
            "ateCode": f"99900{number:09d}",
            "countryName": "Республика Казахстан" if foreign else "Кыргызская Республика",
            "region": "Алматинская область" if foreign else region.name,
            "streetAddress": street,
        },
        "roles": roles,
    }
