"""The seed: an open list of holidays, unchecked."""

from datetime import UTC, date, datetime

from services.community.calendar.day import calendar_of, seeded
from shared.contracts.calendar import DayKind, DayOrigin

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_given_the_year_2026_then_its_days_off_have_names_in_three_languages() -> None:
    days = {day.day: day for day in seeded(2026, NOW)}
    assert len(days) == 21
    nooruz = days[date(2026, 3, 21)]
    assert (nooruz.name.ky, nooruz.name.ru) == ("Элдик Нооруз майрамы", "Народный праздник Нооруз")
    assert {day.origin for day in days.values()} == {DayOrigin.SEED}
    assert all(day.by is None for day in days.values())


def test_given_a_feast_that_is_not_announced_then_it_is_estimated_and_its_name_does_not_say_so() -> None:
    feasts = [day for day in seeded(2027, NOW) if day.estimated]
    assert [feast.name.ru for feast in feasts] == ["Орозо айт", "Курман айт"]
    assert not any(day.estimated for day in seeded(2025, NOW))


def test_given_saturdays_that_the_cabinet_moved_then_they_are_worked() -> None:
    days = list(seeded(2023, NOW))
    worked = {day.day for day in days if day.kind is DayKind.WORKING}
    assert date(2023, 2, 25) in worked
    assert calendar_of(days).is_working(date(2023, 2, 25))
    assert not calendar_of(days).is_working(date(2023, 1, 4))
