"""How often something may be tried for one e-mail address.

One client is slowed down quickly: its tries are free at first, then wait twice as long each time. All clients together
may try far more, so that whoever guesses from one place locks nobody else out. The address counts whether or not it
belongs to a member, so that a limit tells nobody who is registered.
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


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` tries at once, then one `every` so often: who tries more slowly than that never uses it up."""

    name: str
    burst: int
    every: timedelta


@dataclass(frozen=True, slots=True)
class AddressLimit:
    """What is allowed at one address: to each client, and to all of them together."""

    each: Limit
    together: Rate
    """Wide enough that a client slowed by `each` cannot use it up alone."""


SIGN_IN = AddressLimit(
    Limit("sign-in", 5, timedelta(seconds=2), timedelta(minutes=15), timedelta(hours=24)),
    Rate("sign-in-together", 120, timedelta(seconds=30)),
)
LETTERS = AddressLimit(
    Limit("letters", 3, timedelta(minutes=5), timedelta(hours=12), timedelta(hours=48)),
    Rate("letters-together", 12, timedelta(hours=1)),
)
"""Letters that anybody can have sent to an address by typing it."""
CONFIRM = Limit("confirm", 10, timedelta(seconds=2), timedelta(minutes=15), timedelta(hours=24))
"""Passwords tried with one letter's link."""
CHANGE = Limit("change-password", 5, timedelta(seconds=2), timedelta(minutes=15), timedelta(hours=24))
"""Passwords tried within one session."""
SECOND_FACTOR = AddressLimit(
    Limit("second-factor", 5, timedelta(seconds=2), timedelta(minutes=15), timedelta(hours=24)),
    Rate("second-factor-together", 30, timedelta(minutes=5)),
)
"""Codes tried after the right password, three of a million being right: all clients together need two years for an
even chance."""

EXPORTS = Rate("exports", 300, timedelta(minutes=1))
"""Pieces of their own data that one member may ask for: some archives at once, then one a day or so."""
VERDICTS = Rate("verdicts", 60, timedelta(seconds=20))
"""Verdicts on flags that one member may give: an hour's honest work at once, then three a minute."""
LABELS = Rate("labels", 60, timedelta(seconds=10))
"""Pairs of tenders that one member may compare."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What is remembered of a client at an address: how many tries there were, and when the next one is allowed."""

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
        raise _too_many(tries.open_at - now)
    count = (tries.count if tries else 0) + 1
    return Tries(count, now + wait_after(limit, count), now + limit.forget + limit.longest)


def spend(rate: Rate, used_until: datetime | None, now: datetime) -> datetime:
    """Until when the tries made so far count, after one made now. Raises `Refused("too_many_attempts")`."""
    after = max(used_until or now, now) + rate.every
    beyond = after - now - rate.burst * rate.every
    if beyond > timedelta():
        raise _too_many(beyond)
    return after


def _too_many(wait: timedelta) -> Refused:
    seconds = max(1, round(wait.total_seconds()))
    return Refused("too_many_attempts", f"Too many attempts; try again in {seconds} s.", {"retry_after": seconds})


def wait_after(limit: Limit, count: int) -> timedelta:
    """How long the next try must wait after `count` tries."""
    beyond = count - limit.free
    if beyond < 0:
        return timedelta()
    doublings = min(beyond, 30)
    seconds = limit.first.total_seconds() * 2.0**doublings
    return min(timedelta(seconds=seconds), limit.longest)


CASES = Rate("cases", 10, timedelta(hours=1))
"""Cases that one member may begin."""
LETTERS_OUT = Rate("letters-out", 20, timedelta(minutes=10))
"""Letters to authorities that one member may begin."""
REPLY_CODE = Limit("reply-code", 5, timedelta(seconds=5), timedelta(minutes=15), timedelta(hours=24))
"""Codes that one client may try with the number of one letter."""
REPLY_CODES = Rate("reply-codes", 60, timedelta(minutes=1))
"""Codes that all clients together may try with the number of one letter."""
NOTES = Rate("notes", 60, timedelta(seconds=30))
"""Notes and requests for a seat of one member."""
EVIDENCE = Rate("evidence", 60, timedelta(seconds=20))
"""Pieces of evidence that one member may add."""
STATEMENTS = Rate("statements", 10, timedelta(minutes=5))
"""Statements of the other side, and rebuttals, from one client."""
