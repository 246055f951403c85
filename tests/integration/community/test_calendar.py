"""The working-day calendar on real servers: seeded, edited, imported, exported."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest

from services.community.calendar.store import CalendarStore
from shared.contracts import calendar as contract
from shared.contracts.base import Texts
from shared.contracts.calendar import DayKind, DayOrigin, ProposalState
from shared.contracts.community import Role
from shared.errors import Refused

from .conftest import Community

SATURDAY = date(2026, 5, 16)
ORDER = "Распоряжение Кабинета Министров № 1 от 01.04.2026"


async def year(community: Community, which: int = 2026) -> dict[date, contract.CalendarDay]:
    question = contract.AskWorkingCalendar(year=which)
    found = await community.ask("working_calendar", question, contract.WorkingCalendar)
    return {day.day: day for day in found.days}


def edit(token: str, day: date = SATURDAY, revision: int = 0, **more: object) -> contract.AskEditCalendarDay:
    fields = {"kind": DayKind.WORKING, "source": ORDER, "name": Texts(ky="Иш күнү", ru="Рабочий день", en="Worked")}
    return contract.AskEditCalendarDay.model_validate(
        {"token": token, "day": day, "revision": revision, **fields, **more}
    )


async def changed(community: Community, question: contract.AskEditCalendarDay) -> contract.CalendarDay:
    return await community.ask("edit_calendar_day", question, contract.CalendarDay)


async def test_given_a_new_service_then_the_years_around_are_seeded_and_unchecked(community: Community) -> None:
    now = datetime.now(UTC).year
    found = await community.ask("working_calendar", contract.AskWorkingCalendar(year=now), contract.WorkingCalendar)
    assert {now - 4, now, now + 2} <= set(found.years)
    assert 200 < found.working_days < 262
    assert {day.origin for day in found.days} == {DayOrigin.SEED}
    assert (await CalendarStore(community.store).calendar()).is_working(date(now, 1, 1)) is False


async def test_given_an_administrator_when_a_saturday_is_made_a_working_day_then_it_counts_and_its_history_is_kept(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    day = await changed(community, edit(admin.token))
    assert (day.kind, day.revision, day.origin, day.source) == (DayKind.WORKING, 1, DayOrigin.PERSON, ORDER)
    assert (await CalendarStore(community.store).calendar()).is_working(SATURDAY)
    back = await changed(community, edit(admin.token, revision=1, kind=DayKind.PLAIN, source="Taken back"))
    assert back.revision == 2
    assert SATURDAY not in await year(community)
    question = contract.AskCalendarDay(token=admin.token, day=SATURDAY)
    history = await community.ask("calendar_day", question, contract.DayHistory)
    assert [(each.kind, each.by) for each in history.changes] == [
        (DayKind.PLAIN, admin.member.name),
        (DayKind.WORKING, admin.member.name),
    ]
    assert history.now
    assert history.now.revision == 2


async def test_given_two_administrators_who_edit_one_day_then_the_second_is_shown_a_conflict(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    await changed(community, edit(admin.token))
    with pytest.raises(Refused) as refused:
        await changed(community, edit(admin.token, kind=DayKind.OFF))
    assert (refused.value.code, refused.value.detail) == ("conflict", {"revision": 1})
    assert (await year(community))[SATURDAY].kind is DayKind.WORKING


async def test_given_an_edited_day_when_the_service_starts_again_then_the_seed_leaves_it_alone(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    now = datetime.now(UTC)
    first = date(now.year, 1, 1)
    await changed(community, edit(admin.token, first, revision=1, kind=DayKind.PLAIN))
    before = await year(community, now.year)
    await CalendarStore(community.store).prepare(now)
    assert await year(community, now.year) == before
    assert first not in before


async def test_given_a_file_then_nothing_changes_until_days_are_chosen_and_the_chosen_ones_are_written_once(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    other = await community.joined_as(Role.ADMIN, "other@achyk.example")
    before = await year(community)
    text = await exported(community)
    text = text.replace("20260509", "20260512").replace("X-ACHYK-KIND:off", "X-ACHYK-KIND:working", 1)
    question = contract.AskImportCalendar(token=admin.token, ical=text)
    proposal = await community.ask("import_calendar", question, contract.CalendarProposal)
    assert await year(community) == before
    states = {day.day: day.state for day in proposal.days}
    assert states[date(2026, 5, 12)] is ProposalState.NEW
    assert states[date(2026, 1, 1)] is ProposalState.DIFFERENT
    assert states[date(2026, 1, 2)] is ProposalState.SAME
    accept = contract.AskAcceptCalendar(token=admin.token, id=proposal.id, days=[date(2026, 5, 12)], source=ORDER)
    with pytest.raises(Refused, match="not_found"):
        await community.ask(
            "accept_calendar", accept.model_copy(update={"token": other.token}), contract.CalendarAccepted
        )
    for _ in range(2):
        assert (await community.ask("accept_calendar", accept, contract.CalendarAccepted)).written == 1
    after = await year(community)
    assert after[date(2026, 5, 12)].origin is DayOrigin.IMPORT
    assert after[date(2026, 1, 1)] == before[date(2026, 1, 1)]
    again = contract.AskCalendarProposal(token=admin.token, id=proposal.id)
    assert (await community.ask("calendar_proposal", again, contract.CalendarProposal)).accepted


async def test_given_a_day_that_changed_since_the_file_was_shown_then_nothing_of_the_file_is_written(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    text = (await exported(community)).replace("20260508", "20260512").replace("20260509", "20260513")
    question = contract.AskImportCalendar(token=admin.token, ical=text)
    proposal = await community.ask("import_calendar", question, contract.CalendarProposal)
    days = [date(2026, 5, 12), date(2026, 5, 13)]
    await changed(community, edit(admin.token, days[1]))
    accept = contract.AskAcceptCalendar(token=admin.token, id=proposal.id, days=days, source=ORDER)
    with pytest.raises(Refused, match="conflict"):
        await community.ask("accept_calendar", accept, contract.CalendarAccepted)
    assert days[0] not in await year(community)


async def test_given_two_replicas_that_start_at_once_then_the_seed_is_there_once(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start()
    store, now = CalendarStore(community.store), datetime(2030, 1, 1, tzinfo=UTC)
    await store.prepare(now)
    await store.prepare(now)
    assert len(await store.versions(date(2030, 1, 1))) == 1


async def exported(community: Community) -> str:
    question = contract.AskCalendarFile(year=2026)
    return (await community.ask("calendar_file", question, contract.CalendarFile)).ical
