"""Real and made-up data of many publishers: whatever has a usable release is taken in, the rest has a reason."""

from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.ingest import event, process
from services.ingest.kyrgyz_tables import speaks_kyrgyz
from services.ingest.pieces import Broken
from services.ingest.prepare import Taken, prepare
from services.ingest.process import Process
from services.ingest.read import Reader
from shared.contracts.tender import TenderEvent

EXPECTED = {
    # folder or file: processes taken in, pieces refused
    "portugal-base/collection_file.json": (100, 0),
    "colombia-secop/2021-03-03.json": (100, 0),
    "uk-contracts-finder-2025/releases_200.json": (190, 0),
    "uk-contracts-finder-2019": (100, 0),
    "uk-find-a-tender/releases_with_combined_tables.json": (10, 0),
    "norway-doffin-ted": (100, 0),
    "kyrgyz-shape-made-up": (9, 0),
    "latam-mixed/shcp-record-package_3.json": (1, 0),
    "latam-mixed/ocds-03ad3f-384983-1_paraguay.json": (1, 0),
    "latam-mixed/nl-record-package_1.json": (1, 0),
    "ocdskit-realdata/release-package_encoding-iso-8859-1.json": (1, 0),
    "ukraine-prozorro-ocds/releases.json": (2, 0),
    "us-portland/first_record.json": (1, 0),
    "paraguay-dncp": (2, 0),
    "standard-examples/change_history/records/contractAmendment.json": (1, 0),
    "ocds-fictional/1.0/record/ocds-213czf-000-00001.json": (1, 0),
    "bad-data/cove-ocds/utf-16.json": (0, 1),
    "bad-data/cove-ocds/tenders_releases_2_releases_not_json.json": (1, 1),
    "bad-data/cove-ocds/1001_empty_releases.json": (0, 1001),
    "bad-data/cove-ocds/non_dict_json.json": (0, 1),
    "bad-data/kingfisher-process/compiled_release.json": (2, 0),
    "moldova/mtender.json": (0, 1),
    "moldova/meapps.json": (0, 1),
    "ukraine-prozorro-raw/tender.json": (0, 1),
    "conformance/ocds-merge/1.1/simple-versioned.json": (0, 1),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_given_data_as_they_are_in_the_world_when_taken_in_then_processes_come_out_or_a_reason(
    name: str, data_folder: Path
) -> None:
    path = data_folder / name
    if not path.exists():
        pytest.skip(f"{path} is absent")
    releases: dict[str, list[Taken]] = defaultdict(list)
    refused: list[Broken] = []
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        for piece in Reader(partial(file.open, "rb")):
            for item in prepare(piece):
                if isinstance(item, Broken):
                    refused.append(item)
                else:
                    releases[item.ocid].append(item)
    assert (len(releases), len(refused)) == EXPECTED[name], refused[:3]
    for ocid, items in releases.items():
        _told(ocid, items)


def _told(ocid: str, items: list[Taken]) -> None:
    known = Process(ocid, source="test")
    versions: list[Any] = (
        [version for item in items for version in process.replaced(known, item, None)]
        if speaks_kyrgyz(ocid)
        else process.merged(known, [], items, None)
    )
    assert versions
    for version in versions:
        told = TenderEvent.model_validate_json(event.with_process(event.fact(known, version).data, version.body))
        assert told.process is not None
        assert told.process["ocid"] == ocid
