"""The made-up year as a stream of lines, each a release package, in the order in which they were exported.

`generate(seed, size)` is deterministic byte for byte and its memory does not grow with `size`: at most
`WAITING` later releases wait for their day, so a very large year is in date order per process and nearly so overall.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random
from typing import Any

import msgspec

from services.ingest.sample.chains import made, steps
from services.ingest.sample.design import Design, Fault, Kind, Stage
from services.ingest.sample.draw import ordinary
from services.ingest.sample.release import Calendar, Export
from services.ingest.sample.truth import Truth
from services.ingest.sample.year import Year

PUBLISHER = "Achyk sample (made up)"
"""Publisher of every package; whoever reads it marks the processes as made up."""
YEAR = 2025
DAYS = 365
_TRIES = 20
"""Designs made for each process of a given size."""
WAITING = 2_000
PER_PACKAGE = 10
UNREADABLE = frozenset({Fault.NO_OCID, Fault.TRUNCATED_LINE})
"""Faults after which nothing of the release can be taken in."""

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Exported:
    """One release on its way into a package, and what the truth file is to learn from it."""

    body: bytes
    exported: str
    ocid: str
    design: Design
    stage: Stage
    first: bool = False
    """True for the first export of its process."""
    fault: Fault | None = None


def generate(
    seed: int, size: int, *, year: int = YEAR, kilobytes: int | None = None, truth: Truth | None = None
) -> Iterator[bytes]:
    """Lines of a JSON Lines file with `size` made-up contracting processes.

    `truth` is filled as the lines are taken. With `kilobytes` every process comes once, at the stage where its bids
    were opened, clean and of about that many KiB: first-seen processes to measure with. Larger ones are left out.
    """
    truth = Truth(seed, size) if truth is None else truth
    # Reproducible on purpose; nothing secret is drawn.
    random = Random(seed)  # noqa: S311
    calendar = Calendar(date(year, 1, 1), DAYS)
    if kilobytes:
        truth.alone = True
        plans = designs(random, size * _TRIES, DAYS, chained=False, fewest=2)
        releases: Iterator[Exported] = islice(_padded(plans, calendar, kilobytes * 1024), size)
    else:
        releases = _in_order(designs(random, size, DAYS), calendar)
    yield from _packages(releases, truth)


def designs(
    random: Random, size: int, days: int, *, planted: bool = True, chained: bool = True, fewest: int = 3
) -> Iterator[Design]:
    """`size` designs in order of their day; the same for the same random numbers.

    Without `planted` nothing is planted; without `chained` nothing over several processes. `fewest` bidders, or one
    more, bid for an ordinary lot.
    """
    year = Year(random, size, days, fewest)
    places = steps(size, days) if planted and chained else {}
    for number in range(size):
        step = places.get(number)
        if step is not None:
            yield made(year, step)
        else:
            yield ordinary(year, number, min(days - 1, number * days // size), planted=planted)


def package(bodies: list[bytes], exported: str, name: str) -> bytes:
    """One line: a release package as the portal's API would answer, with our publisher."""
    head = {
        "uri": f"urn:achyk:sample:{name}",
        "version": "1.1",
        "extensions": [
            "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.4/extension.json",
            "https://raw.githubusercontent.com/open-contracting-extensions/ocds_enquiry_extension/v1.1.4/extension.json",
            "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/master/extension.json",
        ],
        "publishedDate": exported,
        "publisher": {"name": PUBLISHER},
    }
    return _encode(head)[:-1] + b',"releases":[' + b",".join(bodies) + b"]}\n"


