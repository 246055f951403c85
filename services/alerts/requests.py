"""Requests of members about their saved searches and inbox. The gateway vouches for the member id."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from pydantic import BaseModel

from services.alerts.matching import check
from services.alerts.notifications_store import NotificationsStore
from services.alerts.searches_store import SearchesStore
from services.alerts.settings import Settings
from services.alerts.webhooks import check_address, new_secret
from shared.contracts.alert import (
    AskDeleteSearch,
    AskInbox,
    AskMarkRead,
    AskPauseSearch,
    AskSaveSearch,
    AskSearches,
    AskUnread,
    Done,
    Inbox,
    Search,
    Searches,
    Unread,
)
from shared.contracts.base import SearchId
from shared.errors import Refused
from shared.facts import fact_id


class Requests:
    """Each method answers `ask.alerts.<its name>`."""

    def __init__(self, searches: SearchesStore, notifications: NotificationsStore, settings: Settings) -> None:
        self._searches = searches
        self._notifications = notifications
        self._settings = settings

    async def save_search(self, ask: AskSaveSearch) -> Search:
        """Keep a search. The same one saved twice is one. `Refused`: `invalid`, `too_many`."""
        draft = ask.search
        check(draft.criteria)
        if draft.webhook is not None:
            check_address(str(draft.webhook), allow_private=self._settings.allow_private_webhooks)
        search = Search(
            **dict(draft),
            id="s_" + fact_id(ask.member, draft.model_dump_json())[:24],
            member=ask.member,
            created=datetime.now(UTC),
            webhook_secret=new_secret() if draft.webhook is not None else None,
        )
        return await self._searches.save_search(search, self._settings.searches_per_member)

    async def searches(self, ask: AskSearches) -> Searches:
        """The member's searches."""
        items = await self._searches.searches_of(ask.member)
        return Searches(items=items, total=len(items))

    async def pause_search(self, ask: AskPauseSearch) -> Search:
        """Pause or resume a search; resuming gives a failing webhook a new chance. `Refused("not_found")`."""
        search = await self._searches.pause_search(ask.member, ask.id, paused=ask.paused)
        if search is None:
            raise _not_found(ask.id)
        return search

    async def delete_search(self, ask: AskDeleteSearch) -> Done:
        """Delete a search; its notifications stay in the inbox. `Refused("not_found")`."""
        if not await self._searches.delete_search(ask.member, ask.id, datetime.now(UTC)):
            raise _not_found(ask.id)
        return Done()

    async def inbox(self, ask: AskInbox) -> Inbox:
        """One page of the member's notifications. `Refused("invalid")` for an unreadable `after`."""
        items, following = await self._notifications.inbox(
            ask.member, limit=ask.limit, after=ask.after, unread_only=ask.unread_only
        )
        unread = await self._notifications.unread(ask.member)
        total = unread if ask.unread_only else await self._notifications.count(ask.member)
        return Inbox(items=items, total=total, unread=unread, next=following)

    async def mark_read(self, ask: AskMarkRead) -> Done:
        """Mark notifications of this member as read; ids of others are as if they did not exist."""
        return Done(changed=await self._notifications.mark_read(ask.member, ask.ids, datetime.now(UTC)))

    async def unread(self, ask: AskUnread) -> Unread:
        """How many notifications wait."""
        return Unread(unread=await self._notifications.unread(ask.member))

    def table(self) -> dict[str, Callable[..., Awaitable[BaseModel]]]:
        """Subject -> handler."""
        handlers: tuple[Callable[..., Awaitable[BaseModel]], ...] = (
            self.save_search,
            self.searches,
            self.pause_search,
            self.delete_search,
            self.inbox,
            self.mark_read,
            self.unread,
        )
        return {f"ask.alerts.{handler.__name__}": handler for handler in handlers}


def _not_found(id_: SearchId) -> Refused:
    return Refused("not_found", "There is no such saved search.", {"id": id_})
