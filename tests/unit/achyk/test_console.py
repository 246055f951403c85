"""The command says what is wrong in one sentence, and prints JSON where a program reads."""

import json
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.table import Table
from typer.testing import CliRunner

from achyk import console, doctor
from achyk.__main__ import COMMANDS, app
from achyk.guard import guarded
from services.ingest.sample.arrivals import arrivals
from shared import embedded
from shared.errors import Refused, StartupError
from shared.settings import ServiceSettings

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


def test_given_a_path_that_looks_like_markup_then_it_is_said_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), guarded():
        raise Refused("not_found", "There is no file /d/[/x].json :warning:")
    assert "There is no file /d/[/x].json :warning:" in capsys.readouterr().err


def test_given_a_table_of_texts_that_look_like_markup_then_they_are_shown_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = Table("[/subject]")
    table.add_row("[/error]")
    console.out.print(table)
    assert {"[/subject]", "[/error]"} <= set(capsys.readouterr().out.split())


def test_given_a_file_with_flags_when_scored_then_a_table_and_json_lines_say_what_was_found(tmp_path: Path) -> None:
    file = tmp_path / "[bold]today.jsonl"
    file.write_bytes(b"".join(arrivals(5, 4, datetime(2026, 11, 23, 6, tzinfo=UTC))) + b"{broken\n")
    shown = runner.invoke(app, ["score", str(file)])
    assert shown.exit_code == 0, shown.output
    assert "4 contracting processes" in shown.output
    assert "A flag is a risk indicator, not proof." in shown.output
    lines = [json.loads(line) for line in runner.invoke(app, ["score", str(file), "--json"]).stdout.splitlines()]
    raised = {flag["indicator"] for each in lines for flag in each["flags"] if flag["state"] == "raised"}
    assert len({each["ocid"] for each in lines}) == 4
    assert {"R003", "KG10"} <= raised


def test_given_the_sample_command_then_it_says_where_the_releases_and_the_truth_lie(tmp_path: Path) -> None:
    folder = tmp_path / "[/sample]"
    result = runner.invoke(app, ["sample", str(folder), "--seed", "3", "--size", "40", "--json"])
    report = json.loads(result.stdout)
    assert report["processes"] == 40
    assert Path(report["releases_file"]).stat().st_size > 0
    assert json.loads(Path(report["truth_file"]).read_text(encoding="utf-8"))["processes"] == 40
    again = runner.invoke(app, ["sample", str(folder), "--seed", "3", "--size", "40"])
    assert "40 made-up processes" in again.output


@pytest.mark.parametrize(
    ("product", "number", "old"),
    [
        ("nats-server", "nats-server: v2.11.9", True),
        ("nats-server", "nats-server: v2.12.0", False),
        ("MongoDB", "db version v5.0.31", True),
        ("MongoDB", "8.0.4", False),
        ("MongoDB", "10.0.0", False),
        ("Python", "3.10.14", True),
    ],
)
def test_given_a_version_then_it_is_held_against_the_least_we_need(product: str, number: str, old: bool) -> None:
    assert doctor.too_old(product, number) == old


def test_given_an_address_where_nobody_answers_when_the_doctor_looks_then_it_is_ill_and_so_is_the_exit_status(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACHYK_NATS_URL", f"nats://127.0.0.1:{embedded.free_port()}")
    monkeypatch.setenv("ACHYK_MONGO_URL", dead_mongo())
    result = runner.invoke(app, ["doctor", "--json"])
    findings = {each["what"]: each for each in json.loads(result.stdout)}
    assert [findings[what]["state"] for what in ("Broker", "Database")] == ["ill", "ill"]
    assert result.exit_code == 1


def dead_mongo() -> str:
    return f"mongodb://127.0.0.1:{embedded.free_port()}/?directConnection=true"


def test_given_a_machine_where_nothing_runs_when_the_doctor_looks_then_each_finding_has_a_state_and_advice_where_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Fresh(ServiceSettings):
        nats_url: str = f"nats://127.0.0.1:{embedded.free_port()}"
        mongo_url: str = dead_mongo()

    monkeypatch.setattr(doctor, "ServiceSettings", Fresh)
    result = runner.invoke(app, ["doctor", "--json"])
    findings = {each["what"]: each for each in json.loads(result.stdout)}
    assert findings["nats-server"]["state"] == "well"
    assert findings["mongod"]["state"] == "well"
    assert findings["Broker"]["state"] == findings["Database"]["state"] == "absent"
    assert "make run" in findings["Broker"]["advice"]
    assert result.exit_code == 0
    expected = runner.invoke(app, ["doctor", "--running"])
    assert expected.exit_code == 1


def test_given_the_version_command_then_our_version_and_the_libraries_are_told() -> None:
    found = json.loads(runner.invoke(app, ["version", "--json"]).stdout)
    assert {"achyk", "python", "faststream", "nats-py", "motor"} <= found.keys()


def test_given_the_help_then_every_command_is_there_with_its_own_help() -> None:
    listed = runner.invoke(app, ["--help"]).output
    for name in COMMANDS:
        assert f" {name} " in listed
        own = runner.invoke(app, [name, "--help"])
        assert own.exit_code == 0
        assert f" {name} [OPTIONS]" in own.output


def test_given_data_to_read_then_the_broker_and_other_commands_are_not_loaded_for_it() -> None:
    script = (
        "import sys, achyk.__main__, achyk.ingest, services.ingest.commands;"
        "print(*{'faststream', 'nats', 'achyk.up', 'ocdsmerge'}.intersection(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""
