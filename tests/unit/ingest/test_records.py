"""A record gives its embedded dated releases, else the publisher's compiled release, else a reason."""

from services.ingest.records import unpack

TENDER = {"ocid": "a", "date": "2024-01-01T00:00:00Z", "tag": ["tender"]}
AWARD = {"ocid": "a", "date": "2024-02-01T00:00:00Z", "tag": ["award"]}
LINK = {"url": "https://example.org/1", "date": "2024-01-01T00:00:00Z"}
COMPILED = {"ocid": "a", "date": "2024-02-01T00:00:00Z", "tag": ["compiled"], "tender": {}}


def test_given_all_releases_embedded_and_dated_when_unpacked_then_they_are_the_source() -> None:
    unpacked = unpack({"ocid": "a", "releases": [TENDER, AWARD], "compiledRelease": COMPILED})
    assert unpacked.releases == [TENDER, AWARD]


def test_given_linked_releases_when_unpacked_then_the_publishers_compiled_release_is_taken() -> None:
    assert unpack({"ocid": "a", "releases": [LINK], "compiledRelease": COMPILED}).releases == [COMPILED]


def test_given_undated_releases_when_unpacked_then_the_publishers_compiled_release_is_taken_and_it_is_noted() -> None:
    undated = {"ocid": "a", "tag": ["tender"]}
    unpacked = unpack({"ocid": "a", "releases": [undated, undated], "compiledRelease": COMPILED})
    assert unpacked.releases == [COMPILED]
    assert unpacked.notes == ["undated_releases"]


def test_given_links_only_when_unpacked_then_there_is_a_reason() -> None:
    assert unpack({"ocid": "a", "releases": [LINK]}).reason == "linked_releases"


def test_given_only_a_versioned_release_when_unpacked_then_there_is_a_reason() -> None:
    assert unpack({"ocid": "a", "versionedRelease": {"ocid": "a"}}).reason == "versioned_release"


def test_given_another_ocid_in_the_compiled_release_when_unpacked_then_that_one_counts_and_it_is_noted() -> None:
    unpacked = unpack({"ocid": "b", "compiledRelease": COMPILED})
    assert unpacked.releases[0]["ocid"] == "a"
    assert unpacked.notes == ["record_ocid_differs"]


def test_given_releases_without_an_ocid_when_unpacked_then_the_record_lends_its_own() -> None:
    unpacked = unpack({"ocid": "a", "releases": [{"date": "2024-01-01", "tag": ["tender"]}]})
    assert unpacked.releases[0]["ocid"] == "a"
