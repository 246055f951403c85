"""The Kyrgyz adapter, held to expectations that were derived by hand from the made-up pages of the API's shape."""

import copy
from pathlib import Path
from typing import Any

import pytest

from services.ingest.issues import Issues
from services.ingest.kyrgyz import adapt, opened
from services.ingest.loss import lost, restore_estimates
from services.ingest.normalise import normalise
from services.ingest.pieces import Found
from services.ingest.quality import bad_quality, contradictions
from services.ingest.read import Reader
from services.ingest.values import BISHKEK
from tests.unit.ingest.lot_views import lot_views

Release = dict[str, Any]


def adapted(release: Release) -> Release:
    own = normalise(copy.deepcopy(release), Issues(), BISHKEK, keep_nulls=False)
    return adapt(own, Issues())


@pytest.fixture(scope="session")
def pages(data_folder: Path) -> dict[str, list[Release]]:
    """All releases of the made-up pages by ocid, in the order a poller would have met them."""
    folder = data_folder / "kyrgyz-shape-made-up"
    if not folder.is_dir():
        pytest.skip(f"the made-up Kyrgyz pages {folder} are absent")
    releases: dict[str, list[Release]] = {}
    for page in sorted(folder.glob("page*.json")):
        for piece in Reader(lambda page=page: page.open("rb")):  # type: ignore[misc]
            assert isinstance(piece, Found)
            releases.setdefault(piece.value["ocid"], []).append(piece.value)
    return releases


def raw(**more: Any) -> Release:
    """A small release as the API emits it, with the quirks that matter."""
    release: Release = {
        "ocid": "ocds-h7i0z4-77",
        "id": "ocds-h7i0z4-tender-2021-02-01-77",
        "date": "2021-02-01T23:10:00+06:00",
        "tag": ["tender"],
        "parties": [
            {
                "id": "KG-INN-1",
                "identifier": {"scheme": "KG-INN", "id": "1", "legalName": "Школа"},
                "roles": ["buyer", "procuringEntity"],
            },
            {"id": "KG-INN-2", "identifier": {"legalName": "Фирма"}, "roles": ["tenderer"]},
            {"id": "KG-INN-2", "roles": ["allowedTenderer"]},
        ],
        "tender": {
            "id": 77,
            "status": "active",
            "statusDetails": "bidsOpened",
            "datePublished": "2021-01-11T09:00:00+06:00",
            "mainProcurementCategory": "consultService",
            "procuringEntity": {"id": "Школа"},
            "value": {"amount": 0, "currency": "KGS"},
            "tenderPeriod": {"startDate": "2021-01-11T09:00:00+06:00", "endDate": "2021-02-01T10:00:00+06:00"},
            "enquiryPeriod": {"startDate": "2021-01-11T09:00:00+06:00", "endDate": "2021-02-01T10:00:00+06:00"},
            "lots": [
                {"id": 1, "status": "active", "value": {"amount": 0, "currency": "KGS"}},
                {"id": 2, "status": "active", "value": {"amount": 500, "currency": "KGS"}},
            ],
            "items": [{"id": 11, "relatedLot": 1}],
        },
        "bids": {
            "details": [
                {
                    "id": 5,
                    "status": "valid",
                    "tenderers": [{"id": "KG-INN-2"}],
                    "relatedLots": [
                        {"id": 1, "value": {"amount": 90, "initialAmount": 100, "currency": "KGS"}},
                        {"id": 2, "value": {"amount": 450, "initialAmount": 450, "currency": "KGS"}},
                    ],
                }
            ]
        },
    }
    release.update(more)
    return release


def test_given_an_opened_tender_when_adapted_then_buyer_names_texts_and_zeros_are_right() -> None:
    release = adapted(raw())
    assert release["buyer"] == {"id": "KG-INN-1", "name": "Школа"}
    assert release["tender"]["procuringEntity"] == {"id": "KG-INN-1", "name": "Школа"}
    assert [(party["id"], party["roles"]) for party in release["parties"]] == [
        ("KG-INN-1", ["buyer", "procuringEntity"]),
        ("KG-INN-2", ["tenderer", "allowedTenderer"]),
    ]
    assert release["tender"]["id"] == "77"
    assert "value" not in release["tender"]
    assert "value" not in release["tender"]["lots"][0]
    assert release["tender"]["mainProcurementCategory"] == "services"
    assert release["tender"]["additionalProcurementCategories"] == ["consultingServices"]
    assert release["tender"]["numberOfTenderers"] == 1
    assert release["tag"] == ["compiled"]


