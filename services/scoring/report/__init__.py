"""Reports of a batch run: JSON Lines, CSV and Parquet for programs and spreadsheets, Markdown to be read.

One pass over the rows writes all the files asked for; or workers write pieces, which are put together. Memory is
bounded: by a row group for Parquet, by the catalogue and the top for Markdown. A file appears under its name only when
it is whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path

import msgspec

from services.scoring.engine import Engine
from services.scoring.report.answers import rows_known, rows_of
from services.scoring.report.markdown import Markdown, MarkdownPiece
from services.scoring.report.rows import NOT_PROOF, Header, Row, Writer, about
from services.scoring.report.tables import Csv, JsonLines, Parquet
from shared.contracts.base import Language

__all__ = ["NOT_PROOF", "Format", "Header", "Row", "put_together", "rows_known", "rows_of", "write", "write_pieces"]


class Format(StrEnum):
    """By the ending of a file's name."""

    JSON_LINES = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "md"


def write(
    rows: Iterable[Row],
    header: Header,
    paths: Mapping[Format, Path],
    engine: Engine,
    *,
    language: Language = Language.EN,
    top: int = 20,
) -> int:
    """Write the rows in each format asked for; how many there were.

    Rows of one process come one after another. When something fails, none of the files is left behind. Raises Refused
    when Parquet is asked for and the extra `batch` is not installed.
    """
    count = 0
    with _writers(header, paths, engine, language, top) as writers:
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
            for writer in writers.values():
                writer.add(row)
    return count


def write_pieces(rows: Iterable[Row], paths: Mapping[Format, Path], engine: Engine) -> None:
    """Write the rows of a part of a report, in the memory and at the place of the worker; `put_together` joins them."""
    with ExitStack() as stack:
        writers = []
        for kind, path in paths.items():
            writer = _piece(kind, path, engine)
            stack.callback(writer.close)
            writers.append(writer)
        for row in rows:
            for writer in writers:
                writer.add(row)


def put_together(
    pieces: Iterable[Mapping[Format, Path]],
    header: Header,
    paths: Mapping[Format, Path],
    engine: Engine,
    *,
    language: Language = Language.EN,
    top: int = 20,
) -> None:
    """Write the reports whose pieces these are, in their order. As with `write`, files are whole or absent."""
    with _writers(header, paths, engine, language, top) as writers:
        for piece in pieces:
            for kind, writer in writers.items():
                writer.append(piece[kind])


@contextmanager
def _writers(
    header: Header, paths: Mapping[Format, Path], engine: Engine, language: Language, top: int
) -> Iterator[dict[Format, Writer]]:
    """Writers of drafts, which take their names when all went well."""
    drafts = {kind: path.with_name(f".{path.name}.part") for kind, path in paths.items()}
    writers: dict[Format, Writer] = {}
    try:
        for kind, draft in drafts.items():
            writers[kind] = _writer(kind, draft, header, engine, language, top)
        yield writers
        while writers:
            writers.popitem()[1].close()
    except BaseException:
        _give_up(writers.values(), drafts.values())
        raise
    for kind, draft in drafts.items():
        if kind is Format.CSV:
            beside = paths[kind].with_name(f"{paths[kind].name}-metadata.json")
            beside.write_bytes(msgspec.json.encode(about(header)))
        draft.replace(paths[kind])


def _writer(kind: Format, path: Path, header: Header, engine: Engine, language: Language, top: int) -> Writer:
    match kind:
        case Format.JSON_LINES:
            return JsonLines(path, header)
        case Format.CSV:
            return Csv(path, header)
        case Format.PARQUET:
            return Parquet(path, header)
        case Format.MARKDOWN:
            return Markdown(path, header, engine, language=language, top=top)


def _piece(kind: Format, path: Path, engine: Engine) -> Writer:
    match kind:
        case Format.JSON_LINES:
            return JsonLines(path, None)
        case Format.CSV:
            return Csv(path, None)
        case Format.PARQUET:
            return Parquet(path, None)
        case Format.MARKDOWN:
            return MarkdownPiece(path, engine)


def _give_up(writers: Iterable[Writer], drafts: Iterable[Path]) -> None:
    """Close what is open and take away what was begun; the first error is the one that is told."""
    for writer in writers:
        try:
            writer.close()
        except Exception:  # noqa: BLE001, S112 - a disk that is full fails again on closing
            continue
    for draft in drafts:
        draft.unlink(missing_ok=True)
