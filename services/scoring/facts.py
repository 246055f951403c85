"""Transitions as facts to publish: `risk.v1.<raised|changed|cleared>.<indicator>.<country>.<buyer>`."""

from datetime import datetime

from services.scoring.summary import Summary
from services.scoring.verdict import Change
from shared.contracts.risk import FlagEvent
from shared.facts import Fact, fact_id


def fact(change: Change, process: Summary, *, keys: str, now: datetime, trace: str | None) -> Fact:
    """The fact of one transition. `keys` are the last two subject tokens, the same as the tender event's."""
    verdict = change.verdict
    event = FlagEvent(ocid=process.ocid, flag=verdict.flag(), previous=change.previous, process=process.contract())
    return Fact(
        id=fact_id("risk", change.verb, process.ocid, verdict.indicator, process.version, verdict.rule_version),
        type=f"risk.v1.{change.verb}",
        subject=f"risk.v1.{change.verb}.{verdict.indicator}.{keys}",
        about=process.ocid,
        data=event.model_dump_json().encode(),
        time=now,
        trace=trace,
    )


def keys_of(subject: str) -> str:
    """Country and buyer of a tender event's subject, `tender.v1.<verb>.<country>.<buyer>`."""
    return ".".join(subject.split(".")[3:5])
