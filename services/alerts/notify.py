"""From matches to notifications and deliveries: who is told what, once, through which channels.

Identifiers are derived from what is told, so an event that comes again leads to the same notifications and deliveries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.alerts.matching import Entry
from services.alerts.views import Subject, Summary
from shared.contracts.base import IndicatorId, MemberId, NotificationId, SearchId
from shared.contracts.delivery import Channel
from shared.facts import fact_id


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification on its way through one channel, for these searches."""

    id: str
    notification: NotificationId
    member: MemberId
    channel: Channel
    searches: tuple[SearchId, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one member, and its deliveries beside the inbox."""

    id: NotificationId
    member: MemberId
    verb: str
    indicator: IndicatorId | None
    summary: Summary
    searches: tuple[str, ...]
    """Names of the searches that matched."""
    at: datetime
    deliveries: tuple[Delivery, ...]
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A member who was told that a flag is raised."""

    member: MemberId
    searches: tuple[str, ...]
    """Names of the searches that had matched."""
    deliveries: tuple[tuple[Channel, tuple[SearchId, ...]], ...]
    """Beside the inbox: each channel with the searches that wanted it."""


def notices(subject: Subject, matches: Sequence[Entry], at: datetime, trace: str | None = None) -> list[Notice]:
    """One notice per member, whatever number of the member's searches matched. `at` is when it happened."""
    by_member: dict[MemberId, list[Entry]] = {}
    for match in matches:
        by_member.setdefault(match.member, []).append(match)
    return [_notice(subject, member, found, at, trace) for member, found in by_member.items()]


def withdrawals(subject: Subject, told: Sequence[Told], at: datetime, trace: str | None = None) -> list[Notice]:
    """One notice for each member who was told of the flag that is cleared now: same searches, same channels."""
    return [_withdrawal(subject, each, at, trace) for each in told]


def _withdrawal(subject: Subject, told: Told, at: datetime, trace: str | None) -> Notice:
    id_ = notification_id(told.member, subject.summary.ocid, subject.happened)
    deliveries = [
        Delivery(
            delivery_id(id_, channel, searches[0] if channel is Channel.WEBHOOK else ""),
            id_,
            told.member,
            channel,
            searches,
        )
        for channel, searches in told.deliveries
    ]
    return Notice(
        id=id_,
        member=told.member,
        verb=subject.verb,
        indicator=subject.indicator,
        summary=subject.summary,
        searches=told.searches,
        at=at,
        deliveries=tuple(deliveries),
        trace=trace,
    )


def notification_id(member: MemberId, ocid: str, happened: str) -> NotificationId:
    """The id of telling `member` that this happened to this process."""
    return "n_" + fact_id(member, ocid, happened)


def delivery_id(notification: NotificationId, channel: Channel, target: str = "") -> str:
    """The id of sending this notification through this channel to this target (a search, for webhooks)."""
    return "d_" + fact_id(notification, channel.value, target)


def _notice(subject: Subject, member: MemberId, found: list[Entry], at: datetime, trace: str | None) -> Notice:
    id_ = notification_id(member, subject.summary.ocid, subject.happened)
    return Notice(
        id=id_,
        member=member,
        verb=subject.verb,
        indicator=subject.indicator,
        summary=subject.summary,
        searches=tuple(entry.search.name for entry in found),
        at=at,
        deliveries=tuple(_deliveries(id_, member, found)),
        trace=trace,
    )


def _deliveries(notification: NotificationId, member: MemberId, found: list[Entry]) -> list[Delivery]:
    """One e-mail when any search wants e-mail; one call per distinct webhook address."""
    deliveries = []
    mailed = tuple(entry.id for entry in found if entry.search.email)
    if mailed:
        id_ = delivery_id(notification, Channel.EMAIL)
        deliveries.append(Delivery(id_, notification, member, Channel.EMAIL, mailed))
    by_address: dict[str, list[SearchId]] = {}
    for entry in found:
        if entry.search.webhook:
            by_address.setdefault(str(entry.search.webhook), []).append(entry.id)
    for searches in sorted(by_address.values()):
        id_ = delivery_id(notification, Channel.WEBHOOK, searches[0])
        deliveries.append(Delivery(id_, notification, member, Channel.WEBHOOK, tuple(searches)))
    return deliveries
