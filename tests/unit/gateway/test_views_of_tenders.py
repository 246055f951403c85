"""What the tender page shows of a compiled release, however strange the release is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.flag_view import flags_view, indicator_view
from services.gateway.i18n import load
from services.gateway.labels import Labels
from services.gateway.ports import TenderQuery
from services.gateway.tender_view import TenderView, tender_view
from services.gateway.views import query_string, tender_query
from shared.contracts.base import Language, Texts
from shared.contracts.risk import BaseRate, Evidence, Flag, Flags, FlagState, Indicator, Score
from shared.contracts.tender import Change, Process, TenderVerb, Version

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ENGLISH, RUSSIAN = Labels(load(Language.EN)), Labels(load(Language.RU))
RELEASE: dict[str, Any] = {
    "ocid": "o-1",
    "buyer": {"id": "KG-INN-1"},
    "parties": [
        {"id": "KG-INN-1", "name": "School 1", "contactPoint": {"telephone": "+996 1"}},
        {"id": "KG-INN-2", "name": "Builder"},
        {"id": "KG-INN-3", "name": "Other builder"},
    ],
    "tender": {
        "title": "Roof",
        "status": "complete",
        "procurementMethod": "open",
        "procurementMethodDetails": "oneStage",
        "value": {"amount": 100, "currency": "KGS"},
        "lots": [{"id": "1", "title": "Lot one"}, {"id": "2", "title": "Lot two"}],
        "documents": [{"id": "d", "title": "spec", "url": "javascript:alert(1)"}],
    },
    "bids": {
        "details": [
            {
                "id": "b1",
                "status": "valid",
                "tenderers": [{"id": "KG-INN-2"}],
                "relatedLots": [{"id": "1", "value": {"amount": 90, "initialAmount": 95, "currency": "KGS"}}],
            },
            {"id": "b2", "status": "disqualified", "tenderers": [{"id": "KG-INN-3"}], "relatedLots": [{"id": "2"}]},
        ]
    },
    "awards": [
        {"id": "a1", "status": "active", "relatedBid": "b1", "relatedLots": ["1"], "suppliers": [{"id": "KG-INN-2"}]}
    ],
    "contracts": [{"id": "c1", "awardIDs": ["a1"], "dateSigned": "2026-11-01T00:00:00Z"}],
}


def view(release: Any, history: list[Version] | None = None) -> TenderView:
    process = Process(
        ocid="o-1", version=1, source="test", made_up=True, country="kg", updated=NOW, history=history or []
    )
    return tender_view(process, release, "KG-GB", ENGLISH)


def test_given_lots_then_bids_and_awards_stand_with_their_lot() -> None:
    first, second = view(RELEASE).lots
    assert [bid.tenderers[0].name for bid in first.bids] == ["Builder"]
    assert first.bids[0].winning
    assert (first.bids[0].amount or "").startswith("90")
    assert (first.bids[0].initial or "").startswith("95")
    assert [award.suppliers[0].name for award in first.awards] == ["Builder"]
    assert [bid.status for bid in second.bids] == ["Disqualified"]
    assert second.awards == ()


def test_given_a_signed_contract_then_that_is_the_stage() -> None:
    assert [stage.state for stage in view(RELEASE).stages] == ["done", "done", "done", "current", "ahead"]
    assert view(RELEASE).contracts[0].suppliers[0].name == "Builder"


def test_given_a_cancelled_tender_then_the_strip_ends_there() -> None:
    strip = view({"tender": {"status": "cancelled"}}).stages
    assert [(stage.label, stage.state) for stage in strip] == [("Announced", "done"), ("Cancelled", "stopped")]


def test_given_a_document_with_a_script_for_an_address_then_it_is_not_linked() -> None:
    assert view(RELEASE).documents[0].url is None


def test_given_changes_about_people_then_they_are_not_shown() -> None:
    changes = [
        Change(path="parties[0].contactPoint.telephone", kind="changed", before="1", after="2"),
        Change(path="tender.value.amount", kind="changed", before=90, after=100),
    ]
    shown = view(RELEASE, [Version(version=2, verb=TenderVerb.AMENDED, at=NOW, changes=changes)]).timeline[0]
    assert [(change.label, change.before, change.after) for change in shown.changes] == [("Value", "90", "100")]
    assert shown.more == 0


def test_given_nothing_but_an_ocid_then_the_page_says_not_stated() -> None:
    shown = view({})
    assert shown.title == "o-1"
    assert shown.buyer is None
    assert dict(shown.facts)["Value"] is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "tender", "lots", "bids", "details", "awards", "value", "amount", "currency", "relatedLots", "status",
         "suppliers", "items", "unit", "contracts", "documents", "tenderPeriod", "endDate", "quantity", "parties"]
    ), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["tender", "bids", "awards", "contracts", "parties", "buyer"]), JSON))
def test_given_any_json_then_there_is_a_page(release: Any) -> None:
    assert view(release).ocid == "o-1"


def test_given_an_unknown_indicator_and_personal_evidence_then_the_flag_is_shown_without_it() -> None:
    flag = Flag(
        indicator="R003",
        state=FlagState.RAISED,
        value=3,
        threshold=14,
        evidence=[
            Evidence(path="tender.tenderPeriod.endDate", value="2026-11-23T00:00:00Z"),
            Evidence(path="parties[0].contactPoint.email", value="a@b"),
        ],
        rule_version="1",
        process_version=1,
        evaluated=NOW,
    )
    score = Score(raised_weight=1, computable_weight=1, raised=1, computable=1, indicators=8, level=1)
    shown = flags_view(Flags(ocid="o-1", process_version=1, flags=[flag], score=score), {}, ENGLISH).raised[0]
    assert shown.indicator.title == "R003"
    assert [evidence.label for evidence in shown.evidence] == ["Deadline for bids"]


def texts(english: str) -> Texts:
    return Texts(ky=f"{english} (ky)", ru=f"{english} (ru)", en=english)


PERIOD = Indicator(
    id="R003",
    title=texts("Short period"),
    explanation=texts("Explained"),
    innocent=texts("Innocent"),
    check=texts("Check"),
    legal_basis="none",
    legal_basis_texts=texts("none"),
    national_legal_basis={"kg": texts("Law 72")},
    source="guide",
    source_texts=texts("guide"),
    phrases={"two weeks": texts("two weeks")},
    version="1",
    weight=1,
    parameters={},
    base_rate=BaseRate(),
)


@pytest.mark.parametrize(("country", "basis"), [("kg", "Law 72 (ru)"), ("pt", "none (ru)")])
def test_given_a_tender_then_the_law_of_its_country_is_shown_in_the_viewers_language(country: str, basis: str) -> None:
    flag = Flag(
        indicator="R003",
        state=FlagState.RAISED,
        parameters={"basis": "two weeks", "minimum_days": 14},
        rule_version="1",
        process_version=1,
        evaluated=NOW,
    )
    score = Score(raised_weight=1, computable_weight=1, raised=1, computable=1, indicators=8, level=1)
    flags = Flags(ocid="o-1", process_version=1, flags=[flag], score=score)
    shown = flags_view(flags, {"R003": PERIOD}, RUSSIAN, country).raised[0]
    assert (shown.indicator.legal_basis, shown.indicator.national_basis) == (basis, ())
    assert shown.indicator.source == "guide (ru)"
    assert shown.parameters == (("basis", "two weeks (ru)"), ("minimum_days", "14"))


def test_given_no_tender_then_the_law_of_each_country_is_shown_beside_the_rest() -> None:
    shown = indicator_view(PERIOD, RUSSIAN)
    assert (shown.legal_basis, shown.national_basis) == ("none (ru)", (("Кыргызстан", "Law 72 (ru)"),))


def test_given_a_catalogue_that_knows_one_language_only_then_that_is_shown() -> None:
    older = PERIOD.model_copy(update={"legal_basis_texts": None, "source_texts": None, "national_legal_basis": {}})
    shown = indicator_view(older, RUSSIAN, "kg")
    assert (shown.legal_basis, shown.source) == ("none", "guide")


@pytest.mark.parametrize("text", ["1 250 000", "1250000", "1250000,00"])
def test_given_an_amount_as_people_type_it_then_it_is_understood(text: str) -> None:
    query, errors = tender_query({"value_min": text}, ENGLISH)
    assert query.value_min == 1_250_000
    assert errors == ()


@pytest.mark.parametrize("text", ["abc", "-5", "NaN", "Infinity", "1e99"])
def test_given_no_amount_then_the_field_is_named_and_narrows_nothing(text: str) -> None:
    query, errors = tender_query({"value_max": text}, ENGLISH)
    assert query.value_max is None
    assert [error.field for error in errors] == ["value_max"]


def test_given_filters_then_the_address_states_them_again() -> None:
    given_filters = {"words": "мектеп", "flagged": "1", "sort": "value", "buyer": "KG-INN-1"}
    query, _ = tender_query(given_filters, ENGLISH)
    again, _ = tender_query(dict(pair.split("=") for pair in query_string(query).split("&")), ENGLISH)
    assert (again.flagged, again.sort, again.buyer) == (True, query.sort, "KG-INN-1")
    assert query_string(TenderQuery()) == ""
