"""Carrying out one delivery: an e-mail to a member, or a call to a member's server.

The delivery's row is the truth, its event only a reason to look at it. A row is claimed before anything is sent and
closed right after; a process that dies in between leaves a claim that runs out, and another process tries again with
the same Message-ID or webhook-id (docs/decisions/0010).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.alerts import webhooks
from services.alerts.deliveries_store import Claimed, DeliveriesStore
from services.alerts.letters import letter, tender_link
from services.alerts.notifications_store import NotificationsStore
from services.alerts.schedule import DELAYS, next_try
from services.alerts.searches_store import SearchesStore
from services.alerts.settings import Settings
from shared import mail, metrics
from shared.contracts.alert import Notification, Search
from shared.contracts.base import IndicatorId, MemberId, SearchId, Texts
from shared.contracts.community import Contact
from shared.contracts.delivery import Channel
from shared.outbound import Limits, Outbound, OutboundError, retry_after

log = logging.getLogger(__name__)

AskContact = Callable[[MemberId], Awaitable[Contact]]
AskTitle = Callable[[IndicatorId], Awaitable[Texts | None]]
_ABANDONED = len(DELAYS) + 5
"""Claims after which a delivery that never ends is given up: it may be what kills the process."""
_GONE = 410
_SHARE_OF_LEASE = 0.7
"""Sending stops before the claim runs out, so that two processes never send at the same time."""


@dataclass(frozen=True, slots=True)
class Peers:
    """What is asked of other services at the moment of sending."""

    contact: AskContact
    title: AskTitle


class Deliveries:
    """Carries out deliveries."""

    def __init__(
        self,
        rows: DeliveriesStore,
        notifications: NotificationsStore,
        searches: SearchesStore,
        peers: Peers,
        outbound: Outbound,
        settings: Settings,
    ) -> None:
        """`rows` are the deliveries as they are kept; `outbound` decides which addresses webhooks may reach."""
        self._rows = rows
        self._notifications = notifications
        self._searches = searches
        self._peers = peers
        self._outbound = outbound
        self._settings = settings
        self._lease = timedelta(seconds=settings.sending_seconds)
        self._sending_seconds = settings.sending_seconds * _SHARE_OF_LEASE

    # --- e-mail --------------------------------------------------------------------------------------------

    async def email(self, item: str) -> None:
        """Send one letter, unless it was sent; raises `Unavailable` when community does not answer."""
        order = await self._rows.order(item)
        if order is None:
            return
        contact, notification, watching = await asyncio.gather(
            self._peers.contact(order.member),
            self._notifications.notification(order.notification),
            self._watching(order.searches),
        )
        claimed = await self._claim(item)
        if claimed is None:
            return
        wanting = [search for search in watching if search.email]
        if notification is None or contact.email is None or not wanting:
            await self._drop(claimed, "nobody to write to")
            return
        title = await self._peers.title(notification.indicator) if notification.indicator else None
        try:
            written = letter(
                notification,
                key=claimed.id,
                to=contact.email,
                language=contact.language,
                public_url=self._settings.public_url,
                indicator=title,
            )
            message = mail.compose(self._settings.mail, written)
            async with asyncio.timeout(self._sending_seconds):
                await mail.send(self._settings.mail, message)
        except mail.MailRefused as error:
            log.info("a letter was refused for good: %s", error)
            await self._fail(claimed, "mail_refused")
        except (mail.MailDelayed, TimeoutError) as error:
            await self._later(claimed, str(error) or "the mail server took too long")
        else:
            await self._sent(claimed)

    # --- webhook -------------------------------------------------------------------------------------------

    async def webhook(self, item: str) -> None:
        """Call one member's server, unless it was called with success."""
        claimed = await self._claim(item)
        if claimed is None:
            return
        notification = await self._notifications.notification(claimed.notification)
        wanting = [search for search in await self._watching(claimed.searches) if search.webhook]
        working = await self._searches.webhooks_on([search.id for search in wanting])
        search = next((search for search in wanting if search.id in working), None)
        if notification is None or search is None:
            await self._drop(claimed, "no webhook to call")
            return
        await self._call(claimed, search, notification)

    async def _call(self, claimed: Claimed, search: Search, notification: Notification) -> None:
        link = tender_link(self._settings.public_url, search.language, notification.ocid)
        body = webhooks.body_of(notification, search.id, link)
        now = datetime.now(UTC)
        seconds = min(self._settings.webhook_seconds, self._sending_seconds)
        try:
            async with (
                asyncio.timeout(seconds),
                self._outbound.stream(
                    "POST",
                    str(search.webhook),
                    headers=webhooks.signed_headers(search.webhook_secret or "", claimed.id, now, body),
                    content=body,
                    limits=Limits(seconds=seconds, connect_seconds=seconds),
                ) as reply,
            ):
                status, asked = reply.status, retry_after(reply.headers.get("retry-after"), now)
        except OutboundError as error:
            if error.permanent:
                await self._searches.webhook_gone(search.id, str(error))
                await self._fail(claimed, "address_refused")
            else:
                await self._webhook_later(claimed, search, str(error))
        except TimeoutError:
            await self._webhook_later(claimed, search, f"no answer within {seconds:g} s")
        else:
            await self._answered(claimed, search, status, asked)

    async def _answered(self, claimed: Claimed, search: Search, status: int, asked: timedelta | None) -> None:
        if 200 <= status < 300:
            await self._sent(claimed)
            if search.webhook_failing is not None:
                await self._searches.webhook_works(search.id)
        elif status == _GONE:
            await self._searches.webhook_gone(search.id, "the server answered 410 Gone")
            await self._fail(claimed, "webhook_gone")
        else:
            await self._webhook_later(claimed, search, f"the server answered {status}", asked)

    async def _webhook_later(
        self, claimed: Claimed, search: Search, reason: str, asked: timedelta | None = None
    ) -> None:
        patience = timedelta(days=self._settings.webhook_failing_days)
        await self._searches.webhook_failed(search.id, reason, datetime.now(UTC), patience)
        await self._later(claimed, reason, asked)

    # --- the row -------------------------------------------------------------------------------------------

    async def _claim(self, item: str) -> Claimed | None:
        claimed = await self._rows.claim(item, self._lease)
        if claimed is not None and claimed.attempts > _ABANDONED:
            await self._fail(claimed, "gave_up")
            return None
        return claimed

    async def _watching(self, ids: Sequence[SearchId]) -> list[Search]:
        """The searches of a delivery that were neither deleted nor paused since."""
        return [search for search in await self._searches.searches(ids) if not search.paused]

    async def _sent(self, claimed: Claimed) -> None:
        await self._rows.sent(claimed, datetime.now(UTC), self._lease)
        _count(claimed.channel, "sent")

    async def _drop(self, claimed: Claimed, reason: str) -> None:
        await self._rows.dropped(claimed, reason)
        _count(claimed.channel, "dropped")

    async def _fail(self, claimed: Claimed, reason: str) -> None:
        if await self._rows.failed(claimed, reason):
            await self._notifications.failed(claimed.notification, claimed.channel, reason)
        _count(claimed.channel, "failed")

    async def _later(self, claimed: Claimed, reason: str, asked: timedelta | None = None) -> None:
        now = datetime.now(UTC)
        at = next_try(claimed.attempts, claimed.first, now, asked)
        if at is None:
            await self._fail(claimed, "gave_up")
            return
        await self._rows.postpone(claimed, reason, at - now)
        _count(claimed.channel, "delayed")


def _count(channel: Channel, outcome: str) -> None:
    metrics.DELIVERIES.labels(channel.value, outcome).inc()
