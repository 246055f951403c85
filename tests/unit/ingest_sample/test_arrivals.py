"""Tenders of today for whoever is watching: new, dated now, and the same again when sent twice."""

import json
from datetime import UTC, datetime, timedelta

from services.ingest.sample.arrivals import arrivals
from services.ingest.sample.generator import PUBLISHER, generate
from tests.unit.ingest_sample import reading

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)


def test_given_a_moment_when_tenders_arrive_then_they_are_published_on_that_day_in_bishkek() -> None:
    lines = list(arrivals(1, 4, NOW))
    assert all(json.loads(line)["publisher"]["name"] == PUBLISHER for line in lines)
    found = list(reading.releases(lines))
    assert len({release["ocid"] for release in found}) == 4
    for release in found:
        assert datetime.fromisoformat(release["date"]) == NOW
        assert release["tender"]["datePublished"] == "2026-11-24T02:30:00+06:00"
        assert release["tender"]["statusDetails"] == "published"
        assert datetime.fromisoformat(release["tender"]["tenderPeriod"]["endDate"]) > NOW


def test_given_arrivals_when_asked_for_later_ones_then_they_continue_where_the_first_ended() -> None:
    first, later = list(arrivals(1, 6, NOW)), list(arrivals(1, 3, NOW, start=3))
    assert later == first[3:]
    assert list(arrivals(1, 6, NOW)) == first


def test_given_the_next_day_or_the_made_up_year_when_compared_then_no_ocid_occurs_twice() -> None:
    ocids = [
        release["ocid"]
        for lines in (arrivals(1, 50, NOW), arrivals(1, 50, NOW + timedelta(days=1)), generate(1, 300, kilobytes=4))
        for release in reading.releases(lines)
    ]
    assert len(ocids) == len(set(ocids)) == 400


def test_given_arrivals_when_read_then_every_second_is_short_and_every_third_in_conventional_units() -> None:
    found = reading.raised(arrivals(3, 6, NOW))
    flags = [sorted(found.get(release["ocid"], ())) for release in reading.releases(arrivals(3, 6, NOW))]
    assert flags == [["KG10", "R003"], [], ["R003"], ["KG10"], ["R003"], []]
