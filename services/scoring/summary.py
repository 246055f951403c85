"""The few facts of a process that travel with a flag."""

import re
from datetime import datetime
from decimal import Decimal

import msgspec

from services.scoring.amounts import money
from services.scoring.process import Process, identity
from shared.contracts.tender import ProcessSummary

_CURRENCY = re.compile(r"[A-Z]{3}")

KYRGYZ_REGIONS = {
    "бишкек": "KG-GB",
    "ош": "KG-GO",
    "баткен": "KG-B",
    "чуй": "KG-C",
    "чүй": "KG-C",
    "жалал-абад": "KG-J",
    "джалал-абад": "KG-J",
    "нарын": "KG-N",
    "ошск": "KG-O",
    "ош облусу": "KG-O",
    "талас": "KG-T",
    "иссык-куль": "KG-Y",
    "ысык-көл": "KG-Y",
}
"""Beginnings of region names in Russian and Kyrgyz; the longest that fits decides (Ош is a city and a region)."""


class Organisation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A buyer."""

    id: str
    name: str | None = None


class Money(msgspec.Struct, frozen=True):
    """An amount; written as text, so that no digit is lost."""

    amount: Decimal
    currency: str


class Summary(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fields of the contract's `ProcessSummary`, stored compactly."""

    ocid: str
    version: int
    country: str
    title: str | None = None
    buyer: Organisation | None = None
    value: Money | None = None
    region: str | None = None
    method: str | None = None
    method_details: str | None = None
    status: str | None = None
    published: datetime | None = None
    made_up: bool = False

    def contract(self) -> ProcessSummary:
        """As the contract states it."""
        return ProcessSummary.model_validate(msgspec.to_builtins(self, builtin_types=(datetime, Decimal)))


def summarise(process: Process) -> Summary:
    """The summary of one version."""
    tender, buyer = process.tender, process.release.buyer
    amount, currency = money(tender.value), tender.value.currency
    return Summary(
        ocid=process.ocid,
        version=process.version,
        country=process.country,
        title=tender.title,
        buyer=Organisation(process.buyer_id, buyer.name) if process.buyer_id else None,
        value=Money(amount, currency) if amount and currency and _CURRENCY.fullmatch(currency) else None,
        region=region(process),
        method=tender.procurement_method,
        method_details=tender.procurement_method_details,
        status=tender.status,
        published=process.published,
        made_up=process.made_up,
    )


def region(process: Process) -> str | None:
    """ISO 3166-2 code of the buyer's region, or None when it is absent or not one we know."""
    if process.country != "kg" or process.buyer_id is None:
        return None
    name = next((p.address.region for p in process.release.parties if identity(p.id) == process.buyer_id), None)
    if not name:
        return None
    words = name.casefold().strip().removeprefix("город ").removeprefix("г.").lstrip()
    fitting = [start for start in KYRGYZ_REGIONS if words.startswith(start)]
    return KYRGYZ_REGIONS[max(fitting, key=len)] if fitting else None
