"""Endings of Kyrgyz nouns, taken off by the rules of vowel harmony.

No Kyrgyz stemmer exists in Snowball or on PyPI, and Russian stemming misses two forms of three. An ending is only taken
off when its vowel agrees with the stem's last vowel and its consonant with the stem's last letter, which Russian
words seldom do by chance (закупка does, работа does not). Words come folded: lower case, ө→о, ү→у, ң→н.
"""

import re
from collections.abc import Iterator

_VOWELS = "аеиоуыэюя"
_VOICELESS = "кпстфхцчшщ"
_VOICED = "бвгджзйлмнр"

_CASES = (
    # after a vowel, after a voiced consonant, after a voiceless one; `а` stands for а/е/о/ө, `ы` for ы/и/у/ү
    ("нын", "дын", "тын"),  # genitive
    ("ны", "ды", "ты"),  # accusative
    ("га", "га", "ка"),  # dative
    ("да", "да", "та"),  # locative
    ("дагы", "дагы", "тагы"),  # "that is in"
    ("дан", "дан", "тан"),  # ablative
)
_AFTER_THIRD_PERSON = (
    # only after the possessive ы/и/у: кызматын, кызматына, кызматында
    ("н", "", ""),
    ("нан", "", ""),
    ("на", "", ""),
    ("нда", "", ""),
    ("ндагы", "", ""),
)
_PLURAL = (("лар", "дар", "тар"),)
_POSSESSIVE = (("сы", "", ""), ("быз", "ыбыз", "ыбыз"))
_THIRD_PERSON = (("", "ы", "ы"),)

_STEM_MINIMUM = 3
_SHORT_ENDING_STEM_MINIMUM = 4
"""One letter is weak evidence of an ending: it needs a longer stem."""
_SHORT_STEMS = frozenset(
    re.findall(
        r"\w+",
        "иш уй ун эт эл от жол жер суу тоо нан кум мал таш май чай баш кол кун жыл сан бак чек кен тил бет сут чоп",
    )
)
"""Everyday words of two or three letters (иш, work; үй, house; жол, road) whose forms would otherwise not meet."""
_NO_PLURALS = frozenset(("тендер", "доктор"))
"""Loan words that end as if they were plurals."""
_REVOICED = {"б": "п", "г": "к"}
"""A voiceless last consonant is voiced before a possessive vowel: китеп, китеби."""

Rules = dict[str, tuple[str, str]]
"""Ending -> (vowels one of which the stem must have last, letters the stem may end in)."""


def bares(word: str) -> tuple[tuple[str, ...], bool]:
    """The stems that may remain without Kyrgyz endings, and whether the endings were certainly Kyrgyz.

    Usually one stem, which is the word itself when there was no ending. Two when an ending reads in two ways: Нарында
    is Нарын-да, кызматында is кызматы-нда. Certain means a plural with a case ending after it.
    """
    stem, case = _without(word, _CASE_RULES)
    first, certain = _owned(stem, case is not None)
    owned, ending = _without(word, _AFTER_THIRD_PERSON_RULES)
    if ending is None or owned[-1] not in "ыиу" or len(ending) < len(case or ""):
        return (first,), certain
    second, certainly_owned = _owned(owned, inflected=True)
    if second == owned:
        return (first,), certain
    return ((second,), True) if certainly_owned else (tuple(dict.fromkeys((first, second))), certain)


def _owned(word: str, inflected: bool) -> tuple[str, bool]:
    """Without possessive and plural; certain when there was a plural before another ending of two letters or more."""
    stem, possessive = _without(word, _POSSESSIVE_RULES)
    if possessive is None:
        stem, _ = _third_person(stem)
    if stem in _NO_PLURALS:
        return stem, False
    stem, plural = _without(stem, _PLURAL_RULES)
    return stem, plural is not None and (inflected or possessive is not None)


def _without(word: str, rules: Rules) -> tuple[str, str | None]:
    """`word` without the longest ending of `rules` that agrees with what remains, and that ending."""
    for length in _LENGTHS:
        stem, ending = word[:-length], word[-length:]
        rule = rules.get(ending)
        minimum = _STEM_MINIMUM if length > 1 else _SHORT_ENDING_STEM_MINIMUM
        if rule is None or (len(stem) < minimum and not _SHORT_STEMS & {stem, stem[:-1]}):
            continue
        vowels, letters = rule
        if stem[-1] in letters and _last_vowel(stem) in vowels:
            return stem, ending
    return word, None


def _third_person(word: str) -> tuple[str, str | None]:
    """Without the possessive vowel, the consonant before it voiceless again."""
    stem, ending = _without(word, _THIRD_PERSON_RULES)
    if ending and stem[-1] in _REVOICED and stem[-2] in _VOWELS:
        stem = stem[:-1] + _REVOICED[stem[-1]]
    return stem, ending


def _last_vowel(word: str) -> str:
    match = _LAST_VOWEL.search(word)
    return match.group(1) if match else "-"


def _rules(families: tuple[tuple[str, str, str], ...], after_vowel: str = _VOWELS) -> Rules:
    """The table of all forms of these families; `after_vowel` are the letters that call for a family's first form."""
    rules: dict[str, tuple[str, str]] = {}
    for family in families:
        for form, letters in zip(family, (after_vowel, _VOICED, _VOICELESS), strict=True):
            for ending, vowels in _forms(form):
                known = rules.get(ending, ("", ""))
                rules[ending] = (_union(known[0], vowels), _union(known[1], letters))
    return rules


def _forms(form: str) -> Iterator[tuple[str, str]]:
    """Front, back and rounded forms of an ending with the stem vowels that call for them; nothing for ''."""
    if not form:
        return
    for wide, narrow, vowels in (("а", "ы", "аяы"), ("е", "и", "еэи"), ("о", "у", "оую"), ("а", "у", "ую")):
        yield form.replace("а", wide).replace("ы", narrow), vowels


def _union(one: str, other: str) -> str:
    return "".join(dict.fromkeys(one + other))


_LAST_VOWEL = re.compile(rf"([{_VOWELS}])[^{_VOWELS}]*$")
_CASE_RULES = _rules(_CASES)
_AFTER_THIRD_PERSON_RULES = _rules(_AFTER_THIRD_PERSON)
_PLURAL_RULES = _rules(_PLURAL, after_vowel=_VOWELS + "рй")
_POSSESSIVE_RULES = _rules(_POSSESSIVE)
_THIRD_PERSON_RULES = _rules(_THIRD_PERSON)
_LENGTHS = (5, 4, 3, 2, 1)
"""Lengths of endings, longest first."""
