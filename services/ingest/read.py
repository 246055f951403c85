"""Reading what publishers publish, by its structure and not by its name.

Release packages, record packages, bare releases and records, arrays of any of them, JSON Lines, several values one
after the other, answers of programming interfaces (`{"data": […]}`, Spring's `{"content": […]}`): each release and
record comes out with its position, each broken piece with its reason. The walk is lazy: a package of gigabytes needs
the memory of its largest release.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from services.ingest.scan import Malformed, Scanner
from services.ingest.text import Text

Json = Any
PACKAGES = {"releases": "release", "records": "record"}
ENVELOPES = ("data", "content", "results", "result", "items", "response", "body", "_embedded", "package")
"""Fields in which programming interfaces wrap what they answer."""
RECORD_FIELDS = ("compiledRelease", "versionedRelease", "releases")
RELEASE_FIELDS = (
    *("planning", "tender", "bids", "awards", "contracts", "parties", "buyer"),
    *("tag", "initiationType", "relatedProcesses", "date"),
)


@dataclass(slots=True)
class Package:
    """What is said about all releases around it."""

    publisher: str | None = None
    published: str | None = None
    next: str | None = None

    def learn(self, fields: dict[str, Json]) -> None:
        """Take over what `fields` of a package say."""
        publisher, links = fields.get("publisher"), fields.get("links")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            self.publisher = publisher["name"]
        if isinstance(fields.get("publishedDate"), str):
            self.published = fields["publishedDate"]
        if isinstance(links, dict) and isinstance(links.get("next"), str):
            self.next = links["next"]


@dataclass(frozen=True, slots=True)
class Found:
    """A release or record as it was published."""

    position: str
    kind: Literal["release", "record"]
    value: dict[str, Json]
    package: Package
    not_numbers: int = 0
    """How many `NaN` and `Infinity` in it were read as null."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece of input that cannot be taken in, and why (`reason` is a machine code)."""

    position: str
    reason: str
    detail: str
    ocid: str | None = None


Piece = Found | Broken


