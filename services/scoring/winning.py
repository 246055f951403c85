"""Which bids won: an award names its bid, or else its suppliers are those who bid."""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.part import Part
from services.scoring.tokens import Tokens, joined


def won_bids(part: Part) -> tuple[Bools, Bools]:
    """The bids that active awards of their lot are for, and the lots with an active award that no bid is found for."""
    bids, awards = part.bids, part.awards
    named = joined(bids.lot + 1, bids.id)
    made = joined(bids.lot + 1, np.where(bids.named, bids.bidder, 0))
    chosen = joined(awards.lot + 1, awards.bid)
    winner = np.where(chosen == 0, joined(awards.lot + 1, awards.winner), 0)
    won = _in(named, chosen[awards.active]) | _in(made, winner[awards.active])
    placed = _in(chosen, named) | _in(winner, made)
    return won, part.awards_of_lot.some(awards.active & ~placed)


def _in(keys: Tokens, among: Tokens) -> Bools:
    found: Bools = np.isin(keys, among) & (keys != 0)
    return found
