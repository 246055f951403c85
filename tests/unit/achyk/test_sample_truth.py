"""What was planted in the sample is found, all of it, and nothing else is."""

import json
from pathlib import Path

from achyk.score import _versions
from services.ingest.sample.commands import write_sample
from services.scoring.commands import score_processes
from shared.contracts.risk import FlagState


def test_given_a_sample_with_known_patterns_when_scored_then_exactly_those_are_raised(tmp_path: Path) -> None:
    report = write_sample(tmp_path, 11, 700, lambda _done, _total: None)
    truth = json.loads(report.truth_file.read_text(encoding="utf-8"))
    refused: list[str] = []
    answers = dict(score_processes(_versions(report.releases_file, None, refused)))
    spoken_of = set(truth["indicators"])
    wrong = {}
    for ocid, flags in answers.items():
        raised = {flag.indicator for flag in flags.flags if flag.state is FlagState.RAISED} & spoken_of
        undecided = set(truth["either"].get(ocid, []))
        expected = set(truth["raised"].get(ocid, []))
        if raised - undecided != expected - undecided:
            wrong[ocid] = (sorted(raised), sorted(expected))
    assert wrong == {}
    assert len(answers) == truth["processes"]
    assert len(refused) >= 1, "the sample's broken records were not noticed"
