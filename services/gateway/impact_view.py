"""The impact page: every figure with its formula, its n and what is behind it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.letter_words import KINDS as LETTER_KINDS
from services.gateway.outcome_words import ATTRIBUTIONS, KINDS
from shared.contracts.outcome import Figure

NAMES: Final = {
    "M1": (N_("Purchases checked by people"), N_("Purchases about which somebody decided in the queue.")),
    "R1": (
        N_("How often an indicator is confirmed"),
        N_("Verdicts “confirmed” ÷ all verdicts of members on risk indicators."),
    ),
    "C1": (N_("Cases"), N_("Cases ever begun; those published; those closed.")),
    "C2": (N_("Letters sent to authorities"), N_("With proof of sending, by kind; drafts do not count.")),
    "C3": (
        N_("Answered in time"),
        N_("Answered by the due date ÷ letters whose due date has passed. Letters not due yet are left out."),
    ),
    "C4": (
        N_("Working days until an answer"),
        N_("The day by which half of the letters have an answer (Kaplan–Meier); those without one count as waiting."),
    ),
    "C7": (N_("Put right"), N_("Closed cases where something was put right ÷ closed cases with a confirmed outcome.")),
    "C8": (N_("Consequences"), N_("People, or acts where people are not counted, by documents of those who decided.")),
    "F1": (
        N_("Possible overpayment"),
        N_("An estimate against the usual price. It is no damage that anybody proved, and no saving."),
    ),
    "F2": (N_("Loss prevented"), N_("Before minus after, by document; one purchase counts once.")),
    "F3": (N_("Money returned"), N_("What actually came back, with proof of payment.")),
}
"""Code -> name and formula."""
LEFT_OUT: Final = (
    ("M2, M3", N_("Share by value, and time from publication to the first check")),
    ("R2", N_("Agreement of reviewers: see the page on comparing tenders")),
    ("C5, C6", N_("Substantive answers, and complaints upheld")),
    ("E1, E2", N_("Learning and trainings")),
    ("P1, P2", N_("Community and campaigns")),
    ("G1–G3", N_("Recommendations and agencies")),
)
"""Figures that are not computed yet, so that nobody takes their absence for zero."""
SHARES: Final = frozenset({"R1", "C3", "C7"})
CASE_PARTS: Final = {"opened": N_("begun"), "published": N_("published"), "closed": N_("closed")}
NOT_COMPUTABLE: Final = N_("not computable")
INTERVAL: Final = N_("%(low)s to %(high)s with 95 % confidence")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line of a figure."""

    part: str | None
    value: str
    interval: str | None
    n: str
    computable: bool


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """A figure of the table with its lines."""

    code: str
    name: str
    formula: str
    rows: tuple[FigureRow, ...]


def groups(figures: Sequence[Figure], labels: Labels) -> tuple[FigureGroup, ...]:
    """The figures in the order of the table; one without records stands there too, as not computable."""
    found = []
    for code, (name, formula) in NAMES.items():
        own = [figure for figure in figures if figure.code == code] or [Figure(code=code, n=0)]
        rows = tuple(figure_row(figure, labels) for figure in own)
        found.append(FigureGroup(code, labels.gettext(name), labels.gettext(formula), rows))
    return tuple(found)


def figure_row(figure: Figure, labels: Labels) -> FigureRow:
    """One line of a figure."""
    interval = None
    if figure.low is not None and figure.high is not None:
        ends = {"low": _percent(figure.low, labels), "high": _percent(figure.high, labels)}
        interval = labels.gettext(INTERVAL) % ends
    value = _value(figure, labels)
    return FigureRow(
        _part(figure, labels), value or labels.gettext(NOT_COMPUTABLE), interval, labels.number(figure.n), bool(value)
    )


def _value(figure: Figure, labels: Labels) -> str | None:
    if figure.amount:
        return labels.money(figure.amount)
    if figure.value is None:
        return None
    return _percent(figure.value, labels) if figure.code in SHARES else labels.number(figure.value)


def _part(figure: Figure, labels: Labels) -> str | None:
    if not figure.part:
        return None
    tables: dict[str, dict[str, str]] = {
        "C1": CASE_PARTS,
        "C8": {kind.value: word for kind, word in KINDS.items()},
        **{code: {each.value: word for each, word in ATTRIBUTIONS.items()} for code in ("F1", "F2", "F3")},
        "C2": {kind.value: word for kind, word in LETTER_KINDS.items()},
    }
    return labels.of(tables.get(figure.code, {}), figure.part) or figure.part


def _percent(share: float, labels: Labels) -> str:
    return f"{labels.number(round(share * 100))} %"
