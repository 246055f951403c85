"""Made-up tenders published today, to show the platform at work while somebody watches."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from random import Random

import msgspec

from services.ingest.sample.design import Design, Kind, Plant, Stage
from services.ingest.sample.generator import designs, package
from services.ingest.sample.release import Calendar, Export

BISHKEK = timezone(timedelta(hours=6))
FIRST_ORDER = 990_000_000
"""Order numbers of arrivals: apart from those of the made-up year."""
PER_DAY = 10_000
_DAYS = 400
_encode = msgspec.json.Encoder().encode


def arrivals(seed: int, n: int, now: datetime, start: int = 0) -> Iterator[bytes]:
    """`n` lines, each a package with one competitive tender published at `now` (aware); the first is number `start`.

    Every second one gives tenderers too few days (R003) and every third buys in conventional units (KG10), both to be
    seen at publication. The same seed, day and number always give the same ocid, so that sending one twice is harmless.
    """
    local = now.astimezone(BISHKEK)
    random = Random(f"{seed}:{local.date()}")  # noqa: S311 - reproducible on purpose; nothing secret is drawn
    calendar = Calendar(local.date(), 1)
    day_number = local.date().toordinal() % 900
    for number, design in enumerate(designs(random, start + n, _DAYS, planted=False)):
        if number >= start:
            today = _today(design, number, local)
            export = Export(today, calendar, order=FIRST_ORDER + day_number * PER_DAY + number)
            release = export.release(Stage.PUBLISHED, 0)
            release["date"] = local.isoformat(timespec="milliseconds")
            yield package([_encode(release)], release["date"], f"{seed}:{local.date()}:{number}")


def _today(design: Design, number: int, local: datetime) -> Design:
    """The design as a tender of today, with the patterns that can be seen before any bid."""
    short, conventional = number % 2 == 0, number % 3 == 0
    lots = design.lots
    if conventional:
        first = lots[0]
        items = [replace(first.items[0], unit="условная единица"), *first.items[1:]]
        lots = [replace(first, items=items), *lots[1:]]
    return replace(
        design,
        kind=Kind.ONE_STAGE,
        plant=Plant.NOTHING,
        day=0,
        minute=local.hour * 60 + local.minute,
        days_to_submit=3 if short else 25,
        lots=lots,
        bids=[],
        stages=[(0, Stage.PUBLISHED)],
        reason=None,
        prior=None,
        fault=None,
    )
