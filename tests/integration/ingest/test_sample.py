"""The made-up year is taken in as its truth file says: each dirty record is found where it is, as what it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.ingest.pipeline import Origin
from services.ingest.process import Process
from services.ingest.read import Reader
from services.ingest.sample.commands import write_sample
from services.ingest.sample.design import Fault
from tests.integration.ingest.conftest import Place

SIZE = 400
REASONS = {Fault.NO_OCID: "no_ocid", Fault.TRUNCATED_LINE: "truncated"}
"""What is refused, and how the quarantine calls it."""
DEADLINE, AMOUNT = "/tender/tenderPeriod/endDate", "/tender/value/amount"


@dataclass
class Year:
    """The sample, taken in."""

    place: Place
    lines: list[bytes]
    dirty: list[dict[str, Any]]

    def of(self, fault: Fault) -> list[dict[str, Any]]:
        """The dirty records of one kind."""
        found = [record for record in self.dirty if record["kind"] == fault]
        assert found, f"the sample has no {fault}"
        return found

    async def process(self, ocid: str) -> tuple[Process, dict[str, Any]]:
        """A process with its compiled release."""
        found = await self.place.store.process(ocid)
        assert found is not None
        return found[0], json.loads(found[0].body)

    def exports(self, ocid: str) -> Iterator[dict[str, Any]]:
        """What the publisher said of a process, in order."""
        for line in self.lines:
            if ocid.encode() in line:
                yield from (release for release in json.loads(line)["releases"] if release.get("ocid") == ocid)


@pytest.fixture
async def year(place: Place, tmp_path: Path) -> Year:
    report = write_sample(tmp_path, 11, SIZE, lambda _done, _total: None)
    reader = Reader(partial(report.releases_file.open, "rb"))
    await place.pipeline.take_in(reader, Origin("sample", report.releases_file.name))
    truth = json.loads(report.truth_file.read_bytes())
    return Year(place, report.releases_file.read_bytes().splitlines(), truth["dirty"])


async def test_given_the_sample_then_the_quarantine_holds_what_the_truth_says_and_nothing_else(year: Year) -> None:
    items, total, _ = await year.place.store.quarantine(200, None)
    refused = [(int(item.position.split()[1]), item.reason) for item in items]
    said = [(record["line"], REASONS[kind]) for kind in REASONS for record in year.of(kind)]
    assert total == len(items)
    assert sorted(refused) == sorted(said)


async def test_given_a_record_that_breaks_off_then_its_process_is_not_known(year: Year) -> None:
    for record in year.of(Fault.TRUNCATED_LINE):
        assert await year.place.store.process(record["ocid"]) is None


@pytest.mark.parametrize(("fault", "path"), [(Fault.BROKEN_DATE, DEADLINE), (Fault.STRING_AMOUNT, AMOUNT)])
async def test_given_a_broken_value_then_it_is_an_issue_of_its_process_at_its_path(
    year: Year, fault: Fault, path: str
) -> None:
    for record in year.of(fault):
        process, _ = await year.process(record["ocid"])
        assert path in {issue["path"] for issue in process.issues}


async def test_given_a_deadline_that_is_no_date_then_the_process_states_none(year: Year) -> None:
    for record in year.of(Fault.BROKEN_DATE):
        _, release = await year.process(record["ocid"])
        assert "endDate" not in release["tender"]["tenderPeriod"]


async def test_given_an_amount_as_text_then_it_is_read_as_the_number_it_says_or_left_out(year: Year) -> None:
    read = set()
    for record in year.of(Fault.STRING_AMOUNT):
        _, release = await year.process(record["ocid"])
        *_, last = year.exports(record["ocid"])
        amount = release["tender"].get("value", {}).get("amount")
        text = last["tender"]["value"]["amount"]
        assert amount == (None if text.endswith("сом") else float(text))
        read.add(amount is not None)
    assert read == {True, False}


async def test_given_an_export_that_lost_its_bids_then_what_was_known_stays_and_the_process_is_marked(
    year: Year,
) -> None:
    for record in year.of(Fault.LOST_BIDS):
        process, release = await year.process(record["ocid"])
        *_, before, poorer = year.exports(record["ocid"])
        assert "bids" not in poorer
        kept = {bid["id"] for bid in release["bids"]["details"]}
        assert kept == {bid["id"] for bid in before["bids"]["details"]} != set()
        assert len(release["awards"]) == len(before["awards"])
        assert process.bad_quality == ["lost_bids"]
