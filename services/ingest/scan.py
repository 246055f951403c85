"""A JSON scanner over a stream: one value at a time, with the exact place where the text breaks.

The standard library decodes the values; this module holds the moving window of text around them, so that a file of any
size is read in the memory of its largest value.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from services.ingest.text import Text

LARGEST = 16 * 1024 * 1024
"""Characters of the largest single value that is read; MongoDB's own limit for a document is of this size."""
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_WORDS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
_LITERAL = 16
"""A literal or number is cut off, not wrong, when the error is this close to the end of the window."""
_NEAR = 200
"""Characters before a break by which it is told from another one."""


class Malformed(Exception):
    """The text is not JSON from here on. `reason` is the code for the quarantine, `byte` the offset in the stream.

    `near` is the text around the break, to know the same break again; it is never shown.
    """

    def __init__(self, reason: str, detail: str, byte: int, near: str) -> None:
        super().__init__(f"{reason} at byte {byte}: {detail}")
        self.reason = reason
        self.detail = detail
        self.byte = byte
        self.near = near


class Scanner:
    """A window on a JSON text that moves forward only."""

    def __init__(
        self, text: Text, window: str = "", at: int = 0, *, bytes_before: int = 0, lines_before: int = 0
    ) -> None:
        """Scan `text` from its beginning; or go on at the place `at` of a `window` that was read of it before.

        As many bytes and lines lie before the window.
        """
        self.text = text
        self.not_numbers = 0
        """How many `NaN`, `Infinity` and `-Infinity` were read as null so far."""
        self._window = window
        self._at = at
        self._mark: int | None = None
        self._held: int | None = None
        self._ended = False
        self._bytes_before = bytes_before
        self._characters_before = 0
        self._lines_before = lines_before
        self._counted = (0, 0)
        decoder = json.JSONDecoder(parse_constant=self._not_a_number)
        self._decode: Callable[[str, int], tuple[Any, int]] = decoder.raw_decode

    @property
    def byte(self) -> int:
        """Offset of the current place in the (uncompressed) stream."""
        return self._byte(self._at)

    @property
    def place(self) -> int:
        """How many characters of the text lie before the current place."""
        return self._characters_before + self._at

    @property
    def line(self) -> int:
        """Line of the current place, from 1."""
        counted, lines = self._counted
        if self._at < counted:
            counted, lines = 0, 0
        lines += self._window.count("\n", counted, self._at)
        self._counted = self._at, lines
        return self._lines_before + lines + 1

    def peek(self) -> str:
        """The next character that is not white space, without taking it; empty at the end."""
        while True:
            match = _SPACE.match(self._window, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more():
                return ""

    def take(self, expected: str) -> str:
        """Take and return the next character, which must be one of `expected`. Raises `Malformed`."""
        found = self.peek()
        if not found:
            raise self.malformed("truncated", f"the text ends where one of {expected} was expected")
        if found not in expected:
            raise self.malformed("not_json", f"{found!r} where one of {expected} was expected")
        self._at += 1
        return found

    def value(self) -> Any:  # noqa: ANN401 - any JSON value
        """Take and return one whole value. Raises `Malformed`."""
        self.peek()
        while True:
            try:
                value, end = self._decode(self._window, self._at)
            except json.JSONDecodeError as error:
                if self._cut_off(error) and not self._ended:
                    self._more()
                    continue
                raise self._explained(error) from error
            except RecursionError as error:
                raise self.malformed("too_deep", "objects within objects beyond any sense") from error
            except ValueError as error:
                raise self.malformed("not_json", str(error)) from error
            if end == len(self._window) and isinstance(value, int | float) and not self._ended:
                self._more()  # a number may go on in the next piece
                continue
            self._at = end
            return value

    def rest_of_line(self, *, read_on: bool) -> str | None:
        """The text up to the end of the line, not taken yet; None when that is not in the window, unless `read_on`."""
        while (end := self._window.find("\n", self._at)) < 0:
            if not self._ended and not read_on:
                return None
            if not self._within_limit() or not self._more():
                break
        return self._window[self._at : end if end >= 0 else len(self._window)]

    def skip(self, characters: int) -> None:
        """Take as many characters of the window."""
        self._at += characters

    def mark(self) -> None:
        """Keep the text from here on, so that `next_line` can go back to it."""
        self._mark = self._at

    def unmark(self) -> None:
        """Let go of the text kept by `mark`."""
        self._mark = None

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Look at what comes, up to the limit of one value, and be back at the current place afterwards."""
        self._held, not_numbers = self._at, self.not_numbers
        try:
            yield
        finally:
            self._at, self._held, self.not_numbers = self._held, None, not_numbers

    def next_line(self) -> str | None:
        """Go to the next line and return it; None at the end of the text.

        That is the line after the mark; without a mark the current line, when nothing of it is taken, else the next.
        """
        if self._mark is None and self._at_beginning_of_line():
            self._at = self._window.rindex("\n", 0, self._at) + 1
        else:
            self._at = self._at if self._mark is None else self._mark
            while (end := self._window.find("\n", self._at)) < 0:
                self._at = len(self._window)
                self._mark = None
                if not self._more():
                    return None
            self._at = end + 1
        self.mark()
        return self.rest_of_line(read_on=True)

    def malformed(self, reason: str, detail: str) -> Malformed:
        """The error of this place."""
        return Malformed(reason, self.text.damage or detail, self.byte, self.near())

    def near(self, end: int | None = None) -> str:
        """The text around the current place up to `end`: of the same document the same, wherever it was read from."""
        return self._window[max(0, self._at - _NEAR) : (self._at if end is None else end) + 1]

    def _at_beginning_of_line(self) -> bool:
        line = self._window.rfind("\n", 0, self._at)
        return line >= 0 and self._at < len(self._window) and not self._window[line : self._at].strip()

    def _explained(self, error: json.JSONDecodeError) -> Malformed:
        if not self._within_limit():
            return self.malformed("too_large", f"one value of more than {LARGEST} characters")
        rest = self._window[error.pos :].rstrip()
        if error.msg.startswith("Unterminated string") or any(word.startswith(rest) for word in _WORDS):
            detail = self.text.damage or "the text ends within a value"
            return Malformed("truncated", detail, self._byte(error.pos), self.near(error.pos))
        return Malformed("not_json", error.msg, self._byte(error.pos), self.near(error.pos))

    def _cut_off(self, error: json.JSONDecodeError) -> bool:
        if not self._within_limit():
            return False
        return error.msg.startswith("Unterminated string") or error.pos > len(self._window) - _LITERAL

    def _within_limit(self) -> bool:
        return len(self._window) - (self._at if self._held is None else self._held) <= LARGEST

    def _more(self) -> bool:
        """Read on and let go of what was taken; a window that holds one value doubles, so that reading stays linear."""
        if self._ended:
            return False
        if self._mark is not None and len(self._window) - self._mark > LARGEST:
            self._mark = None
        keep = min(place for place in (self._at, self._mark, self._held) if place is not None)
        gone, self._window = self._window[:keep], self._window[keep:]
        self._bytes_before += self.text.size(gone)
        self._characters_before += keep
        counted, lines = self._counted if self._counted[0] <= keep else (0, 0)
        self._lines_before += lines + gone.count("\n", counted)
        self._counted = (0, 0)
        self._at -= keep
        if self._mark is not None:
            self._mark -= keep
        if self._held is not None:
            self._held -= keep
        pieces = [self._window]
        wanted = len(self._window)
        while not self._ended and wanted >= 0:
            piece = self.text.read()
            self._ended = not piece
            pieces.append(piece)
            wanted -= len(piece) or 1
        grown = sum(map(len, pieces[1:])) > 0
        self._window = "".join(pieces)
        return grown

    def _byte(self, at: int) -> int:
        return self._bytes_before + self.text.size(self._window[:at])

    def _not_a_number(self, _: str) -> None:
        self.not_numbers += 1
