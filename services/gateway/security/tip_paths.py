"""Which addresses belong to whoever sends a tip: nothing about them is limited by client, logged or traced."""

import re
from typing import Final

_TIP: Final = re.compile(r"/(?:ky|ru|en)/tip(?:/|$)")


def is_tip(path: str) -> bool:
    """Whether `path` is a page for sources."""
    return _TIP.match(path) is not None
