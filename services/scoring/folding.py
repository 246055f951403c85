"""Answers about lots as one answer per process, for all indicators at once.

Raised when any live lot is; else not computable when any is, since "clear" speaks for the whole process; else clear.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from services.scoring.bits import Reasons, bit
from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import Answers, Code, Indicator, Missing
from services.scoring.part import Part

Codes = NDArray[np.uint8]
_DEAD, _NOTHING, _CLEAR, _LOST, _RAISED = (np.uint8(number) for number in range(5))
"""What a lot says, in the order of what decides; `_DEAD` is a lot that does not count."""


class Said:
    """What some indicators say about each row: a row here per indicator."""

    def __init__(self, answers: Sequence[Answers], size: int) -> None:
        raised, missing, nothing = np.zeros((3, len(answers), size), np.bool_)
        for row, one in enumerate(answers):
            raised[row] = one.raised
            if one.missing:
                missing[row] = reduce(or_, [where for _, where in one.missing])
            if one.nothing is not None:
                nothing[row] = one.nothing
        self.raised: Codes = raised.view(np.uint8)
        self.missing: Bools = missing
        self.nothing: Bools = nothing


class FoldedLots:
    """What some indicators say about the lots of a part, and so about its processes."""

    def __init__(self, part: Part, indicators: Sequence[Indicator], answers: Sequence[Answers]) -> None:
        self._part, self._indicators, self._answers = part, indicators, answers
        lots = part.lots
        said = Said(answers, len(lots))
        rows = said.raised * np.uint8(_RAISED - _CLEAR) + np.uint8(_CLEAR)
        np.copyto(rows, _LOST, where=said.missing)
        np.copyto(rows, _NOTHING, where=said.nothing)
        if lots.mixed.any():
            apart = np.array([not one.mixed for one in indicators], np.bool_)
            np.copyto(rows, _LOST, where=apart[:, None] & lots.mixed)
        if not lots.live.all():
            np.copyto(rows, _DEAD, where=~lots.live)
        self._rows = rows
        self._found: Codes = part.lots_of_process.folded(np.maximum, rows, int(_DEAD))
        self._ends = np.array([one.nothing is not None for one in indicators], np.bool_)
        """Whether a process without any lot to judge is not computable."""

    def codes(self) -> Codes:
        """A `Code` per indicator and process."""
        codes: Codes = _CODES.take(self._found)
        np.copyto(codes, np.uint8(Code.NOT_COMPUTABLE), where=self._ends[:, None] & (self._found == _NOTHING))
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
        known = np.full(self._rows.shape, np.nan)
        for row, one in enumerate(self._answers):
            if one.value is not None:
                known[row] = one.value
        decides = (self._rows == self._found[:, self._part.lots.process]) & _SAYS[self._rows] & np.isfinite(known)
        np.copyto(known, np.nan, where=~decides)
        sign = np.array([-1.0 if one.worst is np.min else 1.0 for one in self._indicators])[:, None]
        worst: Floats = sign * of.folded(np.fmax, sign * known, np.nan)
        return worst

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
        for row in (self._rows == _LOST).any(axis=1).nonzero()[0].tolist():
            indicator = self._indicators[row]
            for name, where in self._answers[row].missing:
                why[row] |= where * bit(name, indicator)
            if not indicator.mixed:
                why[row, lots.mixed] = bit(Missing.LOTS)
        why[self._rows != _LOST] = 0
        found: Reasons = self._part.lots_of_process.folded(np.bitwise_or, why, 0)
        found[self._found != _LOST] = 0
        found[self._found == _DEAD] = bit(Missing.LIVE_LOT)
        for place in (self._ends & (self._found == _NOTHING).any(axis=1)).nonzero()[0].tolist():
            indicator = self._indicators[place]
            found[place, self._found[place] == _NOTHING] = bit(str(indicator.nothing), indicator)
        return found


_CODES = np.array([Code.NOT_COMPUTABLE, Code.NOT_NOW, Code.CLEAR, Code.NOT_COMPUTABLE, Code.RAISED], np.uint8)
_SAYS = np.array([False, False, True, False, True])
