"""Documents become processes and events, once, whatever is read again, at the same time or broken."""

import asyncio
import io
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.ingest.kept import body_of
from services.ingest.pipeline import Origin, Pipeline, Progress
from services.ingest.read import Reader
from shared.contracts.tender import BODY_LIMIT
from tests.integration.ingest.conftest import FILES, Place

SHAPES = sorted(path.name for path in FILES.iterdir() if path.is_file())
BROKEN = sorted(path.name for path in (FILES / "broken").iterdir())


async def take(place: Place, path: Path, pipeline: Pipeline | None = None) -> Progress:
    reader = Reader(partial(path.open, "rb"))
    return await (pipeline or place.pipeline).take_in(reader, Origin("test", path.name))


def document(*releases: dict[str, Any]) -> Reader:
    return Reader(partial(io.BytesIO, json.dumps({"releases": releases}).encode()))


@pytest.mark.parametrize("name", SHAPES)
async def test_given_a_document_of_any_shape_when_read_then_each_process_is_told_once_and_not_again(
    name: str, place: Place
) -> None:
    first = await take(place, FILES / name)
    told = await place.told()
    processes = await place.plain.collection("processes").count_documents({})
    assert first.quarantined == 0
    assert len({event.ocid for _, event in told}) == len(told) == processes > 0
    assert all(event.made_up == (name not in UNPACKAGED) for _, event in told)

    again = await take(place, FILES / name)
    assert (again.new_releases, again.events) == (0, 0)
    assert await place.told() == told


UNPACKAGED = {
    *("release.json", "record.json", "releases_array.json", "records_array.json", "releases.jsonl", "records.jsonl"),
    *("concatenated.json", "envelope_data.json", "spring_page.json", "releases.jsonl.gz"),
}
"""Shapes without a publisher around the releases: nobody says that they are made up."""


@pytest.mark.parametrize("name", BROKEN)
async def test_given_a_broken_document_when_read_then_it_is_in_quarantine_once_with_file_place_and_reason(
    name: str, place: Place
) -> None:
    for _ in range(2):
        done = await take(place, FILES / "broken" / name)
        assert done.quarantined > 0
    items, total, following = await place.store.quarantine(200, None)
    assert (total, following) == (done.quarantined, None)
    for item in items:
        assert item.file == name
        assert item.position
        assert item.reason in done.reasons


async def test_given_a_tender_and_later_its_award_when_read_then_there_are_two_versions_with_what_changed(
    place: Place, files: Path
) -> None:
    package = json.loads((files / "release_package.json").read_text())
    tender, _, award = package["releases"]
    await place.pipeline.take_in(document(tender), Origin("test", "one"))
    await place.pipeline.take_in(document(award), Origin("test", "two"))
    (opened, first), (awarded, second) = await place.told()
    assert (opened, awarded) == ("opened", "awarded")
    assert (first.version, second.version) == (1, 2)
    assert {change.path for change in second.changes} >= {"/awards", "/tender/status"}
    history = await place.store.history(tender["ocid"])
    assert [(version.version, version.verb) for version in history] == [(2, "awarded"), (1, "opened")]


async def test_given_rows_from_before_bodies_were_compressed_when_read_then_they_are_told_and_merged(
    place: Place,
) -> None:
    ocid = "ocds-plain-1"
    first = {"ocid": ocid, "id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"], "tender": {"title": "a road"}}
    second = first | {"id": "2", "date": "2026-02-01T00:00:00Z", "tender": {"status": "complete"}}
    await place.pipeline.take_in(document(first), Origin("test", "one"))
    for name in ("releases", "versions"):
        async for row in place.plain.collection(name).find():
            as_before = {"$set": {"body": body_of(row["kept"])}, "$unset": {"kept": ""}}
            await place.plain.collection(name).update_one({"_id": row["_id"]}, as_before)
    await place.pipeline.take_in(document(second), Origin("test", "two"))
    told = [event.process for _, event in await place.told()]
    assert [process["tender"] for process in told if process] == [
        {"title": "a road"},
        {"title": "a road", "status": "complete"},
    ]


