"""R024: the winning price lies close below the second-lowest.

The ratio of `ratios.py` is at most the lower fence of all ratios, or `threshold`. No process is flagged when the lower
quartile or the fence is not above 0: too many would be. Source: OCP R024; Cardinal 0.0.8.
"""

from services.scoring.cardinal.ratios import Ratios
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import RatioThreshold

CODE = "R024"


def finish(settings: RatioThreshold, ratios: Ratios, results: Results, ids: list[str]) -> None:
    """The process has the ratio for value; its two tenderers have 0."""
    fence = settings.threshold
    if fence is None:
        q1, q3, fence, _ = ratios.fences
        results.note(CODE, q1=q1, q3=q3)
        sparse = q1 > 0
    else:
        sparse = True
    results.note(CODE, lower_fence=fence)
    if not (sparse and fence > 0):
        return
    for ocid, ratio, winner, second in ratios.at_most(fence):
        results.flag("OCID", ocid, CODE, ratio)
        results.flag("Tenderer", ids[winner], CODE, 0.0)
        results.flag("Tenderer", ids[second], CODE, 0.0)
