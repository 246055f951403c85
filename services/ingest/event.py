"""The event that tells of a new version: `tender.v1.<verb>.<country>.<buyer>`."""

import msgspec

from services.ingest.process import NewVersion, Process
from shared.contracts.tender import BODY_LIMIT, Reference
from shared.facts import Fact, fact_id, token

_encoder = msgspec.json.Encoder()


def too_large(version: NewVersion) -> bool:
    """Whether the compiled release goes to the object store and the event refers to it."""
    return len(version.body) > BODY_LIMIT


def fact(process: Process, version: NewVersion, reference: Reference | None = None, trace: str | None = None) -> Fact:
    """The fact to publish; its body is a `TenderEvent`, and `with_process` puts the compiled release into it.

    Its id follows from ocid, version and content, so that telling it again is harmless. `trace` is the traceparent
    that follows this version from here to the last notification.
    """
    head = {
        "ocid": version.ocid,
        "version": version.version,
        "source": process.source,
        "made_up": process.made_up,
        "country": process.country,
        "changes": version.changes,
        "changes_omitted": version.omitted,
    }
    if reference is not None:
        head |= {"process": None, "reference": reference.model_dump()}
    return Fact(
        id=fact_id(version.ocid, version.version, version.content.hex()),
        type=f"tender.v1.{version.verb}",
        subject=f"tender.v1.{version.verb}.{token(process.country)}.{token(version.buyer)}",
        about=version.ocid,
        data=_encoder.encode(head),
        time=version.at,
        trace=trace,
        rest=None if reference is not None else version.id,
    )


def with_process(head: bytes, process: bytes) -> bytes:
    """The body of an event from its `head` and the JSON of the compiled release, without encoding that again."""
    return head[:-1] + b',"process":' + process + b"}"
