"""What this process has just committed to its outbox: its relay publishes that without reading it back."""

from collections.abc import Container, Iterable

from shared.facts import Fact

LIMIT = 5_000
"""Facts kept. Beyond that they are let go: a relay that lags so far behind reads the outbox anyway."""
LIMIT_BYTES = 16 * 1024 * 1024


class Fresh:
    """Committed outbox rows, by their ids, in the order of their commits, each until it is taken."""

    def __init__(self) -> None:
        self._rows: dict[object, list[Fact]] = {}
        self._count = self._bytes = 0
        self.lost = False
        """Rows were let go since `found_all`, so the outbox has some that are neither here nor published."""

    def add(self, row: object, facts: list[Fact]) -> None:
        """Keep a row that is committed, or, when that would be too much, let all go."""
        self._rows[row] = facts
        self._count += len(facts)
        self._bytes += sum(len(fact.data) for fact in facts)
        if self._count > LIMIT or self._bytes > LIMIT_BYTES:
            self.clear()

    def take(self, enough: int, but: Container[object]) -> tuple[list[object], list[Fact]]:
        """The oldest rows not in `but`, and their facts: `enough` of them, or all. The last row comes whole."""
        rows: list[object] = []
        facts: list[Fact] = []
        while self._rows and len(facts) < enough:
            row = next(iter(self._rows))
            found = self._forget(row)
            if row not in but:
                rows.append(row)
                facts += found
        return rows, facts

    def forget(self, rows: Iterable[object]) -> None:
        """These rows were found in the outbox itself."""
        for row in rows:
            self._forget(row)

    def clear(self) -> None:
        """Let all go: they are in the outbox."""
        self._rows.clear()
        self._count = self._bytes = 0
        self.lost = True

    def found_all(self) -> None:
        """Whatever is unsent now is here."""
        self.lost = False

    def _forget(self, row: object) -> list[Fact]:
        facts = self._rows.pop(row, [])
        self._count -= len(facts)
        self._bytes -= sum(len(fact.data) for fact in facts)
        return facts
