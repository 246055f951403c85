"""R018: only one tenderer took part.

The stated number of tenderers is 1, in a method with competition. Source: OCP R018; Cardinal 0.0.8.
"""

from services.scoring.cardinal.indicator import Flagged
from services.scoring.cardinal.process import Portion
from services.scoring.cardinal.settings import R018Settings, names

COMPETITIVE = "open|selective"


class R018(Flagged):
    """Processes with one tenderer."""

    code = "R018"

    def __init__(self, settings: R018Settings) -> None:
        super().__init__(settings)
        methods = settings.procurement_methods
        self._methods = names(COMPETITIVE if methods is None else methods)

    def fold(self, portion: Portion) -> None:
        """The number must be an integer: 1.0 is none."""
        methods = self._methods
        for process in portion.processes:
            tender = process.tender
            if (
                tender.tenderers == 1
                and isinstance(tender.tenderers, int)
                and (not methods or tender.method in methods)
            ):
                self.ocids.append(process.ocid)
