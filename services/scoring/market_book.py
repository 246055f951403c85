"""Answers about regions and sectors, from the figures of markets."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Bools
from services.scoring.market_figures import MARKETS, VALUES, WORDS
from services.scoring.prices import ClassNames
from services.scoring.statistic import Columns, Known
from services.scoring.texts import Words
from services.scoring.tokens import token
from shared.contracts.market import AskMarket, Market, MarketFigures, MarketRate, MarketValue
from shared.errors import Refused

MOST_SECTORS, MOST_RATES = 100, 15
BROAD, NARROW = 2, 4
"""Digits of the classes that markets are counted by."""
ALL, NOT_STATED = 0, 1
NONE = "none"
"""Stands for buyers whose region is not stated."""
_MATRICES = ("levels", "raised", "computable")


class MarketBook:
    """The figures of one version, ready to be looked up."""

    def __init__(self, statistics: Mapping[str, Known], version: str, places: Mapping[str, int]) -> None:
        """`places` leads from an indicator to its slot."""
        self.version = version
        self._rows = _shaped(statistics[MARKETS])
        self._values = statistics[VALUES].columns
        self._say = Words(statistics[WORDS])
        self._names = ClassNames(statistics)
        self._places = places

    def answer(self, ask: AskMarket) -> Market:
        """Raises `Refused` for a market that nothing is known of, or that is not counted."""
        if ask.region is not None and ask.sector is not None and len(ask.sector) > BROAD:
            raise Refused("invalid", "Classes of four digits are counted for the country as a whole only.")
        region, sector = self._region(ask), token(ask.sector) if ask.sector else ALL
        scheme = self._scheme(ask, sector) if sector else ALL
        where = {"country": token(ask.country), "region": region, "scheme": scheme, "sector": sector}
        own = self._fitting(self._rows, where, ask.year)
        if not own.any():
            raise Refused("not_found", "Nothing is known of this market.")
        sectors = self._sectors(ask, where)
        return Market(
            whole=self._figures(where, ask.year),
            rates=self._rates(own, self._fitting(self._rows, where | _COUNTRY, ask.year)),
            years=[self._figures(where, int(year)) for year in np.unique(self._rows["year"][own])],
            regions=self._regions(ask, where),
            sectors=sectors[:MOST_SECTORS],
            sectors_total=len(sectors),
            figures=self.version,
        )

    # --- which market -------------------------------------------------------------------------------------------

    def _region(self, ask: AskMarket) -> int:
        if ask.region is None:
            return ALL
        return NOT_STATED if ask.region == NONE else token(ask.region)

    def _scheme(self, ask: AskMarket, sector: int) -> int:
        """The scheme asked for, else the one in which this class has the most processes."""
        if ask.scheme:
            return token(ask.scheme)
        rows = self._rows
        fits = (rows["country"] == token(ask.country)) & (rows["sector"] == sector) & (rows["region"] == ALL)
        schemes, place = np.unique(rows["scheme"][fits], return_inverse=True)
        counted = np.bincount(place, rows["processes"][fits])
        return int(schemes[np.argmax(counted)]) if len(schemes) else NOT_STATED

    def _fitting(self, rows: Columns, where: dict[str, int], year: int | None) -> Bools:
        fits: Bools = np.ones(len(rows["country"]), np.bool_)
        for name, value in where.items():
            fits &= rows[name] == value
        return fits if year is None else fits & (rows["year"] == year)

    # --- its parts ----------------------------------------------------------------------------------------------

    def _regions(self, ask: AskMarket, where: dict[str, int]) -> list[MarketFigures]:
        if ask.region is not None or (ask.sector is not None and len(ask.sector) > BROAD):
            return []
        others = {name: value for name, value in where.items() if name != "region"}
        fits = self._fitting(self._rows, others, ask.year) & (self._rows["region"] != ALL)
        found = [self._figures(where | {"region": int(one)}, ask.year) for one in np.unique(self._rows["region"][fits])]
        return sorted(found, key=lambda one: (one.region == NONE, one.region))

    def _sectors(self, ask: AskMarket, where: dict[str, int]) -> list[MarketFigures]:
        """Classes of two digits of a country or region; those of four digits within one of two."""
        if ask.sector is not None and (ask.region is not None or len(ask.sector) > BROAD):
            return []
        digits = BROAD if ask.sector is None else NARROW
        fixed = {name: where[name] for name in ("country", "region")}
        fits = self._fitting(self._rows, fixed, ask.year) & (self._rows["sector"] != ALL)
        if ask.sector is not None:
            fits &= self._rows["scheme"] == where["scheme"]
        pairs = np.unique(np.stack([self._rows["scheme"][fits], self._rows["sector"][fits]]), axis=1).T.tolist()
        wanted = [(scheme, sector) for scheme, sector in pairs if self._is_within(sector, digits, ask.sector)]
        found = [self._figures(where | {"scheme": scheme, "sector": sector}, ask.year) for scheme, sector in wanted]
        return sorted(found, key=lambda one: (-one.processes, one.sector or ""))

    def _is_within(self, sector: int, digits: int, whole: str | None) -> bool:
        text = self._say(sector) or ""
        return len(text) == digits and text.startswith(whole or "")

    # --- its figures --------------------------------------------------------------------------------------------

    def _figures(self, where: dict[str, int], year: int | None) -> MarketFigures:
        rows = (self._fitting(self._rows, where, year)).nonzero()[0]
        total = {name: int(column[rows].sum()) for name, column in self._rows.items() if column.ndim == 1}
        region, sector, scheme = where["region"], where["sector"], where["scheme"]
        named = self._names.rows(np.array([scheme]), np.array([sector]))[0] if sector else -1
        return MarketFigures(
            region=None if region == ALL else NONE if region == NOT_STATED else self._say(region),
            sector=self._say(sector) if sector else None,
            scheme=self._say(scheme) if scheme not in (ALL, NOT_STATED) else None,
            name=self._names.text(int(named)) if self._names.exact(int(named)) else None,
            example=None if self._names.exact(int(named)) else self._names.text(int(named)),
            year=year,
            processes=total["processes"],
            cancelled=total["cancelled"],
            made_up=total["made_up"],
            mixed=total["mixed"],
            values=self._sums(where, year),
            method_known=total["known"],
            competitive=total["competitive"],
            lots=total["lots"],
            lots_judged=total["judged"],
            lots_single=total["single"],
            bidders=total["bidders"],
            levels=self._rows["levels"][rows].sum(axis=0).tolist(),
        )

    def _sums(self, where: dict[str, int], year: int | None) -> list[MarketValue]:
        rows = (self._fitting(self._values, where, year)).nonzero()[0]
        currencies, place = np.unique(self._values["currency"][rows], return_inverse=True)
        amounts = np.bincount(place, self._values["amount"][rows], len(currencies))
        counts = np.bincount(place, self._values["n"][rows], len(currencies))
        found = [
            MarketValue(currency=self._say(currency) or "", amount=_exact(amount), processes=int(n))
            for currency, amount, n in zip(currencies.tolist(), amounts.tolist(), counts.tolist(), strict=True)
        ]
        return sorted(found, key=lambda one: -one.processes)

    def _rates(self, own: Bools, country: Bools) -> list[MarketRate]:
        """The indicators raised most often here."""
        raised, computable = self._counted(own)
        country_raised, country_computable = self._counted(country)
        found = [
            MarketRate(
                indicator=indicator,
                raised=int(raised[slot]),
                computable=int(computable[slot]),
                country_raised=int(country_raised[slot]),
                country_computable=int(country_computable[slot]),
            )
            for indicator, slot in self._places.items()
            if slot < len(raised) and raised[slot]
        ]
        return sorted(found, key=lambda one: (-one.raised, one.indicator))[:MOST_RATES]

    def _counted(self, where: Bools) -> Sequence[NDArray[np.int64]]:
        return [self._rows[name][where].sum(axis=0) for name in ("raised", "computable")]


_COUNTRY = {"region": ALL, "scheme": ALL, "sector": ALL}


def _shaped(statistic: Known) -> dict[str, NDArray[Any]]:
    """The columns; those that hold several numbers per row as a matrix again, however they were stored."""
    size = len(statistic.keys)
    return {
        name: column.reshape(size, -1) if name in _MATRICES and size else column
        for name, column in statistic.columns.items()
    }


def _exact(amount: float) -> Decimal:
    """Money as a decimal number with two places: sums of floats are no more exact than that."""
    return Decimal(f"{amount:.2f}")
