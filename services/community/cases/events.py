"""Timelines build themselves: what happens to a purchase becomes an entry of every case that is about it."""

from collections.abc import Sequence

from services.community.cases.entries import Entry
from services.community.cases.store import CasesStore
from shared.contracts.tender import TenderEvent
from shared.facts import Delivered, fact_id


class CaseEvents:
    """Handlers of the events that timelines are made of."""

    def __init__(self, cases: CasesStore) -> None:
        self._cases = cases

    async def tender_events(self, batch: Sequence[Delivered]) -> None:
        """Add what happened to linked purchases. The same event again is the same entry."""
        by_ocid: dict[str, list[Delivered]] = {}
        for event in batch:
            by_ocid.setdefault(event.about, []).append(event)
        for case_id, ocid in await self._cases.about(list(by_ocid)):
            for event in by_ocid[ocid]:
                await self._cases.add_entry(None, case_id, entry_of(event, case_id))


def entry_of(event: Delivered, case_id: str) -> Entry:
    """The entry of a tender event; public, as the event itself is."""
    said = TenderEvent.model_validate_json(event.data)
    verb = event.type.rpartition(".")[2]
    data = {"ocid": event.about, "version": said.version}
    return Entry(f"tender_{verb}", event.time, None, data, public=True, id="y_" + fact_id(case_id, event.id)[:24])
