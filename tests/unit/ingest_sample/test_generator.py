"""The made-up year: the same bytes for the same seed, the portal's shape, and answers that its own data confirm."""

import hashlib
import json
from collections import defaultdict
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.sample.basis import FAULT_EVERY
from services.ingest.sample.design import CONSEQUENCE, INDICATORS, VOLUME, Fault
from services.ingest.sample.generator import PUBLISHER, WAITING, generate
from services.ingest.sample.truth import Truth
from tests.unit.ingest_sample import reading

SEED, SIZE = 11, 1500


@pytest.fixture(scope="module")
def truth() -> Truth:
    return Truth(SEED, SIZE)


@pytest.fixture(scope="module")
def lines(truth: Truth) -> list[bytes]:
    return list(generate(SEED, SIZE, truth=truth))


@pytest.fixture(scope="module")
def processes(lines: list[bytes]) -> dict[str, list[dict[str, Any]]]:
    by_ocid: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for release in reading.releases(lines):
        by_ocid[release["ocid"]].append(release)
    return by_ocid


def test_given_a_seed_when_generated_twice_then_every_byte_is_equal(lines: list[bytes]) -> None:
    assert list(generate(SEED, SIZE)) == lines
    assert list(generate(8, SIZE)) != lines


def test_given_a_known_seed_when_generated_then_the_bytes_are_those_of_every_other_machine() -> None:
    digest = hashlib.sha256(b"".join(generate(1, 200))).hexdigest()
    assert digest == "0d496c8c5e3d9f5d39bf4dd268106e3292a0db2687eb8d4e36237c7651aacd67"


@given(seed=st.integers(0, 2**32), size=st.integers(1, 700))
@settings(max_examples=15, deadline=None)
def test_given_any_sample_when_read_without_its_designs_then_its_truth_holds(seed: int, size: int) -> None:
    truth = Truth(seed, size)
    found = reading.raised(generate(seed, size, truth=truth))
    must = {ocid: set(indicators) & reading.SPOKEN for ocid, indicators in truth.raised.items()}
    assert found == {ocid: indicators for ocid, indicators in must.items() if indicators}


@pytest.mark.usefixtures("lines")
def test_given_a_year_when_generated_then_every_pattern_is_planted_and_most_processes_are_clean(truth: Truth) -> None:
    possible = {indicator for found in truth.possible.values() for indicator in found}
    assert set(truth.planted()) | possible == set(INDICATORS)
    assert {indicator for indicator, least in VOLUME.items() if least > SIZE} <= possible - truth.planted().keys()
    assert len(truth.raised.keys() | truth.possible.keys()) < 0.5 * truth.processes


def test_given_a_year_when_patterns_span_processes_then_the_truth_says_whom_they_are_about(
    truth: Truth, processes: dict[str, list[dict[str, Any]]]
) -> None:
    assert {"R013", "R040", "R053", "R057", "R050", "KG08"} <= truth.organisations.keys()
    for indicator in ("R040", "R053", "R057"):
        for about in truth.organisations[indicator]:
            ocids = [ocid for ocid, found in _spoken(truth).items() if indicator in found]
            parties = [{party["id"] for party in processes[ocid][-1]["parties"]} for ocid in ocids]
            assert sum(set(about) <= each for each in parties) >= 6


def test_given_each_process_but_once_when_generated_then_nothing_is_said_that_rests_on_others() -> None:
    truth = Truth(7, 800)
    assert list(generate(7, 800, kilobytes=4, truth=truth))
    assert {"R018", "R028", "R044"} <= truth.planted().keys() <= set(truth.indicators)
    assert truth.possible == truth.organisations == {}
    assert {CONSEQUENCE, "KG08", "R057", "PR01"}.isdisjoint(truth.indicators)


def _spoken(truth: Truth) -> dict[str, set[str]]:
    ocids = truth.raised.keys() | truth.possible.keys()
    return {ocid: {*truth.raised.get(ocid, []), *truth.possible.get(ocid, [])} for ocid in ocids}


def test_given_a_year_when_generated_then_a_single_bid_from_a_single_source_is_no_pattern(
    truth: Truth, processes: dict[str, list[dict[str, Any]]]
) -> None:
    announced = [
        ocid
        for ocid, (first, *_) in processes.items()
        if first["tender"]["procurementMethodDetails"] == "singleSource" and "tenderPeriod" in first["tender"]
    ]
    assert announced
    spoken = _spoken(truth)
    assert {"R003", "R018", "R028", "KG06"}.isdisjoint({name for ocid in announced for name in spoken.get(ocid, ())})


