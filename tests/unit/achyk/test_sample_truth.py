"""What was planted in the sample is found, all of it, and nothing else is."""

import json
from pathlib import Path

from achyk.score import versions_in
from services.ingest.sample.commands import write_sample
from services.scoring.commands import score_processes
from shared.contracts.risk import FlagState


def test_given_a_sample_with_known_patterns_when_scored_then_those_are_raised_and_no_others(tmp_path: Path) -> None:
    report = write_sample(tmp_path, 11, 700, lambda _done, _total: None)
    truth = json.loads(report.truth_file.read_text(encoding="utf-8"))
    refused: list[str] = []
    answers = dict(score_processes(versions_in(report.releases_file, None, refused)))
    spoken_of = set(truth["indicators"])
    wrong = {}
    for ocid, flags in answers.items():
        raised = {flag.indicator for flag in flags.flags if flag.state is FlagState.RAISED} & spoken_of
        must, may = (set(truth[section].get(ocid, [])) for section in ("raised", "possible"))
        if not must <= raised <= must | may:
            wrong[ocid] = (sorted(raised), sorted(must), sorted(may))
    assert wrong == {}
    assert len(answers) == truth["processes"]
    places = {(int(piece.split()[1]), piece.rsplit(": ", 1)[1]) for piece in refused}
    reasons = {"no_ocid": "no_ocid", "truncated_line": "truncated"}
    assert places == {(dirty["line"], reasons[dirty["kind"]]) for dirty in truth["dirty"] if dirty["kind"] in reasons}


def test_given_a_sample_when_announced_single_source_is_scored_then_few_days_are_no_flag(tmp_path: Path) -> None:
    report = write_sample(tmp_path, 11, 300, lambda _done, _total: None)
    versions = list(versions_in(report.releases_file, None, []))
    announced = {
        ocid
        for ocid, body in versions
        if (tender := json.loads(body)["tender"])["procurementMethodDetails"] == "singleSource" and "title" in tender
    }
    assert announced
    for ocid, flags in score_processes(versions):
        if ocid in announced:
            period = next(flag for flag in flags.flags if flag.indicator == "R003")
            assert period.state is FlagState.NOT_APPLICABLE


def test_given_a_deadline_that_is_no_date_when_scored_then_nothing_is_concluded_from_it(tmp_path: Path) -> None:
    report = write_sample(tmp_path, 11, 300, lambda _done, _total: None)
    truth = json.loads(report.truth_file.read_text(encoding="utf-8"))
    answers = dict(score_processes(versions_in(report.releases_file, None, [])))
    broken = {dirty["ocid"] for dirty in truth["dirty"] if dirty["kind"] == "broken_date"}
    assert broken
    for ocid in broken:
        period = next(flag for flag in answers[ocid].flags if flag.indicator == "R003")
        assert (period.state, period.missing) == (FlagState.NOT_COMPUTABLE, ["/tender/tenderPeriod/endDate"])