def test_given_the_exporters_enquiry_period_when_adapted_then_it_ends_five_days_before_the_deadline() -> None:
    assert adapted(raw())["tender"]["enquiryPeriod"]["endDate"] == "2021-01-27T04:00:00Z"


def test_given_less_than_five_days_when_adapted_then_the_end_of_enquiries_is_not_known() -> None:
    release = raw()
    for period in ("tenderPeriod", "enquiryPeriod"):
        release["tender"][period]["endDate"] = "2021-01-14T10:00:00+06:00"
    assert "endDate" not in adapted(release)["tender"]["enquiryPeriod"]


def test_given_a_deadline_before_its_start_when_adapted_then_it_is_no_deadline() -> None:
    release = raw()
    release["tender"]["tenderPeriod"]["endDate"] = "2021-01-10T10:00:00+06:00"
    assert adapted(release)["tender"]["tenderPeriod"] == {"startDate": "2021-01-11T03:00:00Z"}


def test_given_bids_not_opened_when_adapted_then_the_number_of_tenderers_is_unknown_not_zero() -> None:
    release = raw(bids={"details": []})
    release["tender"]["statusDetails"] = "published"
    assert "numberOfTenderers" not in adapted(release)["tender"]


def test_given_firms_that_bid_together_when_adapted_then_they_are_one_tenderer() -> None:
    release = raw()
    release["bids"]["details"][0]["tenderers"] = [{"id": "KG-INN-2"}, {"id": "KG-INN-3"}]
    found = adapted(release)
    assert found["tender"]["numberOfTenderers"] == 1
    assert lot_views(found, opened=True)[0].number_of_tenderers == 1


def test_given_local_award_words_when_adapted_then_status_is_ocds_and_the_word_stays() -> None:
    release = adapted(
        raw(
            awards=[
                {"id": 1, "status": "disqualified", "relatedLots": [1], "relatedBid": 5},
                {"id": 2, "status": "rejected", "relatedLots": [2], "relatedBid": 5},
            ]
        )
    )
    assert [(award["status"], award["statusDetails"]) for award in release["awards"]] == [
        ("unsuccessful", "disqualified"),
        ("cancelled", "rejected"),
    ]
    assert release["awards"][0]["suppliers"] == [{"id": "KG-INN-2", "name": "Фирма"}]
    bid = release["bids"]["details"][0]
    assert bid["status"] == "valid"
    assert [part.get("status") for part in bid["relatedLots"]] == ["disqualified", None]


def test_given_a_bid_disqualified_in_all_its_lots_when_adapted_then_it_is_disqualified() -> None:
    awards = [{"id": n, "status": "disqualified", "relatedLots": [n], "relatedBid": 5} for n in (1, 2)]
    assert adapted(raw(awards=awards))["bids"]["details"][0]["status"] == "disqualified"


def test_given_a_pending_award_beside_an_active_one_when_adapted_then_it_is_unsuccessful() -> None:
    awards = [
        {"id": 1, "status": "active", "relatedLots": [1], "relatedBid": 5},
        {"id": 2, "status": "pending", "relatedLots": [1]},
    ]
    assert [award["status"] for award in adapted(raw(awards=awards))["awards"]] == ["active", "unsuccessful"]


def test_given_a_bare_order_number_when_adapted_then_the_related_process_has_an_ocid() -> None:
    release = adapted(raw(relatedProcesses=[{"id": 1, "relationship": ["prior"], "scheme": "ocid", "identifier": 10}]))
    assert release["relatedProcesses"][0]["identifier"] == "ocds-h7i0z4-10"


