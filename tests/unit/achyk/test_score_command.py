"""`achyk score`: what comes out, for whom, and what is said when it cannot be."""

import csv
import gzip
import io
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from typer.testing import CliRunner

from achyk.__main__ import app
from achyk.score.inputs import is_compiled
from achyk.score.spool import Spool
from achyk.score.versions import history_in
from services.scoring.indicators import CATALOGUE
from shared.errors import Refused
from tests.unit.scoring.build import Json, bid, kyrgyz, release

DOCS = Path(__file__).resolve().parents[3] / "docs" / "scoring-files.md"
ALL = len(CATALOGUE)
runner = CliRunner()
FLAGGED = release(None, bid("b1", "T1", 5), bid("b2", "T2", 5))


def compiled(content: Json, ocid: str) -> Json:
    """As ingest compiles it."""
    date = "2021-05-01T00:00:00Z"
    return content | {"ocid": ocid, "id": f"{ocid}-{date}", "date": date, "tag": ["compiled"]}


def raw(content: Json, ocid: str, date: str = "2021-05-01T00:00:00+06:00") -> Json:
    """As the Kyrgyz exporter writes it."""
    return content | {"ocid": ocid, "id": f"{ocid}-x", "date": date, "tag": ["tender"]}


def write(path: Path, *contents: Json) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in contents))
    return path


def run(*words: object, **more: Any) -> Any:
    return runner.invoke(app, ["score", *map(str, words)], **more)


def refusal(*words: object, **more: Any) -> str:
    """The one sentence that is said."""
    error = run(*words, **more).exception
    assert isinstance(error, Refused), error
    return error.message


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write(tmp_path / "c.jsonl", *(compiled(FLAGGED, f"ocds-h7i0z4-{n}") for n in range(3)))


# --- what comes out ---


def test_given_compiled_lines_then_they_are_recognised_and_a_table_counts_them(lines: Path) -> None:
    result = run(lines)
    assert result.exit_code == 0, result.output
    assert "3 contracting processes" in result.stdout
    assert "Each line was taken as a compiled release" in result.stderr


@pytest.mark.parametrize("way", ["--compiled", "--no-compiled"])
def test_given_json_then_each_process_is_a_line_with_every_answer(lines: Path, way: str) -> None:
    found = [json.loads(line) for line in run(lines, "--json", way).stdout.splitlines()]
    assert [one["ocid"] for one in found] == [f"ocds-h7i0z4-{n}" for n in range(3)]
    for one in found:
        flags = {flag["indicator"]: flag for flag in one["flags"]}
        assert len(flags) == ALL
        assert flags["R028"]["state"] == "raised"
        assert [piece["value"] for piece in flags["R028"]["evidence"]] == [5, 5]


def test_given_versions_then_the_way_of_ingest_judges_them_in_turn_and_the_fast_way_the_newest(tmp_path: Path) -> None:
    later = kyrgyz(statusDetails="contractSigned")
    several = [FLAGGED, release(later, *FLAGGED["bids"]["details"])]
    several[1]["bids"]["details"] = [bid("b1", "T1"), bid("b2", "T2")]
    dates = ["2021-05-01T00:00:00+06:00", "2021-05-02T00:00:00+06:00"]
    releases = [raw(one, "ocds-h7i0z4-1", date) for one, date in zip(several, dates, strict=True)]
    in_turn = json.loads(run(write(tmp_path / "raw.jsonl", *releases), "--json").stdout)
    flag = next(flag for flag in in_turn["flags"] if flag["indicator"] == "R028")
    assert (flag["state"], flag["latched"], flag["process_version"]) == ("raised", True, 1)
    assert in_turn["process_version"] == 2
    made = [compiled(one, "ocds-h7i0z4-1") for one in several]
    newest = json.loads(run(write(tmp_path / "made.jsonl", *made), "--json").stdout)
    flag = next(flag for flag in newest["flags"] if flag["indicator"] == "R028")
    assert (flag["state"], flag["latched"]) == ("not_computable", False)
    rows = [json.loads(line) for line in run(tmp_path / "raw.jsonl", "--output", "json").stdout.splitlines()][1:]
    assert [row["state"] for row in rows if row["indicator"] == "R028"] == ["raised"]


