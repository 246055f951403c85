"""Official rules that compare with tables over all tenders: 3, 4, 6, 8, 14, 17."""

import numpy as np

from services.scoring.amounts import BISHKEK_SECONDS, local_years
from services.scoring.earlier import ADDITIONAL, ANNUAL
from services.scoring.grouping import Floats, Grouping, Ints, at, token_at
from services.scoring.histories import last
from services.scoring.indicators.kg14 import finish as wins
from services.scoring.indicators.kg17 import finish as sums
from services.scoring.mkrai.known import LIVE, Known, latest
from services.scoring.tokens import Tokens, among, joined

_SINGLE_BID_LOTS = 19


def repeated(known: Known) -> Ints:
    """3: the buyer has a signed additional purchase of one of the item classes this year.

    Trap: "this year" is that of computing, and whether it came before does not matter.
    """
    part = known.part
    processes, of = part.processes, part.items.process
    signed = among(processes.rationale, [ADDITIONAL]) & among(processes.status_details, ["contractSigned"])
    signed &= local_years(processes.published) == known.year
    key = joined(processes.buyer[of], part.items.code)
    bought = np.unique(key[known.listed & signed[of]])
    again = known.listed & (key != 0) & np.isin(key, bought)
    return part.items_of_process.some(again).astype(np.int64)


def cancelled(known: Known) -> Ints:
    """4: a competitive lot of the same buyer and class was cancelled at most five days before publication.

    Traps: a cancellation after publication passes too (the difference is negative); only the latest one per buyer and
    class is kept; a lot cancelled in a finished tender has that tender's date, which is not when it was cancelled.
    """
    part = known.part
    processes, items, of = part.processes, part.items, part.items.process
    whole = known.good & known.comp3 & among(processes.status, ["cancelled"])
    lot = (known.comp3 & known.finished)[of] & among(known.lot_of_item, ["cancelled"])
    key = joined(processes.buyer[of], items.code)
    gone = (whole[of] | lot) & (items.lot >= 0) & (key != 0) & ~np.isnan(processes.dated[of])
    date = latest(key[gone], processes.dated[of[gone]], key)
    soon = known.listed & (_day(processes.published)[of] - _day(date) <= 5)
    return part.items_of_process.some(soon).astype(np.int64)


def _day(moments: Floats) -> Floats:
    return np.floor((moments + BISHKEK_SECONDS) / 86_400)


def fewer_bidders(known: Known) -> Ints:
    """6: for an item of an active lot, at least 30 % fewer bidders than the mean of its class and region.

    Traps: the mean is over all years and any number of lots, even one; a lot counts once per item; lots nobody bid for
    count neither here nor there. Regions are told apart by what this house reads from their names.
    """
    part = known.part
    items, of = part.items, part.items.process
    bidders = part.bids_of_lot.distinct(part.bids.bidder).astype(np.float64)
    found = np.nan_to_num(at(bidders, items.lot))
    key = joined(part.processes.region[of], items.code)
    counts = (known.finished & known.comp3)[of] & among(known.lot_of_item, LIVE) & (found > 0) & (key != 0)
    keys, same = np.unique(key[counts], return_inverse=True)
    means = np.round(np.bincount(same, found[counts]) / np.maximum(np.bincount(same), 1) + 1e-9, 2)
    place = np.minimum(np.searchsorted(keys, key), max(len(keys) - 1, 0))
    mean = np.where(keys[place] == key, means[place], np.nan) if len(keys) else np.full(len(key), np.nan)
    few = (mean - found) / mean * 100 >= 30
    few &= (found > 0) & among(known.lot_of_item, ["active"])
    return part.items_of_process.some(few).astype(np.int64)


def single_bids(known: Known) -> Ints:
    """8: a lot with one bidder, and the buyer has at least 19 lots with a single valid bid this year.

    Traps: "this year" is that of computing; a lot of any status counts, even a cancelled one. A bid that was turned
    away for the lot counts as disqualified here.
    """
    part = known.part
    processes, lots, bids = part.processes, part.lots, part.bids
    counts = known.good & among(processes.details, ["oneStage", "twostage"])
    counts &= (local_years(processes.published) == known.year) & (processes.buyer != 0)
    alone = part.bids_of_lot.count(among(bids.status, ["valid"])) == 1
    buyer = processes.buyer[lots.process[alone & counts[lots.process]]]
    buyers, number = np.unique(buyer, return_counts=True)
    often = np.isin(processes.buyer, buyers[number >= _SINGLE_BID_LOTS])
    one = part.bids_of_lot.distinct(bids.bidder, among(bids.status, ["active", "pending", "valid"])) == 1
    return (part.lots_of_process.some(one) & often).astype(np.int64)


def captive(known: Known) -> Ints:
    """14: a supplier whose only buyer in finished competitive tenders, before this one, is this buyer.

    Traps: one such tender is enough; suppliers are all parties called so; what is earlier is told by `tender.date`.
    """
    part = known.part
    processes, parties = part.processes, part.parties
    of = parties.process
    counts = known.finished & known.comp3 & (processes.awards_listed > 0) & (processes.buyer != 0)
    won = parties.supplies & counts[of]
    history = wins({"key": parties.firm[won], "moment": processes.dated[of[won]], "buyer": processes.buyer[of[won]]})
    row = last(history, parties.firm, processes.published[of])
    own = token_at(history.columns["buyer"], row) == processes.buyer[of]
    only = parties.supplies & (row >= 0) & own & (at(history.columns["others"].astype(np.float64), row) == 0)
    return part.parties_of_process.some(only).astype(np.int64)


def over_a_million(known: Known) -> Ints:
    """17: annual purchases of a class from one supplier, earlier ones of the year and this, exceed a million som.

    Traps: without earlier ones the sum is unknown, so that it is never raised, whatever this one is worth; worth is
    quantity times offered price, once for each award of the bid (here only of items in lots that it won).
    """
    part = known.part
    processes, items = part.processes, part.items
    key, worth = _purchases(known)
    year = local_years(processes.dated)
    counts = known.good & among(processes.rationale, [ANNUAL]) & among(processes.status, ["complete"])
    counts &= year >= known.year - 1
    priced = (key != 0) & ~np.isnan(worth)
    past = priced & counts[items.process]
    history = sums({"key": key[past], "moment": processes.dated[items.process[past]], "amount": worth[past]})
    before = at(history.columns["sum"], last(history, key, processes.dated[items.process]))
    _, same = np.unique(joined(items.process + 1, np.where(priced, key, 1)), return_inverse=True)
    here = np.bincount(same, np.where(priced, worth, 0), int(same.max(initial=-1)) + 1)[same]
    return part.items_of_process.some(priced & (before + here > 1_000_000)).astype(np.int64)


def _purchases(known: Known) -> tuple[Tokens, Floats]:
    """For each item: buyer, supplier, six-digit class and year; and what was paid for it."""
    part = known.part
    items, awards, of = part.items, part.awards, part.items.process
    award = token_at(part.awards_of_lot.first(awards.active) + 1, items.lot) - 1
    bid = joined(part.award_process + 1, awards.bid)
    times = Grouping(np.unique(bid, return_inverse=True)[1], len(bid)).count(awards.active)
    times = times[np.unique(bid, return_inverse=True)[1]] if len(bid) else times
    year = local_years(part.processes.published)
    key = joined(part.processes.buyer[of], token_at(awards.firm, award), items.class6, year[of])
    return key, items.quantity * items.offered * at(times.astype(np.float64), award)
