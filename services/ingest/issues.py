"""What is wrong with a release and does not keep it out: counted by path and kind, never with the value itself.

Real data are all imperfect. An issue is recorded on the contracting process and counted; only what makes a release
impossible to place or to merge (`check.FATAL`) sends it to the quarantine.
"""

from dataclasses import dataclass

KEPT = 40
"""Different issues kept per process."""
LONGEST_PATH = 200
"""Characters of a path: its names come from whoever published it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """`count` times `code` at `path` (`/tender/lots/value/amount`, without places in lists)."""

    path: str
    code: str
    count: int


class Issues:
    """A collector that stays small whatever it is given."""

    __slots__ = ("_found", "omitted")

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], int] = {}
        self.omitted = 0
        """Issues beyond the first `KEPT` different ones."""

    def add(self, path: str, code: str, count: int = 1) -> None:
        """Note `code` at `path`."""
        key = (path[:LONGEST_PATH] or "/", code)
        if key in self._found or len(self._found) < KEPT:
            self._found[key] = self._found.get(key, 0) + count
        else:
            self.omitted += count

    def include(self, others: "Issues") -> None:
        """Note all of `others` too."""
        for (path, code), count in others._found.items():  # noqa: SLF001 - its own class
            self.add(path, code, count)

    def listed(self) -> list[Issue]:
        """All issues, most frequent first."""
        found = sorted(self._found.items(), key=lambda item: -item[1])
        return [Issue(path, code, count) for (path, code), count in found]

    def __bool__(self) -> bool:
        return bool(self._found)
