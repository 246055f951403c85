"""How far a process has come: the strip on top of its page."""

from dataclasses import dataclass
from typing import Final

from services.gateway import release as read
from services.gateway.i18n import N_
from services.gateway.labels import STATUSES, Labels
from services.gateway.release import Node

STAGES: Final = (
    N_("Announced"),
    N_("Bids opened"),
    N_("Awarded"),
    N_("Contract signed"),
    N_("Completed"),
)
OPENED: Final = frozenset({"bidsOpened", "evaluationResultsPending", "evaluationComplete", "contractSignPending"})


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the strip: done, current or to come."""

    label: str
    state: str


def stages(body: Node, labels: Labels) -> tuple[Stage, ...]:
    """How far the process has come: the last stage the data prove is the current one."""
    tender = read.node(body, "tender")
    contracts = read.nodes(body, "contracts")
    reached = (
        True,
        bool(read.nodes(body, "bids", "details")) or read.text(tender, "statusDetails") in OPENED,
        any(read.is_active(award) for award in read.nodes(body, "awards")),
        any(read.text(c, "status") in {"active", "terminated"} or c.get("dateSigned") for c in contracts),
        bool(contracts) and all(contract.get("status") == "terminated" for contract in contracts),
    )
    stopped = read.text(tender, "status") in {"cancelled", "unsuccessful", "withdrawn"}
    current = max(index for index, value in enumerate(reached) if value)
    strip = [
        Stage(labels.gettext(label), "done" if index < current else "current" if index == current else "ahead")
        for index, label in enumerate(STAGES)
    ]
    if stopped and not reached[3]:
        last = labels.of(STATUSES, tender.get("status")) or ""
        strip = [*(Stage(stage.label, "done") for stage in strip[: current + 1]), Stage(last, "stopped")]
    return tuple(strip)
