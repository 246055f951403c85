"""The official data-quality gate: reasons for which the official application does not evaluate a tender.

Shown beside the flags; it hides nothing here. Direct contracts without announcement always fail the test for bids,
which is why the official application has never scored one.
"""

from typing import Any

from services.ingest.kyrgyz import opened
from services.ingest.kyrgyz_tables import EVALUATED, speaks_kyrgyz
from services.ingest.lots import bid_parts, related_lots

Json = Any
_LIVE = ("active", "complete", None)


def bad_quality(release: dict[str, Json]) -> list[str]:
    """Codes of the reasons; empty for a release of good quality or from another country."""
    if not speaks_kyrgyz(release["ocid"]):
        return []
    tender = release.get("tender") or {}
    lots = tender.get("lots") or []
    bids = (release.get("bids") or {}).get("details") or []
    details = tender.get("statusDetails")
    tests = {
        "no_date_published": not tender.get("datePublished"),
        "no_lots": not lots,
        "no_live_lot": bool(lots)
        and tender.get("status") == "active"
        and not any(lot.get("status") in _LIVE for lot in lots),
        "no_bids": opened(release) and not bids,
        "no_awards": details in EVALUATED and not release.get("awards"),
    }
    return [code for code, failed in tests.items() if failed]


def contradictions(release: dict[str, Json]) -> list[str]:
    """Quality indicators of the EBRD's set (2020) that a release fails: they do not stop it from being scored."""
    awards = release.get("awards") or []
    bids = (release.get("bids") or {}).get("details") or []
    lots = {lot["id"] for lot in (release.get("tender") or {}).get("lots") or () if "id" in lot}
    awarded = [lot for a in awards if a.get("status") == "active" for lot in related_lots(a) if lot in lots]
    tests = {
        "contract_without_supplier": bool(release.get("contracts")) and not any(a.get("suppliers") for a in awards),
        "award_without_bid": bool(bids) and any(not award.get("relatedBid") for award in awards),
        "two_active_awards_in_lot": len(awarded) > len(set(awarded)),
        "bid_without_price": any(
            value.get("amount") is None for bid in bids for lot, value in bid_parts(bid) if lot in lots
        ),
        "bid_without_lot": any(not bid.get("relatedLots") for bid in bids),
    }
    return [code for code, failed in tests.items() if failed]
