"""Saved searches, indexed by their rarest feature, so that an event meets only the few that may match it.

Every search is filed under one *anchor*: a set of atoms of which a matching event must have at least one. Atoms are
folded words, the buyer, the indicator, or country with currency and size of the value. An event looks up its own atoms
and checks the searches it finds there completely. Which word of a search is rarest is learnt from the events seen.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from services.alerts.views import Subject
from shared.contracts.alert import Criteria, Search
from shared.contracts.base import MemberId, SearchId
from shared.errors import Refused
from shared.folding import fold_query

Atom = str | tuple[str, ...]
"""A word, or a named combination such as ("buyer", "KG-INN-1")."""
ANY = "*"
_LARGEST = 17
"""Amounts of more digits share one size."""
_PRECISIONS = (3, 2, 1)
"""Leading digits by which amounts are told apart: a narrow range is filed by three, a wide one by fewer or none."""
_ANCHORS_PER_RANGE = 16
_LEARN_EVERY = 8
"""One event in so many teaches how frequent words are."""
_LEARN_LIMIT = 300_000
_OFTEN = 0.5
"""Assumed share of events that have an atom which is not a word, for want of anything known about it."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One saved search, ready to be checked."""

    id: SearchId
    member: MemberId
    search: Search
    verbs: frozenset[str]
    words: tuple[tuple[str, ...], ...]
    """For each word the tokens of which one must occur."""
    indicators: frozenset[str]
    """`ANY` alone stands for every indicator."""
    buyer: str | None
    country: str | None
    low: Decimal | None
    high: Decimal | None
    currency: str
    ranged: bool
    """Whether it looks for a range of values."""


def entry(search: Search) -> Entry:
    """`search` made ready; raises `Refused("invalid")` when it looks for nothing."""
    criteria = search.criteria
    check(criteria)
    return Entry(
        id=search.id,
        member=search.member,
        search=search,
        verbs=frozenset(verb.value for verb in search.verbs),
        words=tuple(fold_query(criteria.words or "")),
        indicators=frozenset((ANY,) if criteria.any_indicator else criteria.indicators),
        buyer=criteria.buyer,
        country=criteria.country,
        low=criteria.value_min,
        high=criteria.value_max,
        currency=criteria.currency,
        ranged=criteria.value_min is not None or criteria.value_max is not None,
    )


def check(criteria: Criteria) -> None:
    """Raise `Refused("invalid")` unless the criteria can match something and not everything."""
    if criteria.words and not fold_query(criteria.words):
        raise Refused("invalid", "The words hold no letter or digit.", {"field": "words"})
    ranged = criteria.value_min is not None or criteria.value_max is not None
    if not (criteria.words or criteria.buyer or criteria.country or ranged or criteria.indicators):
        raise Refused("invalid", "Say at least one thing to look for.", {"field": "criteria"})
    if criteria.value_min is not None and criteria.value_max is not None and criteria.value_min > criteria.value_max:
        raise Refused("invalid", "The smallest value is larger than the largest.", {"field": "value_min"})


