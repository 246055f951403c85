"""Components that look at a process alone: bids, call, method, periods, exclusion, tax haven."""

from typing import Any

import pytest

from services.scoring.integrity import INTEGRITY
from services.scoring.integrity.jurisdictions import LISTINGS
from tests.unit.scoring.build import Json, award, bid, kyrgyz, release
from tests.unit.scoring.integrity.measure import measure

TWO_LOTS = [{"id": "L1"}, {"id": "L2"}]
DONE = {"status": "complete", "procurementMethod": "open"}


def decided(*bids: Json, lots: list[Json] | None = None, **awarded: Any) -> Json:
    """A Kyrgyz process with an award for the first bid."""
    given = {"date": "2021-04-01T04:00:00Z"} | awarded
    return release(kyrgyz(**({"lots": lots} if lots else {})), *bids, awards=[award("a", "b1", "T1") | given])


def test_given_one_bidder_in_each_lot_then_single_bidding_is_0_in_some_50_in_none_100() -> None:
    one, two = bid("b1", "T1"), bid("b2", "T2")
    assert measure("single_bidding", release(None, one)).value == 0
    assert measure("single_bidding", release(None, one, two)).value == 100
    both = [bid("b1", "T1"), bid("b2", "T2"), bid("b3", "T1", lot="L2")]
    assert measure("single_bidding", release(kyrgyz(lots=TWO_LOTS), *both)).value == 50


@pytest.mark.parametrize(
    ("tender", "missing"),
    [
        ({"statusDetails": "published"}, ("opening",)),
        ({"procurementMethodDetails": "singleSource"}, ("not_applicable",)),
        ({"procurementMethodDetails": "новый способ"}, ("/tender/procurementMethodDetails",)),
        ({"status": "cancelled"}, ("not_applicable",)),
    ],
)
def test_given_sealed_direct_unmapped_or_cancelled_then_single_bidding_says_why_not(
    tender: Json, missing: tuple[str, ...]
) -> None:
    line = measure("single_bidding", release(kyrgyz(**tender), bid("b1", "T1")))
    assert (line.value, line.missing) == (None, missing)


def test_given_a_lot_without_bidders_known_then_rivals_in_the_other_do_not_make_it_100() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2")]
    line = measure("single_bidding", release({**DONE, "lots": TWO_LOTS, "numberOfTenderers": 3}), country="pt")
    assert line.value is None
    one_lot = release({**DONE, "numberOfTenderers": 2}, *bids)
    assert measure("single_bidding", one_lot, country="pt").value == 100


@pytest.mark.parametrize(
    ("country", "tender", "value"),
    [
        ("kg", kyrgyz(), 100),
        ("kg", kyrgyz(procurementMethodDetails="auctionLimited"), 50),
        ("kg", kyrgyz(procurementMethodDetails="singleSource", procurementMethod="open"), 0),
        ("kg", kyrgyz(procurementMethodDetails=None), None),
        ("pt", {"procurementMethod": "open"}, 100),
        ("pt", {"procurementMethod": "selective"}, 50),
        ("pt", {"procurementMethod": "limited"}, 50),
        ("pt", {"procurementMethod": "direct"}, 0),
        ("pt", {"procurementMethod": "whatever"}, None),
    ],
)
def test_given_a_method_then_the_more_open_the_higher(country: str, tender: Json, value: float | None) -> None:
    assert measure("procedure_type", release(tender), country=country).value == value


@pytest.mark.parametrize(("days", "value"), [(13, 0), (14, 50), (20, 50), (21, 100), (60, 100)])
def test_given_days_to_bid_then_they_are_compared_with_the_minimum_of_the_day(days: int, value: float) -> None:
    start = "2021-03-01T03:00:00Z"
    end = f"2021-{3 + (days // 31)}-{1 + days % 31:02}T03:00:00Z".replace("2021-3", "2021-03").replace(
        "2021-4", "2021-04"
    )
    line = measure("advertisement_period", release(kyrgyz(tenderPeriod={"startDate": start, "endDate": end})))
    assert line.value == value


@pytest.mark.parametrize(
    ("period", "missing"),
    [
        ({"startDate": "2021-03-01T03:00:00Z"}, "/tender/tenderPeriod/endDate"),
        ({"endDate": "2021-03-01T03:00:00Z"}, "/tender/tenderPeriod/startDate"),
        ({"startDate": "2021-03-02T03:00:00Z", "endDate": "2021-03-01T03:00:00Z"}, "period_order"),
    ],
)
def test_given_no_sound_period_then_not_computable(period: Json, missing: str) -> None:
    assert measure("advertisement_period", release(kyrgyz(tenderPeriod=period))).missing == (missing,)


def test_given_a_date_without_a_minimum_on_record_then_not_computable() -> None:
    tender = kyrgyz(procurementMethodDetails="egov")
    assert measure("advertisement_period", release(tender)).missing == ("legal_minimum",)


@pytest.mark.parametrize(
    ("date", "value"),
    [
        ("2021-03-22T20:00:00Z", 0),
        ("2021-03-23T04:00:00Z", 50),
        ("2021-03-25T04:00:00Z", 100),
        ("2021-05-21T04:00:00Z", 100),
        ("2021-05-22T04:00:00Z", 50),
        ("2021-07-20T04:00:00Z", 50),
        ("2021-07-21T04:00:00Z", 0),
    ],
)
def test_given_days_to_decide_then_very_quick_and_very_long_are_0(date: str, value: float) -> None:
    assert measure("decision_period", decided(bid("b1", "T1"), date=date)).value == value