async def test_given_the_same_releases_in_another_order_when_read_then_the_process_is_the_same(
    place: Place, files: Path
) -> None:
    package = json.loads((files / "release_package.json").read_text())
    tender, _, award = package["releases"]
    await place.pipeline.take_in(document(award), Origin("test", "two"))
    await place.pipeline.take_in(document(tender), Origin("test", "one"))
    late = await place.store.process(tender["ocid"])
    assert late is not None
    await place.plain.collection("processes").delete_many({})
    await place.plain.collection("releases").delete_many({})
    await place.plain.collection("versions").delete_many({})
    await place.plain.collection("outbox").delete_many({})
    await place.pipeline.take_in(document(tender, award), Origin("test", "both"))
    at_once = await place.store.process(tender["ocid"])
    assert at_once is not None
    assert at_once[0].body == late[0].body


async def test_given_two_workers_on_the_same_processes_when_both_read_then_no_version_is_lost_or_told_twice(
    place: Place, files: Path
) -> None:
    package = json.loads((files / "release_package.json").read_text())
    tender = package["releases"][0]

    def step(number: int) -> dict[str, Any]:
        amendment = {"id": f"s{number}", "description": f"step {number}"}
        return {
            **tender,
            "id": f"s{number}",
            "date": f"2024-03-{number + 2:02d}T00:00:00Z",
            "tender": {"amendments": [amendment]},
        }

    await asyncio.gather(
        *(place.pipeline.take_in(document(tender, step(n)), Origin(f"worker {n}", "file")) for n in range(6))
    )
    found = await place.store.process(tender["ocid"])
    assert found is not None
    process, _ = found
    assert process.compiled is not None
    assert {each["id"] for each in process.compiled["tender"]["amendments"]} == {f"s{n}" for n in range(6)}
    versions = [event.version for _, event in await place.told()]
    assert versions == list(range(1, process.version + 1))
    assert len(process.releases) == 7


async def test_given_a_process_too_large_for_a_message_when_told_then_the_event_refers_to_the_object_store(
    place: Place, files: Path
) -> None:
    release = json.loads((files / "release.json").read_text())
    release["tender"]["description"] = "x" * (BODY_LIMIT + 1)
    await place.pipeline.take_in(document(release), Origin("test", "large"))
    ((_, event),) = await place.told()
    assert event.process is None
    assert event.reference is not None
    stored = json.loads(await place.bus.objects.get(event.reference))
    assert stored["tender"]["description"] == release["tender"]["description"]
    found = await place.store.process(release["ocid"])
    assert found is not None
    assert found[0].reference == event.reference


async def test_given_releases_that_cannot_be_merged_when_read_then_they_are_refused_and_the_others_are_not(
    place: Place, files: Path
) -> None:
    release = json.loads((files / "release.json").read_text())
    bad = [
        {"ocid": "ocds-made00-9", "date": f"2024-01-0{n}T00:00:00Z", "tag": ["tender"], "tender": {"x": x}}
        for n, x in ((1, "t"), (2, {"y": 1}))
    ]
    done = await place.pipeline.take_in(document(*bad, release), Origin("test", "mixed"))
    assert (done.reasons, done.releases, done.pieces) == ({"unmergeable": 1}, 2, 3)
    assert [event.ocid for _, event in await place.told()] == ["ocds-made00-9", release["ocid"]]


