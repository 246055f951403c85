"""Where documents come from: files, folders, standard input, web addresses with their next pages, national systems."""

import hashlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from services.ingest.content import repaired
from services.ingest.pipeline import Origin, Pipeline, Progress
from services.ingest.read import Reader
from services.ingest.settings import Settings
from services.ingest.store import IngestStore
from services.ingest.values import BISHKEK, instant
from shared.errors import Refused

OnProgress = Callable[[Progress], None]

KYRGYZSTAN = "kyrgyzstan"
STDIN = "-"
SUFFIXES = (".json", ".jsonl", ".ndjson", ".gz", ".txt")
"""Files of a folder that are read; a file that is named is read whatever it is called."""
MOST_PAGES = 1_000_000
TICK = timedelta(milliseconds=1)
"""Finest step of time of the Kyrgyz API."""


class Fetching(Protocol):
    """What fetches documents over HTTP."""

    async def fetch(self, url: str, into: BinaryIO) -> None:
        """Write the document at `url` to `into`. Raises `Refused`."""
        ...


class Sources:
    """Takes in whole sources, document by document."""

    def __init__(self, pipeline: Pipeline, store: IngestStore, fetcher: Fetching, settings: Settings) -> None:
        """Take documents in through `pipeline`, fetching them with `fetcher`."""
        self._pipeline = pipeline
        self._store = store
        self._fetcher = fetcher
        self._settings = settings

    async def take_in(
        self, source: str, country: str | None = None, on_progress: OnProgress = lambda _: None
    ) -> Progress:
        """Take in `source`: `kyrgyzstan`, `-` for standard input, a web address, a file or a folder.

        `country` (ISO 3166-1 alpha-2) overrides what the data say. Raises `Refused` when nothing can be read there.
        """
        if source == KYRGYZSTAN:
            return await self.kyrgyzstan(on_progress)
        if source.startswith(("http://", "https://")):
            return await self.pages(source, country, on_progress)
        if source == STDIN:
            with _spooled() as (path, file):
                while chunk := sys.stdin.buffer.read(1 << 20):
                    file.write(chunk)
                file.flush()
                await self._file(path, Origin("stdin", "stdin", country), total := Progress(), on_progress)
                return total
        return await self.files(Path(source), country, on_progress)

    async def files(self, path: Path, country: str | None, on_progress: OnProgress) -> Progress:
        """One file, or all data files of a folder in the order of their names."""
        total = Progress()
        for file, origin in _data_files(path):
            await self._file(file, replace(origin, country=country), total, on_progress)
        return total

    async def pages(self, url: str, country: str | None, on_progress: OnProgress) -> Progress:
        """The document at `url` and, while it names one, the next page. Stops at a page it has seen."""
        from services.ingest import address  # brings the HTTP client, which no file waits for

        total = Progress()
        seen: set[str] = set()
        contents: set[bytes] = set()
        following: str | None = url
        while following and following not in seen and len(seen) < MOST_PAGES:
            seen.add(following)
            with _spooled() as (path, file):
                await self._fetcher.fetch(following, file)
                content = _digest(path)
                if content in contents:
                    break
                contents.add(content)
                parts = address.parsed(following)
                origin = Origin(parts.host, address.page(parts), country)
                reader = await self._file(path, origin, total, on_progress)
            next_page = reader.package.next
            following = address.joined(parts, next_page) if next_page else None
        return total

    async def kyrgyzstan(self, on_progress: OnProgress = lambda _: None) -> Progress:
        """Everything the Kyrgyz system changed since the last look.

        A changed release moves to the end of the list, so page numbers shift while one reads: as the official loader
        does, each request begins at the last date read (`since`), at page 0. Every look begins a little before the end
        of the last one; what is read twice changes nothing. The cursor moves after the page is committed, and past a
        page of which nothing could be taken in.
        """
        from services.ingest import address  # see `pages`

        total = Progress()
        cursor = await self._store.cursor(KYRGYZSTAN)
        since = datetime.fromisoformat(cursor) if cursor else self._settings.kyrgyzstan_since
        since -= timedelta(seconds=self._settings.overlap_seconds) if cursor else timedelta()
        page = 0
        while True:
            asked: dict[str, str | int] = {
                "since": _api_time(since),
                "offset": page,
                "size": self._settings.kyrgyzstan_page,
            }
            url = address.asking(str(self._settings.kyrgyzstan_url), asked)
            before = total.pieces
            with _spooled() as (path, file):
                await self._fetcher.fetch(str(url), file)
                origin = Origin(KYRGYZSTAN, address.page(url), "kg")
                reader = await self._file(path, origin, total, on_progress)
            read = total.pieces - before
            published = _moment(reader.package.published)
            if read == 0 or published is None:
                return total
            last = _moment(await self._store.cursor(KYRGYZSTAN))
            await self._store.was_read(KYRGYZSTAN, 0, max(published, last or published).isoformat())
            if read < self._settings.kyrgyzstan_page:
                return total
            # More releases may bear the moment of the last one read, and `since` is strictly after: step back a tick.
            # A whole page of one and the same moment leaves only the next page to lead on.
            since, page = (since, page + 1) if published - TICK <= since else (published - TICK, 0)

    async def _file(self, path: Path, origin: Origin, total: Progress, on_progress: OnProgress) -> Reader:
        """Take in one file, counting it into `total`, which is what `on_progress` is told."""
        reader = Reader(partial(_opened, path))
        so_far = Progress()
        so_far.add(total)

        def report(progress: Progress) -> None:
            shown = Progress()
            shown.add(so_far)
            shown.add(progress)
            on_progress(shown)

        done = await self._pipeline.take_in(reader, origin, report)
        total.add(done)
        total.encoding = done.encoding
        await self._store.was_read(origin.source, done.new_releases)
        return reader


@contextmanager
def _spooled() -> Iterator[tuple[Path, BinaryIO]]:
    """A file on disk that is gone afterwards: documents are never held in memory whole."""
    with tempfile.TemporaryDirectory(prefix="achyk-ingest-") as folder:
        path = Path(folder) / "document"
        with path.open("w+b") as file:
            yield path, file


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _data_files(path: Path) -> list[tuple[Path, Origin]]:
    """The files to read at `path`, each with where it comes from. Raises `Refused` when there is none."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix in SUFFIXES)
        if not files:
            raise Refused("empty", f"The folder {path} has no file that ends in {', '.join(SUFFIXES)}.")
        return [(file, Origin(_name(path.resolve().name), _name(str(file.relative_to(path))))) for file in files]
    if not path.exists():
        raise Refused("not_found", f"There is no file or folder {path}.")
    return [(path, Origin(_name(path.name), _name(path.name)))]


def _name(name: str) -> str:
    """`name` as it can be stored: file systems also hold names that are no text."""
    return str(repaired(name))


def _api_time(moment: datetime) -> str:
    """The API's own spelling: Kyrgyz time with milliseconds."""
    return moment.astimezone(BISHKEK).isoformat(timespec="milliseconds")


def _moment(text: str | None) -> datetime | None:
    value, _ = instant(text, BISHKEK)
    return datetime.fromisoformat(value) if value else None
