"""Reports of a batch run, each format read back."""

import csv
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from services.scoring.engine import Engine
from services.scoring.indicator import State
from services.scoring.indicators import CATALOGUE
from services.scoring.report import NOT_PROOF, Format, Header, Row, rows_of, tables, words, write
from services.scoring.report.markdown import escaped
from services.scoring.report.rows import COLUMNS
from services.scoring.report.tables import safe
from shared.contracts.base import Language, Texts
from shared.errors import Refused
from tests.unit.scoring.build import bid, kyrgyz, part_of, release, statistics_of

ENGINE = Engine(CATALOGUE)
HEADER = Header(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "закупки.jsonl", "2026.1", 3)
ROWS = [
    Row("o-1", "R003", State.RAISED, 5, 14, rule_version="1.0"),
    Row("o-1", "R018", State.RAISED, 1, 1, lots=("L1", "L2"), rule_version="1.2"),
    Row("o-1", "KG08", State.CLEAR, 3, 19, rule_version="1.2-corrected", statistics_version="2026-01-01"),
    Row("o-2", "R003", State.NOT_COMPUTABLE, missing=("/tender/tenderPeriod/endDate",), rule_version="1.0"),
    Row("o-2", "R018", State.NOT_COMPUTABLE, missing=("opening",), rule_version="1.2"),
    Row("o-3", "R003", State.CLEAR, 21.5, 14, rule_version="1.0"),
    Row("o-3", "R018", State.NOT_APPLICABLE, rule_version="1.2"),
]


def written(kind: Format, folder: Path, rows: list[Row] = ROWS, header: Header = HEADER, **more: Any) -> Path:
    """The rows in one format."""
    path = folder / f"report.{kind.value}"
    assert write(iter(rows), header, {kind: path}, ENGINE, **more) == len(rows)
    return path


def cells(path: Path) -> list[dict[str, str]]:
    """A CSV report as a program reads it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- JSON Lines ---


def test_given_json_lines_then_the_header_comes_first_and_each_row_is_read_back(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in written(Format.JSON_LINES, tmp_path).read_bytes().splitlines()]
    assert lines[0]["report"]["source"] == "закупки.jsonl"
    assert lines[0]["report"]["when"] == "2026-01-02T03:04:00+00:00"
    assert lines[0]["report"]["processes"] == 3
    assert len(lines) == 1 + len(ROWS)
    assert lines[2] == {
        "ocid": "o-1",
        "indicator": "R018",
        "state": "raised",
        "value": 1,
        "threshold": 1,
        "lots": ["L1", "L2"],
        "missing": [],
        "rule_version": "1.2",
        "statistics_version": "",
        "note": NOT_PROOF,
    }
    assert [line["note"] for line in lines[3:]] == [None] * 5


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf")])
def test_given_a_number_that_json_has_not_then_null(tmp_path: Path, odd: float) -> None:
    path = written(Format.JSON_LINES, tmp_path, [Row("o", "R003", State.CLEAR, odd, odd)])
    assert json.loads(path.read_bytes().splitlines()[1])["value"] is None


# --- CSV ---


def test_given_csv_then_each_row_is_read_back_and_the_header_stands_beside_it(tmp_path: Path) -> None:
    path = written(Format.CSV, tmp_path)
    found = cells(path)
    assert list(found[0]) == list(COLUMNS)
    assert (found[0]["value"], found[0]["threshold"], found[0]["note"]) == ("5", "14", NOT_PROOF)
    assert found[1]["lots"] == "L1 | L2"
    assert found[3]["missing"] == "/tender/tenderPeriod/endDate"
    assert (found[3]["value"], found[3]["note"]) == ("", "")
    assert found[5]["value"] == "21.5"
    beside = json.loads((tmp_path / "report.csv-metadata.json").read_text())
    assert beside["catalogue_version"] == "2026.1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", " =", "\n="])
def test_given_a_text_like_a_formula_then_it_gets_an_apostrophe(tmp_path: Path, start: str) -> None:
    text = f'{start}HYPERLINK("http://x")'
    row = Row(text, "R003", State.CLEAR, lots=(text,), missing=("/a", text), rule_version=text, statistics_version=text)
    found = cells(written(Format.CSV, tmp_path, [row]))[0]
    for column in ("ocid", "lots", "rule_version", "statistics_version"):
        assert "'" in found[column][:2]
        assert not found[column].lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert "'" in found["missing"]


@pytest.mark.parametrize("text", ["a;=1", 'x","=1', "x;\t+1", "L1 | @x", "a\n=1", "a\t=1"])
def test_given_a_formula_after_what_a_spreadsheet_may_split_at_then_an_apostrophe_too(text: str) -> None:
    assert "'" in safe(text)


@pytest.mark.parametrize("text", ["ocds-h7i0z4-1", "L1", "1.2-corrected", "/bids/details", "Больница № 1", "a=b", ""])
def test_given_an_ordinary_text_then_it_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_given_negative_numbers_then_they_stay_numbers(tmp_path: Path) -> None:
    found = cells(written(Format.CSV, tmp_path, [Row("o", "R003", State.RAISED, -5, -0.25)]))[0]
    assert (float(found["value"]), found["threshold"]) == (-5, "-0.25")


def test_given_quotes_commas_and_line_breaks_then_they_come_back(tmp_path: Path) -> None:
    text = 'Лот "1", часть\nвторая'
    assert cells(written(Format.CSV, tmp_path, [Row("o", "R003", State.CLEAR, lots=(text,))]))[0]["lots"] == text


# --- Parquet ---


def test_given_parquet_then_rows_types_and_header_are_read_back(tmp_path: Path) -> None:
    table = pyarrow.parquet.read_table(written(Format.PARQUET, tmp_path))
    rows = table.to_pylist()
    assert (len(rows), list(rows[0])) == (len(ROWS), list(COLUMNS))
    assert rows[1]["lots"] == ["L1", "L2"]
    assert (rows[5]["value"], rows[3]["value"], rows[0]["note"]) == (21.5, None, NOT_PROOF)
    assert json.loads(table.schema.metadata[b"achyk"])["processes"] == 3


def test_given_more_rows_than_a_group_then_several_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 3)
    file = pyarrow.parquet.ParquetFile(written(Format.PARQUET, tmp_path))
    assert (file.num_row_groups, file.metadata.num_rows) == (3, 7)


def test_given_no_rows_then_each_format_is_still_whole(tmp_path: Path) -> None:
    assert pyarrow.parquet.read_table(written(Format.PARQUET, tmp_path, [])).num_rows == 0
    assert cells(written(Format.CSV, tmp_path, [])) == []
    assert "# Risk indicators" in written(Format.MARKDOWN, tmp_path, []).read_text()


def test_given_no_pyarrow_then_refused_with_what_to_install_and_nothing_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    paths = {kind: tmp_path / f"r.{kind}" for kind in (Format.CSV, Format.PARQUET)}
    with pytest.raises(Refused, match="batch"):
        write(iter(ROWS), HEADER, paths, ENGINE)
    assert list(tmp_path.iterdir()) == []


def test_given_the_package_then_pyarrow_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, services.scoring.report; print('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# --- Markdown ---


def lines_with(path: Path, text: str) -> list[str]:
    """Lines of a report in which a text stands."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if text in line]


