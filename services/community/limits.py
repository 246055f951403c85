"""How often something may be tried for one e-mail address: freely at first, then with a wait that doubles.

The address counts whether or not it belongs to a member, so that a limit tells nobody who is registered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Limit:
    """After `free` tries each further one waits `first`, twice that, four times that … at most `longest`."""

    name: str
    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta
    """Tries are forgotten when none was made for so long."""


SIGN_IN = Limit("sign-in", 5, timedelta(seconds=2), timedelta(minutes=15), timedelta(hours=24))
LETTERS = Limit("letters", 3, timedelta(minutes=5), timedelta(hours=12), timedelta(hours=48))
"""Letters that anybody can have sent to an address by typing it."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What is remembered of an address: how many tries there were, and when the next one is allowed."""

    count: int
    open_at: datetime
    forget_at: datetime


def take(limit: Limit, tries: Tries | None, now: datetime) -> Tries:
    """The state after a try made now. Raises `Refused("too_many_attempts")`, with the seconds to wait.

    A free try never waits: tries made at once are written in any order, so `now` may lie before the last one's.
    """
    if tries and now >= tries.forget_at:
        tries = None
    if tries and tries.count >= limit.free and now < tries.open_at:
        seconds = max(1, round((tries.open_at - now).total_seconds()))
        raise Refused("too_many_attempts", f"Too many attempts; try again in {seconds} s.", {"retry_after": seconds})
    count = (tries.count if tries else 0) + 1
    return Tries(count, now + wait_after(limit, count), now + limit.forget + limit.longest)


def wait_after(limit: Limit, count: int) -> timedelta:
    """How long the next try must wait after `count` tries."""
    beyond = count - limit.free
    if beyond < 0:
        return timedelta()
    doublings = min(beyond, 30)
    seconds = limit.first.total_seconds() * 2.0**doublings
    return min(timedelta(seconds=seconds), limit.longest)
