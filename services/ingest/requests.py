"""What ingest answers."""

import msgspec

from services.ingest.store import IngestStore
from shared.contracts import tender as contract
from shared.errors import Refused


class Requests:
    """Request handlers over the store."""

    def __init__(self, store: IngestStore) -> None:
        """Answer from `store`."""
        self._store = store

    async def process(self, ask: contract.AskProcess) -> contract.Process:
        """One contracting process with its history."""
        found = await self._store.process(ask.ocid)
        if found is None:
            raise Refused("not_found", "There is no such contracting process.")
        process, updated = found
        return contract.Process(
            ocid=process.ocid,
            version=process.version,
            source=process.source,
            made_up=process.made_up,
            country=process.country,
            updated=updated,
            process=None if process.reference else msgspec.json.decode(process.body),
            reference=process.reference,
            history=await self._store.history(ask.ocid),
            bad_quality=process.bad_quality,
            issues=[contract.QualityIssue.model_validate(issue) for issue in process.issues],
        )

    async def status(self, _: contract.AskIngestStatus) -> contract.IngestStatus:
        """How much came in, and what was refused."""
        return await status_of(self._store)

    async def quarantine(self, ask: contract.AskQuarantine) -> contract.Quarantine:
        """What could not be taken in, newest first."""
        items, total, following = await self._store.quarantine(ask.limit, ask.after)
        return contract.Quarantine(items=items, total=total, next=following)


async def status_of(store: IngestStore) -> contract.IngestStatus:
    """The state of ingest, for the request and for the command."""
    processes, releases, by_reason = await store.counts()
    return contract.IngestStatus(
        processes=processes,
        releases=releases,
        quarantined=sum(by_reason.values()),
        by_reason=by_reason,
        sources=await store.sources(),
        unsent=await store.unsent(),
    )
