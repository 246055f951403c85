"""Transitions as facts to publish: `risk.v1.<raised|changed|cleared>.<indicator>.<country>.<buyer>`."""

from datetime import datetime

import msgspec

from services.scoring.summary import Summary
from services.scoring.verdict import Change
from shared.facts import Fact, fact_id


def fact(change: Change, process: Summary, *, keys: str, now: datetime, trace: str | None) -> Fact:
    """The fact of one transition; its body is the contract's `FlagEvent`, encoded without the detour over pydantic.

    `keys` are the last two subject tokens, the same as the tender event's.
    """
    verdict = change.verdict
    event = {
        "ocid": process.ocid,
        "flag": msgspec.structs.asdict(verdict),
        "previous": change.previous,
        "process": msgspec.structs.asdict(process),
    }
    return Fact(
        id=fact_id("risk", change.verb, process.ocid, verdict.indicator, process.version, verdict.rule_version),
        type=f"risk.v1.{change.verb}",
        subject=f"risk.v1.{change.verb}.{verdict.indicator}.{keys}",
        about=process.ocid,
        data=msgspec.json.encode(event),
        time=now,
        trace=trace,
    )


def keys_of(subject: str) -> str:
    """Country and buyer of a tender event's subject, `tender.v1.<verb>.<country>.<buyer>`."""
    return ".".join(subject.split(".")[3:5])
