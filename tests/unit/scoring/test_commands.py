"""Scoring over files: what the command line does."""

import json
from typing import Any

from services.scoring.commands import score_processes, table
from shared.contracts.risk import FlagState
from tests.unit.scoring.build import bid, release

RAISES = release(None, bid("b1", "T1", 5), bid("b2", "T2", 5))
OTHER = release({"procurementMethod": "open"}, ocid="other-1")


def test_given_processes_as_bytes_or_objects_then_they_are_scored_in_order_and_junk_is_left_out() -> None:
    given = [(None, json.dumps(RAISES).encode()), (None, b"{broken"), (None, b"7"), ("renamed-1", OTHER)]
    found = dict(score_processes(given))
    assert list(found) == ["ocds-h7i0z4-1", "renamed-1"]
    states = {flag.indicator: flag.state for flag in found["ocds-h7i0z4-1"].flags}
    assert states["R028"] is FlagState.RAISED
    assert found["ocds-h7i0z4-1"].score.raised == 1


def test_given_two_versions_of_a_process_then_the_later_one_is_judged_with_the_earlier_in_mind() -> None:
    lost = release()
    first, second = (flags for _, flags in score_processes([(None, RAISES), (None, lost)]))
    assert [flags.process_version for flags in (first, second)] == [1, 2]
    flag = next(flag for flag in second.flags if flag.indicator == "R028")
    assert (flag.state, flag.latched, flag.process_version) == (FlagState.RAISED, True, 1)


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
