"""Tax havens: the EU list of non-cooperative jurisdictions for tax purposes (Council conclusions, Annex I), dated.

The list is revised in February and October; each row here is the whole list from the day of the conclusions on. It
MUST BE KEPT UP TO DATE by adding a row: the last one entered is that of 17 February 2026, and the revision expected in
October 2026 had not been entered when this was written. Before the first row no list is on record, nor is one long
after the last: what is not kept up goes silent instead of wrong. Russia is on the list since February 2023 for a
preferential regime, not as a home of letter-box firms; see `ORDINARY`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec
import numpy as np

from services.scoring.grouping import Bools, Floats
from services.scoring.tokens import Tokens, among
from shared.contracts.base import Texts

SOURCE = Texts(
    ky="Европа Биримдигинин салык боюнча кызматташпаган юрисдикциялар тизмеси (I тиркеме), 2026-жылдын 17-февралындагы "
    "редакция; жылына эки жолу өзгөрөт",
    ru="Список ЕС юрисдикций, не сотрудничающих в налоговых целях (приложение I), редакция от 17 февраля 2026 года; "
    "меняется дважды в год",
    en="EU list of non-cooperative jurisdictions for tax purposes (Annex I), as revised on 17 February 2026; it "
    "changes twice a year",
)


class Listing(msgspec.Struct, frozen=True):
    """The list in force from a day on; ISO 3166-1 alpha-2 codes in lower case."""

    since: date
    countries: tuple[str, ...]


def _listing(since: date, codes: str) -> Listing:
    return Listing(since, tuple(codes.split()))


LISTINGS = (
    _listing(date(2020, 2, 18), "as fj gu ky om pa pw sc tt vi vu ws"),
    _listing(date(2020, 10, 6), "ai as bb fj gu pa pw sc tt vi vu ws"),
    _listing(date(2021, 2, 22), "ai as dm fj gu pa pw sc tt vi vu ws"),
    _listing(date(2021, 10, 5), "as fj gu pa pw tt vi vu ws"),
    _listing(date(2022, 10, 4), "ai as bs fj gu pa pw tc tt vi vu ws"),
    _listing(date(2023, 2, 14), "ai as bs cr fj gu mh pa pw ru tc tt vg vi vu ws"),
    _listing(date(2023, 10, 17), "ag ai as bs bz fj gu pa pw ru sc tc tt vi vu ws"),
    _listing(date(2024, 2, 20), "ag ai as fj gu pa pw ru tt vi vu ws"),
    _listing(date(2024, 10, 8), "ai as fj gu pa pw ru tt vi vu ws"),
    _listing(date(2026, 2, 17), "ai as gu pa pw ru tc vi vn vu"),
)

GOOD_FOR_DAYS = 400
"""So long the last list is used; a revision is entered, or the date of one that changed nothing, before that."""
ORDINARY: dict[str, tuple[str, ...]] = {"kg": ("ru",)}
"""Listed countries whose firms are ordinary trading partners of a country (here within the Eurasian Economic Union):
that a supplier comes from there says nothing, so it is left out of the score rather than held against the firm."""


def listed(
    countries: Tokens, moments: Floats, listings: Sequence[Listing], good_for_days: float = GOOD_FOR_DAYS
) -> tuple[Bools, Bools]:
    """Whether each country was listed at its moment, and whether a list is on record for that moment."""
    starts = [datetime(row.since.year, row.since.month, row.since.day, tzinfo=UTC).timestamp() for row in listings]
    found = np.zeros(len(countries), np.bool_)
    row = np.searchsorted(np.array(starts), moments, side="right") - 1
    outdated = moments >= max(starts, default=np.nan) + good_for_days * 86_400
    row[np.isnan(moments) | outdated] = -1
    for place, listing in enumerate(listings):
        found |= (row == place) & among(countries, listing.countries)
    return found, row >= 0