class Reader:
    """One pass over one document."""

    def __init__(self, open_again: Callable[[], BinaryIO]) -> None:
        """Read the document that `open_again` opens at its beginning.

        It is opened once more when a package states its publisher only after its releases.
        """
        self._open_again = open_again
        self.package = Package()
        """The package around the latest piece; after the pass, the last one."""
        self.encoding = "utf-8"
        self._looking_ahead = False

    def __iter__(self) -> Iterator[Piece]:
        """Every release, record and broken piece, in the order of the document."""
        with self._open_again() as raw:
            self._scan = Scanner(Text(raw))
            yield from self._document()
            self.encoding = self._scan.text.encoding

    def _document(self) -> Iterator[Piece]:
        scan = self._scan
        values, lines = 0, False
        if scan.peek() == "<":
            yield Broken("byte 0", "not_ocds", "the document is a web page, not JSON")
            return
        while scan.peek():
            scan.mark()
            self._whole = True
            where = "" if values == 0 else f"line {scan.line}"
            values += 1
            self._first = values == 1
            scan.one_line = lines
            first_line = scan.line
            try:
                yield from self._value(where)
                scan.one_line = False
                lines = lines or (values == 1 and scan.line == first_line)
            except Malformed as error:
                scan.one_line = False
                where = f"byte {error.byte}" if values == 1 or not self._whole else where
                yield Broken(where, error.reason, error.detail)
                if (values == 1 and not self._whole) or not self._find_next_line():
                    return
        if scan.text.damage:
            yield Broken(f"byte {scan.byte}", "truncated", scan.text.damage)
        elif values == 0:
            yield Broken("byte 0", "empty", "the document is empty")

    def _find_next_line(self) -> bool:
        """After a broken line of JSON Lines: go to the next line that is a release, record or package of its own.

        A line that was cut off between two releases shows its break only where the next line begins.
        """
        line = self._scan.rest_of_line() if not self._whole and self._scan.begins_line else self._scan.next_line()
        while line is not None:
            if line.startswith("{") and _stands_alone(line):
                return True
            line = self._scan.next_line()
        return False

    def _value(self, where: str) -> Iterator[Piece]:
        start = self._scan.peek()
        if start == "{":
            yield from self._object(where)
        elif start == "[":
            yield from self._array(where)
        else:
            value = self._scan.value()
            yield Broken(where or "/", "not_object", f"a {type(value).__name__} where a release was expected")

    def _array(self, where: str) -> Iterator[Piece]:
        self._streaming()
        for place in self._elements():
            yield from self._value(f"{where}/{place}".strip())

    def _elements(self) -> Iterator[int]:
        """Stand before each element of an array in turn."""
        self._scan.take("[")
        if self._scan.peek() == "]":
            self._scan.take("]")
            return
        for place in itertools.count():
            yield place
            if self._scan.take(",]") == "]":
                return

    def _object(self, where: str) -> Iterator[Piece]:
        """One object: its pieces as they come when it is a package or an envelope, else the object itself."""
        scan, not_numbers = self._scan, self._scan.not_numbers
        fields: dict[str, Json] = {}
        passed_on = False
        package = Package()
        scan.take("{")
        if scan.peek() == "}":
            scan.take("}")
        else:
            while True:
                key = self._key()
                start = scan.peek()
                if start == "[" and key in PACKAGES and not _is_process(fields):
                    passed_on = True
                    package.learn(fields)
                    place = f"{where} /{key}" if where.startswith("line") else f"{where}/{key}"
                    yield from self._packaged(place, key, package)
                elif start and start in "[{" and key in ENVELOPES and not _is_process(fields):
                    passed_on = True
                    yield from self._value(f"{where}/{key}")
                else:
                    fields[key] = scan.value()
                if scan.take(",}") == "}":
                    break
        package.learn(fields)
        if not passed_on:
            yield _classified(where or "/", fields, package, scan.not_numbers - not_numbers)

    def _key(self) -> str:
        key = self._scan.value()
        if not isinstance(key, str):
            raise self._scan.malformed("not_json", "an object's key is not a string")
        self._scan.take(":")
        return key

    def _packaged(self, where: str, key: str, package: Package) -> Iterator[Piece]:
        """The elements of a package's `releases` or `records`."""
        if package.publisher is None and self._whole:
            self._look_ahead(package)
        self.package = package
        self._streaming()
        scan = self._scan
        for place in self._elements():
            not_numbers = scan.not_numbers
            value = scan.value()
            position = f"{where}/{place}"
            if not isinstance(value, dict):
                yield Broken(position, "not_object", f"a {type(value).__name__} where a {PACKAGES[key]} was expected")
            else:
                piece = _classified(position, value, package, scan.not_numbers - not_numbers)
                if isinstance(piece, Broken) and piece.reason == "not_ocds":
                    piece = Broken(position, "no_ocid", f"a {PACKAGES[key]} without an ocid")
                yield piece

    def _look_ahead(self, package: Package) -> None:
        """Learn what a document's first package says about itself after its releases."""
        if self._looking_ahead or not self._first:
            return
        ahead = Reader(self._open_again)
        ahead._looking_ahead = True
        for _ in ahead:
            if ahead.package.publisher is not None:
                break
        package.publisher, package.published = ahead.package.publisher, ahead.package.published
        package.next = ahead.package.next

    def _streaming(self) -> None:
        """From here on pieces come out of the middle of a value: its text is let go, and a break can only be mended at a later line."""
        self._whole = False
        self._scan.unmark()


def _is_process(fields: dict[str, Json]) -> bool:
    """Whether the fields read so far are those of a release or record rather than of a package."""
    return "ocid" in fields or "compiledRelease" in fields


def _stands_alone(line: str) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and (_is_process(value) or any(name in value for name in PACKAGES))


def _classified(position: str, fields: dict[str, Json], package: Package, not_numbers: int) -> Piece:
    """A release, a record, or what this object is instead."""
    ocid = fields.get("ocid")
    if isinstance(fields.get("compiledRelease"), dict) or (
        "ocid" in fields and any(f in fields for f in RECORD_FIELDS)
    ):
        return Found(position, "record", fields, package, not_numbers)
    if "ocid" in fields and (ocid is None or not isinstance(ocid, str) or not ocid.strip()):
        return Broken(position, "no_ocid", "the ocid is not a text")
    if isinstance(ocid, str):
        if not any(name in fields for name in RELEASE_FIELDS):
            return Broken(position, "empty", "an ocid and nothing else", ocid)
        return Found(position, "release", fields, package, not_numbers)
    if "tag" in fields or sum(name in fields for name in RELEASE_FIELDS) >= 2:
        return Broken(position, "no_ocid", "a release without an ocid cannot be told from another")
    if isinstance(fields.get("url"), str):
        return Broken(position, "linked_releases", "only a link to a release, not the release")
    status = fields.get("status")
    if isinstance(status, int) and status >= 400:
        return Broken(position, "not_ocds", f"the source answered with an error, status {status}")
    return Broken(position, "not_ocds", "neither a release, a record nor a package of them")
