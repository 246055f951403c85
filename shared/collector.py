"""Python's garbage collector, told how much of its work is worth doing here."""

import ctypes
import gc
from contextlib import suppress


def calm_collector() -> None:
    """Let the garbage collector look less often: decoded JSON dies without it (measured: a fifth less CPU)."""
    gc.collect()  # what starting left behind goes first, and its memory back to the system
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    give_back()


def give_back() -> None:
    """Give memory that a burst of work left free back to the system; takes some milliseconds."""
    with suppress(AttributeError):  # a C library other than glibc has no malloc_trim
        ctypes.CDLL(None).malloc_trim(0)
