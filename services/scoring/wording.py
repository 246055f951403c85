"""What stands out in the words of a notice: letters of two alphabets in one word, and names of brands."""

import re

_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_TRADE_MARK = re.compile("[®™]")
_BRAND = re.compile(r"(?<![A-Za-z])(?:[A-Z][a-z]{2,}|[A-Z]{3,}|[A-Z][A-Za-z]*\d+|[a-z]+[A-Z][a-z]*)(?![A-Za-z])")
"""Latin words in running Cyrillic text: Dell, HP15, iPhone."""
COMMON_LATIN = frozenset(
    {
        *("USB", "LED", "LCD", "HDMI", "VGA", "GSM", "LTE", "CCTV", "PVC", "SSD", "HDD", "RAM", "CPU", "DVD", "PDF"),
        *("ISO", "GOST", "EUR", "USD", "KGS", "Wi", "WiFi", "COVID", "IP", "DDR", "DIN", "LAN", "WAN", "UPS", "CNC"),
        *("III", "VII", "VIII", "XII", "XIII", "XIV", "XVI", "XIX", "XXI", "IFRS", "CIP", "DDP", "DAP", "EXW"),
    }
)
"""Standards, interfaces, Roman numbers and terms of delivery: Latin, but nobody's brand."""


def odd_words(text: str) -> tuple[int, int]:
    """How many words of `text` mix the two alphabets, and how many look like brands."""
    if not _LATIN.search(text):
        return 0, len(_TRADE_MARK.findall(text))
    return mixed_words(text), brand_words(text)


def mixed_words(text: str) -> int:
    """How many words mix Latin and Cyrillic letters: invisible to the eye, and the search does not find them."""
    parts = (part for word in _WORD.findall(text) for part in word.split("-"))
    return sum(1 for part in parts if _LATIN.search(part) and _CYRILLIC_LETTER.search(part))


def brand_words(text: str) -> int:
    """How many words of a Cyrillic text look like brands."""
    marks = len(_TRADE_MARK.findall(text))
    if not _CYRILLIC_LETTER.search(text):
        return marks
    return marks + sum(1 for word in _BRAND.findall(text) if word not in COMMON_LATIN)