async def test_given_one_piece_of_every_odd_kind_when_read_then_only_those_are_refused_and_the_rest_is_told(
    place: Place, files: Path
) -> None:
    release = json.loads((files / "release.json").read_text())
    odd: list[dict[str, Any]] = [
        {"ocid": "ocds-made00-\ud83d", "tender": {}},
        {"ocid": "\ud83d"},
        {"ocid": 5, "tender": {"title": "\ud83d"}},
        {"ocid": "ocds-made00-2", "tender": {"title": "\ud83d", "statusDetails": {"\ud83d": 1}}},
        {"ocid": "ocds-made00-3", "tender": {"x" * 100_000 + str(n): {"date": 1} for n in range(50)}},
    ]
    done = await place.pipeline.take_in(document(*odd, release), Origin("test", "odd"))
    assert (done.releases, done.quarantined) == (3, 3)
    assert {event.ocid for _, event in await place.told()} == {release["ocid"], "ocds-made00-2", "ocds-made00-3"}


async def test_given_the_same_refused_content_under_other_names_when_read_then_it_is_in_quarantine_once(
    place: Place,
) -> None:
    for name, ocids in (("page?since=1", ["ocds-made00-1", 5]), ("page?since=2", [5])):
        releases = [{"ocid": ocid, "tag": ["tender"]} for ocid in ocids]
        await place.pipeline.take_in(document(*releases), Origin("test", name))
    await place.pipeline.take_in(document({"ocid": 5, "tag": ["tender"]}), Origin("another", "page"))
    items, total, _ = await place.store.quarantine(10, None)
    assert (total, {(item.source, item.file) for item in items}) == (2, {("test", "page?since=1"), ("another", "page")})


async def test_given_kyrgyz_releases_over_time_when_read_in_one_document_then_each_stage_is_told(
    place: Place, data_folder: Path
) -> None:
    folder = data_folder / "kyrgyz-shape-made-up"
    if not folder.is_dir():
        pytest.skip(f"the made-up Kyrgyz pages {folder} are absent")
    for page in sorted(folder.glob("page*.json")):
        await take(place, page)
    told = await place.told()
    verbs = [verb for verb, event in told if event.ocid == "ocds-h7i0z4-1000002"]
    assert verbs == ["opened", "closed", "contracted"]
    for page in sorted(folder.glob("page*.json")):
        assert (await take(place, page)).events == 0
    assert await place.told() == told


async def test_given_more_than_one_batch_when_read_then_progress_is_told_and_nothing_is_missing(
    place: Place, files: Path
) -> None:
    release = json.loads((files / "release.json").read_text())
    many = "\n".join(json.dumps({**release, "ocid": f"ocds-made00-{n}"}) for n in range(1, 1001))
    seen: list[int] = []
    reader = Reader(partial(io.BytesIO, many.encode()))
    done = await place.pipeline.take_in(reader, Origin("test", "many"), lambda progress: seen.append(progress.releases))
    assert (done.releases, done.events) == (1000, 1000)
    assert seen == [400, 800, 1000]
    assert len(await place.told()) == 1000


async def test_given_the_database_fails_in_the_middle_when_read_again_then_the_rest_follows(
    place: Place, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = json.loads((files / "release.json").read_text())
    many = "\n".join(json.dumps({**release, "ocid": f"ocds-made00-{n}"}) for n in range(1, 901)).encode()
    writes = 0
    broken = False
    write = place.store.write

    async def breaking(*args: Any) -> None:
        nonlocal writes, broken
        writes += 1
        await write(*args)  # which may have to be repeated, when two batches meet
        if writes > 1 and not broken:
            broken = True
            raise ConnectionResetError

    monkeypatch.setattr(place.store, "write", breaking)
    with pytest.raises(ConnectionResetError):
        await place.pipeline.take_in(Reader(partial(io.BytesIO, many)), Origin("test", "many"))
    assert 0 < len(await place.told()) < 900, "batches that were under way beside the broken one may stand"
    await place.pipeline.take_in(Reader(partial(io.BytesIO, many)), Origin("test", "many"))
    assert sorted(event.ocid for _, event in await place.told()) == sorted(f"ocds-made00-{n}" for n in range(1, 901))
