"""Only what cannot be placed or merged is refused; every other error is an issue, without the value in it."""

from typing import Any

import pytest

from services.ingest.check import against_schema, fatal
from services.ingest.issues import KEPT, Issue, Issues


def test_given_a_release_of_the_standard_when_checked_then_nothing_is_wrong(release: dict[str, Any]) -> None:
    issues = Issues()
    against_schema(release, issues)
    assert fatal(release) is None
    assert issues.listed() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ocid": None}, "no_ocid"),
        ({"ocid": 5}, "no_ocid"),
        ({"ocid": "  "}, "no_ocid"),
        ({"ocid": "x" * 256}, "bad_ocid"),
        ({"tender": "text"}, "schema"),
        ({"awards": {"id": "1"}}, "schema"),
        ({"parties": "x"}, "schema"),
        ({"date": 20240101}, "schema"),
        ({"tender": {"title": [{"releaseID": "1", "value": "x"}]}}, "versioned_release"),
    ],
)
def test_given_a_release_that_cannot_be_merged_when_checked_then_it_is_refused(
    change: dict[str, Any], reason: str, release: dict[str, Any]
) -> None:
    refused = fatal({**release, **change})
    assert refused is not None
    assert refused[0] == reason


def test_given_errors_against_the_standard_when_checked_then_they_are_counted_by_path(release: dict[str, Any]) -> None:
    release["tender"]["value"]["amount"] = "1000"
    release["tender"]["procurementMethod"] = "Adjudicado"
    del release["initiationType"]
    issues = Issues()
    against_schema(release, issues)
    assert set(issues.listed()) == {
        Issue("/tender/value/amount", "schema_type", 1),
        Issue("/tender/procurementMethod", "schema_enum", 1),
        Issue("/", "schema_required", 1),
    }


def test_given_bids_and_lots_when_checked_then_the_extensions_are_part_of_the_schema(release: dict[str, Any]) -> None:
    release["tender"]["lots"] = [{"title": "without id"}]
    release["bids"] = {"details": [{"status": "valid"}]}
    issues = Issues()
    against_schema(release, issues)
    assert {issue.path for issue in issues.listed()} == {"/tender/lots", "/bids/details"}


def test_given_more_kinds_of_issues_than_are_kept_when_noted_then_the_rest_is_counted() -> None:
    issues = Issues()
    for number in range(KEPT + 5):
        issues.add(f"/{number}", "x")
    assert len(issues.listed()) == KEPT
    assert issues.omitted == 5
