"""Which addresses belong to whoever sends a tip: nothing about them is limited by client, logged or traced."""

import re
from typing import Final

_TIP: Final = re.compile(r"/(?:ky|ru|en)/tip(?:/|$)")
_FILE: Final = re.compile(r"/(?:ky|ru|en)/desk/tips/[^/]+/files/")


def takes_long(path: str) -> bool:
    """Whether large files go out, which may take its time on a slow line."""
    return _FILE.match(path) is not None


def is_tip(path: str) -> bool:
    """Whether `path` is a page for sources."""
    return _TIP.match(path) is not None
