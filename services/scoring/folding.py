"""Answers about lots as one answer per process, for all indicators at once.

Raised when any live lot is; else not computable when any is, since "clear" speaks for the whole process; else clear.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.scoring.bits import Reasons, bit
from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import Answers, Code, Indicator, Missing
from services.scoring.part import Part

Codes = NDArray[np.uint8]
_DEAD, _NOTHING, _CLEAR, _LOST, _RAISED = range(5)
"""What a lot says, in the order of what decides; `_DEAD` is a lot that does not count."""


class FoldedLots:
    """What some indicators say about the lots of a part, and so about its processes."""

    def __init__(self, part: Part, indicators: Sequence[Indicator], answers: Sequence[Answers]) -> None:
        self._part, self._indicators, self._answers = part, indicators, answers
        lots = part.lots
        rows = np.empty((len(answers), len(lots)), np.uint8)
        for row, one in zip(rows, answers, strict=True):
            np.multiply(one.raised, np.uint8(_RAISED - _CLEAR), out=row)
            row += np.uint8(_CLEAR)
            for _, where in one.missing:
                np.putmask(row, where, _LOST)
            if one.nothing is not None:
                np.putmask(row, one.nothing, _NOTHING)
        if lots.mixed.any():
            apart = np.array([not one.mixed for one in indicators], np.bool_)
            np.putmask(rows, apart[:, None] & lots.mixed, _LOST)
        if not lots.live.all():
            rows[:, ~lots.live] = _DEAD
        self._rows = rows
        self._found: Codes = part.lots_of_process.folded(np.maximum, rows, _DEAD)
        self._ends = np.array([one.nothing is not None for one in indicators], np.bool_)
        """Whether a process without any lot to judge is not computable."""

    def codes(self) -> Codes:
        """A `Code` per indicator and process."""
        codes = _CODES[self._found]
        np.putmask(codes, self._ends[:, None] & (self._found == _NOTHING), Code.NOT_COMPUTABLE)
        return codes

    def lots(self, row: int, code: Code) -> Bools:
        """Which lots say the same as a process that is raised or clear."""
        found: Bools = self._rows[row] == (_RAISED if code is Code.RAISED else _CLEAR)
        return found

    def judged(self, row: int) -> Bools:
        """Which live lots could be judged."""
        found: Bools = _SAYS[self._rows[row]]
        return found

    def values(self) -> Floats:
        """The value per indicator and process: the highest, or lowest, of the lots that decide."""
        of = self._part.lots_of_process
        known = np.empty(self._rows.shape)
        for row, one in zip(known, self._answers, strict=True):
            row[:] = one.value
        decides = (self._rows == self._found[:, self._part.lots.process]) & _SAYS[self._rows] & np.isfinite(known)
        known[~decides] = np.nan
        sign = np.array([-1.0 if one.worst is np.min else 1.0 for one in self._indicators])[:, None]
        return sign * of.folded(np.fmax, sign * known, np.nan)

    def limits(self) -> Floats:
        """The threshold per indicator and process; of several lots the highest."""
        of = self._part.lots_of_process
        limits = np.full(self._found.shape, np.nan)
        apart = []
        for row, one in enumerate(self._answers):
            if isinstance(one.threshold, np.ndarray):
                apart.append(row)
            elif one.threshold is not None:
                limits[row] = one.threshold
        if apart:
            own = np.stack([np.asarray(self._answers[row].threshold) for row in apart])
            limits[apart] = of.folded(np.fmax, np.where(np.isfinite(own), own, np.nan), np.nan)
        return limits

    def reasons(self) -> Reasons:
        """The bits per indicator and process of what is not computable."""
        lots = self._part.lots
        why = np.zeros(self._rows.shape, np.uint64)
        for row, one, indicator in zip(why, self._answers, self._indicators, strict=True):
            for name, where in one.missing:
                row[where] |= bit(name, indicator)
            if not indicator.mixed:
                row[lots.mixed] = bit(Missing.LOTS)
        why[self._rows != _LOST] = 0
        found: Reasons = self._part.lots_of_process.folded(np.bitwise_or, why, 0)
        found[self._found != _LOST] = 0
        found[self._found == _DEAD] = bit(Missing.LIVE_LOT)
        for place, indicator in enumerate(self._indicators):
            if indicator.nothing is not None:
                found[place, self._found[place] == _NOTHING] = bit(indicator.nothing, indicator)
        return found


_CODES = np.array([Code.NOT_COMPUTABLE, Code.NOT_NOW, Code.CLEAR, Code.NOT_COMPUTABLE, Code.RAISED], np.uint8)
_SAYS = np.array([False, False, True, False, True])