def test_given_markdown_then_states_and_base_rate_per_indicator(tmp_path: Path) -> None:
    path = written(Format.MARKDOWN, tmp_path)
    assert lines_with(path, "| R003 Little time")[0].endswith("| 1 | 1 | 1 | 0 | 50.0% |")
    assert lines_with(path, "| R018 Only one bidder")[0].endswith("| 1 | 0 | 1 | 1 | 100.0% |")
    assert lines_with(path, "| R028")[0].endswith("| 0 | 0 | 0 | 0 | – |")
    assert len(lines_with(path, NOT_PROOF)) == 2


def test_given_raised_processes_then_the_greatest_weight_first_with_reasons(tmp_path: Path) -> None:
    rows = [
        Row("small", "R003", State.RAISED),
        *(Row("great", name, State.RAISED) for name in ("R003", "R018", "KG08")),
        Row("none", "R003", State.CLEAR),
    ]
    path = written(Format.MARKDOWN, tmp_path, rows)
    assert lines_with(path, "| great")[0].startswith("| great | 4 | 8 / 8 | R003 Little time to prepare a bid; R018")
    assert lines_with(path, "| small")[0].startswith("| small | 2 | 2 / 2 |")
    text = path.read_text()
    assert text.index("| great") < text.index("| small")
    assert "| none" not in text
    assert "| small" not in written(Format.MARKDOWN, tmp_path, rows, top=1).read_text()


def test_given_equal_weights_then_the_order_does_not_depend_on_that_of_the_rows(tmp_path: Path) -> None:
    rows = [Row(f"o-{n}", "R003", State.RAISED) for n in (3, 1, 2, 5, 4)]
    one = written(Format.MARKDOWN, tmp_path, rows, top=2).read_text()
    assert written(Format.MARKDOWN, tmp_path, rows[::-1], top=2).read_text() == one
    assert "| o-1 " in one
    assert "| o-2 " in one
    assert "| o-3 " not in one


def test_given_what_could_not_be_computed_then_it_says_so_and_why(tmp_path: Path) -> None:
    path = written(Format.MARKDOWN, tmp_path)
    assert "| R003 Little time to prepare a bid | 1 | /tender/tenderPeriod/endDate (1) |" in path.read_text()
    assert "bids are sealed (1)" in path.read_text()
    never = lines_with(path, words.NEVER.en)[0]
    assert "R028" in never
    assert "R003" not in never


