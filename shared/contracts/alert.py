"""Requests of alerts: saved searches and the inbox."""

from decimal import Decimal
from typing import Annotated

from pydantic import AnyHttpUrl, Field, StringConstraints

from shared.contracts.base import (
    Contract,
    IndicatorId,
    Instant,
    Language,
    MemberId,
    NotificationId,
    Ocid,
    OrganisationId,
    Page,
    SearchId,
)
from shared.contracts.tender import ProcessSummary, TenderVerb


class Criteria(Contract):
    """What a saved search looks for; every field that is set must match, and at least one must be set."""

    words: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] | None = None
    """Words that must all occur in title, description, items or buyer's name; folded for script, case and endings."""
    buyer: OrganisationId | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    value_min: Annotated[Decimal, Field(ge=0)] | None = None
    value_max: Annotated[Decimal, Field(ge=0)] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "KGS"
    """Currency of the value range; values in another currency do not match it."""
    indicators: Annotated[list[IndicatorId], Field(max_length=80)] = []
    """When set, the search is told of raised flags of these indicators instead of tender events."""
    any_indicator: bool = False
    """The search is told of raised flags of every indicator; says what to be told of, not what to look for."""


class SearchDraft(Contract):
    """A saved search as the member states it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    criteria: Criteria
    verbs: Annotated[list[TenderVerb], Field(min_length=1)] = [TenderVerb.OPENED]
    """Which tender events to be told of."""
    email: bool = False
    webhook: AnyHttpUrl | None = None
    language: Language = Language.RU


class Search(SearchDraft):
    """A saved search as it is kept."""

    id: SearchId
    member: MemberId
    created: Instant
    paused: bool = False
    webhook_secret: str | None = None
    """`whsec_…` for Standard Webhooks; shown to its owner only."""
    webhook_failing: str | None = None
    """The last error when deliveries to the webhook keep failing."""


class AskSaveSearch(Contract):
    """`ask.alerts.save_search` -> `Search`. At most 100 per member."""

    member: MemberId
    search: SearchDraft


class AskSearches(Contract):
    """`ask.alerts.searches` -> `Searches`."""

    member: MemberId


class Searches(Contract):
    """A member's saved searches, newest first."""

    items: list[Search]
    total: int


class AskPauseSearch(Contract):
    """`ask.alerts.pause_search` -> `Search`."""

    member: MemberId
    id: SearchId
    paused: bool


class AskDeleteSearch(Contract):
    """`ask.alerts.delete_search` -> `Done`."""

    member: MemberId
    id: SearchId


class Done(Contract):
    """The command was carried out."""

    changed: bool = True


class Notification(Contract):
    """One thing a member is told, once, whatever number of searches matched it."""

    id: NotificationId
    member: MemberId
    ocid: Ocid
    verb: str
    """A `TenderVerb`; for a flag `raised`, or `cleared` when it is no longer raised."""
    indicator: IndicatorId | None = None
    process: ProcessSummary
    searches: list[str]
    """Names of the saved searches that matched."""
    at: Instant
    read: Instant | None = None
    failed: dict[str, str] = {}
    """Channels (`email`, `webhook`) through which it could not be sent, with the reason: `mail_refused`,
    `address_refused`, `webhook_gone` or `gave_up`."""


class AskInbox(Page):
    """`ask.alerts.inbox` -> `Inbox`."""

    member: MemberId
    unread_only: bool = False


class Inbox(Contract):
    """A member's notifications, newest first."""

    items: list[Notification]
    total: int
    unread: int
    next: str | None = None


class AskMarkRead(Contract):
    """`ask.alerts.mark_read` -> `Done`. Without ids: all of them."""

    member: MemberId
    ids: list[NotificationId] = []


class AskUnread(Contract):
    """`ask.alerts.unread` -> `Unread`."""

    member: MemberId


class Unread(Contract):
    """How many notifications a member has not read."""

    unread: int