class Index:
    """The saved searches that are watching; `match` finds those that an event answers."""

    def __init__(self) -> None:
        self._entries: dict[SearchId, Entry] = {}
        self._anchors: dict[SearchId, tuple[Atom, ...]] = {}
        self._postings: dict[Atom, dict[SearchId, Entry]] = {}
        self._asked: Counter[str] = Counter()
        """Searches by indicator; those for tender events under the empty one."""
        self._worded: Counter[str] = Counter()
        self._frequency: Counter[str] = Counter()
        self._events = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def wants_tenders(self) -> bool:
        """Whether any search asks for tender events."""
        return self._asked[""] > 0

    def wants(self, indicator: str) -> bool:
        """Whether any search asks for this indicator."""
        return self._asked[indicator] > 0 or self._asked[ANY] > 0

    def wants_words(self, indicator: str) -> bool:
        """Whether some search asks for this indicator and for words."""
        return self._worded[indicator] > 0 or self._worded[ANY] > 0

    # --- keeping -------------------------------------------------------------------------------------------

    def put(self, added: Entry) -> None:
        """Add a search, or replace the one with its id."""
        self.remove(added.id)
        self._entries[added.id] = added
        self._asked.update(added.indicators or ("",))
        if added.words:
            self._worded.update(added.indicators)
        self._file(added)

    def remove(self, id: SearchId) -> None:  # noqa: A002 - the field's own word
        """Forget a search; nothing happens when it is not known."""
        gone = self._entries.pop(id, None)
        if gone is None:
            return
        self._asked.subtract(gone.indicators or ("",))
        if gone.words:
            self._worded.subtract(gone.indicators)
        self._unfile(gone)

    def _file(self, added: Entry) -> None:
        atoms = self._anchor(added)
        self._anchors[added.id] = atoms
        for atom in atoms:
            self._postings.setdefault(atom, {})[added.id] = added

    def _unfile(self, gone: Entry) -> None:
        for atom in self._anchors.pop(gone.id):
            postings = self._postings[atom]
            del postings[gone.id]
            if not postings:
                del self._postings[atom]

    def rebalance(self, crowd: int = 64, limit: int = 2_000) -> int:
        """File searches of crowded atoms anew with what was learnt since; returns how many moved."""
        crowded = [found for atom, found in self._postings.items() if isinstance(atom, str) and len(found) > crowd]
        candidates = [one for postings in crowded for one in postings.values()][:limit]
        moved = 0
        for candidate in candidates:
            if self._anchor(candidate) != self._anchors[candidate.id]:
                self._unfile(candidate)
                self._file(candidate)
                moved += 1
        return moved

    # --- anchors -------------------------------------------------------------------------------------------

    def _anchor(self, added: Entry) -> tuple[Atom, ...]:
        """The atoms that the fewest events have; of equal ones those with the fewest searches."""
        return min(_choices(added), key=self._cost)

    def _cost(self, atoms: tuple[Atom, ...]) -> tuple[float, int, int]:
        crowd = sum(len(self._postings.get(atom, ())) for atom in atoms)
        if isinstance(atoms[0], str):
            share = sum(self._frequency[atom] for atom in atoms if isinstance(atom, str)) / max(self._events, 1)
            return share, crowd, -len(atoms[0])
        return (0.0 if atoms[0][0] == "buyer" else _OFTEN), crowd, 0

    # --- matching ------------------------------------------------------------------------------------------

    def match(self, subject: Subject) -> list[Entry]:
        """The searches that this event answers, in order of their ids."""
        if not self._entries:
            return []
        tokens = subject.tokens
        if subject.indicator is None:
            self._learn(tokens)
        hits: dict[SearchId, Entry] = {}
        postings = self._postings
        for atom in (*(postings.keys() & tokens), *_atoms(subject)):
            if found := postings.get(atom):
                hits.update({id_: one for id_, one in found.items() if answers(one, subject)})
        return [hits[found_id] for found_id in sorted(hits)]

    def _learn(self, tokens: Iterable[str]) -> None:
        self._events += 1
        if self._events % _LEARN_EVERY == 0:
            if len(self._frequency) > _LEARN_LIMIT:
                self._frequency = Counter(dict(self._frequency.most_common(_LEARN_LIMIT // 2)))
            self._frequency.update(tokens)


def answers(one: Entry, subject: Subject) -> bool:
    """Whether the event has everything that the search asks for."""
    if subject.indicator is None:
        if one.indicators or subject.verb not in one.verbs:
            return False
    elif subject.indicator not in one.indicators and ANY not in one.indicators:
        return False
    tokens = subject.tokens
    for alternatives in one.words:
        if tokens.isdisjoint(alternatives):
            return False
    summary = subject.summary
    if one.country is not None and one.country != summary.country:
        return False
    if one.buyer is not None and (summary.buyer is None or one.buyer != summary.buyer.id):
        return False
    return not one.ranged or _in_range(one, subject)


def _in_range(one: Entry, subject: Subject) -> bool:
    value = subject.summary.value
    if value is None or value.amount is None or value.currency != one.currency:
        return False
    return (one.low is None or value.amount >= one.low) and (one.high is None or value.amount <= one.high)


def _choices(added: Entry) -> Iterator[tuple[Atom, ...]]:
    """Every set of atoms of which each matching event has one."""
    yield from added.words
    if added.buyer is not None:
        yield (("buyer", added.buyer),)
    country = added.country or ANY
    if added.indicators:
        yield tuple(("indicator", indicator, country) for indicator in sorted(added.indicators))
    elif added.ranged:
        yield tuple(("value", country, added.currency, step) for step in _steps(added.low, added.high))
    elif added.country is not None:
        yield (("country", country),)


def _atoms(subject: Subject) -> Iterator[Atom]:
    """The atoms of an event that are not words."""
    summary = subject.summary
    if summary.buyer is not None:
        yield ("buyer", summary.buyer.id)
    countries = (summary.country, ANY)
    if subject.indicator is not None:
        for country in countries:
            yield ("indicator", subject.indicator, country)
            yield ("indicator", ANY, country)
    elif summary.value is not None and summary.value.amount is not None:
        currency = summary.value.currency or ""
        for step in steps_of(summary.value.amount):
            for country in countries:
                yield ("value", country, currency, step)
    yield ("country", summary.country)


def steps_of(amount: Decimal) -> tuple[str, ...]:
    """The sizes of one amount at every precision, as `_steps` names them; from one look at its digits."""
    if amount < 1:
        return tuple(f"{precision}:0" for precision in (*_PRECISIONS, 0))
    exponent = amount.adjusted()
    if exponent >= _LARGEST:
        return tuple(f"{precision}:{size(amount, precision)}" for precision in (*_PRECISIONS, 0))
    leading = int(amount.scaleb(2 - exponent))  # three digits; the first two and the first are in them
    return (
        f"3:{exponent * 900 + leading - 99}",
        f"2:{exponent * 90 + leading // 10 - 9}",
        f"1:{exponent * 9 + leading // 100}",
        f"0:{exponent + 1}",
    )


def _steps(low: Decimal | None, high: Decimal | None) -> tuple[str, ...]:
    """The sizes that a range covers, at the highest precision at which they are few."""
    low, high = low or Decimal(0), Decimal(10) ** _LARGEST if high is None else high
    for precision in _PRECISIONS:
        first, last = size(low, precision), size(high, precision)
        if last - first < _ANCHORS_PER_RANGE:
            return tuple(f"{precision}:{step}" for step in range(first, last + 1))
    return tuple(f"0:{step}" for step in range(size(low, 0), size(high, 0) + 1))


def size(amount: Decimal, precision: int) -> int:
    """A number that grows with the amount: its digits before the point and, from 1 on, the first `precision` of them.

    0 for amounts below 1. Amounts that agree in it are looked at together; it never decides whether one matches.
    """
    if amount < 1:
        return 0
    digits = min(amount.adjusted(), _LARGEST)
    if precision == 0:
        return digits + 1
    least: int = 10 ** (precision - 1)
    leading = int(amount.scaleb(precision - 1 - amount.adjusted())) if digits < _LARGEST else least
    return 1 + digits * 9 * least + leading - least
