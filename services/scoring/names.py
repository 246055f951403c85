"""What tokens stand for, so that figures can be told in words: ids and names of organisations, codes of currencies.

Gathered from the stored columns whenever the figures are computed, so that scoring an event writes no names. The
process published last decides how an organisation is called; where it withholds the name, there is none. Of several
published at one moment one that withholds it decides.
"""

from collections.abc import Iterator

import msgspec
import numpy as np

from services.scoring.part import Part
from services.scoring.tokens import ABSENT, Tokens

_UNDATED = -1e18
"""Before every moment: processes without a date of publication decide only when there are no others."""


class Named(msgspec.Struct, frozen=True):
    """The text behind a token, and for an organisation its name."""

    id: str
    name: str | None = None


class Names:
    """All that was met so far."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[float, Named]] = {}

    def take(self, part: Part) -> None:
        """Take in what the processes of a part speak of."""
        for token in _spoken_of(part):
            text = part.text(token)
            if text is not None and token not in self._found:
                self._found[token] = (-np.inf, Named(text))
        for token, when, name in _called(part):
            text = part.text(token)
            if text is not None and _later((when, name), self._found.get(token)):
                self._found[token] = (when, Named(text, name))

    def known(self) -> dict[int, Named]:
        """By token."""
        return {token: named for token, (_, named) in self._found.items()}


def _later(said: tuple[float, str | None], known: tuple[float, Named] | None) -> bool:
    """Whether `said` comes after what is known; of two names at one moment the last in the alphabet stays."""
    return known is None or _order(*said) > _order(known[0], known[1].name)


def _order(when: float, name: str | None) -> tuple[float, bool, str]:
    return when, name is None, name or ""


def _spoken_of(part: Part) -> list[int]:
    columns: tuple[Tokens, ...] = (
        part.processes.buyer,
        part.processes.country,
        part.tenderers.firm,
        part.suppliers.firm,
        part.awards.currency,
    )
    return [token for token in np.unique(np.concatenate(columns)).tolist() if token != ABSENT]


def _called(part: Part) -> Iterator[tuple[int, float, str | None]]:
    """Of each buyer and firm what the process published last calls it."""
    parties = part.parties
    rows = ((parties.buys | parties.tenders) & (parties.firm != ABSENT)).nonzero()[0]
    if not len(rows):
        return
    when = np.nan_to_num(part.processes.stated[parties.process[rows]], nan=_UNDATED)
    order = np.lexsort((parties.name[rows] == ABSENT, when, parties.firm[rows]))
    firm = parties.firm[rows][order]
    last = np.append(firm[1:] != firm[:-1], True)
    for place in order[last].tolist():
        row = rows[place]
        yield int(parties.firm[row]), float(when[place]), part.text(parties.name[row])
