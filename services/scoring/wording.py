"""What stands out in the words of a notice: letters of two alphabets in one word, and names of brands.

Both look for what was probably written so, not for all that might be: an abbreviation with a Russian ending, the number
of a standard, a unit, a Roman number or a Latin name of a plant is neither.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.scoring.brands import KNOWN, NO_BRANDS

Run = tuple[int, int]
"""Where a run of letters begins and ends."""

_LETTERS_ALONE = bytes(code if chr(code).isascii() and chr(code).isalpha() else 32 for code in range(256))
"""Every byte but the Latin letters as a blank."""
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
_RUNS = re.compile("[A-Za-z]+|[\u0400-\u04ff]+")
_LATIN_TWINS = frozenset("AaBCcEeHKkMOoPpTXxyY")
_CYRILLIC_TWINS = frozenset("АаВСсЕеНКкМОоРрТХхуУҮ")
"""Letters that look the same in the other alphabet (Kyrgyz Ү as Latin Y)."""
_SHORTEST, _LONGEST = 4, 60
"""Shorter words are units and symbols (pН, кBт, °C), longer ones are no words."""
_ABBREVIATION = 6
"""Words up to this length that are mostly capitals are abbreviations, typed as they come (ГOСТ, МTЗ, СHиП)."""
_ROMAN = frozenset("IVXLCDMХСМІ")
_LATIN_SET, _CYRILLIC_SET = re.compile("[A-Za-z]+"), re.compile("[\u0400-\u04ff]+")

_ADDRESS = re.compile(r"@|://|www\.|\.(?:kg|com|ru|org|net|gov|kz|info)\b", re.IGNORECASE)
_MODEL = re.compile(r"[ \-]?[A-Z]{0,3}\d{2,}")
_CAMEL = re.compile("[A-Za-z]*[a-z][A-Z][a-z]+[A-Za-z]*")
_FOLLOWED = re.compile(r" [a-z]{3,}")
_POWER = re.compile(r"\d\s?$")
_LAWFUL = re.compile(
    r"эквивалент|аналог|окшош|барабар|тең баалуу|equivalent|or equal"
    r"|запчаст|запасн|ремонт|обслужив|картридж|тонер|заправк|расходн|совместим|оңдоо|тейлөө|тетик|лиценз|подписк"
    r"|лекарств|препарат|\bдары|таблет|вакцин|медикамент|инсулин|реагент|реактив|сертификат",
    re.IGNORECASE,
)
"""With "or equivalent" a brand is allowed; parts, supplies and licences are for what is there; medicines bear names."""


@dataclass(frozen=True, slots=True)
class OddWords:
    """The words of a notice that stand out, each once, in their order."""

    mixed: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


_NONE = OddWords()


def odd_words(text: str) -> OddWords:
    """The words of `text` that mix the two alphabets, and those that look like brands."""
    if text.isascii():  # neither a second alphabet nor a brand in a Cyrillic text
        return _NONE
    runs = _latin_runs(text)
    marked = ("®",) if "®" in text or "™" in text else ()
    if not runs and not marked:
        return _NONE
    alone = [run for run in runs if not _touches_cyrillic(text, run)]
    mixed = _mixed_words(text) if len(alone) < len(runs) else ()
    brands = _brand_words(text, alone, marked)
    return OddWords(mixed, brands) if mixed or brands else _NONE


def _latin_runs(text: str) -> list[Run]:
    """Where Latin letters stand side by side: nearly every notice is looked through for them, and few have any."""
    letters = text.encode("ascii", "replace").translate(_LETTERS_ALONE)
    runs = []
    end = 0
    for run in letters.split():
        start = letters.find(run, end)
        end = start + len(run)
        runs.append((start, end))
    return runs


def _touches_cyrillic(text: str, run: Run) -> bool:
    """Whether a Cyrillic letter stands beside these Latin ones."""
    start, end = run
    return "\u0400" <= text[start - 1 : start] <= "\u04ff" or "\u0400" <= text[end : end + 1] <= "\u04ff"


def _mixed_words(text: str) -> tuple[str, ...]:
    """Words in which a letter was replaced by its twin: invisible to the eye, and the search does not find them."""
    words = (word for word in _WORD.findall(text) if _SHORTEST <= len(word) <= _LONGEST)
    return tuple(dict.fromkeys(word for word in words if _disguised(word)))


@lru_cache(20_000)
def _disguised(word: str) -> bool:
    latin, cyrillic = "".join(_LATIN_SET.findall(word)), "".join(_CYRILLIC_SET.findall(word))
    if not latin or not cyrillic or set(word.upper()) <= _ROMAN:
        return False
    if len(word) <= _ABBREVIATION and 2 * sum(map(str.isupper, word)) > len(word):
        return False
    return (_LATIN_TWINS.issuperset(latin) or _CYRILLIC_TWINS.issuperset(cyrillic)) and not _glued(word)


def _glued(word: str) -> bool:
    """A Latin abbreviation and a Cyrillic word, or its ending, without the hyphen between them: USBны, принтерHP."""
    runs = _RUNS.findall(word)
    if len(runs) != 2:
        return False
    latin, other = sorted(runs, key=lambda run: not _LATIN.match(run))
    return latin.isupper() and len(latin) > 1 and not other.isupper()


def _brand_words(text: str, runs: Sequence[Run], marked: tuple[str, ...]) -> tuple[str, ...]:
    """Words of a Cyrillic text that look like brands: known ones, those with a model number, and those like iPhone."""
    if not marked and not any(_brands(text, runs)):
        return ()  # nearly all notices: whether the words around would allow a brand need not be asked
    if _LAWFUL.search(text):
        return ()
    text = " ".join(word for word in text.split() if not _ADDRESS.search(word))
    if len(_CYRILLIC.findall(text)) <= len(_LATIN.findall(text)):
        return marked
    runs = [run for run in _latin_runs(text) if not _touches_cyrillic(text, run)]
    return tuple(dict.fromkeys((*marked, *_brands(text, runs))))


def _brands(text: str, runs: Sequence[Run]) -> Iterator[str]:
    """Those among runs of Latin letters that stand beside no Cyrillic ones."""
    for start, after in runs:
        word = text[start:after]
        if word.islower() or len(word) > _LONGEST or (lower := word.lower()) in NO_BRANDS:
            continue
        phrase = _FOLLOWED.match(text, after)  # an English phrase or the Latin name of a plant
        if phrase or (word == "HP" and _POWER.search(text[max(start - 4, 0) : start])):
            continue
        named = word.istitle() and len(word) > 2 and _MODEL.match(text, after)
        if lower in KNOWN or named or (len(word) > _SHORTEST and _CAMEL.fullmatch(word)):
            yield word
