"""Personal data in a text: what is found, and the text without it. Pure.

Found are personal numbers (ПИН/ИНН of persons: 14 digits, the first 1 or 2, then a date of birth; organisations have a
0 there), identity cards, phone numbers, e-mail addresses and home addresses (a street with a flat). The rules are
narrow on purpose: sums, dates, ocids and numbers of contracts stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shared.folding import visible

MASK: Final = "█████"


class Personal(StrEnum):
    """What kind of personal data it is."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    EMAIL = "email"
    HOME_ADDRESS = "home_address"


STOPS: Final = frozenset({Personal.ID_NUMBER, Personal.PHONE})
"""Kinds that nothing is published with; the others are masked."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where personal data stand."""

    kind: Personal
    start: int
    end: int
    text: str

    @property
    def hint(self) -> str:
        """Enough to find the place, too little to use it."""
        return "…" + self.text[-2:] if self.kind in STOPS else "…"


_GAP: Final = r"[ \u00a0\u2009\-–.]?"
_EMAIL: Final = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+")
_PIN: Final = re.compile(rf"(?<!\d)[12](?:{_GAP}\d){{13}}(?!\d)")
_CARD: Final = re.compile(r"(?<![^\W_])(?:ID|AN|АН|ІD)\s?№?\s?\d{7}(?!\d)", re.IGNORECASE)
_PHONES: Final = (
    re.compile(r"(?<![\w])(?:\+|00)\d(?:[ \u00a0\-–.()]{0,2}\d){9,13}(?!\d)"),
    re.compile(r"(?<![\d.,/-])0[ \u00a0\-–(]{0,2}\d{3}[ \u00a0\-–)]{0,2}(?:\d[ \u00a0\-–]?){5}\d(?![\d])"),
    re.compile(r"(?<!\d)996(?:[ \u00a0\-–.()]{0,2}\d){9}(?!\d)"),
)
_STREET: Final = (
    r"(?:ул\.?|улица|көчөсү|кочосу|көч\.|пр\.|проспект|пр-т|мкр\.?|микрорайон|кичирайон"
    r"|переулок|пер\.|street|st\.|avenue)"
)
_FLAT: Final = r"(?:кв\.|квартира|батир|бат\.|apt\.?|apartment|flat)"
_HOME: Final = re.compile(
    rf"(?:[^\s,;]+\s+){{0,2}}(?<![^\W_]){_STREET}[^;\n]{{0,60}}?\d+\s?[а-яa-z]?\s?[,/]?\s*{_FLAT}\s?№?\s?\d+",
    re.IGNORECASE,
)


def personal_data(text: str) -> list[Found]:
    """Personal data in `text`, in order, none within another; places are those of `visible(text)`."""
    text = visible(text)
    found: list[Found] = []
    for one in sorted(_all(text), key=lambda each: (each.start, -each.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def masked(text: str) -> str:
    """`text` with a bar in place of all personal data."""
    found, text = personal_data(text), visible(text)
    for one in reversed(found):
        text = text[: one.start] + MASK + text[one.end :]
    return text


def _all(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield _found(Personal.EMAIL, match)
    for match in _PIN.finditer(text):
        if _has_birthday("".join(filter(str.isdigit, match[0]))):
            yield _found(Personal.ID_NUMBER, match)
    for match in _CARD.finditer(text):
        yield _found(Personal.ID_NUMBER, match)
    for pattern in _PHONES:
        for match in pattern.finditer(text):
            yield _found(Personal.PHONE, match)
    for match in _HOME.finditer(text):
        yield _found(Personal.HOME_ADDRESS, match)


def _found(kind: Personal, match: re.Match[str]) -> Found:
    return Found(kind, match.start(), match.end(), match[0])


def _has_birthday(digits: str) -> bool:
    """Whether the second to ninth digits are a date, day first, of this century or the last."""
    try:
        born = date(int(digits[5:9]), int(digits[3:5]), int(digits[1:3]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100
