"""Which bids won: an award names its bid, or else its suppliers are those who bid."""

import numpy as np

from services.scoring.grouping import Bools, token_at
from services.scoring.lookup import is_in
from services.scoring.part import Part
from services.scoring.tokens import Tokens, joined


def won_bids(part: Part) -> tuple[Bools, Bools]:
    """The bids that active awards of their lot are for, and the lots with an active award that no bid is found for."""
    bids, awards, of = part.bids, part.awards, part.awards_of_lot
    first = of.first(awards.active)[bids.lot]
    chosen, winner = token_at(awards.bid, first), token_at(awards.winner, first)
    won = np.where(chosen != 0, bids.id == chosen, (bids.bidder == winner) & (winner != 0))
    unplaced = of.some(awards.active) & ~part.bids_of_lot.some(won)
    several = of.count(awards.active) > 1
    if several.any():
        _of_several(part, several, won, unplaced)
    return won, unplaced


def _of_several(part: Part, several: Bools, won: Bools, unplaced: Bools) -> None:
    """The same for lots with several active awards, which are few: each award is looked for."""
    own = several[part.bids.lot].nonzero()[0]
    each = (several[part.awards.lot] & part.awards.active).nonzero()[0]
    bids, awards = part.bids.take(own), part.awards.take(each)
    named, made = joined(bids.lot + 1, bids.id), joined(bids.lot + 1, bids.bidder)
    chosen = joined(awards.lot + 1, awards.bid)
    winner = np.where(chosen == 0, joined(awards.lot + 1, awards.winner), 0)
    won[own] = _in(named, chosen) | _in(made, winner)
    unplaced[several] = False
    unplaced[awards.lot[~(_in(chosen, named) | _in(winner, made))]] = True


def _in(keys: Tokens, among: Tokens) -> Bools:
    found: Bools = is_in(keys, among) & (keys != 0)
    return found
