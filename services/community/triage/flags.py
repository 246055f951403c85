"""What flag events make of the queue: which indicators stand, and whether the tender waits for a person. Pure.

Of two answers of an indicator the one for the later version of the process counts, and for the same version the one
that was made later: order and repetition of events change nothing. Flags about organisations do not count here: they
say nothing new of the one tender.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

_LARGEST = 10**15
_FLAG_SHIFT = 33
"""Bits below the number of flags in `rank`: seconds since 1970."""
MOST_MOVES = 20
Row = dict[str, Any]


class _Buyer(msgspec.Struct, frozen=True, gc=False):
    id: str | None = None
    name: str | None = None


class _Value(msgspec.Struct, frozen=True, gc=False):
    amount: Decimal
    currency: str


class _Process(msgspec.Struct, frozen=True, gc=False):
    version: int
    country: str
    title: str | None = None
    buyer: _Buyer | None = None
    value: _Value | None = None
    region: str | None = None
    method: str | None = None
    method_details: str | None = None
    status: str | None = None
    published: datetime | None = None
    made_up: bool = False
    deadline: datetime | None = None
    sector: str | None = None


class _Flag(msgspec.Struct, frozen=True, gc=False):
    indicator: str
    state: str
    process_version: int
    evaluated: datetime
    linked: bool = False


class _Event(msgspec.Struct, frozen=True, gc=False):
    ocid: str
    flag: _Flag
    process: _Process


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of one indicator about one process."""

    ocid: str
    indicator: str
    raised: bool
    order: tuple[int, datetime]
    process: Row
    """The summary, as it is kept."""


_decode = msgspec.json.Decoder(_Event).decode


def told(data: bytes) -> Told | None:
    """What an event says; None for a flag about an organisation. Raises `msgspec.MsgspecError` for anything else."""
    event = _decode(data)
    flag = event.flag
    if flag.linked:
        return None
    evaluated = _exact(flag.evaluated)
    order = (flag.process_version, evaluated)
    return Told(event.ocid, flag.indicator, flag.state == "raised", order, _kept(event.process))


def taken(known: Mapping[str, Row], events: Iterable[Told]) -> dict[str, Row]:
    """What changes in the rows of these processes: fields to set, and under `moves` what to add to their trace."""
    rows = {ocid: dict(row) for ocid, row in known.items()}
    changed: dict[str, Told] = {}
    for one in events:
        row = rows.setdefault(one.ocid, {})
        flags = row["flags"] = dict(row.get("flags", {}))
        before = flags.get(one.indicator)
        if before and (before["v"], before["e"]) >= one.order:
            continue
        flags[one.indicator] = {"r": one.raised, "v": one.order[0], "e": one.order[1]}
        if one.process["version"] >= row.get("process", {}).get("version", 0):
            row["process"] = one.process
        last = changed.get(one.ocid)
        if last is None or one.order[1] >= last.order[1]:
            changed[one.ocid] = one
    return {ocid: _changes(known.get(ocid), rows[ocid], last.order[1]) for ocid, last in changed.items()}


def _changes(before: Row | None, row: Row, at: datetime) -> Row:
    """The fields of a row whose flags or summary changed at `at`."""
    raised = sorted(name for name, flag in row["flags"].items() if flag["r"])
    process = row["process"]
    value = process["value"]
    was = bool(before and before["queued"])
    queued = waits(raised, row.get("decided"))
    changes: Row = {
        "flags": row["flags"],
        "raised": raised,
        "process": process,
        "rank": rank(len(raised), process["published"]),
        "worth": min(int(Decimal(value["amount"])), _LARGEST) if value else 0,
        "currency": value["currency"] if value else None,
        "region": process["region"],
        "sector": process["sector"],
        "deadline": process["deadline"],
        "queued": queued,
        "moves": [],
    }
    if queued and not was:
        changes |= {"since": at, "moves": [{"kind": "entered", "at": at}]}
    elif not queued and before is None:
        changes["since"] = at
    elif was and not queued:
        changes |= {"holder": None, "until": None, "moves": [{"kind": "left", "at": at}]}
    return changes


def waits(raised: Iterable[str], decided: Mapping[str, Any] | None) -> bool:
    """Whether a tender with these flags waits for a person.

    After a decision only when an indicator is raised that was not raised then; never when it has become a case.
    """
    if decided is None:
        return any(True for _ in raised)
    return not decided["case"] and bool(set(raised) - set(decided["raised"]))


def rank(raised: int, published: datetime | None) -> int:
    """More flags first, then the newest: one number that an index sorts by."""
    seconds = min(max(int(published.timestamp()), 0), (1 << _FLAG_SHIFT) - 1) if published else 0
    return (raised << _FLAG_SHIFT) + seconds


def _kept(process: _Process) -> Row:
    row: Row = msgspec.structs.asdict(process)
    row["buyer"] = msgspec.structs.asdict(process.buyer) if process.buyer and process.buyer.id else None
    sane = process.value and 0 <= process.value.amount < _LARGEST
    row["value"] = {"amount": str(process.value.amount), "currency": process.value.currency} if sane else None  # type: ignore[union-attr]
    row["published"], row["deadline"] = _utc(process.published), _utc(process.deadline)
    row["country"] = process.country.lower()
    return row


def _utc(moment: datetime | None) -> datetime | None:
    return _exact(moment) if moment and moment.tzinfo else None


def _exact(moment: datetime) -> datetime:
    """In UTC, as exact as the database keeps it."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
