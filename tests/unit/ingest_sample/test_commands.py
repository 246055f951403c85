"""Writing a sample to disk."""

import gzip
import json
from pathlib import Path

import pytest

from services.ingest.sample.commands import write_sample


def test_given_a_folder_when_written_then_file_truth_and_report_agree(tmp_path: Path) -> None:
    progress: list[tuple[int, int]] = []
    report = write_sample(tmp_path / "new", 1, 300, lambda done, total: progress.append((done, total)))
    data = report.releases_file.read_bytes()
    truth = json.loads(report.truth_file.read_bytes())
    assert report.bytes == len(data)
    assert report.lines == data.count(b"\n") == truth["lines"]
    assert report.planted == truth["planted"]
    assert sum(report.planted.values()) == sum(len(found) for found in truth["raised"].values())
    assert report.dirty == len(truth["dirty"])
    assert report.processes == truth["processes"] == 298  # six are dirty; one has no ocid and one a broken line
    assert progress == sorted(progress)
    assert progress[-1] == (report.releases, report.releases)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["releases.jsonl", "truth.json"]


def test_given_compression_when_written_twice_then_the_bytes_are_equal_and_hold_the_same_lines(tmp_path: Path) -> None:
    plain = write_sample(tmp_path / "a", 5, 120, _silent)
    first = write_sample(tmp_path / "b", 5, 120, _silent, compress=True)
    second = write_sample(tmp_path / "c", 5, 120, _silent, compress=True)
    assert first.releases_file.read_bytes() == second.releases_file.read_bytes()
    assert gzip.decompress(first.releases_file.read_bytes()) == plain.releases_file.read_bytes()


def test_given_no_process_when_written_then_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one"):
        write_sample(tmp_path, 1, 0, _silent)


def _silent(done: int, total: int) -> None:
    """Nobody watches."""
