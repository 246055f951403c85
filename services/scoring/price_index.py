"""Which prices are known, and what things are called: the rows and the words of the price explorer.

`PRICED_THINGS` lists what `price_reference.UNIT_PRICES` has figures of, `PRICE_WORDS` has the texts behind its tokens,
and `CLASS_NAMES` the description that publishers give most often to a class.
"""

import numpy as np

from services.scoring.grouping import Rows
from services.scoring.markets import or_any
from services.scoring.part import Part
from services.scoring.price_reference import priced
from services.scoring.statistic import Columns, Known, Statistic, known, summed
from services.scoring.texts import spoken, words, written
from services.scoring.tokens import ABSENT, Tokens, joined, token
from services.scoring.units import SAME_UNITS, one_unit

LEAST = 5
"""Prices that fewer processes tell are nobody's business to compare."""
NAME_WIDTH = 200
"""Bytes of the name of a class."""
_KINDS = ("key", "country", "scheme", "code", "unit", "currency", "year")
_UNIT_NAMES = {token(unit): unit for unit in SAME_UNITS}
_CANDIDATES = 20
"""Different descriptions of one class that a part contributes: whoever writes a text of their own for each item
does not name the class."""


def _kinds(part: Part) -> tuple[Rows, Columns]:
    """For each kind of thing with a price in each process an item of it, and what it is counted by."""
    items, found, of = part.items, priced(part), part.items.process
    rows = ((found.key != 0) & ~part.processes.cancelled[of]).nonzero()[0]
    _, first = np.unique(joined(of[rows] + 1, found.key[rows]), return_index=True)
    rows = rows[first]
    return rows, {
        "key": found.key[rows],
        "country": part.processes.country[of[rows]],
        "scheme": items.scheme[rows],
        "code": items.code[rows],
        "unit": one_unit(items.unit)[rows],
        "currency": found.currency[rows],
        "year": found.year[rows],
    }


def _things(part: Part) -> Columns:
    rows, kinds = _kinds(part)
    return dict(kinds) | {
        "n": np.ones(len(rows), np.int64),
        "paid": priced(part).paid[rows].astype(np.int64),
        "made_up": part.processes.made_up[part.items.process[rows]].astype(np.int64),
    }


def _finish_things(rows: Columns) -> Known:
    enough = rows["n"] >= LEAST
    return known({name: column[enough] for name, column in rows.items()})


PRICED_THINGS = Statistic(name="priced_things", version="1", collect=_things, by=_KINDS, finish=_finish_things)


def _words(part: Part) -> Columns:
    kinds = _kinds(part)[1]
    names = ("country", "scheme", "code", "unit", "currency")
    return words(part, *(kinds[name] for name in names), more=_UNIT_NAMES)


PRICE_WORDS = Statistic(name="price_words", version="1", collect=_words, by=("key", "text"), finish=spoken)


# --- what classes are called ----------------------------------------------------------------------------------------


def class_key(scheme: Tokens, code: Tokens) -> Tokens:
    """Under which a class is looked up; `code` is a whole code or its first two or four digits."""
    return joined(or_any(scheme), code)


def _names(part: Part) -> Columns:
    """Descriptions of codes, and of the classes of two and four digits they belong to."""
    items = part.items
    rows = ((items.description != ABSENT) & (items.code != ABSENT)).nonzero()[0]
    kind = joined(or_any(items.scheme)[rows], items.code[rows], items.description[rows])
    _, first, n = np.unique(kind, return_index=True, return_counts=True)
    rows = rows[first]
    text = written(part, items.description[rows], NAME_WIDTH)
    own = np.array([len((part.text(code) or "").split("-")[0].rstrip("0")) for code in items.code[rows]], np.int64)
    pieces = [
        {
            "key": class_key(items.scheme, column)[rows],
            "exact": (own <= digits).astype(np.int64),
            "text": text,
            "n": n.astype(np.int64),
        }
        for column, digits in ((items.code, 64), (items.class4, 4), (items.class2, 2))
    ]
    whole = {name: np.concatenate([one[name] for one in pieces]) for name in pieces[0]}
    told = whole["key"] != 0
    return _frequent({name: column[told] for name, column in whole.items()})


def _frequent(rows: Columns) -> Columns:
    """The `_CANDIDATES` most frequent descriptions of each class, those of exactly this class first."""
    rows = summed(rows, ("key", "exact", "text"))
    order = np.lexsort((-rows["n"], -rows["exact"], rows["key"]))
    keys = rows["key"][order]
    place = np.arange(len(keys)) - np.searchsorted(keys, keys)
    kept = order[place < _CANDIDATES]
    return {name: column[kept] for name, column in rows.items()}


def _finish_names(rows: Columns) -> Known:
    """For each class its most frequent description; `exact` is 0 when it describes a narrower class within it."""
    order = np.lexsort((rows["text"], -rows["n"], -rows["exact"], rows["key"]))
    keys = rows["key"][order]
    first = order[np.flatnonzero(np.diff(keys, prepend=ABSENT))]
    return known({name: column[first] for name, column in rows.items()})


CLASS_NAMES = Statistic(
    name="class_names", version="1", collect=_names, by=("key", "exact", "text"), finish=_finish_names
)
