"""The few facts of a process that travel with a flag."""

import re
from datetime import datetime
from decimal import Decimal

import msgspec

from services.scoring.amounts import instant, money
from services.scoring.extract.processes import Arrival, region
from shared.contracts.tender import ProcessSummary

MOST_SUPPLIERS = 100
"""Suppliers of one process by whom it can be found; a framework agreement of more is found by the first."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_DIGITS = re.compile(r"[0-9]{2}")


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
    deadline: datetime | None = None
    sector: str | None = None

    def contract(self) -> ProcessSummary:
        """As the contract states it."""
        return ProcessSummary.model_validate(msgspec.to_builtins(self, builtin_types=(datetime, Decimal)))


def summarise(arrival: Arrival) -> Summary:
    """The summary of one version."""
    tender, buyer = arrival.release.tender, arrival.release.buyer
    amount, currency = money(tender.value), tender.value.currency
    known = buyer.id if buyer.id and buyer.id.strip() else None
    return Summary(
        ocid=arrival.ocid,
        version=arrival.version,
        country=arrival.country,
        title=tender.title,
        buyer=Organisation(known, buyer.name) if known else None,
        value=Money(amount, currency) if amount and currency and _CURRENCY.fullmatch(currency) else None,
        region=region(arrival.release) if arrival.country == "kg" else None,
        method=tender.procurement_method,
        method_details=tender.procurement_method_details,
        status=tender.status,
        published=instant(tender.date_published),
        made_up=arrival.made_up,
        deadline=instant(tender.tender_period.end_date),
        sector=sector_of(arrival),
    )


def sector_of(arrival: Arrival) -> str | None:
    """The first two digits of the class of the first item that has one."""
    codes = (item.classification.id for item in arrival.release.tender.items)
    return next((code[:2] for code in codes if code and _DIGITS.match(code)), None)


def suppliers_of(arrival: Arrival) -> list[str]:
    """Ids of those whose awards stand in one version, in the order of the awards."""
    awards = arrival.release.awards
    if not awards:
        return []
    active = [supplier.id for award in awards if award.status == "active" for supplier in award.suppliers]
    named = [name for name in active if name and not name.isspace()]
    return named if len(named) < 2 else list(dict.fromkeys(named))[:MOST_SUPPLIERS]
