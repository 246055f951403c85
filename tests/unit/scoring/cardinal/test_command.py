"""`achyk score --profile cardinal`: what a program reads, and what a person is told."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from achyk.__main__ import app
from services.scoring.cardinal.settings import names, read_settings
from shared.errors import Refused
from tests.unit.scoring.cardinal.made_up import release, write

runner = CliRunner()
SINGLE = release("x", procurementMethod="open", numberOfTenderers=1)


def test_the_output_is_json_alone_and_unreadable_lines_are_counted_beside_it(tmp_path: Path) -> None:
    file = write(tmp_path / "f.jsonl", SINGLE, "", "junk", "[]")
    result = runner.invoke(app, ["score", str(file), "--profile", "cardinal", "--output", "json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["OCID"] == {"x": {"R018": 1.0}}
    assert "passed over: 2." in result.stderr


def test_settings_choose_the_indicators(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text('{"R003": {"threshold": "20"}}')
    file = write(tmp_path / "f.jsonl", SINGLE)
    result = runner.invoke(app, ["score", str(file), "--profile", "cardinal", "--settings", str(settings)])
    assert json.loads(result.stdout) == {"Meta": {}}


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"R0003": {}}', '{"R003": {"threshold": "ten"}}', '{"R035": {"treshold": 1}}']
)
def test_settings_that_cannot_be_used_are_refused_in_words(content: str) -> None:
    with pytest.raises(Refused, match="These settings cannot be used"):
        read_settings(content.encode())


def test_lists_may_be_written_in_two_ways() -> None:
    assert names("open|limited|") == names(["limited", "open"]) == {"open", "limited"}
    assert names("") == names([]) == names(None) == frozenset()


def test_options_of_one_profile_are_refused_with_the_other(tmp_path: Path) -> None:
    file = str(write(tmp_path / "f.jsonl", SINGLE))
    assert isinstance(runner.invoke(app, ["score", file, "--settings", file]).exception, Refused)
    assert isinstance(
        runner.invoke(app, ["score", file, "--profile", "cardinal", "--country", "kg"]).exception, Refused
    )


def test_scoring_a_file_does_not_wait_for_the_libraries_of_the_servers(tmp_path: Path) -> None:
    file = write(tmp_path / "f.jsonl", SINGLE)
    code = (
        "import sys; from achyk.__main__ import app\n"
        f"app(['score', {str(file)!r}, '--profile', 'cardinal'], standalone_mode=False)\n"
        "print(sorted({'faststream', 'motor', 'pymongo', 'fastapi', 'nats'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
