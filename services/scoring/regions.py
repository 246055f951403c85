"""Regions of Kyrgyzstan by what addresses call them."""

from functools import lru_cache

KYRGYZ_REGIONS = {
    "бишкек": "KG-GB",
    "ош": "KG-GO",
    "баткен": "KG-B",
    "чуй": "KG-C",
    "чүй": "KG-C",
    "жалал-абад": "KG-J",
    "джалал-абад": "KG-J",
    "нарын": "KG-N",
    "ошск": "KG-O",
    "ош облусу": "KG-O",
    "талас": "KG-T",
    "иссык-куль": "KG-Y",
    "ысык-көл": "KG-Y",
}
"""Beginnings of region names in Russian and Kyrgyz; the longest that fits decides (Ош is a city and a region)."""


@lru_cache(1024)
def kyrgyz_region(name: str | None) -> str | None:
    """ISO 3166-2 code of a region's name, or None when it is not one we know."""
    if not name:
        return None
    words = name.casefold().strip().removeprefix("город ").removeprefix("г.").lstrip()
    fitting = [start for start in KYRGYZ_REGIONS if words.startswith(start)]
    return KYRGYZ_REGIONS[max(fitting, key=len)] if fitting else None
