"""When a delivery that did not succeed is tried again, and when it is given up."""

from datetime import datetime, timedelta

_SECONDS = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800, 28_800)
DELAYS = tuple(timedelta(seconds=seconds) for seconds in _SECONDS)
"""Wait after the first, second … failed try: dense at first, then rare, a day in all."""
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_WAIT = timedelta(hours=24)


def next_try(attempts: int, first: datetime, now: datetime, asked: timedelta | None = None) -> datetime | None:
    """When to try again after `attempts` failed tries since `first`, or None to give up.

    `asked` is the receiver's own wish; it can lengthen the wait, not shorten it.
    """
    if attempts > len(DELAYS) or now - first >= GIVE_UP_AFTER:
        return None
    return now + max(DELAYS[attempts - 1], min(asked or timedelta(0), LONGEST_WAIT))
