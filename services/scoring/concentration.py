"""Who supplies a market: the shares of suppliers and how concentrated they make it.

A market is a country, the first four digits of a class, the buyer's region where it is known, and one currency, over a
calendar year and the two before it. Only awards after competition count: what is bought from a monopoly without any
says nothing about a market. An award for several lots, or for lots of mixed classes, belongs to no market.
"""

import numpy as np

from services.scoring.grouping import Floats, Rows, token_at
from services.scoring.markets import market_of_lot, won, year_of
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import Grouped, first_of, windowed
from services.scoring.statistic import Columns, Known, Statistic, known, summed
from services.scoring.tokens import Tokens, joined

COMPARED = (Competition.COMPETITIVE, Competition.RESTRICTED)
BY = ("market", "currency", "year", "supplier", "buyer")


def collect(part: Part) -> Columns:
    """Awards and their value by market, year, supplier and buyer."""
    processes, year = part.processes, year_of(part)
    compared = np.isin(processes.competition, [int(one) for one in COMPARED])
    found = won(part, compared & (year != 0) & (processes.buyer != 0))
    market = token_at(market_of_lot(part), found.lot)
    kept = (market != 0) & (found.currency != 0)
    columns = {
        "market": market,
        "currency": found.currency,
        "year": year[found.process],
        "supplier": found.supplier,
        "buyer": processes.buyer[found.process],
        "amount": found.amount,
        "awards": np.ones(len(market)),
    }
    return {name: column[kept] for name, column in columns.items()}


def finish(columns: Columns) -> Known:
    """A row for each market, and one for each supplier in it."""
    rows = windowed(columns, BY)
    rows = dict(rows) | {"key": joined(rows["market"], rows["currency"], rows["year"])}
    ones = np.ones(len(rows["key"]))
    pairs = summed(
        {name: rows[name] for name in ("key", "supplier", "amount", "awards")} | {"buyers": ones}, ("key", "supplier")
    )
    key, named = pairs["key"], pairs["supplier"] != 0
    bought = first_of(joined(rows["key"], rows["buyer"]))
    buyers = summed({"key": rows["key"], "buyers": bought.astype(np.float64)}, ("key",))
    markets = Grouped(key)
    share, counted = (pairs[name] / markets.total(pairs[name]) for name in ("amount", "awards"))
    figures = {
        "market_awards": markets.total(pairs["awards"]),
        "market_buyers": known(buyers).at("buyers", key),
        "suppliers": markets.total(named.astype(np.float64)),
        "concentration": markets.total(np.where(named, share**2, 0)),
        "counted": markets.total(np.where(named, counted**2, 0)),
    }
    of_firms = {"key": joined(key, pairs["supplier"]), "share": share, "awards": pairs["awards"]}
    of_firms["buyers"] = pairs["buyers"]
    return known(_stacked(of_firms | figures, named.nonzero()[0], {"key": key} | figures, markets.first().nonzero()[0]))


def _stacked(first: Columns, rows: Rows, second: Columns, others: Rows) -> Columns:
    """Rows of both under each other; NaN where the second lacks a column."""
    return {
        name: np.concatenate([column[rows], second[name][others] if name in second else _none(len(others))])
        for name, column in first.items()
    }


def _none(size: int) -> Floats:
    return np.full(size, np.nan)


def market_key(part: Part, lot: Rows, currency: Tokens) -> Tokens:
    """The key of a market in the statistic, for lots and their currencies; -1 for no lot."""
    of = part.lots.process[lot] if len(part.lots) else lot
    return joined(token_at(market_of_lot(part), lot), currency, year_of(part)[of])


CONCENTRATION = Statistic(name="market_shares", version="1", collect=collect, finish=finish, by=BY)
