"""Reading what publishers publish, by its structure and not by its name.

Release packages, record packages, bare releases and records, arrays of any of them, JSON Lines, several values one
after the other, answers of programming interfaces (`{"data": […]}`, Spring's `{"content": […]}`): each release and
record comes out with its position, each broken piece with its reason. The walk is lazy: a package of gigabytes needs
the memory of its largest release.
"""

import io
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

import msgspec

from services.ingest.content import digest, digest_of
from services.ingest.lines import Lines
from services.ingest.pieces import (
    PACKAGE_FIELDS,
    PACKAGES,
    PROCESS_FIELDS,
    Broken,
    Package,
    Piece,
    classified,
    is_process,
    list_of_package,
    member,
    members,
)
from services.ingest.scan import LARGEST, Malformed
from services.ingest.text import Text

Json = Any
ENVELOPES = ("data", "content", "results", "result", "items", "response", "body", "_embedded", "package")
"""Fields in which programming interfaces wrap what they answer."""
DEEPEST = 40
"""Packages, arrays and envelopes within each other that are walked through."""
NEAR_PAGE = 500
"""Characters of a web page by which it is told from another one."""


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
        try:
            with self._open_again() as raw:
                text = Text(raw)
                lines = Lines(text)
                yield from self._whole_lines(lines)
                self._scan = lines.scanner()
                yield from self._document(lines.taken)
                self.encoding = text.encoding
        except OSError as error:
            yield Broken("byte 0", "unreadable", f"the file cannot be read: {type(error).__name__}", b"")

    def _whole_lines(self, lines: Lines) -> Iterator[Piece]:
        """The pieces of the lines before the first one that is not whole, or is something else."""
        for line in lines:
            pieces = self._line(line, lines.number, broken=False)
            if pieces is None:
                return
            yield from pieces

    def _document(self, lines: int) -> Iterator[Piece]:
        """What follows after so many `lines` of JSON Lines."""
        scan = self._scan
        if scan.peek() == "<":
            yield Broken("byte 0", "not_ocds", "the document is a web page, not JSON", self._near(NEAR_PAGE))
            return
        values, json_lines = lines, lines > 0
        while scan.peek():
            values += 1
            self._first = values == 1
            line = scan.line
            text = scan.rest_of_line(read_on=json_lines)
            pieces = self._line(text, line, broken=json_lines) if text is not None else None
            if pieces is not None and text is not None:
                json_lines = True
                scan.skip(len(text))
                yield from pieces
                continue
            try:
                yield from self._walk("" if self._first else f"line {line}")
                json_lines = json_lines or (self._first and scan.line == line)
            except Malformed as error:
                whole = self._whole and not self._first
                place = f"line {line}" if whole else f"byte {error.byte}"
                yield Broken(place, error.reason, error.detail, digest(error.near.encode("utf-8", "replace")))
                if not self._find_next_line():
                    return
        if scan.text.damage:
            yield Broken(f"byte {scan.byte}", "truncated", scan.text.damage, self._near())
        elif values == 0:
            yield Broken("byte 0", "empty", "the document is empty", b"")

    def _near(self, characters: int | None = None) -> bytes:
        return digest(self._scan.near(characters).encode("utf-8", "replace"))

    def _walk(self, where: str) -> Iterator[Piece]:
        self._scan.mark()
        self._whole = True
        yield from self._value(where)

    def _line(self, text: str | bytes, number: int, *, broken: bool) -> list[Piece] | None:
        """The pieces of a line that is a whole release, record or package; None when it is something else.

        JSON Lines are what large data sets come in, so this is the fast way; the walk can read all that it reads. In
        the middle of JSON Lines a `broken` line is read as far as it goes: it costs no other line.
        """
        try:
            fields = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            if broken and isinstance(text, str) and text.rstrip() not in ("{", "["):
                return self._salvaged(text, number)
            return None
        if not isinstance(fields, dict):
            return None
        where = f"line {number}"
        package = Package()
        key = list_of_package(fields)
        if is_process(fields):
            pieces = [classified(where, fields, package, 0)]
        elif key is not None:
            package.learn(fields)
            pieces = [member(f"{where} /{key}/{n}", key, each, package, 0) for n, each in enumerate(fields[key])]
        else:
            return None
        self.package = package
        return pieces

    def _salvaged(self, text: str, number: int) -> list[Piece]:
        """What a line that is not JSON to its end holds before its break, and the break."""
        inner = Reader(partial(io.BytesIO, text.encode()))
        pieces = [replace(piece, position=f"line {number} {piece.position}") for piece in inner]
        self.package = inner.package
        return pieces

    def _find_next_line(self) -> bool:
        """After a break: go to the next line that is a release, record or package of its own."""
        while (line := self._scan.next_line()) is not None:
            if line.startswith("{") and _stands_alone(line):
                return True
        return False

    def _value(self, where: str) -> Iterator[Piece]:
        if where.count("/") > DEEPEST:
            raise self._scan.malformed("too_deep", "packages within packages beyond any sense")
        start = self._scan.peek()
        if start == "{":
            yield from self._object(where)
        elif start == "[":
            yield from self._array(where)
        else:
            value = self._scan.value()
            detail = f"a {type(value).__name__} where a release was expected"
            yield Broken(where or "/", "not_object", detail, digest_of(value))

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
        size = 0
        package = Package()
        scan.take("{")
        if scan.peek() == "}":
            scan.take("}")
        else:
            while True:
                key = self._key()
                if self._wraps(key, fields, passed_on=passed_on):
                    passed_on = True
                    package.learn(fields)
                    place = f"{where} /{key}" if where.startswith("line") and key in PACKAGES else f"{where}/{key}"
                    yield from self._packaged(place, key, package) if key in PACKAGES else self._value(place)
                else:
                    before = scan.place
                    fields[key] = scan.value()
                    size += scan.place - before
                    if size > LARGEST:
                        raise scan.malformed("too_large", f"one object of more than {LARGEST} characters")
                if scan.take(",}") == "}":
                    break
        package.learn(fields)
        if not passed_on:
            yield classified(where or "/", fields, package, scan.not_numbers - not_numbers)

    def _wraps(self, key: str, fields: dict[str, Json], *, passed_on: bool) -> bool:
        """Whether the value of `key`, which comes next, holds releases of its own.

        It does not in a release or record, which may say what it is only after this field: unless a package said so
        before it, the rest of the object is looked at first, as far as it fits the limit.
        """
        start = self._scan.peek()
        listed = start == "[" and key in PACKAGES
        wrapped = start in ("[", "{") and key in ENVELOPES
        if not (listed or wrapped) or is_process(fields):
            return False
        return passed_on or any(name in fields for name in PACKAGE_FIELDS) or not self._turns_out_process()

    def _turns_out_process(self) -> bool:
        scan = self._scan
        try:
            with scan.ahead():
                while True:
                    scan.value()
                    if scan.take(",}") == "}":
                        return False
                    key = self._key()
                    if key in PROCESS_FIELDS or key in PACKAGE_FIELDS:
                        return key in PROCESS_FIELDS
        except Malformed:
            return False

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
            yield from members(f"{where}/{place}", key, value, package, scan.not_numbers - not_numbers)

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
        """From here on pieces come out of the middle of a value: its text is let go and a break ends the pass."""
        self._whole = False
        self._scan.unmark()


def _stands_alone(line: str) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and (is_process(value) or any(name in value for name in PACKAGES))
