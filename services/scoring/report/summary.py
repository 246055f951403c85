"""What a report says in sum: states per indicator, the processes with most raised, and what could not be computed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappush, heappushpop

from services.scoring.indicator import COMPUTED, Indicator, State
from services.scoring.methods import Competition
from services.scoring.report.rows import Row
from services.scoring.score import level


@dataclass(slots=True)
class Tally:
    """The answers of one indicator."""

    states: Counter[State] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    rules: set[str] = field(default_factory=set)

    @property
    def computable(self) -> int:
        """Raised or clear."""
        return sum(self.states[state] for state in COMPUTED)

    @property
    def rate(self) -> float | None:
        """How often it is raised where it could be computed; None where it never could."""
        return self.states[State.RAISED] / self.computable if self.computable else None


@dataclass(frozen=True, slots=True)
class Process:
    """A process with something raised."""

    ocid: str
    raised_weight: int
    computable_weight: int
    raised: tuple[str, ...]
    linked: tuple[str, ...]
    """Raised about its buyer, suppliers or their relation: shown, not added."""
    kind: Competition = Competition.UNKNOWN
    """How competitive its method is."""

    @property
    def level(self) -> int:
        """1 (very low) to 5 (very high), as everywhere."""
        return level(self.raised_weight, self.computable_weight, self.kind)

    def __lt__(self, other: "Process") -> bool:
        """Less weight raised, then a smaller share of what could be computed; of equals the later by ocid."""
        if self._rank == other._rank:
            return self.ocid > other.ocid
        return self._rank < other._rank

    @property
    def _rank(self) -> tuple[int, float]:
        return self.raised_weight, self.raised_weight / max(self.computable_weight, 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a piece of a report says in sum, to be added to that of others."""

    processes: int
    tallies: Mapping[str, Tally]
    top: Sequence[Process]


class Summary:
    """Adds up rows, in memory bounded by the catalogue and `top`."""

    def __init__(self, catalogue: Sequence[Indicator], *, top: int = 20) -> None:
        self.tallies: dict[str, Tally] = {one.id: Tally() for one in catalogue}
        self.processes = 0
        self._catalogue: Mapping[str, Indicator] = {one.id: one for one in catalogue}
        self._top = top
        self._heap: list[Process] = []
        self._ocid: str | None = None
        self._kind = Competition.UNKNOWN
        self._raised: list[str] = []
        self._computable = 0

    def add(self, row: Row) -> None:
        """One row."""
        if row.ocid != self._ocid:
            self._finish_process()
            self._ocid, self._kind = row.ocid, row.kind
            self.processes += 1
        tally = self.tallies.setdefault(row.indicator, Tally())
        tally.states[row.state] += 1
        tally.rules.add(row.rule_version)
        if row.state is State.NOT_COMPUTABLE:
            tally.missing.update(row.missing)
        elif row.state in COMPUTED:
            indicator = self._catalogue.get(row.indicator)
            if indicator is not None and not indicator.linked:
                self._computable += indicator.weight
            if row.state is State.RAISED:
                self._raised.append(row.indicator)

    def counted(self) -> Counted:
        """What was added so far; small, and to be sent to other machines."""
        top = self.top()
        return Counted(self.processes, self.tallies, top)

    def include(self, other: Counted) -> None:
        """Add what another piece says in sum."""
        self.processes += other.processes
        for name, tally in other.tallies.items():
            own = self.tallies.setdefault(name, Tally())
            own.states.update(tally.states)
            own.missing.update(tally.missing)
            own.rules |= tally.rules
        for process in other.top:
            self._enter(process)

    def top(self) -> list[Process]:
        """Those with the greatest weight raised, then the greatest share; of equals the first by ocid."""
        self._finish_process()
        self._ocid = None
        return sorted(self._heap, reverse=True)

    def _finish_process(self) -> None:
        """Enter the process whose rows have ended, if it is among the first."""
        known = [self._catalogue[name] for name in self._raised if name in self._catalogue]
        weight = sum(one.weight for one in known if not one.linked)
        if self._ocid is not None and weight and self._top > 0:
            process = Process(
                self._ocid,
                weight,
                self._computable,
                tuple(one.id for one in known if not one.linked),
                tuple(one.id for one in known if one.linked),
                self._kind,
            )
            self._enter(process)
        self._raised, self._computable = [], 0

    def _enter(self, process: Process) -> None:
        if len(self._heap) < self._top:
            heappush(self._heap, process)
        elif self._heap[0] < process:
            heappushpop(self._heap, process)
