"""What definitions declare (country, methods, stages …), checked for all processes and indicators at once.

Equal declarations are checked once: the catalogue has few different ones.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.scoring.bits import Reasons, bit
from services.scoring.grouping import Bools
from services.scoring.indicator import BIDS, METHOD, METHOD_DETAILS, STATUS_DETAILS, Code, Indicator, Missing
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.tokens import ABSENT, Tokens, among

Verdicts = NDArray[np.uint8]
"""Why an indicator is not asked, as one of `_REFUSALS`; 0 where it is asked. The last three bits are its `Code`."""

_REFUSALS: tuple[tuple[Code, str | None], ...] = (
    (Code.NOT_COMPUTABLE, Missing.STATISTICS),
    (Code.NOT_COMPUTABLE, BIDS),
    (Code.NOT_COMPUTABLE, Missing.OPENING),
    (Code.NOT_COMPUTABLE, STATUS_DETAILS),
    (Code.NOT_COMPUTABLE, Missing.STAGE),
    (Code.NOT_NOW, None),
    (Code.NOT_APPLICABLE, None),  # by what is bought how
    (Code.NOT_COMPUTABLE, METHOD_DETAILS),
    (Code.NOT_APPLICABLE, None),  # by the method itself
    (Code.NOT_COMPUTABLE, METHOD),
    (Code.NOT_COMPUTABLE, METHOD_DETAILS),
    (Code.NOT_APPLICABLE, None),  # by competition or country
)
"""What is checked last comes first: of several refusals the highest number counts."""
_CODE, _PLACE = np.uint8(7), np.uint8(3)
STATISTICS, _BIDS, _OPENING, _NO_STAGE, _STAGE, _NOT_NOW, _NOT_SO, _NO_DETAILS, _OTHER_METHOD, *_rest = (
    np.uint8(place << _PLACE | code) for place, (code, _) in enumerate(_REFUSALS, 1)
)
_NO_METHOD, _NO_METHOD_DETAILS, _OTHER = _rest
_REASONS: Reasons = np.array([0, *(0 if name is None else bit(name) for _, name in _REFUSALS)], np.uint64)


def codes_of(refused: Verdicts) -> NDArray[np.uint8]:
    """The `Code` of each refusal."""
    return refused & _CODE


def reasons_of(refused: Verdicts) -> Reasons:
    """The bits of each refusal."""
    found: Reasons = _REASONS[refused >> _PLACE]
    return found


_Check = Callable[[Part], Verdicts]
_KINDS = ("country", "competitions", "methods", "not_methods", "cancelled", "also", "stages", "bids")
"""In the order in which they count."""


class Gates:
    """The declarations of some indicators, made ready."""

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        declared = [tuple(_declared(indicator, kind) for kind in _KINDS) for indicator in indicators]
        different = list(dict.fromkeys(declared))
        self._of = np.array([different.index(one) for one in declared], np.int64)
        """Which of the different declarations each indicator has."""
        self._size = len(different)
        self._checks: list[tuple[list[_Check], NDArray[np.int64]]] = []
        for place, kind in enumerate(_KINDS):
            values = [one[place] for one in different]
            real = [value for value in dict.fromkeys(values) if value is not None]
            if real:
                which = np.array([len(real) if value is None else real.index(value) for value in values], np.int64)
                self._checks.append(([_check(kind, value) for value in real], which))

    def refusals(self, part: Part) -> Verdicts:
        """For each indicator and process why it is not asked."""
        found = np.zeros((self._size, len(part)), np.uint8)
        for checks, which in self._checks:
            verdicts = np.zeros((len(checks) + 1, len(part)), np.uint8)
            for row, check in enumerate(checks):
                verdicts[row] = check(part)
            found = np.maximum(found, verdicts[which])
        return found[self._of]


def _declared(indicator: Indicator, kind: str) -> Hashable:
    """What an indicator declares of one kind; None for no condition."""
    value = getattr(indicator, kind)
    if kind == "competitions":
        return None if len(value) == len(Competition) else value
    if kind == "cancelled":
        return None if value else True
    return value or None


def _check(kind: str, value: Any) -> _Check:  # noqa: ANN401 - what `_declared` returns for the kind
    return _CHECKS[kind](value)


def _refused(where: Bools, verdict: np.uint8) -> Verdicts:
    return where.view(np.uint8) * verdict


def _unlike(column: Tokens, texts: Iterable[str], absent: np.uint8, other: np.uint8) -> Verdicts:
    """Where `column` is none of `texts`: `absent` where it says nothing, else `other`, which is the higher number."""
    wrong = ~among(column, texts)
    return np.maximum(_refused(wrong, absent), _refused(wrong & (column != ABSENT), other))


def _country(value: str) -> _Check:
    return lambda part: _refused(~among(part.processes.country, (value,)), _OTHER)


def _competitions(value: frozenset[Competition]) -> _Check:
    verdicts = np.full((2, len(Competition) + 1), _OTHER)  # the last place is that of -1, "not said"
    verdicts[:, Competition.UNKNOWN] = _NO_METHOD, _NO_METHOD_DETAILS  # elsewhere, and in Kyrgyzstan
    verdicts[:, [int(one) for one in value]] = 0
    return lambda part: verdicts[part.processes.kyrgyz.view(np.int8), part.processes.competition]


def _methods(value: frozenset[str]) -> _Check:
    return lambda part: _unlike(part.processes.details, value, _NO_DETAILS, _OTHER_METHOD)


def _not_methods(value: frozenset[str]) -> _Check:
    return lambda part: _refused(among(part.processes.details, value), _NOT_SO)


def _cancelled(_: object) -> _Check:
    return lambda part: _refused(part.processes.cancelled, _NOT_NOW)


def _also(value: Callable[[Part], Bools]) -> _Check:
    return lambda part: _refused(~value(part), _NOT_NOW)


def _stages(value: frozenset[str]) -> _Check:
    return lambda part: _unlike(part.processes.status_details, value, _NO_STAGE, _STAGE)


def _bids(_: object) -> _Check:
    return _sealed_or_none


def _sealed_or_none(part: Part) -> Verdicts:
    processes = part.processes
    sealed = processes.kyrgyz & ~processes.opened
    return np.maximum(_refused(processes.bids_listed == 0, _BIDS), _refused(sealed, _OPENING))


_CHECKS: dict[str, Callable[[Any], _Check]] = {
    "country": _country,
    "competitions": _competitions,
    "methods": _methods,
    "not_methods": _not_methods,
    "cancelled": _cancelled,
    "also": _also,
    "stages": _stages,
    "bids": _bids,
}
