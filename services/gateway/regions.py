"""Kyrgyz regions as publishers spell them, to ISO 3166-2 codes."""

import re
from typing import Final

_CODE: Final = re.compile(r"KG-(?:B|C|GB|GO|J|N|O|T|Y)")
_LONGEST: Final = 100
_PATTERNS: Final = tuple(
    (re.compile(rf"\b{pattern}", re.IGNORECASE), code)
    for pattern, code in (
        (r"(?:бишкек|bishkek)", "KG-GB"),
        (r"(?:баткен|batken)", "KG-B"),
        (r"(?:ч[уү]й|ch[uü]y|chui)", "KG-C"),
        (r"(?:дж?алал|жалал|jalal)", "KG-J"),
        (r"(?:нарын|naryn)", "KG-N"),
        (r"(?:талас|talas)", "KG-T"),
        (r"(?:иссык|ысык|issyk|ysyk)", "KG-Y"),
        (r"(?:ошск|(?:ош|osh)\s+(?:обл|reg|obl))", "KG-O"),
        (r"(?:ош|osh)\b", "KG-GO"),  # the portal writes the city as «Ош», the region as «Ошская область»
    )
)


def region_code(country: str, name: str | None) -> str | None:
    """ISO code of a Kyrgyz region; of other countries the publisher's own word; None when there is none."""
    stated = (name or "").strip()[:_LONGEST]
    if country != "kg" or not stated or _CODE.fullmatch(stated):
        return stated or None
    return next((code for pattern, code in _PATTERNS if pattern.search(stated)), None)
