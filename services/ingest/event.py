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
    """The fact to publish; the body is a `TenderEvent` with the compiled release's own bytes in it.

    Its id follows from ocid, version and content, so that telling it again is harmless. `trace` is the traceparent
    that follows this version from here to the last notification.
    """
    body = {
        "ocid": version.ocid,
        "version": version.version,
        "source": process.source,
        "made_up": process.made_up,
        "country": process.country,
        "changes": version.changes,
        "changes_omitted": version.omitted,
        "process": msgspec.Raw(version.body) if reference is None else None,
        "reference": None if reference is None else reference.model_dump(),
    }
    return Fact(
        id=fact_id(version.ocid, version.version, version.content.hex()),
        type=f"tender.v1.{version.verb}",
        subject=f"tender.v1.{version.verb}.{token(process.country)}.{token(version.buyer)}",
        about=version.ocid,
        data=_encoder.encode(body),
        time=version.at,
        trace=trace,
    )
