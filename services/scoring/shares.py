"""Shares of many organisations or classes, with the limit beyond which one stands out among its peers."""

from collections.abc import Callable

import numpy as np

from services.scoring.spreads import spreads
from services.scoring.statistic import Columns, Known, known

COUNTED = ("key", "group")
"""What rows are added up by: who the share is of, and among whom it is compared."""


def compared_shares(least: int) -> Callable[[Columns], Known]:
    """The `finish` of a statistic with the columns `key`, `group`, `n` (all cases) and `found` (those in question).

    For each key: `n`, `found`, `share`, `peers` (members of the group with at least `least` cases) and `upper`, the
    fence of their shares. Who has fewer cases is nobody's peer: one case of one would be a share of 100 per cent.
    """

    def finish(columns: Columns) -> Known:
        share = columns["found"] / columns["n"]
        enough = columns["n"] >= least
        peers = spreads({"key": columns["group"][enough], "share": share[enough]}, "share")
        rows = {
            "key": columns["key"],
            "n": columns["n"],
            "found": columns["found"],
            "share": share,
            "peers": np.nan_to_num(peers.at("n", columns["group"])),
            "upper": peers.at("upper", columns["group"]),
        }
        return known(rows)

    return finish
