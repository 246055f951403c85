"""The command says what is wrong in one sentence, and prints JSON where a program reads."""

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from achyk.__main__ import app
from achyk.console import guarded
from shared import embedded
from shared.errors import Refused, StartupError

runner = CliRunner()


def test_given_a_known_error_then_the_user_reads_its_sentence_and_no_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught, guarded():
        raise Refused("not_found", "There is no file or folder x.json.")
    assert caught.value.code == 1
    assert "There is no file or folder x.json." in capsys.readouterr().err


def test_given_a_busy_port_then_the_sentence_names_the_port_and_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartupError, match=f"Port {port}, wanted for the web, is in use.*ACHYK_HTTP_PORT"):
            embedded.ensure_free("the web", port, "ACHYK_HTTP_PORT")


def test_given_no_platform_when_dead_letters_are_listed_then_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACHYK_NATS_URL", f"nats://127.0.0.1:{embedded.free_port()}")
    result = runner.invoke(app, ["dead", "list"])
    assert isinstance(result.exception, StartupError)
    assert "Is the platform running?" in str(result.exception)


def test_given_a_file_that_is_no_ocds_when_scored_then_it_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html></html>")
    result = runner.invoke(app, ["score", str(file)])
    assert isinstance(result.exception, Refused)


def test_given_a_machine_when_the_doctor_looks_then_each_finding_has_a_state_and_advice_where_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACHYK_NATS_URL", f"nats://127.0.0.1:{embedded.free_port()}")
    monkeypatch.setenv("ACHYK_MONGO_URL", f"mongodb://127.0.0.1:{embedded.free_port()}/?directConnection=true")
    result = runner.invoke(app, ["doctor", "--json"])
    findings = {each["what"]: each for each in json.loads(result.stdout)}
    assert findings["nats-server"]["state"] == "well"
    assert findings["mongod"]["state"] == "well"
    assert findings["Broker"]["state"] == "absent"
    assert "make run" in findings["Broker"]["advice"]


def test_given_the_version_command_then_our_version_and_the_libraries_are_told() -> None:
    found = json.loads(runner.invoke(app, ["version", "--json"]).stdout)
    assert {"achyk", "python", "faststream", "nats-py", "motor"} <= found.keys()
