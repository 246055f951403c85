"""The official flags over versions of tenders in the order in which they were published.

As the official application, it takes a load of versions, draws its tables anew and evaluates every tender inside a
gate; a load ends where a tender comes again, since the official API gives each tender once per query. Every load costs
a look at all tenders: seconds for a file of 20,000 versions, minutes for 100,000.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from services.scoring.amounts import BISHKEK
from services.scoring.decoding import decode_release
from services.scoring.extract import Arrival, extract
from services.scoring.grouping import Ints
from services.scoring.mkrai import alone, compared, earlier
from services.scoring.mkrai.gates import GATES, NUMBERS, inside, level
from services.scoring.mkrai.known import Known, bad_quality
from services.scoring.part import Part, concatenated
from services.scoring.views import Release

RULES: Mapping[int, Callable[[Known], Ints]] = {
    2: earlier.no_tender_before,
    3: compared.repeated,
    4: compared.cancelled,
    5: alone.terms,
    6: compared.fewer_bidders,
    7: alone.spread,
    8: compared.single_bids,
    9: alone.undocumented_units,
    10: alone.units,
    12: alone.requirements,
    13: alone.licence,
    14: compared.captive,
    15: earlier.does_not_fit,
    16: alone.ceiling,
    17: compared.over_a_million,
    18: earlier.did_not_fail,
}
NEVER = -2
"""In the table of values: a rule that has never looked at the tender."""
Version = tuple[str, bytes | Release | None]
"""An ocid with a version of its compiled release; None for an update that was refused since it had lost something."""


@dataclass(frozen=True, slots=True)
class Official:
    """What the official application would show of a tender."""

    ocid: str
    values: Mapping[int, int | None]
    """By number of the rule: 1 raised, 0 not, -1 incorrect or not applicable, None never looked at."""
    weight: int
    """The sum of the weights of raised rules."""
    level: int
    """1 (very low) to 5 (very high)."""
    bad_quality: bool
    """Whether it is not evaluated for now; values are those of before."""


def official(versions: Iterable[Version], today: date, licences: Collection[str] = ()) -> dict[str, Official]:
    """The official values of each tender after all `versions`, which must be Kyrgyz and in order.

    `today` is the day of computing: its year is the "current year" of several rules. `licences` are the item classes
    that need a licence; without them rule 13 is never evaluated. Raises views.UnreadableError for what is no release.
    """
    board = Board(today, frozenset(licences))
    for load in loads(versions):
        board.take(load)
    return board.results()


def loads(versions: Iterable[Version]) -> Iterator[list[Version]]:
    """Runs of versions in which no tender comes twice."""
    load: dict[str, Version] = {}
    for version in versions:
        if version[0] in load:
            yield list(load.values())
            load = {}
        load[version[0]] = version
    if load:
        yield list(load.values())


class Board:
    """The newest version of every tender, and the values that stand."""

    def __init__(self, today: date, licences: frozenset[str]) -> None:
        self._year = today.year
        self._now = datetime(today.year, today.month, today.day, tzinfo=BISHKEK).timestamp()
        self._licences = licences
        self._part: Part = extract([])
        self._ocids: list[str] = []
        self._lost: set[str] = set()
        self._values: NDArray[np.int8] = np.zeros((0, len(NUMBERS)), np.int8)

    def take(self, load: list[Version]) -> None:
        """Take a load of versions, each of another tender, and evaluate."""
        arrivals = []
        for ocid, body in load:
            if body is None:
                self._lost.add(ocid)
                continue
            self._lost.discard(ocid)
            release = decode_release(body) if isinstance(body, bytes) else body
            arrivals.append(Arrival(release, ocid=ocid, version=1, country="kg"))
        self._replace(arrivals)
        self._evaluate()

    def _replace(self, arrivals: list[Arrival]) -> None:
        fresh = {arrival.ocid: place for place, arrival in enumerate(arrivals)}
        stays = np.array([ocid not in fresh for ocid in self._ocids], np.bool_)
        values = np.full((len(fresh), len(NUMBERS)), NEVER, np.int8)
        for row in np.flatnonzero(~stays):
            values[fresh[self._ocids[row]]] = self._values[row]
        self._part = concatenated([self._part.take(stays), extract(arrivals)])
        self._ocids = [ocid for ocid in self._ocids if ocid not in fresh] + list(fresh)
        self._values = np.concatenate([self._values[stays], values])

    def _evaluate(self) -> None:
        known = Known(self._part, self._bad(), self._year, self._now, self._licences)
        for place, (number, gate) in enumerate(GATES.items()):
            looked_at = known.good & inside(gate, self._part, self._year)
            if number == 13 and not self._licences:
                continue
            if looked_at.any():
                self._values[looked_at, place] = RULES[number](known)[looked_at]

    def _bad(self) -> NDArray[np.bool_]:
        lost = np.array([ocid in self._lost for ocid in self._ocids], np.bool_)
        return bad_quality(self._part) | lost

    def results(self) -> dict[str, Official]:
        """What stands for each tender."""
        weights = np.array([gate.weight for gate in GATES.values()])
        sums = (self._values == 1) @ weights
        bad = self._bad()
        return {
            ocid: Official(
                ocid,
                {number: None if value == NEVER else value for number, value in zip(NUMBERS, row, strict=True)},
                int(weight),
                level(int(weight)),
                bool(poor),
            )
            for ocid, row, weight, poor in zip(self._ocids, self._values.tolist(), sums, bad, strict=True)
        }
