"""Who is told what, once."""

from datetime import UTC, datetime

from pydantic import AnyHttpUrl

from services.alerts.matching import entry
from services.alerts.notify import Told, delivery_id, notices, withdrawals
from services.alerts.views import Subject, Summary
from shared.contracts.alert import Criteria, Search
from shared.contracts.delivery import Channel

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SUMMARY = Summary(ocid="ocds-1", version=3, country="kg")


def a_search(number: int, member: int = 1, *, email: bool = False, webhook: str | None = None) -> Search:
    return Search(
        id=f"s_{number:024x}",
        member=f"m_{member:024x}",
        name=f"search {number}",
        criteria=Criteria(country="kg"),
        email=email,
        webhook=AnyHttpUrl(webhook) if webhook else None,
        created=NOW,
    )


def test_several_searches_of_one_member_become_one_notification() -> None:
    matches = [entry(a_search(1)), entry(a_search(2)), entry(a_search(3, member=2))]
    told = notices(Subject(SUMMARY, [], "opened", "opened\x1f3"), matches, NOW)
    assert [(notice.member, notice.searches) for notice in told] == [
        (f"m_{1:024x}", ("search 1", "search 2")),
        (f"m_{2:024x}", ("search 3",)),
    ]


def test_the_same_event_gives_the_same_ids_and_another_event_others() -> None:
    matches = [entry(a_search(1, email=True))]
    first = notices(Subject(SUMMARY, [], "amended", "amended\x1f3"), matches, NOW)
    again = notices(Subject(SUMMARY, [], "amended", "amended\x1f3"), matches, NOW)
    other = notices(Subject(SUMMARY, [], "amended", "amended\x1f4"), matches, NOW)
    assert first == again
    assert first[0].id != other[0].id
    assert first[0].deliveries[0].id != other[0].deliveries[0].id


def test_one_letter_whatever_number_of_searches_and_one_call_per_address() -> None:
    matches = [
        entry(a_search(1, email=True, webhook="https://a.example/")),
        entry(a_search(2, email=True, webhook="https://a.example/")),
        entry(a_search(3, webhook="https://b.example/")),
    ]
    (notice,) = notices(Subject(SUMMARY, [], "opened", "opened\x1f3"), matches, NOW)
    sent = [(delivery.channel, delivery.searches) for delivery in notice.deliveries]
    assert sent == [
        (Channel.EMAIL, (f"s_{1:024x}", f"s_{2:024x}")),
        (Channel.WEBHOOK, (f"s_{1:024x}", f"s_{2:024x}")),
        (Channel.WEBHOOK, (f"s_{3:024x}",)),
    ]
    assert notice.deliveries[0].id == delivery_id(notice.id, Channel.EMAIL)
    assert len({delivery.id for delivery in notice.deliveries}) == 3


def test_given_a_flag_that_is_cleared_then_who_was_told_hears_it_through_the_same_channels_once() -> None:
    searches = (f"s_{1:024x}", f"s_{2:024x}")
    told = [
        Told(f"m_{1:024x}", ("search 1",), ((Channel.EMAIL, searches), (Channel.WEBHOOK, searches[:1]))),
        Told(f"m_{2:024x}", ("search 2",), ()),
    ]
    subject = Subject(SUMMARY, [], "cleared", "cleared\x1fR018\x1f1\x1f3", indicator="R018")
    first, second = withdrawals(subject, told, NOW)
    assert (first.verb, first.indicator, first.searches) == ("cleared", "R018", ("search 1",))
    assert [(one.channel, one.searches) for one in first.deliveries] == list(told[0].deliveries)
    assert second.deliveries == ()
    assert withdrawals(subject, told, NOW) == [first, second]
    assert len({first.id, second.id, *(one.id for one in first.deliveries)}) == 4
