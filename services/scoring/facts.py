"""Transitions as facts to publish: `risk.v1.<raised|changed|cleared>.<indicator>.<country>.<buyer>`."""

from datetime import datetime

import msgspec

from services.scoring.summary import Summary
from services.scoring.verdict import Change
from shared.contracts.risk import Cause
from shared.facts import Fact, fact_id, token


def fact(change: Change, process: Summary, now: datetime, trace: str | None = None, cause: Cause = Cause.DATA) -> Fact:
    """The fact of one transition; its body is the contract's `FlagEvent`, encoded without the detour over pydantic.

    The last two subject tokens are those of the tender event; `cause` says why the answer changed.
    """
    verdict, buyer = change.verdict, process.buyer.id if process.buyer else None
    event = {
        "ocid": process.ocid,
        "flag": msgspec.structs.asdict(verdict),
        "previous": change.previous,
        "process": msgspec.structs.asdict(process),
        "cause": cause,
    }
    # A process may meet several figures in one version: each is another fact.
    again = () if cause is Cause.DATA else (cause, verdict.figures or now.isoformat())
    return Fact(
        id=fact_id("risk", change.verb, process.ocid, verdict.indicator, process.version, verdict.rule_version, *again),
        type=f"risk.v1.{change.verb}",
        subject=f"risk.v1.{change.verb}.{verdict.indicator}.{token(process.country)}.{token(buyer)}",
        about=process.ocid,
        data=msgspec.json.encode(event),
        time=now,
        trace=trace,
    )
