"""What new releases make of a process: versions, verbs, changes, and nothing for what says nothing new."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest import event
from services.ingest.changes import KEPT, KEPT_BYTES, Difference, differences
from services.ingest.countries import country_of
from services.ingest.pieces import Found, Package
from services.ingest.prepare import Taken, prepare
from services.ingest.process import NewVersion, Process, merged, replaced
from services.ingest.read import Reader
from services.ingest.stage import Stage, stage_of, verb_of
from shared.contracts.tender import Reference, TenderEvent, TenderVerb

Take = Callable[[dict[str, Any]], Taken]


@pytest.fixture
def polled(data_folder: Path, taken: Take) -> dict[str, tuple[Process, list[NewVersion]]]:
    """Every process of the made-up Kyrgyz pages after all of them were read, with its versions."""
    folder = data_folder / "kyrgyz-shape-made-up"
    if not folder.is_dir():
        pytest.skip(f"the made-up Kyrgyz pages {folder} are absent")
    known: dict[str, tuple[Process, list[NewVersion]]] = {}
    for page in sorted(folder.glob("page*.json")):
        for piece in Reader(lambda page=page: page.open("rb")):  # type: ignore[misc]
            assert isinstance(piece, Found)
            ocid = piece.value["ocid"]
            process, versions = known.setdefault(ocid, (Process(ocid), []))
            versions += replaced(process, taken(piece.value), None)
    return known


def test_given_the_made_up_pages_when_polled_then_each_stage_is_a_version(
    polled: dict[str, tuple[Process, list[NewVersion]]],
) -> None:
    verbs = {
        ocid.removeprefix("ocds-h7i0z4-"): [str(v.verb) for v in versions] for ocid, (_, versions) in polled.items()
    }
    assert verbs == {
        "1000001": ["opened", "closed", "contracted"],
        "1000002": ["opened", "closed", "contracted"],
        "1000003": ["closed"],  # its deadline had passed when it was exported
        "1000004": ["cancelled"],
        "1000005": ["opened", "contracted"],
        "1000006": ["opened"],
        "contract-based-500001": ["contracted"],
        "1000009": ["opened", "closed"],
        "1000008": ["contracted"],
    }


def test_given_an_update_that_lost_its_bids_when_polled_then_the_known_content_stays(
    polled: dict[str, tuple[Process, list[NewVersion]]],
) -> None:
    process, versions = polled["ocds-h7i0z4-1000002"]
    assert process.compiled is not None
    assert len(process.compiled["bids"]["details"]) == 3
    assert process.version == 3
    assert versions[-1].at.isoformat() == "2021-02-16T17:10:00+00:00"
    assert process.date == "2021-06-05T17:10:00Z"
    assert process.bad_quality == []


def test_given_a_loss_when_nothing_better_came_yet_then_the_process_is_marked(taken: Take) -> None:
    release = {
        "ocid": "ocds-h7i0z4-1",
        "date": "2024-01-01T00:00:00+06:00",
        "tag": ["tender"],
        "tender": {
            "status": "active",
            "lots": [{"id": "1"}, {"id": "2"}],
            "datePublished": "2024-01-01T00:00:00+06:00",
        },
    }
    poorer = copy.deepcopy(release)
    poorer["date"] = "2024-01-02T00:00:00+06:00"
    del poorer["tender"]["lots"][1]  # type: ignore[index]
    process = Process("ocds-h7i0z4-1")
    replaced(process, taken(release), None)
    assert replaced(process, taken(poorer), None) == []
    assert process.bad_quality == ["lost_lots"]
    assert process.date == "2024-01-01T18:00:00Z"


def test_given_an_older_export_when_it_comes_late_then_it_replaces_nothing(taken: Take) -> None:
    newer = {"ocid": "ocds-h7i0z4-1", "date": "2024-01-02T00:00:00Z", "tag": [], "tender": {"title": "new"}}
    older = {"ocid": "ocds-h7i0z4-1", "date": "2024-01-01T00:00:00Z", "tag": [], "tender": {"title": "old"}}
    process = Process("ocds-h7i0z4-1")
    assert len(replaced(process, taken(newer), None)) == 1
    assert replaced(process, taken(older), None) == []


def test_given_the_same_content_with_a_new_date_when_replaced_then_only_the_date_moves(taken: Take) -> None:
    process = Process("ocds-h7i0z4-1")
    for day in ("01", "02"):
        release = {
            "ocid": "ocds-h7i0z4-1",
            "id": day,
            "date": f"2024-01-{day}T00:00:00Z",
            "tag": [],
            "tender": {"id": "1"},
        }
        replaced(process, taken(release), None)
    assert (process.version, process.date) == (1, "2024-01-02T00:00:00Z")


@pytest.mark.parametrize("date", [None, "9999-12-31T00:00:00Z", "soon"])
def test_given_an_export_without_a_usable_date_when_it_comes_then_it_is_the_newest_and_noted(
    date: str | None, taken: Take
) -> None:
    release = {"ocid": "ocds-h7i0z4-1", "date": "2024-01-02T00:00:00Z", "tag": [], "tender": {"title": "old"}}
    process = Process("ocds-h7i0z4-1")
    replaced(process, taken(release), None)
    undated = {**release, "date": date, "tender": {"title": "new"}}
    (version,) = replaced(process, taken({k: v for k, v in undated.items() if v is not None}), None)
    assert process.compiled is not None
    assert (process.compiled["tender"]["title"], process.date) == ("new", "2024-01-02T00:00:00Z")
    assert "undated_release" in [issue["code"] for issue in process.issues]
    assert version.at.year == 2024


def test_given_an_export_of_half_a_second_later_when_it_comes_then_it_is_the_newer_one(taken: Take) -> None:
    process = Process("ocds-h7i0z4-1")
    for date, title in (("2024-01-02T00:00:00Z", "old"), ("2024-01-02T00:00:00.500Z", "new")):
        release = {"ocid": "ocds-h7i0z4-1", "date": date, "tag": [], "tender": {"title": title}}
        assert len(replaced(process, taken(release), None)) == 1


def test_given_releases_with_issues_when_merged_one_after_the_other_then_those_of_all_are_kept(taken: Take) -> None:
    def step(day: int, **tender: Any) -> dict[str, Any]:
        return {"ocid": "o", "date": f"2024-01-0{day}T00:00:00Z", "tag": ["tender"], "tender": {"id": "1", **tender}}

    first, second = step(1, value={"amount": "USD"}), step(2, procurementMethod="Adjudicado")
    together, apart = Process("o"), Process("o")
    merged(together, [], [taken(first), taken(second)], None)
    merged(apart, [], [taken(first)], None)
    merged(apart, [taken(first).release], [taken(second)], None)
    assert {"amount_unreadable", "schema_enum"} <= {issue["code"] for issue in apart.issues}
    assert apart.issues == together.issues


def test_given_releases_in_two_batches_when_merged_then_the_content_is_that_of_one_batch(
    taken: Take, release: dict[str, Any]
) -> None:
    award = {"ocid": release["ocid"], "date": "2024-04-01T00:00:00Z", "tag": ["award"], "awards": [{"id": "1"}]}
    together, apart = Process(release["ocid"]), Process(release["ocid"])
    merged(together, [], [taken(release), taken(award)], None)
    merged(apart, [], [taken(award)], None)
    versions = merged(apart, [taken(award).release], [taken(release)], None)
    assert apart.content == together.content
    assert [v.version for v in versions] == [2]


def test_given_a_new_version_when_told_then_the_event_is_the_contract_and_carries_the_process(
    taken: Take, release: dict[str, Any]
) -> None:
    process = Process(release["ocid"], source="test")
    (first,) = merged(process, [], [taken(release)], "kg")
    fact = event.fact(process, first)
    told = TenderEvent.model_validate_json(event.with_process(fact.data, first.body))
    assert fact.subject == "tender.v1.opened.kg.XM-REG-1"
    assert fact.about == release["ocid"]
    assert told.process is not None
    assert told.process["tender"]["title"] == "Парты (выдумано)"
    assert told.process["date"] == "2024-03-01T03:00:00Z"
    assert (told.version, told.country, told.changes) == (1, "kg", [])
    assert event.fact(process, first).id == fact.id


def test_given_an_amendment_when_told_then_the_changes_are_listed(taken: Take, release: dict[str, Any]) -> None:
    process = Process(release["ocid"], source="test")
    merged(process, [], [taken(release)], None)
    change = {"ocid": release["ocid"], "date": "2024-03-05T00:00:00Z", "tag": ["tenderAmendment"]}
    change["tender"] = {"value": {"amount": 1500}, "description": "new"}
    (second,) = merged(process, [taken(release).release], [taken(change)], None)
    told = TenderEvent.model_validate_json(event.with_process(event.fact(process, second).data, second.body))
    assert second.verb is TenderVerb.AMENDED
    assert {(c.path, c.kind, c.before, c.after) for c in told.changes} == {
        ("/tender/value/amount", "changed", 1000, 1500),
        ("/tender/description", "added", None, "new"),
    }


# --- stages and verbs ------------------------------------------------------------------------------------------

STAGES: list[tuple[dict[str, Any], Stage]] = [
    ({}, Stage.PLANNED),
    ({"tender": {"status": "planned"}}, Stage.PLANNED),
    ({"tender": {"status": "active"}}, Stage.OPENED),
    ({"tender": {"status": "active", "statusDetails": "bidsOpened"}}, Stage.CLOSED),
    ({"tender": {"status": "active"}, "bids": {"details": [{"id": "1"}]}}, Stage.CLOSED),
    (
        {
            "tender": {"status": "active", "tenderPeriod": {"endDate": "2024-01-01T00:00:00Z"}},
            "date": "2024-01-02T00:00:00Z",
        },
        Stage.CLOSED,
    ),
    (
        {
            "tender": {"status": "active", "tenderPeriod": {"endDate": "2024-01-01T00:00:00.500000Z"}},
            "date": "2024-01-01T00:00:00Z",
        },
        Stage.OPENED,
    ),
    (
        {
            "tender": {"status": "active", "tenderPeriod": {"endDate": "2024-01-01T00:00:00Z"}},
            "date": "2024-01-01T00:00:00.500000Z",
        },
        Stage.CLOSED,
    ),
    ({"tender": {"status": "unsuccessful"}}, Stage.CLOSED),
    ({"tender": {"status": "active"}, "awards": [{"status": "pending"}]}, Stage.OPENED),
    ({"tender": {"status": "complete"}, "awards": [{"status": "active"}]}, Stage.AWARDED),
    ({"awards": [{"status": "active"}], "contracts": [{"status": "active"}]}, Stage.CONTRACTED),
    ({"awards": [{"status": "active"}], "contracts": [{"status": "cancelled"}]}, Stage.AWARDED),
    ({"contracts": [{"status": "terminated"}]}, Stage.COMPLETED),
    ({"tender": {"status": "cancelled"}, "contracts": [{}]}, Stage.CANCELLED),
]


@pytest.mark.parametrize(("release", "stage"), STAGES)
def test_given_a_process_when_asked_then_its_stage_follows_from_the_release_alone(
    release: dict[str, Any], stage: Stage
) -> None:
    assert stage_of(release) is stage


OPEN = {"tender": {"status": "active", "title": "a"}}
SIGNED = {"tender": {"status": "complete"}, "contracts": [{"id": "1", "value": {"amount": 1}}]}


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [
        (None, OPEN, TenderVerb.OPENED),
        (None, {"tender": {"status": "planned"}}, TenderVerb.AMENDED),
        ({"tender": {"status": "planned"}}, OPEN, TenderVerb.OPENED),
        (OPEN, {"tender": {"status": "active", "title": "b"}}, TenderVerb.AMENDED),
        (OPEN, SIGNED, TenderVerb.CONTRACTED),
        (SIGNED, {**SIGNED, "contracts": [{"id": "1", "value": {"amount": 2}}]}, TenderVerb.CONTRACT_AMENDED),
        (SIGNED, {**SIGNED, "tender": {"status": "complete", "title": "x"}}, TenderVerb.AMENDED),
        (SIGNED, OPEN, TenderVerb.AMENDED),
        (OPEN, {"tender": {"status": "cancelled"}}, TenderVerb.CANCELLED),
    ],
)
def test_given_two_versions_when_named_then_a_later_stage_decides(
    before: dict[str, Any] | None, after: dict[str, Any], verb: TenderVerb
) -> None:
    assert verb_of(before, after) is verb


# --- changes ---------------------------------------------------------------------------------------------------


def test_given_members_with_ids_when_one_moved_then_only_what_it_says_differently_is_a_change() -> None:
    before = {"lots": [{"id": "1", "title": "a"}, {"id": "2"}, {"id": "3"}]}
    after = {"lots": [{"id": "2"}, {"id": "1", "title": "b"}, {"id": "4"}]}
    assert differences(before, after) == (
        [
            Difference("/lots/1/title", "changed", "a", "b"),
            Difference("/lots/2", "added", None, {"id": "4"}),
            Difference("/lots/2", "removed", {"id": "3"}, None),
        ],
        0,
    )


def test_given_only_a_new_date_and_id_when_compared_then_nothing_changed() -> None:
    assert differences({"id": "1", "date": "x", "tag": ["a"]}, {"id": "2", "date": "y", "tag": ["b"]}) == ([], 0)


def test_given_a_flood_of_changes_when_compared_then_the_list_is_bounded_and_the_rest_counted() -> None:
    after = {"lots": [{"id": str(n), "title": "x" * 5000} for n in range(KEPT + 50)]}
    found, omitted = differences({"lots": [{"id": "none"}]}, after)
    assert (len(found), omitted) == (KEPT, 51)
    assert all(len(str(change.after)) < 1000 for change in found)


def test_given_long_changes_when_compared_then_all_of_them_together_are_bounded() -> None:
    lots = [{"id": str(n), **{f"поле {k}": "ы" * 1000 for k in range(20)}} for n in range(KEPT)]
    found, omitted = differences({"lots": lots}, {"lots": [{"id": "none"}], "ы" * 5000: 1})
    assert len(found) + omitted == KEPT + 2
    assert len(msgspec.json.encode(found)) <= KEPT_BYTES + 1
    assert max(len(change.path) for change in found) < 310


texts = st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=2), st.sampled_from([1, 150, 400]))
fields = st.dictionaries(texts, texts | st.integers(), max_size=3)
members = st.builds(
    lambda field, times: [{"id": str(n), **field} for n in range(times)], fields, st.sampled_from([0, 1, 50, 250])
)


@settings(deadline=None, max_examples=40)
@given(st.tuples(members, fields), st.tuples(members, fields))
def test_property_given_any_two_releases_when_told_then_the_event_fits_into_a_message(
    one: tuple[list[Any], dict[str, Any]], two: tuple[list[Any], dict[str, Any]]
) -> None:
    ocid = "ы" * 255
    process = Process(ocid, source="ы" * 255)
    for day, (lots, tender) in enumerate((one, two), 1):
        release = {"ocid": ocid, "date": f"2024-01-0{day}T00:00:00Z", "tag": [], "tender": {**tender, "lots": lots}}
        (item,) = prepare(Found("/", "release", release, Package()))
        assert isinstance(item, Taken)
        for version in replaced(process, replace(item, ocid=ocid), None):
            reference = Reference(bucket="b", name="n", size=1, sha256="x") if event.too_large(version) else None
            assert len(event.fact(process, version, reference).data) < 1024 * 1024 - 64 * 1024


# --- countries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "given", "country"),
    [
        ({"ocid": "ocds-h7i0z4-1"}, None, "kg"),
        ({"ocid": "ocds-h7i0z4-contract-based-1"}, None, "kg"),
        ({"ocid": "ocds-x-1"}, None, "xx"),
        ({"ocid": "ocds-x-1"}, "kz", "kz"),
        (
            {"ocid": "x", "parties": [{"roles": ["buyer"], "address": {"countryName": "Кыргызская Республика"}}]},
            None,
            "kg",
        ),
        ({"ocid": "x", "buyer": {"id": "1"}, "parties": [{"id": "1", "address": {"country": "DE"}}]}, None, "de"),
    ],
)
def test_given_a_release_when_asked_then_its_country_is_known_or_unknown(
    release: dict[str, Any], given: str | None, country: str
) -> None:
    assert country_of(release, given) == country
