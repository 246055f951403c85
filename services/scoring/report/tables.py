"""Reports for programs and spreadsheets: JSON Lines, CSV and Parquet. Memory does not grow with the rows."""

import csv
import re
import shutil
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from services.scoring.report.rows import COLUMNS, Header, Row, about, finite, note, plain
from shared.errors import Refused

BATCH = 20_000
"""Rows per row group of Parquet."""
_FORMULA = re.compile(r"(^|[;,|\t\r\n\"'])(\s*)(?=[=+\-@＝＋－＠\t\r])")
"""Where a spreadsheet would begin a formula: at the start of a cell, and after what it may take for a separator or a
quote, since spreadsheets in Russian split at semicolons."""


class JsonLines:
    """One JSON object per line; the first is `{"report": …}`, the header."""

    def __init__(self, path: Path, header: Header | None) -> None:
        """Without a header it is a piece, for `append`."""
        self._encoder = msgspec.json.Encoder()
        self._file = path.open("wb")
        if header is not None:
            self._line({"report": about(header)})

    def add(self, row: Row) -> None:
        """One line."""
        self._line(plain(row))

    def append(self, piece: Path) -> None:
        """The lines of a piece."""
        with piece.open("rb") as file:
            shutil.copyfileobj(file, self._file)

    def close(self) -> None:
        """The file is whole."""
        self._file.close()

    def _line(self, content: dict[str, Any]) -> None:
        self._file.write(self._encoder.encode(content) + b"\n")


class Csv:
    """A table for spreadsheets, in UTF-8 with a byte order mark, by which they know the encoding.

    The header stands beside it in `<file>-metadata.json`, the name that "CSV on the Web" gives to such files.
    """

    def __init__(self, path: Path, header: Header | None) -> None:
        """Without a header it is a piece, for `append`."""
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        if header is not None:
            self._file.write("\ufeff")
            self._writer.writerow(COLUMNS)

    def add(self, row: Row) -> None:
        """One line."""
        self._writer.writerow(
            (
                safe(row.ocid),
                _often(row.indicator),
                row.state.value,
                finite(row.value),
                finite(row.threshold),
                listed(row.lots),
                " | ".join(map(_often, row.missing)),
                _often(row.rule_version),
                _often(row.statistics_version),
                note(row),
            )
        )

    def append(self, piece: Path) -> None:
        """The lines of a piece."""
        with piece.open(encoding="utf-8", newline="") as file:
            shutil.copyfileobj(file, self._file)

    def close(self) -> None:
        """The file is whole."""
        self._file.close()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: what would begin one gets an apostrophe before it."""
    return _FORMULA.sub(r"\1\2'", text)


_often = lru_cache(1_000)(safe)
"""For what is written again and again: pointers, ids and versions of indicators."""


def listed(texts: tuple[str, ...]) -> str:
    """Several texts in one cell."""
    return " | ".join(safe(text) for text in texts)


class Parquet:
    """A table for analysis; the header is in the metadata of the file under `achyk`.

    Raises Refused when the extra `batch` is not installed.
    """

    def __init__(self, path: Path, header: Header | None) -> None:
        """Without a header it is a piece, for `append`."""
        arrow, parquet = imported(), imported("parquet")
        kinds = {"value": arrow.float64(), "threshold": arrow.float64()}
        texts = arrow.list_(arrow.string())
        kinds |= {"lots": texts, "missing": texts}
        schema = arrow.schema([(name, kinds.get(name, arrow.string())) for name in COLUMNS])
        told = {} if header is None else {"achyk": msgspec.json.encode(about(header))}
        self._schema = schema.with_metadata(told)
        self._batch = arrow.RecordBatch
        self._pieces = parquet.ParquetFile
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, row: Row) -> None:
        """One row, written with the next group."""
        self._rows.append(plain(row))
        if len(self._rows) >= BATCH:
            self._flush()

    def append(self, piece: Path) -> None:
        """The row groups of a piece."""
        self._flush()
        with self._pieces(piece) as file:
            for group in range(file.num_row_groups):
                self._writer.write_table(file.read_row_group(group).replace_schema_metadata(self._schema.metadata))

    def close(self) -> None:
        """The file is whole."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_batch(self._batch.from_pylist(self._rows, schema=self._schema))
            self._rows = []


def imported(part: str = "") -> Any:  # noqa: ANN401 - a module without types, imported only where it is used
    try:
        return import_module(f"pyarrow.{part}" if part else "pyarrow")
    except ImportError as error:
        raise Refused(
            "not_installed", "Reports in Parquet need the extra `batch`: pip install 'achyk[batch]'."
        ) from error
