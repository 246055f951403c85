"""The Kyrgyz adapter: what the national OCDS API emits, turned into the compiled release the house relies on.

The API keeps one release per ocid and replaces it in place, so releases are not merged: the newest replaces, guarded
by `loss`. Works on a release that `normalise` has been over (without nulls), in place.
"""

from datetime import datetime, timedelta
from typing import Any

from services.ingest.issues import Issues
from services.ingest.kyrgyz_tables import (
    ADDITIONAL_CATEGORIES,
    AWARD_STATUS,
    CATEGORIES,
    CONTRACT_BASED,
    OCID_PREFIX,
    OPENED,
)
from services.ingest.lots import number_of_tenderers, related_lots, tenderer_ids
from services.ingest.organisations import reference, settle
from services.ingest.values import utc_text

Json = Any
Release = dict[str, Json]
ENQUIRIES_END_BEFORE = timedelta(days=5)
"""Enquiries are taken until five days before the deadline, when there are more than five days in all."""


def opened(release: Release) -> bool:
    """Whether bids have been opened."""
    return (release.get("tender") or {}).get("statusDetails") in OPENED


def adapt(release: Release, issues: Issues) -> Release:
    """The compiled release that stands for `release`."""
    tender = release.get("tender")
    if isinstance(tender, dict):
        if "name" not in (tender.get("procuringEntity") or {"name": None}):
            del tender["procuringEntity"]  # the exporter writes the name where the id belongs
        _category(tender)
        _periods(tender, issues)
        _estimates(tender, issues)
    _awards(release)
    settle(release, issues)
    _bids(release)
    _contracts(release)
    _related(release)
    release["tag"] = ["compiled"]
    release["id"] = f"{release['ocid']}-{release.get('date') or 'undated'}"
    return release


def _category(tender: dict[str, Json]) -> None:
    word = tender.get("mainProcurementCategory")
    if word in CATEGORIES:
        tender["mainProcurementCategory"] = CATEGORIES[word]
        tender["mainProcurementCategoryDetails"] = word
        if word in ADDITIONAL_CATEGORIES:
            tender["additionalProcurementCategories"] = [ADDITIONAL_CATEGORIES[word]]


def _periods(tender: dict[str, Json], issues: Issues) -> None:
    period = tender.get("tenderPeriod") or {}
    start, end = _moment(period.get("startDate")), _moment(period.get("endDate"))
    enquiries = tender.get("enquiryPeriod") or {}
    if end and enquiries.get("endDate") == period["endDate"]:
        del enquiries["endDate"]  # the exporter repeats the deadline for bids
        if start and end - start > ENQUIRIES_END_BEFORE:
            enquiries["endDate"] = utc_text(end - ENQUIRIES_END_BEFORE)
    if start and end and end <= start:
        del period["endDate"]
        issues.add("/tender/tenderPeriod/endDate", "deadline_before_start")


def _estimates(tender: dict[str, Json], issues: Issues) -> None:
    """An estimate of 0 means that none was given."""
    _estimate(tender, "/tender/value", issues)
    for lot in tender.get("lots") or ():
        _estimate(lot, "/tender/lots/value", issues)


def _estimate(holder: dict[str, Json], path: str, issues: Issues) -> None:
    value = holder.get("value")
    if isinstance(value, dict) and not value.get("amount"):
        del holder["value"]
        issues.add(path, "no_estimate")


def _awards(release: Release) -> None:
    awards = release.get("awards")
    if not awards:
        return
    bids = (release.get("bids") or {}).get("details") or ()
    tenderers = {bid["id"]: bid.get("tenderers") for bid in bids if "id" in bid}
    direct = _only_supplier(release) if release["ocid"].startswith(CONTRACT_BASED) else None
    decided = {lot for award in awards if award.get("status") == "active" for lot in related_lots(award)}
    for award in awards:
        suppliers = tenderers.get(award.get("relatedBid")) or direct
        if suppliers and not award.get("suppliers"):
            award["suppliers"] = [dict(supplier) for supplier in suppliers]
        word = award.get("status")
        if word in AWARD_STATUS:
            award["status"] = AWARD_STATUS[word]
            award["statusDetails"] = word
        elif word == "pending" and decided.intersection(related_lots(award)):
            award["status"] = "unsuccessful"


def _only_supplier(release: Release) -> list[dict[str, Json]] | None:
    suppliers = [party for party in release.get("parties") or () if "supplier" in (party.get("roles") or ())]
    return [reference(suppliers[0])] if len({party.get("id") for party in suppliers} - {None}) == 1 else None


def _bids(release: Release) -> None:
    """A bid is disqualified for a lot when its award for that lot was; and as a whole when it is for all its lots."""
    refused = {
        (award["relatedBid"], lot)
        for award in release.get("awards") or ()
        if award.get("statusDetails") == "disqualified" and "relatedBid" in award
        for lot in related_lots(award)
    }
    details = (release.get("bids") or {}).get("details") or []
    for bid in details:
        parts = [part for part in bid.get("relatedLots") or () if isinstance(part, dict)]
        for part in parts:
            if (bid.get("id"), part.get("id")) in refused:
                part["status"] = "disqualified"
        if parts and all(part.get("status") == "disqualified" for part in parts):
            bid["status"] = "disqualified"
    tender = release.get("tender")
    if isinstance(tender, dict):
        tender.pop("numberOfTenderers", None)
        if details and opened(release):
            tender["numberOfTenderers"] = number_of_tenderers(tenderer_ids(bid) for bid in details)


def _contracts(release: Release) -> None:
    for contract in release.get("contracts") or ():
        value = contract.get("value")
        if isinstance(value, dict) and value.get("amountDiscounted"):
            value["amount"] = value["amountDiscounted"]
        awards = contract.get("awardIDs")
        if isinstance(awards, list) and awards and "awardID" not in contract:
            contract["awardID"] = awards[0]


def _related(release: Release) -> None:
    """The exporter writes the bare number of the order where it promises an ocid."""
    for process in release.get("relatedProcesses") or ():
        identifier = process.get("identifier") if isinstance(process, dict) else None
        if isinstance(identifier, int | str) and str(identifier).isdigit():
            process["identifier"] = f"{OCID_PREFIX}{identifier}"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
