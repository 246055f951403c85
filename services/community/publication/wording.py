"""Words that accuse, found whatever their ending, case, script or spacing. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.contracts.publication import TermRow
from shared.folding import fold_words

_QUOTED: Final = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"")
_LETTERS: Final = str.maketrans("өүңё", "оуне")
_SPACED: Final = 4
"""So many letters that stand alone in a row are one word, spelt out to hide it."""
_SPELT_OUT: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[\W_]+[^\W\d_](?![^\W_])){3,}")
_SEPARATORS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A term of the table in a text."""

    term: TermRow
    word: str
    """As it stands there, in lower case."""


def accusing(text: str, terms: Sequence[TermRow], *, quotes: bool = False) -> list[Hit]:
    """Terms in `text`, each once. `quotes`: what stands in quotation marks is somebody else's word and may stay."""
    if quotes:
        text = _QUOTED.sub(" ", text)
    spelt = " ".join(_SEPARATORS.sub("", found) for found in _SPELT_OUT.findall(text))
    words = [*fold_words(text), *fold_words(spelt)]
    found = []
    for term in terms:
        word = _first(words, _wanted(term.words)) if term.active else None
        if word:
            found.append(Hit(term, word))
    return found


def _first(words: list[tuple[str, tuple[str, ...]]], wanted: list[tuple[frozenset[str], str]]) -> str | None:
    """The first place where all of `wanted` stand in a row."""
    if not wanted:
        return None
    for start in range(len(words) - len(wanted) + 1):
        row = words[start : start + len(wanted)]
        if all(_meets(tokens, one) for (_, tokens), one in zip(row, wanted, strict=True)):
            return " ".join(word for word, _ in row)
    return None


def _wanted(words: str) -> list[tuple[frozenset[str], str]]:
    """What each word of a term is recognised by: its tokens, or how a word begins."""
    found: list[tuple[frozenset[str], str]] = []
    for part in words.lower().split():
        if part.endswith("*"):
            found.append((frozenset(), part.rstrip("*").translate(_LETTERS)))
        else:
            found += [(frozenset(tokens), "") for _, tokens in fold_words(part)]
    return found


def _meets(tokens: Sequence[str], wanted: tuple[frozenset[str], str]) -> bool:
    known, beginning = wanted
    if beginning:
        return any(token.startswith(beginning) for token in tokens)
    return not known.isdisjoint(tokens)
