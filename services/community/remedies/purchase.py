"""At which step a purchase is and which of its days are known, as its compiled release states them. Pure.

Whatever a publisher put there: what cannot be read is not known, and unknown days are never guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from shared.contracts.remedy import Milestone, PurchaseStep

BISHKEK: Final = ZoneInfo("Asia/Bishkek")
_YEARS: Final = range(2000, 2101)
_STOPPED: Final = frozenset({"cancelled", "unsuccessful", "withdrawn"})
_PLANNED: Final = frozenset({"planning", "planned"})
_OPENED: Final = frozenset({"bidsOpened", "evaluationResultsPending", "evaluationComplete", "contractSignPending"})

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Purchase:
    """Where a purchase stands."""

    step: PurchaseStep
    dates: Mapping[Milestone, date]
    title: str | None


def purchase_of(release: Node, today: date) -> Purchase:
    """Where a purchase stands on `today` (in Bishkek): the furthest step that the data prove."""
    tender = _node(release, "tender")
    awards = [award for award in _nodes(release, "awards") if _text(award, "status") == "active"]
    contracts = list(_nodes(release, "contracts"))
    signed = [each for each in contracts if each.get("dateSigned") or _text(each, "status") in {"active", "terminated"}]
    ended = bool(contracts) and all(each.get("status") == "terminated" for each in contracts)
    known = {
        Milestone.PUBLISHED: _day(tender.get("datePublished")),
        Milestone.BIDS_DUE: _day(_node(tender, "tenderPeriod").get("endDate")),
        Milestone.AWARDED: _first(award.get("date") for award in awards),
        Milestone.CONTRACTED: _first(each.get("dateSigned") for each in signed),
        Milestone.ENDED: _last(_node(each, "period").get("endDate") for each in signed) if ended else None,
    }
    dates = {milestone: day for milestone, day in known.items() if day is not None}
    title = tender.get("title")
    step = _step(release, tender, bool(awards), bool(signed), ended, dates.get(Milestone.BIDS_DUE), today)
    return Purchase(step, dates, title if isinstance(title, str) else None)


def _step(
    release: Node, tender: Node, awarded: bool, signed: bool, ended: bool, due: date | None, today: date
) -> PurchaseStep:
    status = _text(tender, "status")
    opened = any(_nodes(_node(release, "bids"), "details")) or _text(tender, "statusDetails") in _OPENED
    steps = (
        # Whether it is so -> the step, the furthest first.
        (ended, PurchaseStep.FINISHED),
        (signed, PurchaseStep.CONTRACTED),
        (status in _STOPPED, PurchaseStep.CANCELLED),
        (awarded, PurchaseStep.AWARDED),
        (opened or (due is not None and due < today), PurchaseStep.EVALUATION),
        (status in _PLANNED, PurchaseStep.PLANNED),
    )
    return next((step for so, step in steps if so), PurchaseStep.BIDDING)


def _node(parent: Any, name: str) -> Node:  # noqa: ANN401 - any JSON
    found = parent.get(name) if isinstance(parent, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(parent: Node, name: str) -> str:
    found = parent.get(name)
    return found if isinstance(found, str) else ""


def _nodes(parent: Node, name: str) -> Iterator[Node]:
    found = parent.get(name)
    return (each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else iter(())


def _day(text: object) -> date | None:
    """The day in Bishkek of a publisher's moment; without offset it counts as UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(BISHKEK).date()


def _first(texts: Iterator[object]) -> date | None:
    return min((day for day in map(_day, texts) if day), default=None)


def _last(texts: Iterator[object]) -> date | None:
    return max((day for day in map(_day, texts) if day), default=None)
