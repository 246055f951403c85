"""Scoring over files: what the command line does."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from services.scoring.commands import read_compiled, score_processes, table
from services.scoring.views import UnreadableError
from shared.contracts.risk import FlagState
from tests.unit.scoring.build import bid, release

RAISES = release(None, bid("b1", "T1", 5), bid("b2", "T2", 5))
OTHER = release({"procurementMethod": "open"}, ocid="other-1")


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(["", json.dumps(RAISES), "{broken", "7", json.dumps(OTHER), ""]),
        json.dumps([RAISES, OTHER], indent=1),
        json.dumps({"uri": "x", "releases": [RAISES, OTHER]}),
        json.dumps({"uri": "x", "releases": [RAISES, OTHER]}, indent=1),
        json.dumps({"records": [{"ocid": "o", "compiledRelease": one} for one in (RAISES, OTHER)]}),
    ],
    ids=["lines", "array", "package on a line", "package", "records"],
)
def test_given_a_file_of_any_shape_then_its_processes_are_scored(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(content)
    found = dict(score_processes(read_compiled(path)))
    assert list(found) == ["ocds-h7i0z4-1", "other-1"]
    states = {flag.indicator: flag.state for flag in found["ocds-h7i0z4-1"].flags}
    assert states["R028"] is FlagState.RAISED
    assert found["ocds-h7i0z4-1"].score.raised == 1


def test_given_a_kyrgyz_ocid_then_the_kyrgyz_flags_are_asked_and_elsewhere_not() -> None:
    found = dict(score_processes([(None, RAISES), (None, OTHER)]))
    asked = {ocid: next(f for f in flags.flags if f.indicator == "KG07").state for ocid, flags in found.items()}
    assert asked == {"ocds-h7i0z4-1": FlagState.CLEAR, "other-1": FlagState.NOT_APPLICABLE}


def test_given_processes_then_the_table_counts_states_per_indicator() -> None:
    rows: dict[str, dict[str, Any]] = {row["indicator"]: row for row in table(score_processes([(None, RAISES)]))}
    assert rows["R028"] == {
        "indicator": "R028",
        "title": "Identical prices",
        "raised": 1,
        "clear": 0,
        "not_computable": 0,
        "not_applicable": 0,
    }
    assert rows["KG10"]["not_computable"] == 1


def test_given_no_ocid_then_the_process_is_left_out() -> None:
    assert not list(score_processes([(None, {"tender": {}}), ("", b'{"ocid":" "}')]))


def test_given_a_file_that_is_not_json_then_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(gzip.compress(b"{}"))
    with pytest.raises(UnreadableError, match="neither JSON nor JSON Lines"):
        list(read_compiled(path))
