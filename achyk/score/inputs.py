"""What is scored: files, folders, standard input; and whether they hold compiled releases, one a line."""

import gzip
import json
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from achyk.score.choice import STDIN, spoken
from shared.errors import Refused

SUFFIXES = (".json", ".jsonl", ".ndjson", ".gz", ".txt")
"""Files of a folder that are read, as `achyk ingest` does; a file that is named is read whatever it is called."""
LONGEST = 16 << 20
"""Bytes of a first line that is looked at."""
_GZIP = b"\x1f\x8b"


def files_of(sources: Iterable[str], folder: Path) -> list[Path]:
    """The files at `sources` in order; standard input is written to `folder` first.

    Raises Refused, in a sentence, for what is not there, cannot be read or holds nothing.
    """
    files = [file.absolute() for source in sources for file in _at(source, folder)]
    for file in files:
        _readable(file)
    if not any(file.stat().st_size for file in files):
        names = ", ".join(map(spoken, sources))
        raise Refused("empty", f"Nothing in {names} could be read as OCDS data: there is nothing in it.")
    return files


def _at(source: str, folder: Path) -> Iterator[Path]:
    if source == STDIN:
        path = folder / "standard-input"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
        yield path
        return
    path = Path(source)
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix in SUFFIXES)
        if not found:
            raise Refused("empty", f"The folder {path} has no file that ends in {', '.join(SUFFIXES)}.")
        yield from found
    elif path.exists():
        yield path
    else:
        raise Refused("not_found", f"There is no file or folder {path}.")


def _readable(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            opened.read(1)
    except OSError as error:
        raise Refused("unreadable", f"{file} cannot be read: {error.strerror or type(error).__name__}.") from error


def all_compiled(files: Iterable[Path]) -> bool:
    """Whether each of the files that hold anything is JSON Lines and begins with a compiled release.

    Kyrgyz releases count only as ingest compiles them: the exporter's own are to be adapted first.
    """
    return all(is_compiled(file) for file in files if file.stat().st_size)


def is_compiled(file: Path) -> bool:
    """The same of one file."""
    try:
        with opened(file) as lines:
            first = json.loads(lines.readline(LONGEST))
    except (ValueError, RecursionError, OSError, EOFError, zlib.error):
        return False
    if not isinstance(first, dict) or not isinstance(first.get("ocid"), str):
        return False
    tags = first.get("tag")
    if "compiled" not in (tags if isinstance(tags, list) else [tags]):
        return False
    from services.ingest.kyrgyz_tables import speaks_kyrgyz

    adapted = first.get("id") == f"{first['ocid']}-{first.get('date') or 'undated'}"
    return adapted or not speaks_kyrgyz(first["ocid"])


def opened(file: Path) -> gzip.GzipFile | BufferedReader:
    """The file, with gzip undone."""
    with file.open("rb") as packed:
        magic = packed.read(2)
    return gzip.open(file, "rb") if magic == _GZIP else file.open("rb")


def unpacked(files: Iterable[Path], folder: Path) -> list[Path]:
    """The files with gzip undone, since workers read ranges of them: packed ones are written to `folder`."""
    found = []
    for number, file in enumerate(files):
        with file.open("rb") as packed:
            if packed.read(2) != _GZIP:
                found.append(file)
                continue
        target = folder / f"unpacked-{number:05d}"
        try:
            with gzip.open(file, "rb") as source, target.open("wb") as plain:
                shutil.copyfileobj(source, plain, 1 << 20)
        except (OSError, EOFError, zlib.error) as error:
            raise Refused("unreadable", f"{file} cannot be unpacked: {error}.") from error
        found.append(target)
    return found