@pytest.mark.parametrize("way", ["--compiled", "--no-compiled"])
def test_given_each_format_then_the_rows_are_the_same(lines: Path, tmp_path: Path, way: str) -> None:
    reports = {ending: tmp_path / f"r.{ending}" for ending in ("jsonl", "csv", "parquet", "md")}
    for path in reports.values():
        assert run(lines, way, "--out", path).exit_code == 0
    header, *rows = [json.loads(line) for line in reports["jsonl"].read_text().splitlines()]
    assert header["report"]["processes"] == 3
    assert "not proof" in header["report"]["words"]
    assert len(rows) == 3 * ALL
    table = parquet.read_table(reports["parquet"])
    assert table.to_pylist() == rows
    assert json.loads(table.schema.metadata[b"achyk"])["processes"] == 3
    cells = list(csv.DictReader(io.StringIO(reports["csv"].read_text(encoding="utf-8-sig"))))
    assert [(row["ocid"], row["indicator"], row["state"]) for row in cells] == [
        (row["ocid"], row["indicator"], row["state"]) for row in rows
    ]
    assert json.loads((tmp_path / "r.csv-metadata.json").read_text())["processes"] == 3
    assert "- Contracting processes: 3" in reports["md"].read_text()
    assert "| R028 Identical prices | 3 | 0 | 0 | 0 | 100.0% |" in reports["md"].read_text()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_given_no_file_to_write_then_standard_output_is_the_report_alone(lines: Path) -> None:
    rows = list(csv.reader(io.StringIO(run(lines, "--output", "csv").stdout)))
    assert len(rows) == 1 + 3 * ALL
    assert run(lines, "--output", "markdown").stdout.startswith("# Risk indicators")


