"""Shares of many organisations or classes, with the limit beyond which one stands out among its peers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Floats, or_zero
from services.scoring.indicator import Json, Parameters, reaches
from services.scoring.spreads import NOTHING_KNOWN, spreads
from services.scoring.statistic import Columns, Known, known
from services.scoring.tokens import Tokens

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
            "peers": or_zero(peers.at("n", columns["group"])),
            "upper": peers.at("upper", columns["group"]),
        }
        return known(rows)

    return finish


@dataclass(frozen=True)
class Standing:
    """How the share of each key stands among its peers."""

    n: Floats
    found: Floats
    share: Floats
    limit: Floats
    """The fence of the peers, or the floor where that is higher."""
    few: Bools
    """Too few cases of its own, or too few peers."""
    out: Bools
    """It stands out."""

    def said(self, row: int) -> dict[str, Json]:
        """Its counts, for the parameters of an answer."""
        return {"found": int(np.nan_to_num(self.found[row])), "of": int(np.nan_to_num(self.n[row]))}


def standing(figures: Known | None, keys: Tokens, parameters: Parameters) -> Standing:
    """Compare, with the parameters `floor`, `minimum_cases` and `minimum_peers`."""
    figures = figures or NOTHING_KNOWN
    n, found, share = (figures.at(name, keys) for name in ("n", "found", "share"))
    limit = np.maximum(figures.at("upper", keys), parameters["floor"])
    enough = (n >= parameters["minimum_cases"]) & (figures.at("peers", keys) >= parameters["minimum_peers"])
    return Standing(n, found, share, limit, ~enough, reaches(share, limit))
