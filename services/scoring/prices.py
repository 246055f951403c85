"""Answers what things usually cost, from the figures of unit prices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.scoring.grouping import Bools, Rows
from services.scoring.price_index import CLASS_NAMES, LEAST, PRICE_WORDS, PRICED_THINGS, class_key
from services.scoring.price_reference import LEAST_DEVIATION, UNIT_PRICES
from services.scoring.spreads import NORMAL
from services.scoring.statistic import Known
from services.scoring.texts import Words, read
from services.scoring.tokens import Tokens, token
from services.scoring.units import folded, one_unit
from shared.contracts.market import AskPrices, PricedClass, Prices, UsualPrice
from shared.folding import answers, fold, fold_query

MOST_CLASSES = 50


@dataclass(frozen=True)
class Usual:
    """How far from the median the usual range reaches, and from how many processes on it is told: those of PR01."""

    deviations: float
    """Robust standard deviations of the logarithm."""
    peers: int


class ClassNames:
    """What classes are called."""

    def __init__(self, statistics: Mapping[str, Known]) -> None:
        self._names = statistics.get(CLASS_NAMES.name)

    def rows(self, scheme: Tokens, code: Tokens) -> Rows:
        """The row of each class; -1 for one that nobody described."""
        keys = class_key(scheme, code)
        return self._names.rows(keys) if self._names else np.full(len(keys), -1, np.int64)

    def text(self, row: int) -> str | None:
        """The most frequent description."""
        return read(self._names.columns["text"][row]) if self._names and row >= 0 else None

    def exact(self, row: int) -> bool:
        """Whether it describes the class itself, not only one within it."""
        return bool(self._names and row >= 0 and self._names.columns["exact"][row])


class PriceBook:
    """The figures of one version, ready to be looked up."""

    def __init__(self, statistics: Mapping[str, Known], version: str, usual: Usual) -> None:
        self.version = version
        self._usual = usual
        found = [statistics.get(each.name) for each in (PRICED_THINGS, PRICE_WORDS, UNIT_PRICES)]
        self._things, words, self._figures = (one or Known(np.zeros(0, np.int64)) for one in found)
        self._say = Words(words)
        self._names = ClassNames(statistics)

    def answer(self, ask: AskPrices) -> Prices:
        """What is known of the prices asked for."""
        if not len(self._things.keys):
            return self._said(ask, np.zeros(0, np.int64), np.zeros(0, np.int64))
        matching = self._matching(ask)
        narrowed = matching.copy()
        for name, wanted in self._narrowing(ask).items():
            narrowed &= self._things.columns[name] == wanted
        return self._said(ask, matching.nonzero()[0], narrowed.nonzero()[0])

    # --- which rows ---------------------------------------------------------------------------------------------

    def _matching(self, ask: AskPrices) -> Bools:
        """Rows of the classes asked for, in any unit, currency and year."""
        columns = self._things.columns
        fits: Bools = columns["country"] == token(ask.country)
        if ask.scheme:
            fits &= columns["scheme"] == token(ask.scheme)
        if ask.code:
            fits &= np.isin(columns["code"], self._codes_beginning(ask.code))
        if ask.words:
            fits &= np.isin(self._class, self._classes_called(ask.words))
        return fits

    def _narrowing(self, ask: AskPrices) -> dict[str, int]:
        unit = int(one_unit(np.array([token(folded(ask.unit))], np.int64))[0]) if ask.unit else None
        wanted = {"unit": unit, "currency": token(ask.currency) if ask.currency else None, "year": ask.year}
        return {name: value for name, value in wanted.items() if value is not None}

    def _codes_beginning(self, beginning: str) -> Tokens:
        wanted = beginning.strip()
        return np.array([code for code, text in self._codes.items() if text.startswith(wanted)], np.int64)

    def _classes_called(self, words: str) -> Tokens:
        query = fold_query(words)
        return np.array([key for key, own in self._folded.items() if answers(own, query)], np.int64)

    @cached_property
    def _class(self) -> Tokens:
        return class_key(self._things.columns["scheme"], self._things.columns["code"])

    @cached_property
    def _codes(self) -> dict[int, str]:
        return {int(code): self._say(int(code)) or "" for code in np.unique(self._things.columns["code"])}

    @cached_property
    def _name_rows(self) -> Rows:
        return self._names.rows(self._things.columns["scheme"], self._things.columns["code"])

    @cached_property
    def _folded(self) -> dict[int, frozenset[str]]:
        keys, first = np.unique(self._class, return_index=True)
        names = (self._names.text(int(self._name_rows[row])) for row in first)
        return {int(key): frozenset(fold(name)) for key, name in zip(keys, names, strict=True) if name}

    # --- what they say ------------------------------------------------------------------------------------------

    def _said(self, ask: AskPrices, matching: Rows, narrowed: Rows) -> Prices:
        classes = self._classes(matching)
        items = sorted(map(self._item, narrowed.tolist()), key=lambda one: (one.code, one.unit, one.currency, one.year))
        return Prices(
            items=items[: ask.limit],
            total=len(items),
            classes=classes[:MOST_CLASSES],
            classes_total=len(classes),
            units=self._texts("unit", matching),
            currencies=self._texts("currency", matching),
            years=np.unique(self._things.columns["year"][matching]).tolist() if len(matching) else [],
            least=LEAST,
            peers=self._usual.peers,
            figures=self.version,
        )

    def _texts(self, name: str, rows: Rows) -> list[str]:
        tokens: Iterable[int] = np.unique(self._things.columns[name][rows]).tolist() if len(rows) else []
        return sorted(text for text in map(self._say, tokens) if text)

    def _classes(self, rows: Rows) -> list[PricedClass]:
        if not len(rows):
            return []
        columns = self._things.columns
        _, first, place = np.unique(self._class[rows], return_index=True, return_inverse=True)
        n = np.bincount(place, columns["n"][rows])
        found = [
            PricedClass(
                scheme=self._say(int(columns["scheme"][row])),
                code=self._codes[int(columns["code"][row])],
                name=self._names.text(int(self._name_rows[row])),
                n=int(count),
            )
            for row, count in zip(rows[first].tolist(), n.tolist(), strict=True)
        ]
        return sorted(found, key=lambda one: (-one.n, one.code))

    def _item(self, row: int) -> UsualPrice:
        columns, key = self._things.columns, self._things.keys[row : row + 1]
        q1, median, q3, mad = (float(self._figures.at(name, key)[0]) for name in ("q1", "median", "q3", "mad"))
        reach = self._usual.deviations * max(NORMAL * mad, LEAST_DEVIATION)
        n = int(columns["n"][row])
        told = n >= self._usual.peers
        return UsualPrice(
            scheme=self._say(int(columns["scheme"][row])),
            code=self._codes[int(columns["code"][row])],
            name=self._names.text(int(self._name_rows[row])),
            unit=self._say(int(columns["unit"][row])) or "",
            currency=self._say(int(columns["currency"][row])) or "",
            year=int(columns["year"][row]),
            n=n,
            paid=int(columns["paid"][row]),
            made_up=int(columns["made_up"][row]),
            median=_price(median),
            q1=_price(q1),
            q3=_price(q3),
            low=_price(median - reach) if told else None,
            high=_price(median + reach) if told else None,
        )


def _price(logarithm: float) -> float:
    """As money: two decimals, for what costs less than a unit of money four significant digits."""
    price = float(np.exp(logarithm))
    return round(price, 2) if price >= 1 else float(f"{price:.4g}")
