"""Official rules that look at the tender a purchase refers to: 2, 15, 18."""

import numpy as np

from services.scoring.earlier import linked, pairs
from services.scoring.grouping import Bools, Grouping, Ints, Rows, at, is_at, token_at
from services.scoring.methods import COMP3
from services.scoring.mkrai.known import Known
from services.scoring.tokens import among, joined

INCORRECT = -1


def no_tender_before(known: Known) -> Ints:
    """2: an additional purchase names no earlier tender, an unknown one, or one from a single source.

    Trap: the earlier tender is found by its number without letters, so that a number with letters is never found.
    """
    link = linked(known.part)
    row = known.by_number(token_at(known.part.links.number, link))
    single = among(known.part.processes.details, ["singleSource"])
    return ((row < 0) | is_at(single, row)).astype(np.int64)


def does_not_fit(known: Known) -> Ints:
    """15: an additional purchase that does not fit the earlier tender; see the steps.

    Traps: awards, and so unit prices and sums, hardly exist while the purchase is open, so that the last two steps are
    nearly never reached; an unknown earlier tender has no classes and is raised.
    """
    part = known.part
    link = linked(part, "prior")
    row = known.by_ocid(token_at(part.links.ocid, link))
    odd = _is_other(known, row, "details", COMP3) | _is_other(
        known, row, "status_details", {"contractSigned", "evaluationComplete"}
    )
    lacking = ~is_at(part.items_of_process.some(known.listed), row) | _new_class(known, row)
    value = np.where(_larger(known, row), 1, 0)
    value = np.where(_other_price(known, row), INCORRECT, value)
    value = np.where(odd | lacking, 1, value)
    return np.where(link < 0, INCORRECT, value).astype(np.int64)


def _is_other(known: Known, row: Rows, name: str, words: frozenset[str] | set[str]) -> Bools:
    """Whether the earlier tender says something else than `words`; a tender that says nothing, or is not known, not."""
    said = token_at(getattr(known.part.processes, name), row)
    other: Bools = (said != 0) & ~among(said, words)
    return other


def _new_class(known: Known, row: Rows) -> Bools:
    items = known.part.items
    own = items.process
    key = joined(own + 1, items.code)
    earlier = joined(row[own] + 1, items.code)
    return known.part.items_of_process.some(known.listed & ~np.isin(earlier, key[known.listed]))


def _other_price(known: Known, row: Rows) -> Bools:
    """Whether an awarded unit price is not among those of the same class in the earlier tender."""
    items = known.part.items
    priced = ~np.isnan(items.offered) & (items.code != 0)
    price = np.where(priced, items.offered, 0.0).view(np.int64)
    key = joined(items.process + 1, items.code, price)
    earlier = joined(row[items.process] + 1, items.code, price)
    return known.part.items_of_process.some(priced & ~np.isin(earlier, key[priced]))


def _larger(known: Known, row: Rows) -> Bools:
    awards, of = known.part.awards, known.part.awards_of_process
    counts = awards.active & awards.whole & ~np.isnan(awards.amount)
    total = np.where(of.some(counts), of.total(awards.amount, counts), np.nan)
    return total / at(total, row) * 100 > 5


def did_not_fail(known: Known) -> Ints:
    """18: "two failed tenders" that are not named, did not fail, or had other classes or units.

    Traps: a tender that is not known is raised by way of its units; a purchase that names earlier processes of another
    kind only is never raised; one failed tender is enough.
    """
    part = known.part
    links, of = part.links, part.links_of_process
    failed = among(links.relationship, ["unsuccessfulProcess"])
    row = known.by_ocid(links.ocid)
    odd = _is_other(known, row, "details", COMP3) | _is_other(known, row, "status_details", {"unsuccessful"})
    raised = (of.count() == 0) | of.some(failed & (odd | _about_something_else(known, row)))
    return np.where(raised, 1, 0)


def _about_something_else(known: Known, row: Rows) -> Bools:
    """For each link: a class or unit to be bought that the tender it leads to has not."""
    items, every = known.part.items, known.part.items.award < 0
    link, item = pairs(known.part, np.arange(len(row)))
    wanted = known.listed[item]
    link, item = link[wanted], item[wanted]
    there = row[link] + 1
    unit = joined(items.process + 1, items.code, items.unit_id)
    classed = joined(items.process + 1, items.code)
    any_class = is_at(known.part.items_of_process.some(every & (items.code != 0)), row[link])
    no_class = any_class & ~np.isin(joined(there, items.code[item]), classed[every])
    no_unit = ~np.isin(joined(there, items.code[item], items.unit_id[item]), unit[every & (unit != 0)])
    return Grouping(link, len(row)).some(no_class | no_unit)
