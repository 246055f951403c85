"""What the comparisons of pairs tell: how far raters agree, and whether the score puts first what they would. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.community.pairs import RATERS, RatedPair
from shared.contracts.judgement import PairChoice
from shared.contracts.risk import Side
from shared.intervals import wilson

GOLD_LEAST = 3
"""Gold pairs a member has answered before they tell whether the member looks."""
GOLD_RIGHT = 0.5
"""Whoever chose the expected tender in a smaller share of them is careless; answering by chance gives about a third."""
SIDES = {PairChoice.FIRST: Side.FIRST, PairChoice.SECOND: Side.SECOND}


@dataclass(frozen=True, slots=True)
class LabelSummary:
    """Counts and measures; nothing in it is about one member."""

    pairs: int
    answers: int
    raters: int
    gold_answers: int
    gold_right: int
    careless: int
    """Raters whose answers are left out of what follows."""
    left_out: int
    """Their answers."""
    twice: int
    """Ordinary pairs with two answers."""
    alike: int
    """Of those, with the same answer twice."""
    kappa: float | None
    """Cohen's kappa over them; None where chance alone would agree always, or there are none."""
    decided: int
    """Ordinary pairs of unequal score whose answers that name one tender all name the same."""
    higher: int
    """Of those, where it is the one with the higher score."""
    lower_end: float | None
    upper_end: float | None
    """The Wilson 95 % interval of `higher` over `decided`."""


def kappa(ratings: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa: agreement beyond what the two columns of answers would have by chance.

    Source: J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20
    (1960), 37-46. Raters change from pair to pair; whoever was given a pair first stands in the first column.
    """
    if not ratings:
        return None
    count = len(ratings)
    observed = sum(one == other for one, other in ratings) / count
    first, second = Counter(one for one, _ in ratings), Counter(other for _, other in ratings)
    expected = sum(first[name] * second[name] for name in first) / count**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def careless(pairs: Iterable[RatedPair]) -> frozenset[str]:
    """Members who too often missed the expected tender of gold pairs."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for member, hit in _gold(pairs):
        asked[member] += 1
        right[member] += hit
    return frozenset(
        member for member, count in asked.items() if count >= GOLD_LEAST and right[member] / count < GOLD_RIGHT
    )


def summary(pairs: Sequence[RatedPair]) -> LabelSummary:
    """Everything that is told of the comparisons."""
    out = careless(pairs)
    gold = list(_gold(pairs))
    members = [slot.member for pair in pairs for slot in pair.slots if slot.choice is not None]
    ordinary = [(pair, _choices(pair, out)) for pair in pairs if not pair.pair.gold]
    twice = [(choices[0].value, choices[1].value) for _, choices in ordinary if len(choices) == RATERS]
    chosen = [(pair.pair.higher, _agreed(choices)) for pair, choices in ordinary]
    decided = [(higher, side) for higher, side in chosen if higher is not None and side is not None]
    hits = sum(higher is side for higher, side in decided)
    ends = wilson(hits, len(decided)) if decided else (None, None)
    return LabelSummary(
        pairs=len(pairs),
        answers=len(members),
        raters=len(set(members)),
        gold_answers=len(gold),
        gold_right=sum(hit for _, hit in gold),
        careless=len(out),
        left_out=sum(member in out for member in members),
        twice=len(twice),
        alike=sum(one == other for one, other in twice),
        kappa=kappa(twice),
        decided=len(decided),
        higher=hits,
        lower_end=ends[0],
        upper_end=ends[1],
    )


COLUMNS = (
    "pair",
    "first",
    "second",
    "first_level",
    "second_level",
    "higher",
    "gold",
    "answer_1",
    "answer_2",
    "left_out_1",
    "left_out_2",
)


def rows(pairs: Sequence[RatedPair]) -> Iterable[tuple[str, ...]]:
    """The answered pairs as rows of `COLUMNS`: neither members nor times; pairs are numbered."""
    out = careless(pairs)
    answered = [pair for pair in pairs if any(slot.choice for slot in pair.slots)]
    for number, one in enumerate(answered, 1):
        slots = [slot for slot in one.slots if slot.choice]
        answers = [slot.choice.value for slot in slots if slot.choice] + [""] * (RATERS - len(slots))
        left_out = [_said(slot.member in out) for slot in slots] + [""] * (RATERS - len(slots))
        pair = one.pair
        yield (
            str(number),
            _plain(pair.first),
            _plain(pair.second),
            str(pair.first_level),
            str(pair.second_level),
            pair.higher.value if pair.higher else "",
            _said(pair.gold),
            *answers,
            *left_out,
        )


def _gold(pairs: Iterable[RatedPair]) -> Iterable[tuple[str, bool]]:
    """Each answer to a gold pair: whose it is, and whether it names the expected tender."""
    for pair in pairs:
        if pair.pair.gold:
            for slot in pair.slots:
                if slot.choice is not None:
                    yield slot.member, SIDES.get(slot.choice) is pair.pair.higher


def _choices(pair: RatedPair, out: frozenset[str]) -> list[PairChoice]:
    return [slot.choice for slot in pair.slots if slot.choice is not None and slot.member not in out]


def _agreed(choices: Sequence[PairChoice]) -> Side | None:
    """The tender that all answers name which name one; None when there is none, or they name both."""
    named = {SIDES[choice] for choice in choices if choice in SIDES}
    return named.pop() if len(named) == 1 else None


def _said(value: bool) -> str:
    return "yes" if value else "no"


def _plain(text: str) -> str:
    """A publisher's text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