def test_given_folders_standard_input_and_gzip_then_all_are_read_together(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for number in range(2):
        (folder / str(number)).mkdir(parents=True)
        write(folder / str(number) / "same.jsonl", compiled(FLAGGED, f"o-{number}"))
    (folder / "notes.doc").write_text("no data")
    packed = tmp_path / "p.jsonl.gz"
    packed.write_bytes(gzip.compress(msgspec.json.encode(compiled(FLAGGED, "o-2")) + b"\n"))
    given = msgspec.json.encode(compiled(FLAGGED, "o-3"))
    result = run(folder, packed, "-", "--json", input=given)
    assert [json.loads(line)["ocid"] for line in result.stdout.splitlines()] == ["o-0", "o-1", "o-2", "o-3"]


def test_given_two_processes_of_the_machine_then_the_output_is_that_of_one(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}.jsonl", compiled(FLAGGED, f"o-{n}")) for n in range(2)]
    one, two = (run(*paths, "--output", "csv", "--workers", count).stdout for count in (1, 2))
    assert one == two
    assert len(one.splitlines()) == 1 + 2 * ALL


def test_given_parameters_then_they_replace_the_defaults(lines: Path, tmp_path: Path) -> None:
    parameters = tmp_path / "p.json"
    parameters.write_text('{"KG08": {"threshold": 1}}')
    single = release(None, bid("b", "T", 5))
    singles = write(tmp_path / "s.jsonl", *(compiled(single, f"ocds-h7i0z4-{n}") for n in "12"))

    def state(*words: object) -> str:
        first = json.loads(run(singles, "--json", *words).stdout.splitlines()[0])
        return next(str(flag["state"]) for flag in first["flags"] if flag["indicator"] == "KG08")

    assert (state(), state("--parameters", parameters)) == ("clear", "raised")


def test_given_coverage_then_indicators_and_the_fields_they_miss(lines: Path) -> None:
    shown = run("coverage", lines)
    assert "What the data of 3 contracting processes can support" in shown.stdout
    found = json.loads(run("coverage", lines, "--json").stdout)
    rows = {row["indicator"]: row for row in found["indicators"]}
    assert (found["processes"], len(rows)) == (3, ALL)
    assert (rows["R028"]["support"], rows["R028"]["computable"]) == ("well", 3)
    assert rows["KG10"]["missing"] == "stage"
    assert next(row for row in found["fields"] if row["path"] == "/bids/details/id")["present"] == 6
    assert refusal("coverage", lines, "--output", "csv").startswith("The coverage of a data set")


# --- the official flags ---


def test_given_the_official_flags_then_values_weight_and_level_of_each_tender(tmp_path: Path) -> None:
    tender = kyrgyz(statusDetails="published", items=[{"id": "1", "unit": {"name": "условная единица"}}])
    file = write(tmp_path / "f.jsonl", raw(release(tender), "ocds-h7i0z4-1"), compiled(FLAGGED, "other-1"))
    words = (file, "--profile", "mkrai", "--today", "2021-06-30")
    row = json.loads(run(*words, "--output", "json").stdout)
    numbers = [int(name.removeprefix("mkrai_")) for name in row if name.startswith("mkrai_")]
    assert numbers == [*range(2, 11), *range(12, 19)]
    assert (row["ocid"], row["mkrai_10"], row["level"]) == ("ocds-h7i0z4-1", 1, 1 + (row["weight"] >= 2))
    assert "1 process is not of the Kyrgyz system" in run(*words).stderr
    for output in ("csv", "markdown"):
        assert "ocds-h7i0z4-1" in run(*words, "--output", output).stdout
    assert run(*words, "--out", tmp_path / "o.parquet").exit_code == 0
    assert parquet.read_table(tmp_path / "o.parquet").to_pylist() == [row]
    shown = run(*words).stdout.splitlines()
    assert shown[1].split()[0] == "ocds-h7i0z4-1"
    assert "not proof" in " ".join(shown)
    assert "no tender of the Kyrgyz system" in refusal(write(file, compiled(FLAGGED, "o")), *words[1:])


def test_given_an_update_that_lost_something_then_it_is_told_as_a_loss_until_all_is_back(tmp_path: Path) -> None:
    dates = [f"2021-05-0{day}T00:00:00+06:00" for day in range(1, 5)]
    contents = [FLAGGED, release(), FLAGGED, FLAGGED | {"language": "ky"}]
    file = write(tmp_path / "f.jsonl", *(raw(c, "ocds-h7i0z4-1", d) for c, d in zip(contents, dates, strict=True)))
    found = [body is None for _, body in history_in([file], None, [], losses=True)]
    assert found == [False, True, False, False]
    assert [body is None for _, body in history_in([file], None, [])] == [False, False]


# --- what cannot be ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say what to score"),
        (["/nowhere/at.all"], "There is no file or folder /nowhere/at.all."),
        (["FILE", "--history"], "no files beside it"),
        (["--history", "--compiled"], "belong to files"),
        (["FILE", "--json", "--output", "csv"], "choose one"),
        (["FILE", "--out", "/nowhere/r.csv"], "There is no folder /nowhere"),
        (["FILE", "--out", "FILE/r.csv"], "There is no folder"),
        (["FILE", "--out", "FOLDER"], "Say with --output"),
        (["FILE", "--out", "FOLDER", "--output", "csv"], "is a folder"),
        (["FILE", "--output", "parquet"], "name it with --out"),
        (["FILE", "--output", "table", "--out", "r"], "for the terminal"),
        (["FILE", "--country", "kgz"], "two letters"),
        (["FILE", "--workers", "2", "--dask", "tcp://127.0.0.1:1"], "the cluster decides"),
        (["FILE", "--today", "2021-01-01"], "belongs to --profile mkrai"),
        (["FILE", "--profile", "mkrai", "--workers", "2"], "no --workers"),
        (["--history", "--profile", "mkrai"], "no --history"),
        (["FILE", "--profile", "cardinal", "--output", "csv"], "Cardinal's own JSON"),
        (["coverage", "FILE", "--profile", "cardinal"], "takes no --profile"),
    ],
)
def test_given_words_that_cannot_be_meant_then_one_sentence(lines: Path, words: list[str], said: str) -> None:
    own = {"FILE": str(lines), "FOLDER": str(lines.parent), "FILE/r.csv": f"{lines}/r.csv"}
    assert said in refusal(*(own.get(word, word) for word in words))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "does not hold parameters"),
        ("[]", "does not hold parameters"),
        ('{"R999": {}}', "there is no indicator R999"),
        ('{"KG08": {"nonsense": 1}}', "KG08 has no parameter nonsense"),
        ('{"KG08": {"threshold": "ten"}}', "KG08.threshold is not of the kind of"),
        ('{"KG08": {"threshold": true}}', "KG08.threshold is not of the kind of"),
    ],
)
def test_given_parameters_that_make_no_sense_then_one_sentence(lines: Path, content: str, said: str) -> None:
    file = lines.with_name("p.json")
    file.write_text(content)
    assert said in refusal(lines, "--parameters", file)