def test_given_a_year_when_generated_then_the_processes_have_the_portals_peculiarities(
    processes: dict[str, list[dict[str, Any]]],
) -> None:
    releases = [release for history in processes.values() for release in history]
    parties = [party for release in releases for party in release["parties"]]
    awards = [award for release in releases for award in release.get("awards", [])]
    bids = [bid for release in releases for bid in release.get("bids", {}).get("details", [])]
    assert not any("buyer" in release for release in releases)
    assert not any("name" in party for party in parties)
    assert all(party["id"].split("-INN-")[1].startswith("99999") for party in parties)
    assert not any("suppliers" in award for award in awards)
    assert {award["status"] for award in awards} == {"active", "unsuccessful", "disqualified", "rejected"}
    assert all(isinstance(award["id"], int) for award in awards)
    assert {bid["status"] for bid in bids} == {"pending", "valid", "disqualified"}
    assert not any("value" in bid for bid in bids)
    assert any("complaints" in release for release in releases)
    assert any(release["tender"].get("procuringEntity") for release in releases)
    assert any(lot["value"]["amount"] == 0 for release in releases for lot in release["tender"]["lots"])
    assert {
        "oneStage",
        "simplicated",
        "downgrade",
        "twostage",
        "requestForQuotation",
        "singleSource",
        "contract-based",
    } == {release["tender"]["procurementMethodDetails"] for release in releases}
    assert {
        "published",
        "changed",
        "cancelled",
        "bidsOpened",
        "unsuccessful",
        "evaluationComplete",
        "contractSigned",
    } == {release["tender"]["statusDetails"] for release in releases}


def test_given_a_process_when_its_releases_are_read_then_its_references_hold(
    processes: dict[str, list[dict[str, Any]]], truth: Truth
) -> None:
    for ocid, history in processes.items():
        grew = "R059" in truth.raised.get(ocid, [])
        for release in history:
            lots = {lot["id"] for lot in release["tender"]["lots"]}
            bids = {bid["id"] for bid in release.get("bids", {}).get("details", [])}
            awards = {award["id"]: award for award in release.get("awards", [])}
            parties = {party["id"] for party in release["parties"]}
            assert {item["relatedLot"] for item in release["tender"]["items"]} == lots
            for bid in release.get("bids", {}).get("details", []):
                assert {tenderer["id"] for tenderer in bid["tenderers"]} <= parties
                assert {related["id"] for related in bid["relatedLots"]} <= lots
            if bids:
                assert {award["relatedBid"] for award in awards.values()} <= bids
            for contract in release.get("contracts", []):
                won = [awards[identity] for identity in contract["awardIDs"]]
                assert won
                assert (contract["value"]["amount"] == sum(award["value"]["amount"] for award in won)) is not grew


def test_given_a_process_when_exported_again_then_its_releases_come_in_order_of_date(
    processes: dict[str, list[dict[str, Any]]],
) -> None:
    histories = [[release["date"] for release in history] for history in processes.values()]
    assert all(dates == sorted(set(dates)) for dates in histories)
    assert max(len(dates) for dates in histories) >= 4


def test_given_less_than_a_window_of_processes_when_generated_then_the_whole_file_is_in_order_of_day(
    lines: list[bytes],
) -> None:
    days = [release["date"][:10] for release in reading.releases(lines)]
    assert len(days) > WAITING
    assert days == sorted(days)


def test_given_a_year_when_generated_then_each_fault_is_in_the_line_it_is_said_to_be_in(
    lines: list[bytes], truth: Truth
) -> None:
    faults = {fault: [d for d in truth.dirty if d["kind"] == fault.value] for fault in Fault}
    assert all(faults.values())
    assert SIZE // FAULT_EVERY // len(Fault) == len(faults[Fault.TRUNCATED_LINE])
    for dirty in truth.dirty:
        line = lines[int(dirty["line"] or 0) - 1]
        if dirty["kind"] == Fault.TRUNCATED_LINE.value:
            with pytest.raises(ValueError, match=r"^(Expecting|Unterminated|Invalid|'utf-8' codec)"):
                json.loads(line)
            continue
        inside = json.loads(line)["releases"]
        if dirty["kind"] == Fault.NO_OCID.value:
            assert any("ocid" not in release for release in inside)
        else:
            assert any(release.get("ocid") == dirty["ocid"] for release in inside)


def test_given_an_export_that_lost_its_bids_when_read_then_the_one_before_had_them(
    processes: dict[str, list[dict[str, Any]]], truth: Truth
) -> None:
    lost = [str(d["ocid"]) for d in truth.dirty if d["kind"] == Fault.LOST_BIDS.value]
    assert lost
    for ocid in lost:
        assert ["bids" in release for release in processes[ocid]][-2:] == [True, False]


def test_given_any_line_when_read_then_it_says_that_it_is_made_up(lines: list[bytes]) -> None:
    assert all(PUBLISHER.encode() in line for line in lines)


def test_given_a_huge_year_when_only_begun_then_nothing_waits_for_its_end() -> None:
    truth = Truth(1, 5_000_000)
    assert len(list(islice(generate(1, 5_000_000, truth=truth), 300))) == 300


@pytest.mark.parametrize("kilobytes", [4, 16])
def test_given_a_measure_in_kilobytes_when_generated_then_each_process_comes_once_at_about_that_size(
    kilobytes: int,
) -> None:
    truth = Truth(1, 400)
    found = list(reading.releases(generate(1, 400, kilobytes=kilobytes, truth=truth)))
    sizes = sorted(len(json.dumps(release, ensure_ascii=False, separators=(",", ":")).encode()) for release in found)
    assert len({release["ocid"] for release in found}) == len(found) == truth.processes == 400
    assert truth.dirty == []
    assert kilobytes * 1024 - 300 < sizes[len(sizes) // 2] <= kilobytes * 1024 * 3 // 2