def test_given_a_discount_when_adapted_then_the_contracts_value_is_what_is_paid() -> None:
    contract = {"id": "5", "value": {"amount": 100, "amountDiscounted": 95, "currency": "KGS"}, "awardIDs": [9]}
    adapted_contract = adapted(raw(contracts=[contract]))["contracts"][0]
    assert adapted_contract["value"]["amount"] == 95
    assert adapted_contract["awardID"] == "9"


def test_given_adapted_once_when_adapted_again_then_nothing_changes() -> None:
    awards = [{"id": 1, "status": "disqualified", "relatedLots": [1], "relatedBid": 5}]
    once = adapted(raw(awards=awards))
    assert adapt(copy.deepcopy(once), Issues()) == once


def test_given_a_bid_without_an_id_and_an_award_without_a_bid_when_adapted_then_no_supplier_is_made_up() -> None:
    release = raw(awards=[{"id": 1, "status": "disqualified", "relatedLots": [1]}])
    release["bids"]["details"][0]["id"] = " "
    release["tender"]["lots"][0].pop("id")
    release["tender"]["items"][0].pop("relatedLot")
    result = adapted(release)
    (award,), (bid,) = result["awards"], result["bids"]["details"]
    assert "suppliers" not in award
    assert [part.get("status") for part in bid["relatedLots"]] == [None, None]
    views = lot_views(result, opened=True)
    assert [(view.items, view.awards) for view in views] == [([], []), ([], [])]
    assert [bid.status for view in views for bid in view.bids] == ["valid"]


def test_given_lots_without_ids_when_compared_then_no_estimate_is_borrowed() -> None:
    before = {"tender": {"lots": [{"value": {"amount": 5}}]}}
    after: Release = {"tender": {"lots": [{"title": "another"}]}}
    restore_estimates(before, after)
    assert after == {"tender": {"lots": [{"title": "another"}]}}


def test_given_a_lot_when_viewed_then_it_is_a_small_process_of_its_own() -> None:
    awards = [
        {"id": 1, "status": "disqualified", "relatedLots": [1], "relatedBid": 5},
        {"id": 2, "status": "active", "relatedLots": [2], "relatedBid": 5},
    ]
    release = adapted(raw(awards=awards))
    first, second = lot_views(release, opened=opened(release))
    assert first.id == "ocds-h7i0z4-77#1"
    assert [(bid.id, bid.status, bid.amount, bid.initial) for bid in first.bids] == [("5", "disqualified", 90, 100)]
    assert [item["id"] for item in first.items] == ["11"]
    assert (first.suppliers, second.suppliers) == ([], ["KG-INN-2"])
    assert second.number_of_tenderers == 1
    assert second.bids[0].status == "valid"


def test_given_an_update_that_lost_bids_when_compared_then_the_loss_is_named() -> None:
    full = adapted(raw())
    assert lost(full, adapted(raw(bids={"details": []}))) == ["bids"]
    assert lost(full, full) == []


def test_given_a_contract_renamed_former_when_compared_then_nothing_is_lost() -> None:
    before = adapted(raw(contracts=[{"id": "5"}]))
    assert lost(before, adapted(raw(contracts=[{"id": "5-former"}, {"id": "6"}]))) == []


def test_given_a_lot_whose_estimate_became_zero_when_compared_then_the_old_one_is_restored() -> None:
    before, after = adapted(raw()), adapted(raw())
    del after["tender"]["lots"][1]["value"]
    restore_estimates(before, after)
    assert after["tender"]["lots"][1]["value"]["amount"] == 500


def test_given_the_official_gate_when_asked_then_its_reasons_are_given() -> None:
    release = adapted(raw(bids={"details": []}))
    assert bad_quality(release) == ["no_bids"]
    del release["tender"]["datePublished"]
    release["tender"]["lots"] = []
    assert bad_quality(release) == ["no_date_published", "no_lots", "no_bids"]
    assert bad_quality({**release, "ocid": "ocds-other-1"}) == []


