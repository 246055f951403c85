"""Integrity scores: the eleven of opentender.eu and the Corruption Risk Index, over the columns of a part.

Both are averages over those components that can be computed, always shown with their number. Adding a component: one
small file, entered in `INTEGRITY` (0, 50 or 100; 100 is nothing odd) or in `cri.CRI_COMPONENTS` (0 to 1; 0 is).
"""

from services.scoring.integrity.advertisement_period import ADVERTISEMENT_PERIOD
from services.scoring.integrity.benford import BENFORD
from services.scoring.integrity.call_publication import CALL_PUBLICATION
from services.scoring.integrity.component import Component
from services.scoring.integrity.cri import CRI_COMPONENTS
from services.scoring.integrity.decision_period import DECISION_PERIOD
from services.scoring.integrity.exclusion import EXCLUSION
from services.scoring.integrity.market_count import MARKET_COUNT
from services.scoring.integrity.procedure_type import PROCEDURE_TYPE
from services.scoring.integrity.scores import Scores, scores
from services.scoring.integrity.single_bidding import SINGLE_BIDDING
from services.scoring.integrity.spending_concentration import SPENDING_CONCENTRATION
from services.scoring.integrity.tailoring import TAILORING
from services.scoring.integrity.tax_haven import TAX_HAVEN
from services.scoring.integrity.telling import Told, told
from services.scoring.statistic import Statistic

__all__ = ["CRI_COMPONENTS", "INTEGRITY", "STATISTICS", "Component", "Scores", "Told", "scores", "told"]

INTEGRITY: tuple[Component, ...] = (
    SINGLE_BIDDING,
    CALL_PUBLICATION,
    PROCEDURE_TYPE,
    ADVERTISEMENT_PERIOD,
    DECISION_PERIOD,
    TAX_HAVEN,
    BENFORD,
    SPENDING_CONCENTRATION,
    MARKET_COUNT,
    TAILORING,
    EXCLUSION,
)
"""In the order of opentender.eu."""
STATISTICS: tuple[Statistic, ...] = tuple(
    {
        component.statistic.name: component.statistic
        for component in (*INTEGRITY, *CRI_COMPONENTS)
        if component.statistic is not None
    }.values()
)
"""What the components compare with, each once: `collect` per part, join, `finish`."""
