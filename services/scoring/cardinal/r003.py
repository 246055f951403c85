"""R003: the submission period is too short.

Fewer than `threshold` whole days (15) from the start to the end of the tender period; a period that ends before it
starts is one. Source: OCP R003; Cardinal 0.0.8.
"""

from services.scoring.cardinal.dates import whole_days
from services.scoring.cardinal.indicator import Flagged
from services.scoring.cardinal.process import Portion
from services.scoring.cardinal.settings import R003Settings, names


class R003(Flagged):
    """Processes with a short period."""

    code = "R003"

    def __init__(self, settings: R003Settings) -> None:
        super().__init__(settings)
        self._threshold = 15 if settings.threshold is None else settings.threshold
        self._by_details = settings.procurement_method_details or {}
        self._methods = names(settings.procurement_methods)

    def fold(self, portion: Portion) -> None:
        """Both ends must be instants with an offset."""
        methods, by_details, usual, short = self._methods, self._by_details, self._threshold, self.ocids
        for process in portion.processes:
            tender = process.tender
            period = tender.period
            if period is None or period.start is None or period.end is None:
                continue
            if methods and tender.method not in methods:
                continue
            days = whole_days(period.start, period.end)
            threshold = usual if tender.details is None else by_details.get(tender.details, usual)
            if days is not None and days < threshold:
                short.append(process.ocid)
