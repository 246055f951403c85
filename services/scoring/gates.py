"""What definitions declare (country, methods, stages …), checked for all processes and indicators at once.

Equal declarations are checked once: the catalogue has few different ones.
"""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from services.scoring.bits import Reasons, bit
from services.scoring.grouping import Bools
from services.scoring.indicator import BIDS, METHOD, METHOD_DETAILS, STATUS_DETAILS, Code, Indicator, Missing
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.tokens import among

Verdicts = NDArray[np.uint8]
"""Why an indicator is not asked, as a place in `_REFUSALS`; 0 where it is asked."""

_REFUSALS: tuple[tuple[Code, str | None], ...] = (
    (Code.NEVER_ASKED, None),
    (Code.NOT_APPLICABLE, None),
    (Code.NOT_NOW, None),
    (Code.NOT_COMPUTABLE, METHOD_DETAILS),
    (Code.NOT_COMPUTABLE, METHOD),
    (Code.NOT_COMPUTABLE, STATUS_DETAILS),
    (Code.NOT_COMPUTABLE, Missing.STAGE),
    (Code.NOT_COMPUTABLE, Missing.OPENING),
    (Code.NOT_COMPUTABLE, BIDS),
    (Code.NOT_COMPUTABLE, Missing.STATISTICS),
)
_OTHER, _NOT_NOW, _NO_DETAILS, _NO_METHOD, _NO_STAGE, _STAGE, _OPENING, _BIDS, STATISTICS = range(1, len(_REFUSALS))
REFUSED_CODES = np.array([code for code, _ in _REFUSALS], np.uint8)
"""The code of each refusal."""
REFUSED_REASONS: Reasons = np.array([0 if name is None else bit(name) for _, name in _REFUSALS], np.uint64)
"""The bits of each refusal."""

_Check = Callable[[Part], Verdicts]
_KINDS = ("country", "competitions", "methods", "not_methods", "cancelled", "also", "stages", "bids")
"""In the order in which they are checked: the first refusal counts."""


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
            np.copyto(found, verdicts[which], where=found == 0)
        return found[self._of]


def _declared(indicator: Indicator, kind: str) -> Hashable:
    """What an indicator declares of one kind; None for no condition."""
    value = getattr(indicator, kind)
    if kind == "competitions":
        return None if len(value) == len(Competition) else value
    if kind == "cancelled":
        return None if value else True
    return value or None


def _check(kind: str, value: object) -> _Check:
    return lambda part: _CHECKS[kind](part, value)


def _refused(where: Bools, verdict: int) -> Verdicts:
    return where * np.uint8(verdict)


def _country(part: Part, value: str) -> Verdicts:
    return _refused(~among(part.processes.country, (value,)), _OTHER)


def _competitions(part: Part, value: frozenset[Competition]) -> Verdicts:
    verdicts = np.full(len(Competition) + 1, _OTHER, np.uint8)  # the last place is that of -1, "not said"
    verdicts[Competition.UNKNOWN] = _NO_METHOD
    verdicts[[int(one) for one in value]] = 0
    found = verdicts[part.processes.competition]
    found[part.processes.kyrgyz & (found == _NO_METHOD)] = _NO_DETAILS
    return found


def _methods(part: Part, value: frozenset[str]) -> Verdicts:
    details = part.processes.details
    return np.where(among(details, value), 0, np.where(details == 0, _NO_DETAILS, _OTHER)).astype(np.uint8)


def _not_methods(part: Part, value: frozenset[str]) -> Verdicts:
    return _refused(among(part.processes.details, value), _OTHER)


def _cancelled(part: Part, _: object) -> Verdicts:
    return _refused(part.processes.cancelled, _NOT_NOW)


def _also(part: Part, value: Callable[[Part], Bools]) -> Verdicts:
    return _refused(~value(part), _NOT_NOW)


def _stages(part: Part, value: frozenset[str]) -> Verdicts:
    stage = part.processes.status_details
    return np.where(among(stage, value), 0, np.where(stage == 0, _NO_STAGE, _STAGE)).astype(np.uint8)


def _bids(part: Part, _: object) -> Verdicts:
    processes = part.processes
    sealed = processes.kyrgyz & ~processes.opened
    return np.where(sealed, _OPENING, np.where(processes.bids_listed == 0, _BIDS, 0)).astype(np.uint8)


_CHECKS: dict[str, Callable[[Part, object], Verdicts]] = {
    "country": _country,  # type: ignore[dict-item]  # each takes what `_declared` returns for its kind
    "competitions": _competitions,  # type: ignore[dict-item]
    "methods": _methods,  # type: ignore[dict-item]
    "not_methods": _not_methods,  # type: ignore[dict-item]
    "cancelled": _cancelled,
    "also": _also,  # type: ignore[dict-item]
    "stages": _stages,  # type: ignore[dict-item]
    "bids": _bids,
}