def test_given_another_number_of_processes_than_announced_then_it_is_told(tmp_path: Path) -> None:
    assert not lines_with(written(Format.MARKDOWN, tmp_path), "incomplete")
    short = Header(HEADER.when, HEADER.source, HEADER.catalogue_version, 4)
    assert "rows of 3 processes, and 4" in written(Format.MARKDOWN, tmp_path, header=short).read_text()


def test_given_texts_of_others_then_they_are_nothing_but_text(tmp_path: Path) -> None:
    evil = "a|b\n# x <script>alert(1)</script> [l](http://x) `c`"
    header = Header(HEADER.when, evil, evil, 1)
    text = written(Format.MARKDOWN, tmp_path, [Row(evil, "R003", State.RAISED)], header).read_text()
    assert "<script>" not in text
    assert "\n# x" not in text
    assert "[l](" not in text
    assert escaped("a|b") == "a\\|b"


@pytest.mark.parametrize("language", list(Language))
def test_given_a_language_then_the_report_is_in_it(tmp_path: Path, language: Language) -> None:
    text = written(Format.MARKDOWN, tmp_path, language=language).read_text(encoding="utf-8")
    assert words.NOT_PROOF.in_language(language) in text
    assert words.NOT_COVERED.in_language(language) in text
    assert CATALOGUE[0].title.in_language(language) in text


def test_given_the_words_then_all_three_languages_differ() -> None:
    told = [each for each in vars(words).values() if isinstance(each, Texts)]
    for texts in (*told, *words.STATES.values(), *words.MISSING.values()):
        assert len({texts.in_language(language) for language in Language}) == 3
        assert not set("ңөү") & set(texts.ru.lower())


# --- from the engine ---


def test_given_answers_then_each_becomes_a_row_as_the_engine_tells_it() -> None:
    contents = [
        release(None, bid("b1", "T1", 5)) | {"ocid": "o-1"},
        release(kyrgyz(tenderPeriod={}), bid("b1", "T1"), bid("b2", "T2")) | {"ocid": "o-2"},
        release(kyrgyz(status="cancelled")) | {"ocid": "o-3"},
    ]
    part = part_of(*contents)
    statistics = {name: replace(known, version="v7") for name, known in statistics_of("KG08", part).items()}
    results = ENGINE.evaluate(part, statistics)
    rows = list(rows_of(ENGINE, results, statistics))
    assert [row.ocid for row in rows] == [ocid for ocid in ("o-1", "o-2", "o-3") for _ in CATALOGUE]
    for number, row in enumerate(rows):
        indicator = CATALOGUE[number % len(CATALOGUE)]
        answer = results.answer(number // len(CATALOGUE), indicator)
        assert (row.indicator, row.rule_version) == (indicator.id, indicator.version)
        assert (row.state, row.value, row.missing) == (answer.state, answer.value, tuple(answer.missing))
        if row.state is State.RAISED:
            assert (row.threshold, row.lots) == (answer.threshold, tuple(answer.lots))
        assert row.statistics_version == ("v7" if indicator.id == "KG08" else "")


# --- all together ---


def test_given_several_formats_then_one_pass_over_the_rows_writes_all(tmp_path: Path) -> None:
    paths = {kind: tmp_path / f"r.{kind}" for kind in Format}
    assert write(iter(ROWS), HEADER, paths, ENGINE) == len(ROWS)
    assert {path.name for path in tmp_path.iterdir()} == {
        "r.jsonl",
        "r.csv",
        "r.csv-metadata.json",
        "r.parquet",
        "r.md",
    }


def test_given_rows_that_break_off_then_no_half_report_is_left(tmp_path: Path) -> None:
    def broken() -> Iterator[Row]:
        yield ROWS[0]
        raise RuntimeError("the source broke off")

    (tmp_path / "r.csv").write_text("the report of yesterday")
    with pytest.raises(RuntimeError, match="broke off"):
        write(broken(), HEADER, {kind: tmp_path / f"r.{kind}" for kind in Format}, ENGINE)
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]
    assert (tmp_path / "r.csv").read_text() == "the report of yesterday"


def test_given_many_rows_then_memory_does_not_grow_with_them(tmp_path: Path) -> None:
    def many(count: int) -> Iterator[Row]:
        return (Row(f"o-{n}", "R003", State.RAISED, n, missing=()) for n in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            paths = {kind: tmp_path / f"r.{kind}" for kind in (Format.JSON_LINES, Format.CSV, Format.MARKDOWN)}
            write(many(count), HEADER, paths, ENGINE)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    assert peak(20_000) < 1.5 * peak(4_000)
