"""R058: the winning price lies far below the second-lowest.

The ratio of `ratios.py` is at least the upper fence of all ratios, or `threshold`; no process is flagged when that is
not above 0. Source: OCP R058; Cardinal 0.0.8.
"""

from services.scoring.cardinal.ratios import Ratios
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import RatioThreshold

CODE = "R058"


def finish(settings: RatioThreshold, ratios: Ratios, results: Results, ids: list[str]) -> None:
    """The process has the ratio for value, null when the winning price was 0; the winner has 0."""
    fence = settings.threshold
    if fence is None:
        q1, q3, _, fence = ratios.fences
        results.note(CODE, q1=q1, q3=q3)
    results.note(CODE, upper_fence=fence)
    if not fence > 0:
        return
    for ocid, ratio, winner, _ in ratios.at_least(fence):
        results.flag("OCID", ocid, CODE, ratio)
        results.flag("Tenderer", ids[winner], CODE, 0.0)
