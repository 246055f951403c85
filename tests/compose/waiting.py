"""Waiting for what happens in other machines, where nothing can be awaited but the answer itself."""

import time
from collections.abc import Callable


def until(true: Callable[[], bool], seconds: float, explain: Callable[[], object] = lambda: "") -> None:
    """Return as soon as `true()` holds; fail with `explain()` when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s\n{explain()}")
        time.sleep(0.5)
