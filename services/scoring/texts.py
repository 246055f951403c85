"""Texts in statistics: columns of UTF-8 bytes of one width, since tokens alone cannot be led back to what was said."""

from collections.abc import Mapping

import numpy as np

from services.scoring.part import Part
from services.scoring.statistic import Column, Columns, Known, known
from services.scoring.tokens import Tokens

WIDTH = 64
"""Bytes of a short text: a code, a unit, a currency."""


def written(part: Part, tokens: Tokens, width: int = WIDTH, more: Mapping[int, str] | None = None) -> Column:
    """The texts behind tokens as bytes, cut to `width`; `more` knows texts that are not the part's own."""
    values, places = np.unique(tokens, return_inverse=True)
    texts = [(part.text(one) or (more or {}).get(int(one), "")).encode("utf-8", "replace") for one in values]
    return np.array(texts, f"S{width}")[places] if len(texts) else np.zeros(0, f"S{width}")


def read(text: bytes) -> str:
    """One text of such a column; half a letter at its end is left out."""
    return text.decode("utf-8", "ignore")


def words(part: Part, *columns: Tokens, more: Mapping[int, str] | None = None) -> Columns:
    """Each token of `columns` once with its text."""
    tokens = np.unique(np.concatenate(columns))
    tokens = tokens[tokens != 0]
    text = written(part, tokens, more=more)
    said = text != b""
    return {"key": tokens[said], "text": text[said]}


def spoken(rows: Columns) -> Known:
    """The statistic of such rows: one text for each token."""
    _, first = np.unique(rows["key"], return_index=True)
    return known({name: column[first] for name, column in rows.items()})


class Words:
    """Texts by token, from a finished statistic."""

    def __init__(self, statistic: Known) -> None:
        self._statistic = statistic

    def __call__(self, token: int) -> str | None:
        """The text behind a token; None for one that was never said."""
        row = int(self._statistic.rows(np.array([token], np.int64))[0])
        return read(self._statistic.columns["text"][row]) if row >= 0 else None
