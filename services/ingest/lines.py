"""JSON Lines as bytes, line by line, as far as a document is made of them: the fast way of the largest data sets.

Nothing is told here about what is wrong with a line. Where whole lines end, a `Scanner` goes on with the characters.
"""

import codecs
from collections.abc import Iterator

from services.ingest.scan import LARGEST, Scanner
from services.ingest.text import Text

_BLANK = b" \t\r"


class Lines:
    """The lines at the beginning of a UTF-8 stream; who stops at one leaves it and the rest to the scanner."""

    def __init__(self, text: Text) -> None:
        """Read `text` from its beginning."""
        self.taken = 0
        """Lines taken so far, without blank ones."""
        self.number = 1
        """Number of the current line, from 1."""
        self._text = text
        self._window = b""
        self._at = 0
        self._bytes_before = 0
        self._lines_before = 0

    def __iter__(self) -> Iterator[bytes]:
        """Each line that is not blank. It is taken when the next one is asked for.

        The first one has to lie within what is read at once, or else nothing says that there are lines.
        """
        while piece := self._text.read_utf8():
            self._bytes_before += self._at
            self._lines_before = self.number - 1
            self._window, self._at = self._window[self._at :] + piece, 0
            while (end := self._window.find(b"\n", self._at)) >= 0:
                line = self._window[self._at : end]
                if line.strip(_BLANK):
                    yield line
                    self.taken += 1
                self._at = end + 1
                self.number += 1
            if not self.taken or len(self._window) - self._at > LARGEST:
                return

    def scanner(self) -> Scanner:
        """A scanner that goes on at the current line."""
        before = self._window[: self._at].decode()
        after, _ = codecs.utf_8_decode(self._window[self._at :])  # `text` has what is cut off of its last letter
        return Scanner(
            self._text,
            before + after,
            len(before),
            bytes_before=self._bytes_before,
            lines_before=self._lines_before,
        )
