"""Releases of one ocid become its compiled release, whatever the order in which they came."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.issues import Issues
from services.ingest.merge import Unmergeable, compiled
from services.ingest.normalise import normalise, without_nulls
from services.ingest.schema import merge_rules

Release = dict[str, Any]


def merged(*releases: Release) -> Release:
    return compiled([normalise(copy.deepcopy(release), Issues()) for release in releases], Issues())


def step(date: str | None, **tender: Any) -> Release:
    return {"ocid": "a", "id": date, "tag": ["tender"], **({"date": date} if date else {}), "tender": tender}


def test_given_two_steps_when_merged_then_the_later_value_counts_and_the_rest_stays() -> None:
    result = merged(
        step("2024-01-01T00:00:00Z", id="1", title="old", status="active"), step("2024-01-02T00:00:00Z", title="new")
    )
    assert result == {
        "ocid": "a",
        "id": "a-2024-01-02T00:00:00Z",
        "date": "2024-01-02T00:00:00Z",
        "tag": ["compiled"],
        "tender": {"id": "1", "title": "new", "status": "active"},
    }


def test_given_dates_in_two_zones_when_merged_then_the_moment_decides_not_the_text() -> None:
    earlier = step("2020-01-01T00:00:00+06:00", title="earlier")
    later = step("2019-12-31T23:00:00Z", title="later")
    assert merged(later, earlier)["tender"]["title"] == "later"


def test_given_fractions_of_a_second_when_merged_then_they_are_in_order() -> None:
    assert (
        merged(step("2024-01-01T00:00:00.5Z", title="later"), step("2024-01-01T00:00:00Z", title="earlier"))["tender"][
            "title"
        ]
        == "later"
    )


def test_given_null_when_merged_then_the_value_is_deleted() -> None:
    assert (
        merged(step("2024-01-01T00:00:00Z", title="x"), step("2024-01-02T00:00:00Z", title=None)).get("tender", {})
        == {}
    )


def test_given_lots_and_bids_when_merged_then_they_merge_by_id() -> None:
    first = step("2024-01-01T00:00:00Z", lots=[{"id": 1, "title": "one"}, {"id": "2", "title": "two"}])
    first["bids"] = {"details": [{"id": "b", "status": "pending", "value": {"amount": 5}}]}
    second = step("2024-01-02T00:00:00Z", lots=[{"id": "1", "status": "active"}])
    second["bids"] = {"details": [{"id": "b", "status": "valid"}]}
    result = merged(first, second)
    assert result["tender"]["lots"] == [{"id": "1", "title": "one", "status": "active"}, {"id": "2", "title": "two"}]
    assert result["bids"]["details"] == [{"id": "b", "status": "valid", "value": {"amount": 5}}]


def test_given_an_undated_release_when_merged_then_it_is_older_than_all_others_and_noted() -> None:
    issues = Issues()
    result = compiled([step(None, title="undated"), step("2024-01-01T00:00:00Z", title="dated")], issues)
    assert result["tender"]["title"] == "dated"
    assert [issue.code for issue in issues.listed()] == ["undated_release"]


def test_given_only_an_undated_release_when_merged_then_it_has_an_id_without_a_date() -> None:
    assert merged(step(None, title="x"))["id"] == "a-undated"


def test_given_a_publishers_snapshot_when_merged_then_what_it_no_longer_states_is_gone() -> None:
    before = step("2024-01-01T00:00:00Z", title="x", description="withdrawn later")
    snapshot = {**step("2024-01-02T00:00:00Z", title="x"), "tag": ["compiled"]}
    after = step("2024-01-03T00:00:00Z", status="complete")
    assert merged(after, snapshot, before)["tender"] == {"title": "x", "status": "complete"}


def test_given_a_contradiction_of_shapes_when_merged_then_it_is_said_and_nothing_else_breaks() -> None:
    with pytest.raises(Unmergeable) as refused:
        merged(step("2024-01-01T00:00:00Z", x="a name for /y"), step("2024-01-02T00:00:00Z", x={"y": 1}))
    assert str(refused.value) == "InconsistentTypeError at /tender/x"  # never what was published there


def test_given_releases_when_merged_then_they_are_left_as_they_were() -> None:
    release = normalise(step("2024-01-01T00:00:00Z", submissionMethod=["a"], lots=[{"id": "1"}]), Issues())
    before = copy.deepcopy(release)
    result = compiled([release], Issues())
    result["tender"]["submissionMethod"].append("b")
    assert release == before


moments = st.integers(0, 40).map(lambda n: f"2024-01-{n % 20 + 1:02d}T00:00:00{'Z' if n % 2 else '+06:00'}")
texts = st.sampled_from(["x", "y", "z", None])
lots = st.lists(st.fixed_dictionaries({"id": st.sampled_from(["1", "2", 1])}, optional={"title": texts}), max_size=3)
steps = st.builds(
    lambda date, tender: step(date, **tender),
    moments | st.none(),
    st.fixed_dictionaries(
        {}, optional={"title": texts, "status": texts, "lots": lots, "submissionMethod": st.lists(texts)}
    ),
)


@given(st.lists(steps, min_size=1, max_size=6), st.randoms())
def test_given_any_releases_when_they_arrive_in_another_order_then_the_result_is_the_same(
    releases: list[Release], random: Any
) -> None:
    shuffled = [*releases]
    random.shuffle(shuffled)
    assert merged(*shuffled) == merged(*releases)


@given(st.lists(steps, min_size=1, max_size=5))
def test_given_any_releases_when_one_comes_twice_then_the_result_is_the_same(releases: list[Release]) -> None:
    assert merged(*releases, releases[0]).get("tender") == merged(*releases).get("tender")


def conformance() -> list[str]:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "conformance" / "ocds-merge" / "1.1"
    return sorted(path.name.removesuffix("-compiled.json") for path in folder.glob("*-compiled.json"))


@pytest.mark.parametrize("name", conformance() or ["absent"])
def test_given_the_truth_tables_of_ocds_merge_when_merged_then_the_answers_are_the_same(
    name: str, data_folder: Path
) -> None:
    folder = data_folder / "conformance" / "ocds-merge" / "1.1"
    if not folder.is_dir():
        pytest.skip(f"the merge truth tables {folder} are absent")
    releases = json.loads((folder / f"{name}.json").read_text())
    expected = json.loads((folder / f"{name}-compiled.json").read_text())
    assert compiled(releases, Issues(), merge_rules()) == without_nulls(expected)
