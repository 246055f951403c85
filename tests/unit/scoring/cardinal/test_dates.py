"""Whole days between two instants, read as chrono reads them."""

import pytest

from services.scoring.cardinal.dates import whole_days

NEW_YEAR = "2024-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("2024-01-15T23:59:59Z", 14),
        ("2024-01-16T00:00:00+00:01", 14),
        ("2023-12-31T00:00:01Z", 0),
        ("2023-12-31T00:00:00Z", -1),
        ("2023-12-30T23:59:59.999999999999Z", -1),
        ("2024-01-02t00:00:00z", 1),
        ("2024-01-02 00:00:00Z", 1),
        ("2024-01-02T00:00:00-23:59", 1),
        ("2024-01-02T06:00:00+06:00", 1),
        ("2024-01-02T00:00:00\u221206:00", 1),
        ("2024-01-01T23:59:60Z", 1),
        ("2024-01-01T23:59:59.999Z", 0),
        ("2024-03-01T00:00:00Z", 60),
        ("9999-12-31T23:59:59Z", 2913173),
        ("0000-01-01T00:00:00Z", -739251),
        ("0001-01-01T00:00:00Z", -738885),
    ],
)
def test_instants_as_chrono_reads_them(end: str, days: int) -> None:
    assert whole_days(NEW_YEAR, end) == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-01-02",
        "2024-01-02T00:00:00",
        "2024-01-02T00:00Z",
        "2024-01-02T24:00:00Z",
        "2024-01-02T00:60:00Z",
        "2024-01-02T00:00:61Z",
        "2024-01-02T00:00:00.Z",
        "2024-01-02T00:00:00,5Z",
        "2024-01-02T00:00:00+0600",
        "2024-01-02T00:00:00+06",
        "2024-01-02T00:00:00+24:00",
        "2024-01-02T00:00:00+06:60",
        "2024-01-02T00:00:00 Z",
        " 2024-01-02T00:00:00Z",
        "2024-01-02T00:00:00Z\n",
        "2024-01-02_00:00:00Z",
        "20240102T000000Z",
        "2024-W01-2T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-00T00:00:00Z",
        "+2024-01-02T00:00:00Z",
        "12024-01-02T00:00:00Z",
        "\u0662024-01-02T00:00:00Z",
    ],
)
def test_what_is_no_instant(text: str) -> None:
    assert whole_days(NEW_YEAR, text) is None
    assert whole_days(text, NEW_YEAR) is None


def test_a_leap_second_lasts_only_beside_an_earlier_time_of_day() -> None:
    """chrono counts the second 60 when the other time of day lies beyond it."""
    assert whole_days("2024-01-01T12:00:60Z", "2024-01-02T12:01:00Z") == 1
    assert whole_days("2024-01-01T12:00:60Z", "2024-01-02T12:00:59Z") == 0
    assert whole_days("2024-01-01T12:00:60Z", "2024-01-02T12:00:60Z") == 1
