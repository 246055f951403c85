"""Events in: tenders and flags are held against the saved searches, deliveries are carried out."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby

from services.alerts.deliveries import Deliveries
from services.alerts.matching import Index
from services.alerts.notifications_store import NotificationsStore
from services.alerts.notify import Notice, notices, withdrawals
from services.alerts.searches import LiveSearches
from services.alerts.views import (
    Release,
    Subject,
    UnreadableError,
    alerts_somebody,
    contract_reference,
    decode_release,
    decode_tender,
    flag_subject,
    tender_subject,
    with_release,
)
from shared import metrics, telemetry
from shared.contracts.delivery import DeliveryEvent
from shared.contracts.risk import RiskVerb
from shared.contracts.tender import AskProcess, Process, Reference
from shared.facts import Delivered
from shared.store import Session, Store

Fetch = Callable[[Reference], Awaitable[bytes]]
AskForProcess = Callable[[AskProcess], Awaitable[Process]]
_NOTICES_AT_ONCE = 2_000
"""Notifications of one transaction."""


class Matching:
    """Handlers of the consumers `alerts--tenders--v1` and `alerts--risks--v1`."""

    def __init__(
        self,
        store: Store,
        notifications: NotificationsStore,
        searches: LiveSearches,
        fetch: Fetch,
        ask_process: AskForProcess,
    ) -> None:
        """`fetch` resolves the reference of a large body; `ask_process` asks ingest for a process."""
        self._store = store
        self._notifications = notifications
        self._searches = searches
        self._fetch = fetch
        self._ask_process = ask_process

    async def tenders(self, batch: Sequence[Delivered]) -> None:
        """Tell of tender events. Cheap when nobody asked for any: the bodies are then not even read."""
        index = await self._searches.refresh()
        if not index.wants_tenders:
            return
        found: list[Notice] = []
        for event in batch:
            with telemetry.span("match", event.trace) as trace:
                subject = await self._tender(event)
                found += notices(subject, index.match(subject), event.time, trace)
        await self._tell(found, "tender")

    async def risks(self, batch: Sequence[Delivered]) -> None:
        """Tell of raised flags, and of cleared ones those who were told of them; in the order in which they came."""
        for verb, events in groupby(batch, lambda event: event.type.rpartition(".")[2]):
            if verb == RiskVerb.RAISED:
                await self._raised(list(events))
            elif verb == RiskVerb.CLEARED:
                await self._cleared(list(events))

    async def _cleared(self, batch: Sequence[Delivered]) -> None:
        found: list[Notice] = []
        for event in batch:
            if not alerts_somebody(event.data, RiskVerb.CLEARED):
                continue
            subject = flag_subject(event.data, RiskVerb.CLEARED)
            told = await self._notifications.told_of(subject.summary.ocid, subject.indicator or "", event.time)
            found += withdrawals(subject, told, event.time, event.trace)
        await self._tell(found, "flag")

    async def _raised(self, batch: Sequence[Delivered]) -> None:
        index = await self._searches.refresh()
        found: list[Notice] = []
        for event in batch:
            if not alerts_somebody(event.data, RiskVerb.RAISED):
                continue
            subject = flag_subject(event.data)
            if subject.indicator is None or not index.wants(subject.indicator):
                continue
            with telemetry.span("match", event.trace) as trace:
                subject = await self._with_words(index, subject)
                found += notices(subject, index.match(subject), event.time, trace)
        await self._tell(found, "flag")

    async def _tender(self, event: Delivered) -> Subject:
        envelope = decode_tender(event.data)
        if envelope.reference is not None:
            release = decode_release(await self._fetch(contract_reference(envelope.reference)))
        elif envelope.process is not None:
            release = envelope.process
        else:
            raise UnreadableError("the event carries neither a process nor a reference")
        return tender_subject(envelope, release, event.type.rpartition(".")[2])

    async def _with_words(self, index: Index, subject: Subject) -> Subject:
        """A flag event tells title and buyer only; all the words are asked for when a search may need them."""
        if subject.indicator is None or not index.wants_words(subject.indicator):
            return subject
        process = await self._ask_process(AskProcess(ocid=subject.summary.ocid))
        return with_release(subject, await self._release(process))

    async def _release(self, process: Process) -> Release:
        if process.reference is not None:
            return decode_release(await self._fetch(process.reference))
        return decode_release(json.dumps(process.process).encode())

    async def _tell(self, found: Sequence[Notice], kind: str) -> None:
        for start in range(0, len(found), _NOTICES_AT_ONCE):
            part = found[start : start + _NOTICES_AT_ONCE]
            told = await self._store.atomically(partial(self._write, part))
            metrics.NOTIFICATIONS.labels(kind).inc(told)

    async def _write(self, part: Sequence[Notice], session: Session) -> int:
        return await self._notifications.tell(session, part, datetime.now(UTC))


class Sending:
    """Handlers of the consumers `alerts--email--v1` and `alerts--webhook--v1`."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries

    async def emails(self, batch: Sequence[Delivered]) -> None:
        """Send letters."""
        await self._each(self._deliveries.email, batch)

    async def webhooks(self, batch: Sequence[Delivered]) -> None:
        """Call webhooks."""
        await self._each(self._deliveries.webhook, batch)

    async def _each(self, carry_out: Callable[[str], Awaitable[None]], batch: Sequence[Delivered]) -> None:
        """All at the same time, each to its end: one that fails does not cut off another in the middle of sending."""
        items = {DeliveryEvent.model_validate_json(event.data).item: event.trace for event in batch}
        results = await asyncio.gather(
            *(self._one(carry_out, item, trace) for item, trace in items.items()), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _one(self, carry_out: Callable[[str], Awaitable[None]], item: str, trace: str | None) -> None:
        with telemetry.span("deliver", trace):
            await carry_out(item)
