"""Procurement methods and stages: how competitive a process is meant to be and whether its bids are opened.

Kyrgyz processes are judged by `procurementMethodDetails` alone: their `procurementMethod` shows an announced
single-source purchase as open or selective. A Kyrgyz method that is not in the table (the law of 2022 brought new
ones) is *unknown*, never taken for competitive. Elsewhere the OCDS codelist decides.
"""

from enum import IntEnum


class Competition(IntEnum):
    """How many bidders a method is made for."""

    COMPETITIVE = 1
    RESTRICTED = 2
    """Bids are compared, but only those invited or registered may bid."""
    NONE = 3
    UNKNOWN = 0


OCDS_METHODS = {
    "open": Competition.COMPETITIVE,
    "selective": Competition.COMPETITIVE,
    "limited": Competition.RESTRICTED,
    "direct": Competition.NONE,
}

KYRGYZ_METHODS = {
    "oneStage": Competition.COMPETITIVE,
    "twostage": Competition.COMPETITIVE,
    "simplicated": Competition.COMPETITIVE,
    "downgrade": Competition.COMPETITIVE,
    "requestForQuotation": Competition.COMPETITIVE,
    "egov": Competition.COMPETITIVE,
    "auctionUnlimited": Competition.COMPETITIVE,
    "eAuction": Competition.COMPETITIVE,
    "consultQualityPrice": Competition.COMPETITIVE,
    "consultPrice": Competition.COMPETITIVE,
    "consultQuality": Competition.COMPETITIVE,
    "consultFixedBudget": Competition.COMPETITIVE,
    "consultQualification": Competition.COMPETITIVE,
    "auctionLimited": Competition.RESTRICTED,
    "personific": Competition.RESTRICTED,
    "singleSource": Competition.NONE,
    "consultSingleSource": Competition.NONE,
    "contract-based": Competition.NONE,
}

PRICE_NOT_COMPARED = frozenset({"consultQuality", "consultFixedBudget", "consultQualification"})
"""Consulting methods that do not choose by price: equal or passed-over low prices mean nothing there."""

COMP3 = frozenset({"oneStage", "simplicated", "downgrade"})
"""The three competitive methods that the official Kyrgyz flags look at."""

BEFORE_OPENING = frozenset({"published", "changed", "autoProlonged"})
"""Kyrgyz `statusDetails` while bids are still sealed."""


def competition(country: str, method: str | None, details: str | None) -> Competition:
    """How competitive the method is; `country` is an ISO 3166-1 alpha-2 code in lower case."""
    if country == "kg" and details is not None:
        return KYRGYZ_METHODS.get(details, Competition.UNKNOWN)
    if country == "kg" and method != "direct":
        return Competition.UNKNOWN
    return OCDS_METHODS.get(method or "", Competition.UNKNOWN)
