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

_HARMONY = {
    "а": "аяы",  # а in the ending follows these vowels of the stem; after у it depends on the word, see _after_u
    "ы": "аяы",
    "е": "еэи",
    "и": "еэи",
    "о": "оую",
    "у": "оую",
}
"""Vowel of the ending -> last vowels of the stem it may follow (ө and ү are folded into о and у)."""

_CASES = (
    # after a vowel, after a voiced consonant, after a voiceless one; `а` stands for а/е/о/ө, `ы` for ы/и/у/ү
    ("нын", "дын", "тын"),  # genitive
    ("ны", "ды", "ты"),  # accusative
    ("га", "га", "ка"),  # dative
    ("да", "да", "та"),  # locative
    ("дагы", "дагы", "тагы"),  # "that is in"
    ("дан", "дан", "тан"),  # ablative
)
_AFTER_POSSESSIVE = (
    ("нан", "", ""),  # ablative, мектебинен
    ("на", "", ""),  # dative, мектебине
    ("нда", "", ""),  # locative, мектебинде
    ("ндагы", "", ""),
)
_PLURAL = (("лар", "дар", "тар"),)
_POSSESSIVE = (("сы", "", ""), ("быз", "ыбыз", "ыбыз"))
_THIRD_PERSON = (("", "ы", "ы"),)

_STEM_MINIMUM = 3
_SHORT_ENDING_STEM_MINIMUM = 4
"""One letter is weak evidence of an ending: it needs a longer stem."""
_REVOICED = {"б": "п", "г": "к"}
"""A voiceless last consonant is voiced before a possessive vowel: китеп, китеби."""

Rules = dict[str, tuple[str, str]]
"""Ending -> (vowels one of which the stem must have last, letters the stem may end in)."""


def bare(word: str) -> tuple[str, bool]:
    """The word without its Kyrgyz endings, and whether it is certain that they were Kyrgyz (plural and case)."""
    stem, case = _without(word, _CASE_RULES)
    owned, possessed = _without(word if case is None else stem, _AFTER_POSSESSIVE_RULES if case is None else {})
    if possessed is not None:
        stem, case = owned, possessed
    stem, possessive = _without(stem, _POSSESSIVE_RULES)
    if possessive is None:
        stem, possessive = _third_person(stem)
    stem, plural = _without(stem, _PLURAL_RULES)
    return stem, plural is not None and (case is not None or possessive is not None)


def _without(word: str, rules: Rules) -> tuple[str, str | None]:
    """`word` without the longest ending of `rules` that agrees with what remains, and that ending."""
    for length in _LENGTHS:
        stem, ending = word[:-length], word[-length:]
        rule = rules.get(ending)
        if rule is None or len(stem) < (_STEM_MINIMUM if length > 1 else _SHORT_ENDING_STEM_MINIMUM):
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


def _rules(families: tuple[tuple[str, str, str], ...]) -> Rules:
    """The table of all forms of these families."""
    rules: dict[str, tuple[str, str]] = {}
    for family in families:
        for form, letters in zip(family, (_VOWELS, _VOICED, _VOICELESS), strict=True):
            for ending, vowels in _forms(form):
                known = rules.get(ending, ("", ""))
                rules[ending] = (_union(known[0], vowels), _union(known[1], letters))
    return rules


def _forms(form: str) -> Iterator[tuple[str, str]]:
    """Front, back and rounded forms of an ending with the stem vowels that call for them; nothing for ''."""
    if not form:
        return
    for wide, narrow, vowels in (("а", "ы", "аяы"), ("е", "и", "еэи"), ("о", "у", "оую"), ("а", "у", "ую")):
        yield form.translate(str.maketrans({"а": wide, "ы": narrow})), vowels


def _union(one: str, other: str) -> str:
    return "".join(dict.fromkeys(one + other))


_LAST_VOWEL = re.compile(rf"([{_VOWELS}])[^{_VOWELS}]*$")
_CASE_RULES = _rules(_CASES)
_AFTER_POSSESSIVE_RULES = _rules(_AFTER_POSSESSIVE)
_PLURAL_RULES = _rules(_PLURAL)
_POSSESSIVE_RULES = _rules(_POSSESSIVE)
_THIRD_PERSON_RULES = _rules(_THIRD_PERSON)
_LENGTHS = sorted(
    {len(ending) for ending in (*_CASE_RULES, *_AFTER_POSSESSIVE_RULES, *_POSSESSIVE_RULES, "ы")}, reverse=True
)
