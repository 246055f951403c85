"""The Wilson score interval of a share: what is likely behind k of n, also when n is small or k is 0 or n.

Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
Statistical Association 22 (1927), 209-212; without continuity correction.
"""

from math import sqrt

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""


def wilson(successes: int, trials: int, z: float = NORMAL_95) -> tuple[float, float]:
    """Lower and upper end, both within 0 to 1. Raises ValueError unless 0 <= successes <= trials and trials > 0."""
    if not 0 <= successes <= trials or not trials:
        raise ValueError(f"{successes} of {trials} is no share")
    share, squared = successes / trials, z * z
    middle = (share + squared / (2 * trials)) / (1 + squared / trials)
    half = z * sqrt(share * (1 - share) / trials + squared / (4 * trials * trials)) / (1 + squared / trials)
    # At the ends the formula gives exactly 0 and 1; floating point need not.
    lower = 0.0 if successes == 0 else max(0.0, middle - half)
    upper = 1.0 if successes == trials else min(1.0, middle + half)
    return lower, upper