def test_given_two_active_awards_in_a_lot_when_asked_then_the_contradiction_is_named() -> None:
    awards = [{"id": n, "status": "active", "relatedLots": [1], "relatedBid": 5} for n in (1, 2)]
    assert contradictions(adapted(raw(awards=awards))) == ["two_active_awards_in_lot"]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([{"id": 1, "value": {"amount": 90}}], []),
        ([{"id": 1, "value": {"currency": "KGS"}}], ["bid_without_price"]),
        ([1], ["bid_without_price"]),
        ([{"id": 9}], []),  # a lot that the tender does not have
        ([], ["bid_without_lot"]),
    ],
)
def test_given_a_bid_for_lots_when_asked_then_what_is_missing_in_it_is_named(
    parts: list[Any], found: list[str]
) -> None:
    bids = {"details": [{"id": 5, "tenderers": [{"id": "KG-INN-2"}], "relatedLots": parts}]}
    assert contradictions(adapted(raw(bids=bids))) == found


def test_given_an_award_beside_bids_that_names_none_when_asked_then_that_is_named() -> None:
    release = adapted(raw(awards=[{"id": 1, "status": "active", "relatedLots": [1]}], contracts=[{"id": 1}]))
    assert contradictions(release) == ["contract_without_supplier", "award_without_bid"]


# --- the made-up pages: what a person derived from them by hand ------------------------------------------------

HOSPITAL, EDUCATION, NARYN = "KG-INN-00000000000001", "KG-INN-00000000000002", "KG-INN-00000000000003"
ALPHA, BETA, GAMMA, DELTA, EPSILON = (f"KG-INN-000000000000{n}" for n in (11, 12, 13, 14, 15))

BY_HAND = {
    # ocid: buyer, tenderers (None: not opened), {lot: (tenderers of the lot, suppliers)}
    "1000001": (HOSPITAL, 3, {"10011": ({ALPHA, BETA, GAMMA}, [ALPHA]), "10012": ({ALPHA}, [ALPHA])}),
    "1000002": (EDUCATION, 3, {"10021": ({ALPHA, BETA, DELTA}, [BETA])}),
    "1000003": (NARYN, None, {"10031": (set(), []), "10032": (set(), [])}),
    "1000004": (EDUCATION, None, {"10041": (set(), [])}),
    "1000005": (EDUCATION, 1, {"10051": ({EPSILON}, [EPSILON])}),
    "1000006": (HOSPITAL, None, {"10061": (set(), [])}),
    "contract-based-500001": (NARYN, None, {"70011": (set(), [DELTA]), "70012": (set(), [DELTA])}),
    "1000008": (EDUCATION, 3, {"10081": ({ALPHA, BETA, DELTA}, [ALPHA])}),
    "1000009": (HOSPITAL, 2, {"10091": ({GAMMA, EPSILON}, [])}),
}


@pytest.mark.parametrize("number", BY_HAND)
def test_given_the_newest_made_up_release_when_adapted_then_buyer_and_lots_are_as_derived_by_hand(
    number: str, pages: dict[str, list[Release]]
) -> None:
    buyer, tenderers, lots = BY_HAND[number]
    release = adapted(pages[f"ocds-h7i0z4-{number}"][-1])
    assert release["buyer"]["id"] == buyer
    assert release["buyer"]["name"]
    assert release["tender"].get("numberOfTenderers") == tenderers
    views = {view.lot["id"]: view for view in lot_views(release, opened=opened(release))}
    found = {lot: ({t for bid in view.bids for t in bid.tenderers}, view.suppliers) for lot, view in views.items()}
    assert found == lots


def test_given_the_made_up_winner_who_refused_when_adapted_then_the_next_one_is_the_supplier(
    pages: dict[str, list[Release]],
) -> None:
    release = adapted(pages["ocds-h7i0z4-1000008"][-1])
    assert [(a["status"], a.get("statusDetails"), a["suppliers"][0]["id"]) for a in release["awards"]] == [
        ("cancelled", "rejected", BETA),
        ("active", None, ALPHA),
    ]


def test_given_the_made_up_complaint_without_offset_when_adapted_then_it_is_bishkek_time(
    pages: dict[str, list[Release]],
) -> None:
    release = adapted(pages["ocds-h7i0z4-1000009"][-1])
    assert release["complaints"][0]["dateSubmitted"] == "2021-06-01T06:00:00Z"
    assert release["tender"]["documents"][0]["relatedItems"] == ["100911"]
    assert release["bids"]["details"][0]["relatedLots"][0]["value"]["currency"] == "KZT"
