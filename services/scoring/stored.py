"""Where the columns of processes lie, and which of them are still the newest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.scoring.sorting import stable_order


@dataclass(frozen=True, slots=True)
class StoredPart:
    """Where a part lies and which versions of which processes are in it."""

    id: int
    keys: NDArray[np.int64]
    versions: NDArray[np.int32]
    figured: bool
    """Whether the figures of all processes know of it."""


def newest_rows(parts: Sequence[StoredPart]) -> list[NDArray[np.int64]]:
    """Of each part the rows that hold the newest stored version of their process."""
    if not parts:
        return []
    keys = np.concatenate([part.keys for part in parts])
    versions = np.concatenate([part.versions for part in parts])
    order = stable_order(keys, versions)
    ordered = keys[order]
    last = np.ones(len(order), np.bool_)
    last[:-1] = ordered[1:] != ordered[:-1]
    living = np.zeros(len(keys), np.bool_)
    living[order[last]] = True
    ends = np.cumsum([len(part.keys) for part in parts])
    return [own.nonzero()[0] for own in np.split(living, ends[:-1])]
