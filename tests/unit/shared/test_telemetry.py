"""Traces carried as text, logs without what people wrote."""

import json
import logging
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider

from shared import telemetry
from shared.settings import ServiceSettings


@pytest.fixture(scope="module")
def trace_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traces") / "traces.jsonl"


@pytest.fixture(scope="module")
def provider(trace_file: Path) -> TracerProvider:
    handlers = logging.getLogger().handlers[:]
    provider = telemetry.start("test", ServiceSettings(trace_ratio=1, trace_file=trace_file))
    logging.getLogger().handlers[:] = handlers
    return provider


def test_given_a_trace_handed_over_as_text_then_both_spans_belong_to_it(
    provider: TracerProvider, trace_file: Path
) -> None:
    with telemetry.span("source") as handed_over:
        assert telemetry.current_trace() == handed_over
    with telemetry.span("next service", handed_over):
        pass
    provider.force_flush()
    spans = {span["name"]: span for span in map(json.loads, trace_file.read_text().splitlines())}
    assert spans["next service"]["trace"] == spans["source"]["trace"]
    assert spans["next service"]["parent"] == spans["source"]["span"]
    assert spans["source"]["service"] == "achyk-test"


def test_given_an_unrecorded_trace_then_it_is_handed_on_as_it_is(provider: TracerProvider) -> None:
    unrecorded = "00-" + "1" * 32 + "-" + "2" * 16 + "-00"
    with telemetry.span("work", unrecorded) as handed_on:
        assert handed_on == unrecorded
    assert not telemetry.recorded(unrecorded)
    assert telemetry.recorded(unrecorded[:-2] + "01")
    assert telemetry.recorded(None)


@pytest.mark.parametrize("nonsense", ["", "x", "00-zz-11-01", "0" * 55, "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_given_a_hostile_traceparent_then_a_new_trace_begins(provider: TracerProvider, nonsense: str) -> None:
    with telemetry.span("work", nonsense) as handed_on:
        assert len(handed_on) == 55


def test_given_a_share_of_none_then_a_new_trace_is_not_recorded_and_named_in_logs_all_the_same(
    provider: TracerProvider, trace_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telemetry, "_share", 0.0)
    with telemetry.span("left out") as handed_over, telemetry.span("below it"):
        assert telemetry.current_trace() == handed_over
        line = telemetry.JsonLines("test").format(logging.getLogger("x").makeRecord("x", 20, "f", 1, "m", (), None))
    assert handed_over.endswith(("-00", "-02"))
    assert json.loads(line)["trace"] == handed_over.split("-")[1]
    assert telemetry.current_trace() is None
    provider.force_flush()
    assert "left out" not in trace_file.read_text()


def test_given_an_exception_then_the_log_tells_type_and_place_and_not_the_message() -> None:
    try:
        raise ValueError("jane@example.org")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, "f", 1, "failed", (), True)
        import sys

        record.exc_info = sys.exc_info()
    line = telemetry.JsonLines("test").format(record)
    assert json.loads(line)["error"] == "ValueError"
    assert "test_telemetry.py" in line
    assert "jane" not in line
