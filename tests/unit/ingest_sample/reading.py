"""An independent, slow and literal reading of the sample: what its raw releases say, without the generator's designs.

It knows nothing of how a process was planned. Where it and the truth file differ, one of them is wrong.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

SPOKEN = {"KG05", "KG07", "KG08", "KG10", "KG12", "R003", "R018", "R020", "R028", "R035", "R036"}
"""The indicators that are read here."""
COMPETITIVE = {"oneStage", "simplicated", "downgrade"}


def releases(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Every readable release that has an ocid; lines that break off are passed over."""
    for line in lines:
        try:
            package = json.loads(line)
        except ValueError:
            continue
        yield from (release for release in package["releases"] if "ocid" in release)


def raised(lines: Iterable[bytes]) -> dict[str, set[str]]:
    """Risk indicators that the releases raise, by ocid, as the rules of each say; once raised, they stay."""
    found: dict[str, set[str]] = defaultdict(set)
    lone: dict[tuple[str, str], set[str]] = defaultdict(set)
    alone: dict[tuple[str, str], set[str]] = defaultdict(set)
    for release in releases(lines):
        found[release["ocid"]] |= set(_raised_by(release, lone, alone))
    for key, lots in lone.items():  # the buyer's whole year counts, whatever came first
        for ocid in alone[key] if len(lots) >= 19 else ():
            found[ocid].add("KG08")
    return {ocid: indicators for ocid, indicators in found.items() if indicators}


def _raised_by(
    release: dict[str, Any], lone: dict[tuple[str, str], set[str]], alone: dict[tuple[str, str], set[str]]
) -> Iterator[str]:
    tender = release["tender"]
    details, stage = tender["procurementMethodDetails"], tender["statusDetails"]
    days = _days(tender)
    if days is not None and days < 15:
        yield "R003"
    if details in COMPETITIVE and stage == "published" and any("условн" in i["unit"]["name"] for i in tender["items"]):
        yield "KG10"
    if details == "oneStage" and stage == "published" and len(tender["qualificationRequirements"]) == 2:
        yield "KG12"
    terms = tender.get("conditionOfContract", {"guaranteePercent": "5"})
    if details in COMPETITIVE and stage in ("published", "changed") and terms["guaranteePercent"] == "0.0":
        yield "KG05"
    if release.get("complaints"):
        yield "R020"
    bids = release.get("bids", {}).get("details", [])
    for lot in tender["lots"]:
        yield from _raised_by_lot(release, lot["id"], bids, lone, alone)


def _raised_by_lot(
    release: dict[str, Any],
    lot: str,
    bids: list[dict[str, Any]],
    lone: dict[tuple[str, str], set[str]],
    alone: dict[tuple[str, str], set[str]],
) -> Iterator[str]:
    tender = release["tender"]
    details, stage = tender["procurementMethodDetails"], tender["statusDetails"]
    awards = [a for a in release.get("awards", []) if a["relatedLots"] == [lot] and "relatedBid" in a]
    struck = {a["relatedBid"] for a in awards if a["status"] == "disqualified"}
    active = {a["relatedBid"] for a in awards if a["status"] == "active"}
    offers = {
        bid["id"]: (related["value"]["amount"], bid["status"] == "disqualified" or bid["id"] in struck)
        for bid in bids
        for related in bid["relatedLots"]
        if related["id"] == lot
    }
    if not offers:
        return
    amounts = sorted(amount for amount, _ in offers.values())
    valid = {bid for bid, (_, out) in offers.items() if not out}
    if len(offers) == 1 and details in COMPETITIVE | {"twostage"}:
        yield "R018"
    if len(set(amounts)) < len(amounts):
        yield "R028"
    if details in COMPETITIVE and stage == "bidsOpened" and (amounts[-1] - amounts[0]) / amounts[-1] >= 0.3:
        yield "KG07"
    if active and len(valid) == 1 and valid == active and len(offers) > 1:
        yield "R035"
    if active and valid and min(offers.values())[1]:
        yield "R036"
    if len(valid) == 1:
        buyer = next(p["id"] for p in release["parties"] if "buyer" in p["roles"])
        year = buyer, tender["datePublished"][:4]
        lone[year].add(lot)
        if len(offers) == 1 and details == "oneStage":
            alone[year].add(release["ocid"])


def _days(tender: dict[str, Any]) -> int | None:
    period = tender.get("tenderPeriod")
    if not period or tender["procurementMethodDetails"] == "singleSource":
        return None
    try:
        return (datetime.fromisoformat(period["endDate"]) - datetime.fromisoformat(period["startDate"])).days
    except (ValueError, TypeError):
        return None
