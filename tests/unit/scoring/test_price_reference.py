"""What things cost: which things are compared, and under which name."""

import numpy as np
import pytest

from services.scoring.price_reference import UNIT_PRICES, priced, usual_price
from tests.unit.scoring.build import Json, award, bid, item, kyrgyz, part_of, release


def bought(*items: Json, number: int = 0, **tender: object) -> Json:
    """A tender for some items."""
    return release(kyrgyz(**({"items": list(items)} | tender)), ocid=f"o-{number}")


@pytest.mark.parametrize(
    ("code", "narrow"),
    [
        ("30213300-8", True),
        ("30213300", True),
        ("302133008", True),
        ("30000000-9", False),
        ("33600000-6", False),
        ("336000006", False),
        ("45210000-2", False),
        ("30", False),
        ("3021", False),
        (None, False),
        ("условный код", True),
        ("A10B", False),
        ("0123456789", True),
    ],
)
def test_given_a_code_then_only_narrow_classes_are_compared(code: str | None, narrow: bool) -> None:
    found = priced(part_of(bought(item(5, code=code))))
    assert (found.narrow.tolist(), (found.key != 0).tolist()) == ([narrow], [narrow])


def test_given_several_prices_of_one_thing_in_a_process_then_their_middle_counts_once() -> None:
    rows = UNIT_PRICES.collect(part_of(bought(item(10), item(1000, number="2"))))
    assert np.exp(rows["log"]).tolist() == [pytest.approx(100)]


def test_given_a_price_without_a_currency_then_that_of_the_tender_counts() -> None:
    bare = item(10)
    del bare["unit"]["value"]["currency"]
    one, other = (priced(part_of(bought(each))).key[0] for each in (bare, item(10)))
    assert one == other != 0


def test_given_offers_of_winner_and_loser_then_the_winners_counts_with_its_place() -> None:
    offers = [{"relatedLot": "L1", "relatedItem": "1", "unit": {"value": {"amount": n}}} for n in (70, 90)]
    bids = [bid(f"b{n}", f"T{n}", 5) | {"priceProposal": [{}, offers[n]]} for n in (0, 1)]
    part = part_of(release(kyrgyz(items=[item(110)]), *bids, awards=[award("a1", "b1", "T1")]))
    found = priced(part)
    assert (found.price.tolist(), found.paid.tolist()) == ([90], [True])
    assert (part.items.offer_bid.tolist(), part.items.offer.tolist()) == ([1], [1])


def test_given_no_award_then_the_expected_price_counts() -> None:
    part = part_of(bought(item(110)))
    assert (priced(part).price.tolist(), priced(part).paid.tolist()) == ([110], [False])
    assert (part.items.offer_bid.tolist(), part.items.offer.tolist()) == ([-1], [-1])


def test_given_nothing_known_or_unknown_words_then_there_is_no_usual_price() -> None:
    known = UNIT_PRICES.finish(UNIT_PRICES.partial(part_of(bought())))
    asked = {"country": "kg", "scheme": "OKGZ", "code": "30213300-8", "currency": "KGS", "unit": "шт"}
    assert usual_price(known, year=2021, **asked) is None


def test_given_no_scheme_then_it_is_asked_for_without_one() -> None:
    known = UNIT_PRICES.finish(UNIT_PRICES.partial(part_of(*(bought(item(5, scheme=""), number=n) for n in range(5)))))
    found = usual_price(known, country="kg", scheme=None, code="30213300-8", unit="шт", currency="KGS", year=2021)
    assert found is not None
    assert (found.n, found.median) == (5, 5)
