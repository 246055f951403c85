"""Whatever stands in a document, the pipeline's pure part never raises, and an odd release costs no other one."""

import copy
import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest import event
from services.ingest.pieces import Broken, Found, Package, Piece
from services.ingest.pipeline import _advanced
from services.ingest.prepare import Taken, prepare
from services.ingest.process import NewVersion, Process
from services.ingest.read import Reader
from tests.unit.ingest.test_kyrgyz import raw

Json = Any
Pieces = Callable[[bytes | str | Path], list[Piece]]
_PACKAGE = Package()
GOOD = '{"ocid": "ocds-x-good", "tender": {"status": "active"}}'


def worked_out(document: bytes) -> tuple[list[Broken], list[NewVersion]]:
    """Everything that comes of `document` short of the database."""
    refused: list[Broken] = []
    releases: dict[str, list[Taken]] = {}
    versions: list[NewVersion] = []
    for piece in Reader(partial(io.BytesIO, document)):
        for item in prepare(piece):
            if isinstance(item, Broken):
                refused.append(item)
            else:
                releases.setdefault(item.ocid, []).append(item)
    for ocid, taken in releases.items():
        now, told, left_out = _advanced(Process(ocid), taken, {}, None)
        refused += left_out
        versions += told
        for version in told:
            event.fact(now, version)
    return refused, versions


NESTED = '{"a":' * 400 + "1" + "}" * 400
ODD = {
    f'{{"ocid": "ocds-x-1", "tender": {NESTED}}}': "too_deep",
    f'{{"ocid": "ocds-x-1", "tender": {{"x": {"[" * 500 + "]" * 500}}}}}': "too_deep",
    '{"ocid": "ocds-x-\\ud83d", "tender": {}}': "bad_ocid",
    '{"ocid": "ocds-x\\r\\nNats-Msg-Id: 1", "tender": {}}': "bad_ocid",
    '{"ocid": "ocds-x-1", "tender": {"statusDetails": {"a": 1}, "status": ["x"]}}': None,
    '{"ocid": "ocds-h7i0z4-1", "tender": {"statusDetails": {"a": 1}, "mainProcurementCategory": ["x"]}}': None,
    '{"ocid": "ocds-h7i0z4-1", "tag": [], "awards": [{"status": ["a"], "relatedLots": [{"id": 1}]}]}': None,
    '{"ocid": "ocds-h7i0z4-1", "tag": [], "bids": {"details": [{"value": "5", "tenderers": 5}]}}': None,
    '{"ocid": "ocds-h7i0z4-1", "tag": [], "parties": [{"id": "1", "roles": 5}]}': None,
    f'{{"ocid": "ocds-x-1", "tender": {{"value": {{"amount": {"9" * 400}}}}}}}': None,
}


@pytest.mark.parametrize("odd", ODD)
def test_given_an_odd_release_among_others_when_taken_in_then_it_costs_no_other_one(odd: str) -> None:
    refused, versions = worked_out(f"{GOOD}\n{odd}\n{GOOD.replace('good', 'too')}".encode())
    assert [piece.reason for piece in refused] == ([ODD[odd]] if ODD[odd] else [])
    assert {version.ocid for version in versions} >= {"ocds-x-good", "ocds-x-too"}
    assert len(versions) == (2 if ODD[odd] else 3)


def test_given_half_a_character_in_a_text_when_taken_in_then_it_is_a_question_mark_everywhere(pieces: Pieces) -> None:
    (piece,) = pieces('{"ocid": "ocds-x-1", "tender": {"title": "a \\ud83d", "\\ud83d": 1}}')
    (taken,) = prepare(piece)
    assert isinstance(taken, Taken)
    assert taken.release["tender"] == {"title": "a ?", "?": 1}
    assert json.loads(taken.body)["tender"] == taken.release["tender"]


def test_given_a_refused_release_with_a_broken_ocid_then_what_is_kept_of_it_can_be_stored(pieces: Pieces) -> None:
    (piece,) = pieces('{"ocid": "ocds-x-\\ud83d"}')
    assert isinstance(piece, Broken)
    assert piece.ocid == "ocds-x-?"


def test_given_a_mistake_of_ours_when_a_release_is_prepared_then_it_is_refused_by_its_type_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, pieces: Pieces
) -> None:
    def mistaken(release: dict[str, Json]) -> None:
        raise KeyError(release["tender"]["title"])

    monkeypatch.setattr("services.ingest.prepare.upgrade", mistaken)
    (piece,) = pieces('{"ocid": "ocds-x-1", "tender": {"title": "a name"}}')
    (refused,) = prepare(piece)
    assert isinstance(refused, Broken)
    assert (refused.reason, refused.detail, refused.ocid) == ("internal", "KeyError", "ocds-x-1")
    assert "KeyError" in caplog.text
    assert "a name" not in caplog.text