def test_given_a_method_made_for_quick_decisions_then_the_same_day_is_100() -> None:
    content = release(
        kyrgyz(procurementMethodDetails="downgrade"),
        bid("b1", "T1"),
        awards=[award("a", "b1", "T1") | {"date": "2021-03-22T05:00:00Z"}],
    )
    assert measure("decision_period", content).value == 100


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (release(None, bid("b1", "T1")), "final_awards"),
        (decided(bid("b1", "T1"), date=None), "/awards/date"),
        (decided(bid("b1", "T1"), date="2021-03-22T03:59:59Z"), "period_order"),
    ],
)
def test_given_no_award_no_date_or_one_before_the_deadline_then_not_computable(content: Json, missing: str) -> None:
    assert measure("decision_period", content).missing == (missing,)


def test_given_all_but_one_of_several_excluded_then_0_most_50_none_100() -> None:
    out = [bid(f"x{n}", f"X{n}", status="disqualified") for n in range(3)]
    one, two = bid("b1", "T1"), bid("b2", "T2")
    assert measure("exclusion", decided(one, out[0])).value == 0
    assert measure("exclusion", decided(one, two, *out)).value == 50
    assert measure("exclusion", decided(one, two, *out[:2])).value == 100
    assert measure("exclusion", decided(one, two)).value == 100


def test_given_one_bidder_or_no_final_award_then_exclusion_is_not_judged() -> None:
    assert measure("exclusion", decided(bid("b1", "T1"))).missing == ("not_applicable",)
    rivals = [bid("b1", "T1"), bid("b2", "T2", status="disqualified")]
    assert measure("exclusion", release(None, *rivals)).missing == ("final_awards",)
    assert measure("exclusion", release({**DONE}), country="pt").missing == ("/bids/details",)


def from_country(code: str | None, date: str | None = "2023-06-01T00:00:00Z", name: str | None = None) -> Json:
    """A process won by a firm of that country."""
    address = {"country": code} if code else {"countryName": name} if name else {}
    parties = [{"id": "T1", "roles": ["tenderer"], "address": address}]
    return decided(bid("b1", "T1"), date=date) | {"parties": parties}


@pytest.mark.parametrize(
    ("code", "date", "value"),
    [
        ("PA", "2023-06-01T00:00:00Z", 0),
        ("KG", "2023-06-01T00:00:00Z", 100),
        ("KZ", "2023-06-01T00:00:00Z", 100),
        ("VG", "2023-06-01T00:00:00Z", 0),
        ("VG", "2023-10-17T00:00:00Z", 100),
        ("VG", "2023-02-13T23:59:59Z", 100),
        ("VN", "2026-02-17T00:00:00Z", 0),
        ("VN", "2027-03-23T00:00:00Z", 0),
        ("FJ", "2026-02-17T00:00:00Z", 100),
    ],
)
def test_given_a_supplier_from_abroad_then_the_list_of_the_day_decides(code: str, date: str, value: float) -> None:
    assert measure("tax_haven", from_country(code, date)).value == value


def test_given_a_country_told_by_its_name_alone_then_the_list_of_the_day_decides() -> None:
    assert measure("tax_haven", from_country(None, name="Республика Панама")).value == 0
    assert measure("tax_haven", from_country(None, name="Германия")).value == 100


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (from_country(None), "/parties/address/countryName"),
        (from_country(None, name="Атлантида"), "/parties/address/countryName"),
        (from_country("RU"), "not_applicable"),
        (from_country("PA", "2019-06-01T00:00:00Z"), "threshold"),
        (from_country("PA", "2027-03-25T00:00:00Z"), "threshold"),
        (release(None, bid("b1", "T1")), "final_awards"),
    ],
)
def test_given_no_country_an_ordinary_partner_or_no_list_of_that_day_then_not_computable(
    content: Json, missing: str
) -> None:
    line = measure("tax_haven", content)
    assert (line.value, line.missing) == (None, (missing,))


def test_given_a_listed_home_country_then_a_domestic_supplier_is_100_and_an_unknown_home_says_nothing() -> None:
    content = from_country("PA") | {"tender": DONE}
    assert measure("tax_haven", content, country="pa").value == 100
    assert measure("tax_haven", content, country="xx").value is None
    assert measure("tax_haven", content, country="de").value == 0


def test_given_the_lists_then_they_are_in_order_and_of_the_published_length() -> None:
    assert [len(row.countries) for row in LISTINGS] == [12, 12, 12, 9, 12, 16, 16, 12, 11, 10]
    assert [row.since for row in LISTINGS] == sorted(row.since for row in LISTINGS)
    assert all(list(row.countries) == sorted(set(row.countries)) for row in LISTINGS)


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Компьютер", 100),
        ("Ноутбук Dell для школы", 50),
        ("Ноутбук Dell, принтер Canon, монитор Samsung", 0),
        ("Камера с USB", 100),
        (None, None),
    ],
)
def test_given_brands_in_the_title_then_tailoring_goes_down(title: str | None, value: float | None) -> None:
    assert measure("tailoring", release(kyrgyz(title=title))).value == value


def test_given_text_in_another_alphabet_then_the_absence_of_brands_says_nothing() -> None:
    assert measure("tailoring", release({**DONE, "title": "Dell laptops"}), country="pt").value is None
    assert measure("tailoring", release({**DONE, "title": "Laptops Dell®"}), country="pt").value == 50


def test_given_the_eleven_then_they_are_those_of_opentender() -> None:
    assert len(INTEGRITY) == 11
    assert len({one.id for one in INTEGRITY}) == 11
