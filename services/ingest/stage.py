"""How far a contracting process has come, and which verb tells of its newest version.

Decided from the release alone, never from the clock, so that the same releases give the same events for ever.
"""

from enum import IntEnum
from typing import Any

from services.ingest.kyrgyz_tables import OPENED
from services.ingest.values import in_time
from shared.contracts.tender import TenderVerb

Json = Any


class Stage(IntEnum):
    """Stages in the order in which a process goes through them."""

    PLANNED = 0
    OPENED = 1
    CLOSED = 2
    AWARDED = 3
    CONTRACTED = 4
    COMPLETED = 5
    CANCELLED = 6


VERBS = {
    Stage.OPENED: TenderVerb.OPENED,
    Stage.CLOSED: TenderVerb.CLOSED,
    Stage.AWARDED: TenderVerb.AWARDED,
    Stage.CONTRACTED: TenderVerb.CONTRACTED,
    Stage.COMPLETED: TenderVerb.COMPLETED,
    Stage.CANCELLED: TenderVerb.CANCELLED,
}
NOT_YET = ("planning", "planned")
CALLED_OFF = ("cancelled", "withdrawn")
OVER = ("complete", "unsuccessful")


def stage_of(release: dict[str, Json]) -> Stage:
    """The stage of a normalised compiled release."""
    tender = release.get("tender") or {}
    status = tender.get("status")
    contracts = [contract for contract in release.get("contracts") or () if contract.get("status") != "cancelled"]
    if status in CALLED_OFF:
        return Stage.CANCELLED
    if contracts:
        done = all(contract.get("status") == "terminated" for contract in contracts)
        return Stage.COMPLETED if done else Stage.CONTRACTED
    if any(award.get("status", "active") == "active" for award in release.get("awards") or ()):
        return Stage.AWARDED
    if status in OVER or tender.get("statusDetails") in OPENED or _bids_known(release) or _deadline_passed(release):
        return Stage.CLOSED
    return Stage.PLANNED if status in NOT_YET or not tender else Stage.OPENED


def verb_of(before: dict[str, Json] | None, after: dict[str, Json]) -> TenderVerb:
    """The verb of the version `after`: the new stage when it is a later one, else what kind of change it is.

    A process that is first seen before its tender opens comes as `amended`; `opened` follows when it does.
    """
    now = stage_of(after)
    was = stage_of(before) if before is not None else Stage.PLANNED
    if now > was:
        return VERBS[now]
    contracts_before = before.get("contracts") if before is not None else None
    in_force = now in (Stage.CONTRACTED, Stage.COMPLETED)
    return (
        TenderVerb.CONTRACT_AMENDED if in_force and contracts_before != after.get("contracts") else TenderVerb.AMENDED
    )


def _bids_known(release: dict[str, Json]) -> bool:
    bids = release.get("bids")
    return isinstance(bids, dict) and bool(bids.get("details"))


def _deadline_passed(release: dict[str, Json]) -> bool:
    """Whether the release was published after the deadline it states."""
    period = (release.get("tender") or {}).get("tenderPeriod") or {}
    date, end = release.get("date"), period.get("endDate")
    return isinstance(date, str) and isinstance(end, str) and in_time(date) > in_time(end)