def _in_order(plans: Iterator[Design], calendar: Calendar) -> Iterator[Exported]:
    """Every release of every design by day of export; those after the last day are never exported."""
    waiting: list[tuple[int, int, Exported]] = []
    serial = 0
    for design in plans:
        while waiting and (waiting[0][0] < design.day or len(waiting) > WAITING):
            yield heapq.heappop(waiting)[2]
        for day, exported in _exports(design, calendar):
            serial += 1
            if day < calendar.days:
                heapq.heappush(waiting, (day, serial, exported))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _exports(design: Design, calendar: Calendar) -> Iterator[tuple[int, Exported]]:
    """Every export of one design with its day."""
    export, fault = Export(design, calendar), design.fault
    poorer = fault is Fault.LOST_BIDS
    for serial, (day, stage) in enumerate(design.stages):
        release = export.release(stage, day, serial)
        _spoil(release, fault, design.number)
        shown = None if poorer else fault
        yield day, Exported(_encode(release), release["date"], export.ocid, design, stage, serial == 0, shown)
        if fault in UNREADABLE:
            return  # its other releases would only repeat the fault
    day, stage = design.stages[-1]
    if poorer:
        release = export.release(stage, day + 9, 7, bids=None)
        yield day + 9, Exported(_encode(release), release["date"], export.ocid, design, stage, fault=fault)
    elif fault is None and 0.60 < design.chance < 0.63:  # exported again, nothing new in it
        release = export.release(stage, day + 4, 7)
        yield day + 4, Exported(_encode(release), release["date"], export.ocid, design, stage)


def _spoil(release: dict[str, Any], fault: Fault | None, number: int) -> None:
    tender = release["tender"]
    if fault is Fault.BROKEN_DATE:
        period = {**tender["tenderPeriod"], "endDate": ("31.02.2025 10:00", "0001-01-01", "")[number % 3]}
        tender["tenderPeriod"] = tender["enquiryPeriod"] = period
    elif fault is Fault.STRING_AMOUNT:
        amount = tender["value"]["amount"]
        text = f"{amount}.500000" if number // 250 % 2 else f"{amount} сом"
        tender["value"] = {**tender["value"], "amount": text}
    elif fault is Fault.NO_OCID:
        del release["ocid"]


def _padded(plans: Iterator[Design], calendar: Calendar, size: int) -> Iterator[Exported]:
    """Each process of at most `size` bytes once, with its bids open, filled up with document entries."""
    for design in plans:
        export = Export(design, calendar)
        stage = Stage.SIGNED if design.kind is Kind.DIRECT else Stage.OPENED if design.bids else design.stages[0][1]
        day = min(next((d for d, s in design.stages if s is stage), design.day), calendar.days - 1)
        release = export.release(stage, day)
        missing = size - len(_encode(release))
        if missing < 0:
            continue
        entry = {"id": 0, "title": "prilozhenie-k-texnicheskomu-zadaniyu.pdf", "dateCreated": release["date"]}
        tender = release["tender"]
        count = max(0, missing // (len(_encode(entry)) + 2))
        tender["documents"] = tender.get("documents", []) + [{**entry, "id": n} for n in range(count)]
        yield Exported(_encode(release), release["date"], export.ocid, design, stage, first=True)


def _packages(releases: Iterator[Exported], truth: Truth) -> Iterator[bytes]:
    """Lines of up to `PER_PACKAGE` releases; a release whose line is to break off stands alone in it."""
    held: list[Exported] = []

    def line() -> bytes:
        for release in held:
            if release.fault:
                truth.broken(release.fault, None if release.fault is Fault.NO_OCID else release.ocid)
        data = package([r.body for r in held], held[-1].exported, f"{truth.seed}:{truth.lines}")
        if held[0].fault is Fault.TRUNCATED_LINE:
            data = data[: len(data) * 3 // 5] + b"\n"
        truth.lines += 1
        held.clear()
        return data

    for release in releases:
        alone = release.fault is Fault.TRUNCATED_LINE
        if held and (alone or len(held) == PER_PACKAGE):
            yield line()
        held.append(release)
        truth.releases += 1
        if release.fault not in UNREADABLE:
            truth.processes += release.first
            truth.seen(release.ocid, release.design, release.stage)
        if alone:
            yield line()
    if held:
        yield line()
