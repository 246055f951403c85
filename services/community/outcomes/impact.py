"""The figures of the impact page, from plain records. Pure.

Each follows the table of impact indicators: its formula stands beside it, what it does not cover is said on the page.
Money of the three kinds is never added together, nor are currencies or attributions.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.community.outcomes.outcome import CORRECTED, SANCTIONS
from shared.contracts.base import Money
from shared.contracts.outcome import Figure, OutcomeFields, OutcomeKind
from shared.intervals import wilson

LEAST = 10
"""Shares and medians of fewer records are not shown: they would say more than they know."""


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """A letter that went out with proof: its kind, and its days in Bishkek."""

    kind: str
    sent: date
    due: date | None
    answered: date | None
    waited: int
    """Working days until the answer, or until today while there is none."""


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """A confirmed outcome and the case that it is of."""

    case: str
    fields: OutcomeFields


@dataclass(frozen=True, slots=True)
class Records:
    """What the figures are computed from."""

    opened: int
    """Cases ever begun."""
    published: int
    closed: int
    closed_confirmed: frozenset[str]
    """Closed cases that have a confirmed outcome other than `not_confirmed`."""
    letters: Sequence[LetterRecord]
    outcomes: Sequence[OutcomeRecord]
    reviewed: int
    """Tenders about which people decided."""
    confirmed_flags: int
    judged_flags: int


def figures(records: Records, today: date) -> list[Figure]:
    """Every figure that the records allow, in the order of the table."""
    return [
        Figure(code="M1", value=records.reviewed, n=records.reviewed),
        _share("R1", "", records.confirmed_flags, records.judged_flags),
        Figure(code="C1", part="opened", value=records.opened, n=records.opened),
        Figure(code="C1", part="published", value=records.published, n=records.opened),
        Figure(code="C1", part="closed", value=records.closed, n=records.opened),
        *_sent(records.letters),
        on_time(records.letters, today),
        answer_time(records.letters),
        *_corrected(records),
        *_sanctions(records.outcomes),
        *money(records.outcomes),
    ]


def _share(code: str, part: str, part_of: int, n: int) -> Figure:
    if n < LEAST:
        return Figure(code=code, part=part, n=n)
    low, high = wilson(part_of, n)
    return Figure(code=code, part=part, value=part_of / n, low=low, high=high, n=n)


def _sent(letters: Sequence[LetterRecord]) -> Iterable[Figure]:
    """C2: letters sent with proof, by kind; drafts do not count."""
    for kind, count in sorted(Counter(letter.kind for letter in letters).items()):
        yield Figure(code="C2", part=kind, value=count, n=count)


def on_time(letters: Sequence[LetterRecord], today: date) -> Figure:
    """C3: answered by the due date ÷ letters whose due date has passed; those not due yet are left out."""
    due = [letter for letter in letters if letter.due and letter.due < today]
    timely = sum(1 for letter in due if letter.answered and letter.due and letter.answered <= letter.due)
    return _share("C3", "", timely, len(due))


def answer_time(letters: Sequence[LetterRecord]) -> Figure:
    """C4: Kaplan–Meier median of the working days until an answer.

    Letters without an answer count as long as they have waited (censored), so that silence does not look like speed.
    """
    days = [(letter.waited, letter.answered is not None) for letter in letters]
    if len(days) < LEAST:
        return Figure(code="C4", n=len(days))
    return Figure(code="C4", value=median_of_waiting(days), n=len(days))


def median_of_waiting(days: Sequence[tuple[int, bool]]) -> float | None:
    """The first day by which at least half have an answer: (days, answered) each; None when it is not reached.

    Source: E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations", JASA 53 (1958).
    """
    waiting, still = len(days), Fraction(1)
    for day in sorted({day for day, _ in days}):
        answered = sum(1 for each, done in days if each == day and done)
        if answered:
            still *= Fraction(waiting - answered, waiting)
            if still <= Fraction(1, 2):
                return float(day)
        waiting -= sum(1 for each, _ in days if each == day)
    return None


def _corrected(records: Records) -> Iterable[Figure]:
    """C7: cases where something was put right ÷ closed cases with a confirmed outcome."""
    right = {record.case for record in records.outcomes if record.fields.kind in CORRECTED}
    yield _share("C7", "", len(right & records.closed_confirmed), len(records.closed_confirmed))


def _sanctions(outcomes: Sequence[OutcomeRecord]) -> Iterable[Figure]:
    """C8: persons, or acts where none is counted, by kind."""
    for kind in SANCTIONS:
        found = [record.fields for record in outcomes if record.fields.kind is kind]
        if found:
            yield Figure(code="C8", part=kind.value, value=sum(max(1, each.persons) for each in found), n=len(found))


_MONEY = {"potential": "F1", "prevented": "F2", "recovered": "F3"}


def money(outcomes: Sequence[OutcomeRecord]) -> list[Figure]:
    """F1 to F3 by attribution and currency (F4); one purchase counts once, with the amount that was confirmed first."""
    seen: set[tuple[str, str]] = set()
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for record in outcomes:
        for place, line in enumerate(record.fields.money):
            about = (line.kind.value, line.contract or f"{record.case}:{record.fields.day}:{place}")
            if about in seen:
                continue
            seen.add(about)
            key = (_MONEY[line.kind.value], record.fields.attribution.value, line.amount.currency)
            sums.setdefault(key, []).append(line.amount.amount)
    return [
        Figure(
            code=code,
            part=attribution,
            amount=Money(amount=sum(amounts, Decimal(0)), currency=currency),
            n=len(amounts),
        )
        for (code, attribution, currency), amounts in sorted(sums.items())
    ]


def closed_with_outcome(outcomes: Sequence[OutcomeRecord], closed: Iterable[str]) -> frozenset[str]:
    """Closed cases with a confirmed outcome that is more than `not_confirmed`."""
    found = {record.case for record in outcomes if record.fields.kind is not OutcomeKind.NOT_CONFIRMED}
    return frozenset(found.intersection(closed))
