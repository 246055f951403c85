"""Each rule of the Cardinal profile on data small enough to read."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.scoring.cardinal.made_up import award, bid, cardinal, release

Json = Any


def period(start: str, end: str) -> Json:
    return {"tenderPeriod": {"startDate": start, "endDate": end}}


def test_r003_flags_fewer_whole_days_than_the_threshold_for_the_method(tmp_path: Path) -> None:
    fortnight = period("2024-01-01T00:00:00Z", "2024-01-15T23:59:59Z")
    printed = cardinal(
        tmp_path,
        release("14 days", **fortnight),
        release("15 days", **period("2024-01-01T00:00:00+06:00", "2024-01-15T18:00:00Z")),
        release("quick allowed", procurementMethodDetails="quick", **fortnight),
        release("backwards", **period("2024-02-01T00:00:00Z", "2024-01-01T00:00:00Z")),
        release("no offset", **period("2024-01-01T00:00:00", "2024-01-02T00:00:00")),
        R003={"procurement_method_details": {"quick": 14}},
    )
    assert printed == {"OCID": {"14 days": {"R003": 1.0}, "backwards": {"R003": 1.0}}, "Meta": {}}


def test_r003_looks_only_at_the_methods_named(tmp_path: Path) -> None:
    short = period("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z")
    releases = [release(method, procurementMethod=method, **short) for method in ("open", "limited")]
    printed = cardinal(tmp_path, *releases, release("none", **short), R003={"procurement_methods": ["open"]})
    assert printed["OCID"].keys() == {"open"}


@pytest.mark.parametrize(
    ("number", "flagged"), [(1, True), (1.0, False), ("1", False), (True, False), (2, False), (0, False)]
)
def test_r018_takes_only_the_integer_one(tmp_path: Path, number: Json, flagged: bool) -> None:
    printed = cardinal(tmp_path, release("x", procurementMethod="open", numberOfTenderers=number), R018={})
    assert ("OCID" in printed) is flagged


def test_r018_asks_for_competition_unless_the_list_is_empty(tmp_path: Path) -> None:
    direct = release("x", procurementMethod="direct", numberOfTenderers=1)
    assert cardinal(tmp_path, direct, R018={}) == {"Meta": {}}
    assert cardinal(tmp_path, direct, R018={"procurement_methods": ""})["OCID"] == {"x": {"R018": 1.0}}


def contest(ocid: str, won: Json, second: Json, **tender: Json) -> Json:
    return release(ocid, bid("W", won), bid("L", second), bid("M", 9e9), awards=[award("W")], **tender)


def test_r024_and_r058_judge_how_far_the_second_price_lies_above_the_winners(tmp_path: Path) -> None:
    printed = cardinal(
        tmp_path,
        contest("close", 100, 101),
        contest("far", 100, 200),
        contest("winner dearer", 100, 99),
        settings={"R024": {"threshold": 0.01}, "R058": {"threshold": 1}},
    )
    assert printed["OCID"] == {"close": {"R024": 0.01}, "far": {"R058": 1.0}}
    assert printed["Tenderer"] == {"W": {"R024": 0.0, "R058": 0.0}, "L": {"R024": 0.0}}


def test_r024_and_r058_take_fences_from_the_ratios(tmp_path: Path) -> None:
    usual = [contest(f"usual {number}", 100, 200) for number in range(6)]
    printed = cardinal(tmp_path, *usual, contest("low", 100, 110), contest("high", 100, 500), R024={}, R058={})
    assert printed["Meta"]["R058"] == {"q1": 1.0, "q3": 1.0, "upper_fence": 1.0}
    assert printed["OCID"]["low"] == {"R024": 0.1}
    assert printed["OCID"]["high"] == {"R058": 4.0}


def test_a_winning_price_of_zero_gives_null(tmp_path: Path) -> None:
    printed = cardinal(tmp_path, contest("free", 0, 5), contest("all free", 0, 0), R058={"threshold": 0.5})
    assert printed["OCID"] == {"free": {"R058": None}}


@pytest.mark.parametrize(
    "awards",
    [
        [award("W"), award("L")],
        [award("W", "L")],
        [award("W"), award("L", status="pending")],
        [award(7)],
        [],
    ],
)
def test_without_one_winner_and_final_awards_prices_are_not_compared(tmp_path: Path, awards: Json) -> None:
    tender = release("x", bid("W", 1), bid("L", 100), awards=awards)
    printed = cardinal(tmp_path, tender, R024={"threshold": 1000}, R058={"threshold": 0.1}, R025={"threshold": 1})
    assert printed.keys() == {"Meta"}


def test_joint_bids_and_other_currencies_do_not_compete(tmp_path: Path) -> None:
    joint = release("joint", bid("W", 1), bid(["L", "M"], 2), awards=[award("W")])
    dollars = release("dollars", bid("W", 1), bid("L", 2, currency="USD"), awards=[award("W")])
    assert "OCID" not in cardinal(tmp_path, joint, dollars, R058={"threshold": 0.1})


def test_r025_flags_who_bids_often_and_hardly_wins(tmp_path: Path) -> None:
    lost = [release(f"{n}", bid("N"), bid("N"), bid("W"), awards=[award("W")]) for n in range(4)]
    printed = cardinal(tmp_path, *lost, R025={"threshold": 0.25, "percentile": 50})
    assert printed["Tenderer"] == {"N": {"R025": 0.0}}
    assert printed["Meta"]["R025"] == {"upper_fence": 4.0, "lower_fence": 0.25}


def test_r028_flags_equal_prices_of_different_tenderers(tmp_path: Path) -> None:
    printed = cardinal(
        tmp_path,
        release("equal", bid("A", 5), bid(["B", "C"], 5.0, status="disqualified")),
        release("one tenderer", bid("D", 5), bid("D", 5)),
        release("currencies", bid("E", 5), bid("F", 5, currency="USD")),
        release("withdrawn", bid("G", 5), bid("H", 5, status="withdrawn")),
        release("method", bid("I", 5), bid("J", 5), procurementMethodDetails="catalogue"),
        settings={"__global__": {"no_price_comparison_procurement_methods": "catalogue"}, "R028": {}},
    )
    assert printed["OCID"] == {"equal": {"R028": 1.0}}
    assert printed["Tenderer"].keys() == {"A", "B", "C"}


def test_r028_compares_only_methods_that_are_named_when_any_is(tmp_path: Path) -> None:
    bids = bid("A", 5), bid("B", 5)
    common = {"price_comparison_procurement_methods": ["x"], "no_price_comparison_procurement_methods": ["x"]}
    named = release("named", *bids, procurementMethodDetails="x")
    printed = cardinal(tmp_path, named, release("unnamed", *bids), settings={"__global__": common, "R028": {}})
    assert printed["OCID"].keys() == {"named"}


def test_r030_flags_a_late_bid_that_won_and_compares_dates_as_text(tmp_path: Path) -> None:
    end = {"tenderPeriod": {"endDate": "2024-01-01T10:00:00Z"}}
    printed = cardinal(
        tmp_path,
        release("late", bid("A", date="2024-01-01T10:00:01Z"), awards=[award("A"), award("B")], **end),
        release("as text", bid("C", date="2024-01-01T12:00:00+06:00"), awards=[award("C")], **end),
        release("lost", bid("D", date="2025"), awards=[award("E")], **end),
        release("in time", bid("F", date="2024-01-01T10:00:00Z"), awards=[award("F")], **end),
        R030={},
    )
    assert printed["OCID"].keys() == {"late", "as text"}
    assert printed["Tenderer"].keys() == {"A", "C"}


def test_r035_counts_who_was_disqualified_beside_the_winner(tmp_path: Path) -> None:
    out = [bid("B", status="disqualified"), bid(["C", "A"], status="disqualified"), bid("B", status="disqualified")]
    printed = cardinal(
        tmp_path,
        release("two out", bid("A"), *out, awards=[award("A")]),
        release("another valid", bid("A"), bid("D"), *out, awards=[award("A")]),
        release("another won", bid("A"), *out, awards=[award("B")]),
        release("pending", bid("A"), *out, awards=[award("A"), award("B", status="pending")]),
        R035={},
    )
    assert printed == {"OCID": {"two out": {"R035": 2.0}}, "Tenderer": {"A": {"R035": 0.0}}, "Meta": {}}


def test_r036_flags_when_the_first_of_the_lowest_bids_is_disqualified(tmp_path: Path) -> None:
    out = bid("B", 5, status="disqualified")
    printed = cardinal(
        tmp_path,
        release("lowest out", bid("A", 6), out, awards=[award("A"), award("C")]),
        release("first of equals", out, bid("A", 5), awards=[award("A")]),
        release("second of equals", bid("A", 5), out, awards=[award("A")]),
        release("no award", bid("A", 6), out, awards=[award("A", status="unsuccessful")]),
        release("no valid amount", bid("A"), out, awards=[award("A")]),
        R036={},
    )
    assert printed["OCID"].keys() == {"lowest out", "first of equals"}


def test_r038_has_a_ratio_for_buyers_entities_and_tenderers(tmp_path: Path) -> None:
    out = bid(["T", "U"], status="disqualified")
    tender = release("1", out, bid("T"), buyer="B", procuringEntity={"id": "P"})
    printed = cardinal(tmp_path, tender, R038={"threshold": 0.5})
    assert printed["Buyer"] == {"B": {"R038": 0.5}}
    assert printed["ProcuringEntity"] == {"P": {"R038": 0.5}}
    assert printed["Tenderer"] == {"T": {"R038": 0.5}}  # U has one bid only
    assert printed["Meta"]["R038"].keys() == {
        "Buyer_upper_fence",
        "ProcuringEntity_upper_fence",
        "Tenderer_upper_fence",
    }


def test_r048_counts_beginnings_of_classifications(tmp_path: Path) -> None:
    printed = cardinal(
        tmp_path,
        release("1", awards=[award("S", codes=("44100000", "44200000", "90100000", 5)), award("S", codes=("30",))]),
        release("2", awards=[award("S", "T", codes=("11",)), award("T", codes=("11",))]),
        R048={"minimum_contracting_processes": 1, "threshold": 3},
    )
    assert printed == {"Tenderer": {"S": {"R048": 3.0}}, "Meta": {"R048": {"upper_fence": 3.0}}}


def test_r048_compares_only_suppliers_with_enough_processes(tmp_path: Path) -> None:
    printed = cardinal(tmp_path, release("1", awards=[award("S", codes=("1", "2"))]), R048={})
    assert printed == {"Meta": {"R048": {"q1": None, "q3": None, "upper_fence": None}}}


def test_an_indicator_runs_when_its_section_is_there(tmp_path: Path) -> None:
    assert cardinal(tmp_path, contest("x", 100, 500), settings={"__global__": {}}) == {"Meta": {}}


def test_cancelled_and_excluded_processes_are_left_out(tmp_path: Path) -> None:
    one = {"procurementMethod": "open", "numberOfTenderers": 1}
    printed = cardinal(
        tmp_path,
        release("live", **one),
        release("cancelled", status="cancelled", **one),
        release("excluded", procurementMethodDetails="EXC", **one),
        release(5, **one),
        settings={"exclusions": {"procurement_method_details": "EXC|other"}, "R018": {}},
    )
    assert printed["OCID"].keys() == {"live"}
