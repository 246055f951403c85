"""What a data set can support, and what is missing for the rest."""

import json
from pathlib import Path
from typing import Any

import pytest

from achyk.score import versions_in
from services.scoring.coverage import Coverage, Support, added, coverage
from services.scoring.decoding import decode_release
from services.scoring.engine import Engine
from services.scoring.extract import Arrival, extract
from services.scoring.fields import FIELDS, NAMES
from services.scoring.indicators import CATALOGUE
from services.scoring.part import Part
from tests.unit.scoring.build import award, bid, kyrgyz, part_of, release, statistics_of

ENGINE = Engine(CATALOGUE)
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def covered(part: Part, statistics: Any = None) -> Coverage:
    """The coverage of a part."""
    return coverage(ENGINE, ENGINE.evaluate(part, statistics or {}))


def row(found: Coverage, indicator: str) -> dict[str, Any]:
    """The row of one indicator."""
    return next(row for row in found.rows() if row["indicator"] == indicator)


def field(found: Coverage, path: str) -> dict[str, Any]:
    """The row of one field."""
    return next(row for row in found.field_rows() if row["path"] == path)


def test_given_processes_then_the_computable_share_and_what_is_missing_most() -> None:
    no_end = kyrgyz(tenderPeriod={"startDate": "2021-03-01T03:00:00Z"})
    nothing = kyrgyz(tenderPeriod={})
    found = row(covered(part_of(release(), release(no_end), release(nothing))), "R003")
    assert (found["computable"], found["asked"], found["share"]) == (1, 3, 0.3333)
    assert (found["missing"], found["missing_processes"]) == ("/tender/tenderPeriod/endDate", 2)
    assert "/tender/tenderPeriod/startDate" in found["also_missing"]
    assert found["support"] == Support.PARTLY


def test_given_a_method_it_does_not_apply_to_then_it_counts_in_no_share() -> None:
    direct = release(kyrgyz(procurementMethodDetails="singleSource"))
    found = row(covered(part_of(release(), direct)), "R003")
    assert (found["asked"], found["not_applicable"], found["share"], found["support"]) == (1, 1, 1, "well")
    alone = row(covered(part_of(direct)), "R003")
    assert (alone["share"], alone["support"]) == (None, Support.NOT_ASKED)


def test_given_sealed_bids_alone_then_the_data_set_is_not_blamed() -> None:
    sealed = release(kyrgyz(statusDetails="published"))
    found = row(covered(part_of(sealed)), "R018")
    assert (found["missing"], found["support"]) == ("opening", Support.WAITING)


def test_given_no_bids_at_all_then_not_supported_with_the_pointer() -> None:
    found = row(covered(part_of(release())), "R028")
    assert (found["missing"], found["support"]) == ("/bids/details", Support.NOT)
    assert covered(part_of(release())).missing_fields()[0][0] == "/bids/details"


def test_given_no_figures_then_the_indicator_is_waiting_and_with_them_supported() -> None:
    part = part_of(release(None, bid("b1", "T1")))
    assert row(covered(part), "KG08")["support"] == Support.WAITING
    assert row(covered(part, statistics_of("KG08", part)), "KG08")["support"] == Support.WELL


def test_given_parts_then_their_sum_is_the_coverage_of_the_whole() -> None:
    contents = [
        release(None, bid("b1", "T1", 5), awards=[award("a", "b1", "T1")]),
        release(kyrgyz(procurementMethodDetails=None)),
        release(kyrgyz(status="cancelled")),
        {"ocid": "o"},
    ]
    whole = covered(part_of(*contents))
    assert added([covered(part_of(one)) for one in contents]) == whole
    assert added([whole]) == whole
    with pytest.raises(ValueError, match="nothing"):
        added([])


def test_given_no_processes_then_nothing_is_asked_and_no_share_is_made_up() -> None:
    found = covered(part_of())
    assert all(row["share"] is None and row["support"] == "not_asked" for row in found.rows())
    assert all(row["share"] is None for row in found.field_rows())


def test_given_fields_then_each_is_counted_by_row_and_by_process() -> None:
    bids = [bid("b1", "T1", 5), bid("b2", None)]
    found = covered(part_of(release(None, *bids), {"ocid": "o"}))
    price = field(found, "/bids/details/value/amount")
    assert (price["rows"], price["present"], price["share"]) == (2, 1, 0.5)
    assert (price["processes"], price["processes_share"]) == (1, 0.5)
    assert field(found, "/bids/details/tenderers/id")["present"] == 1
    assert field(found, "/tender/numberOfTenderers")["present"] == 0
    assert field(found, "/buyer/id")["share"] == 0.5
    assert field(found, "/awards/date")["share"] is None


def test_given_zero_placeholders_then_they_are_not_present() -> None:
    tender = {"numberOfTenderers": 0, "value": {"amount": 0, "currency": "EUR"}, "status": " "}
    found = covered(part_of({"ocid": "o", "tender": tender}, country="pt"))
    for path in ("/tender/numberOfTenderers", "/tender/value/amount", "/tender/status"):
        assert field(found, path)["present"] == 0
    assert field(found, "/tender/value/currency")["present"] == 1


def test_given_the_rows_then_they_are_json() -> None:
    found = covered(part_of(release(None, bid("b1", "T1"))))
    assert json.loads(json.dumps([*found.rows(), *found.field_rows()]))


def test_given_the_fields_then_each_is_a_column_and_named_once() -> None:
    assert len(set(NAMES)) == len(FIELDS)
    part = part_of(release())
    assert all(each.column in getattr(part, each.table).columns() for each in FIELDS)


# --- real data ---


def real(folder: str, country: str, most: int = 40) -> Coverage:
    """The coverage of a set at hand, taken in as `achyk score` does."""
    files = sorted((DATA / folder).glob("*.json"))[:most]
    if not files:
        pytest.skip(f"the data set {DATA / folder} is absent")
    refused: list[str] = []
    bodies = {ocid: body for file in files for ocid, body in versions_in(file, country, refused)}
    views: dict[str, Any] = {ocid: decode_release(body) for ocid, body in bodies.items()}
    return covered(extract(Arrival(view, ocid=ocid, version=1, country=country) for ocid, view in views.items()))


def test_given_portugal_then_it_has_direct_awards_with_one_tenderer_and_few_periods() -> None:
    found = real("portugal-base", "pt")
    assert found.processes == 100
    assert field(found, "/tender/numberOfTenderers")["present"] == 100
    assert field(found, "/tender/tenderPeriod/endDate")["present"] <= 10
    assert field(found, "/bids/details")["present"] == 0
    assert row(found, "R028")["support"] in (Support.NOT, Support.NOT_ASKED)


@pytest.mark.parametrize(
    ("folder", "country"),
    [("uk-contracts-finder-2019", "gb"), ("uk-contracts-finder-2025", "gb"), ("norway-doffin-ted", "no")],
)
def test_given_a_real_set_without_bid_status_then_bid_indicators_say_what_is_missing(folder: str, country: str) -> None:
    found = real(folder, country)
    assert found.processes > 0
    for name in ("R028", "R035", "R036"):
        line = row(found, name)
        assert line["computable"] == 0
        assert line["missing"] is not None or line["asked"] == 0
    assert any(line["support"] == Support.NOT for line in found.rows())


def test_given_the_made_up_kyrgyz_pages_then_bids_are_there_and_some_indicators_are_supported() -> None:
    found = real("kyrgyz-shape-made-up", "kg")
    assert found.processes >= 9
    assert field(found, "/bids/details")["present"] > 0
    assert any(line["support"] in (Support.WELL, Support.PARTLY) for line in found.rows())