@pytest.mark.parametrize("content", [b"", b"<html></html>", b'{"a": 1}', b"\x1f\x8b\x08broken", b"[1, 2]"])
def test_given_nothing_that_is_ocds_then_refused_and_no_report_is_left(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(content)
    for way in ((), ("--compiled",), ("--no-compiled",)):
        refusal(file, *way, "--out", tmp_path / "r.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["f.json"]


def test_given_broken_lines_then_the_good_ones_are_scored_and_the_others_told(lines: Path) -> None:
    size = lines.stat().st_size
    lines.write_bytes(lines.read_bytes() + b"{broken\n")
    result = run(lines)
    assert "3 contracting processes" in result.stdout
    assert f"1 line is no contracting process: c.jsonl byte {size}" in " ".join(result.stderr.split())
    assert "1 piece was refused" in run(lines, "--no-compiled").stderr


def test_given_no_dask_then_one_sentence(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(lines, "--dask", "nonsense://x") == "No Dask scheduler answers at nonsense://x."
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'achyk[batch]'" in refusal(lines, "--dask", "tcp://127.0.0.1:1")


# --- parts of it ---


def test_given_a_first_line_then_compiled_releases_are_told_from_what_the_exporter_writes(tmp_path: Path) -> None:
    def found(content: Json) -> bool:
        return is_compiled(write(tmp_path / "f.jsonl", content))

    assert found(compiled(FLAGGED, "ocds-h7i0z4-1"))
    assert found({"ocid": "o-1", "tag": ["compiled"]})
    assert not found({"ocid": "o-1", "tag": ["tender"]})
    assert not found(raw(FLAGGED, "ocds-h7i0z4-1") | {"tag": ["compiled"]})
    assert not found({"releases": [compiled(FLAGGED, "o-1")]})
    (tmp_path / "f.jsonl").write_text(json.dumps(compiled(FLAGGED, "o-1"), indent=1))
    assert not is_compiled(tmp_path / "f.jsonl")


@given(ocids=st.lists(st.sampled_from("abcdefgh"), max_size=40), limit=st.integers(1, 60))
def test_given_versions_in_any_order_then_each_process_is_in_one_file_in_its_order(
    ocids: list[str], limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    spool = Spool(tmp_path_factory.mktemp("spool"), limit)
    spool.take((ocid, f'{{"ocid":"{ocid}","n":{number}}}'.encode()) for number, ocid in enumerate(ocids))
    read = [[json.loads(line) for line in shard.path.read_bytes().splitlines()] for shard in spool.shards]
    assert sorted(row["n"] for rows in read for row in rows) == list(range(len(ocids)))
    places = [{row["ocid"] for row in rows} for rows in read]
    assert sum(map(len, places)) == len(set(ocids)) == spool.processes
    assert list(dict.fromkeys(row["ocid"] for rows in read for row in rows)) == list(dict.fromkeys(ocids))
    for rows, shard in zip(read, spool.shards, strict=True):
        assert [row["n"] for row in rows] == sorted(row["n"] for row in rows)
        assert shard.several == (len({row["ocid"] for row in rows}) < len(rows))


# --- the page ---


def commands() -> list[str]:
    return [
        line for block in re.findall(r"```sh\n(.*?)```", DOCS.read_text(), re.DOTALL) for line in block.splitlines()
    ]


def test_given_the_page_for_analysts_then_its_commands_do_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in commands():
        words = shlex.split(line)
        if words[0] == "echo":
            Path(words[3]).write_text(words[1])
            continue
        assert words[0] == "achyk"
        result = runner.invoke(app, words[1:])
        assert result.exit_code == 0, (line, result.output, result.exception)
        if "--out" in words:
            assert Path(words[words.index("--out") + 1]).stat().st_size > 0
    assert len(commands()) >= 10


def test_given_the_page_for_analysts_then_every_option_it_names_is_one() -> None:
    known = run("--help", env={"COLUMNS": "200"}).output
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", DOCS.read_text())) - {"--seed", "--size"}
    assert {name for name in named if name not in known} == set()