def test_given_a_mistake_of_ours_when_a_process_moves_on_then_the_next_process_does_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mistaken(release: dict[str, Json], given: str | None) -> str:
        if release["ocid"] == "ocds-x-good":
            raise KeyError("a name")
        return "xx"

    monkeypatch.setattr("services.ingest.process.country_of", mistaken)
    refused, versions = worked_out(f"{GOOD}\n{GOOD.replace('good', 'too')}".encode())
    assert [(piece.reason, piece.detail, piece.ocid) for piece in refused] == [("internal", "KeyError", "ocds-x-good")]
    assert [version.ocid for version in versions] == ["ocds-x-too"]


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("\ud83d")
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "status", "value", "amount", "lots", "items", "roles", "date", "releases", "ocid"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(values)
def test_property_given_any_json_document_when_taken_in_then_nothing_is_raised(value: Json) -> None:
    refused, _ = worked_out(json.dumps(value).encode())
    assert all(piece.reason != "internal" for piece in refused)


@given(st.binary(max_size=200))
def test_property_given_any_bytes_when_taken_in_then_nothing_is_raised(document: bytes) -> None:
    worked_out(document)


def spots(node: Json) -> list[tuple[Json, Json]]:
    """Every place in `node`: the object or list and the key or index in it."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [(node, key) for key in keys] + [spot for key in keys for spot in spots(node[key])]


def damaged(release: Json, draw: Callable[[Any], Any], times: int) -> Json:
    own = copy.deepcopy(release)
    for _ in range(times):
        places = spots(own)
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        holder[key] = copy.deepcopy(draw(values))
    return own


FULL = raw(
    awards=[{"id": 1, "status": "active", "relatedLots": [1], "relatedBid": 5}],
    contracts=[{"id": "1", "status": "active", "value": {"amount": 5}, "awardIDs": [1]}],
    relatedProcesses=[{"id": "1", "identifier": 5}],
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), st.sampled_from(["ocds-h7i0z4-77", "ocds-x-77"]))
def test_property_given_real_shapes_damaged_anywhere_when_taken_in_then_none_is_a_mistake_of_ours(
    data: st.DataObject, ocid: str
) -> None:
    release = {**FULL, "ocid": ocid}
    document = [damaged(release, data.draw, 2), damaged(release, data.draw, 1), release]
    refused, versions = worked_out(json.dumps(document).encode())
    assert [piece for piece in refused if piece.reason == "internal"] == []
    assert ocid in {version.ocid for version in versions}


def test_given_releases_that_contradict_each_other_when_taken_in_then_those_before_them_are_kept(
    pieces: Pieces,
) -> None:
    def step(day: int, x: Json) -> dict[str, Json]:
        return {
            "ocid": "ocds-x-1",
            "date": f"2024-01-0{day}T00:00:00Z",
            "tag": ["tender"],
            "tender": {"x": x, "d": day},
        }

    document = [step(5, {"y": "secret"}), step(2, "b"), step(4, "d"), step(3, "c"), step(1, "a")]
    refused, versions = worked_out(json.dumps(document).encode())
    assert [(piece.position, piece.reason, piece.detail) for piece in refused] == [
        ("/0", "unmergeable", "InconsistentTypeError at /tender/x")
    ]
    assert json.loads(versions[-1].body)["tender"] == {"x": "d", "d": 4}


@given(st.lists(st.sampled_from(["a", "b", {"y": "c"}, {"y": {"z": "d"}}]), min_size=1, max_size=6), st.data())
def test_property_given_contradictions_in_order_of_date_when_cut_into_any_batches_then_the_result_is_the_same(
    xs: list[Json], data: st.DataObject
) -> None:
    releases = [
        {"ocid": "o", "date": f"2024-01-{n:02d}T00:00:00Z", "tag": ["tender"], "tender": {"x": x, f"n{n}": n}}
        for n, x in enumerate(xs, 1)
    ]

    def taken_in(batches: list[list[dict[str, Json]]]) -> Process:
        now, bodies = Process("o"), {}
        for batch in batches:
            items = [item for r in copy.deepcopy(batch) for item in prepare(Found("/", "release", r, _PACKAGE))]
            taken = [item for item in items if isinstance(item, Taken)]
            now, _, _ = _advanced(now, taken, bodies, None)
            bodies |= {item.digest: item.body for item in taken}
        return now

    cut = data.draw(st.integers(0, len(releases)))
    together, apart = taken_in([releases]), taken_in([b for b in (releases[:cut], releases[cut:]) if b])
    assert (apart.content, apart.releases, apart.issues) == (together.content, together.releases, together.issues)
