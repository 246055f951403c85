"""What the tender page shows of a compiled release, however strange the release is."""

import gzip
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.flag_view import flags_view
from services.gateway.i18n import load
from services.gateway.indicator_view import VALUE_LENGTH, base_rate, indicator_view
from services.gateway.indicator_view import shown as in_one_line
from services.gateway.indicator_words import MISSING, NEEDED_PATHS, PARAMETERS
from services.gateway.labels import Labels
from services.gateway.ports import Facets, TenderPage, TenderQuery, Viewer
from services.gateway.rendering import Renderer
from services.gateway.tender_bounds import MOST_ROWS
from services.gateway.tender_view import TenderView, tender_view
from services.gateway.views import query_string, search_view, tender_query
from services.scoring.indicator import COMMON, Missing
from services.scoring.indicators import CATALOGUE
from shared.contracts.base import Language, Texts
from shared.contracts.risk import BaseRate, Evidence, Flag, Flags, FlagState, Indicator, Score
from shared.contracts.tender import Change, Process, QualityIssue, TenderVerb, Version
from tests.unit.gateway.sayings import parameters_of_answers

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ENGLISH, RUSSIAN = Labels(load(Language.EN)), Labels(load(Language.RU))
RENDERER = Renderer()
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


NAMES = (
    "id", "title", "description", "name", "tender", "lots", "bids", "details", "awards", "value", "amount", "currency",
    "initialAmount", "relatedLots", "relatedLot", "relatedBid", "status", "statusDetails", "suppliers", "tenderers",
    "items", "unit", "contracts", "documents", "url", "tenderPeriod", "endDate", "date", "dateSigned", "quantity",
    "parties", "numberOfTenderers",
)  # fmt: skip
ODD = st.sampled_from(
    [1e30, -1e27, 10**40, "1e999999", "1e-999999", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+06:00"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)
SCORE = Score(raised_weight=1, computable_weight=1, raised=1, computable=1, indicators=8, level=1)


def raised(evidence: list[Evidence], **more: Any) -> Flag:
    facts = {"state": FlagState.RAISED, "rule_version": "1", "process_version": 1, "evaluated": NOW, **more}
    return Flag(indicator=facts.pop("indicator", "R003"), evidence=evidence, **facts)


def page(shown: TenderView, flags: list[Flag] | None = None, language: Language = Language.EN) -> str:
    labels = RENDERER.labels(language)
    answers = flags_view(Flags(ocid="o-1", process_version=1, flags=flags or [], score=SCORE), {}, labels)
    return RENDERER.page("tender.html", Viewer(language, "/tenders/o-1", ""), tender=shown, flags=answers)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["tender", "bids", "awards", "contracts", "parties", "buyer"]), JSON), JSON)
def test_given_any_json_then_there_is_a_page(release: Any, value: Any) -> None:
    change = Change(path="tender.value", kind="changed", before=value, after=None)
    shown = view(release, [Version(version=2, verb=TenderVerb.AMENDED, at=NOW, changes=[change])])
    assert "o-1" in page(shown, [raised([Evidence(path="tender.value", value=value)])])


@settings(deadline=None)
@given(JSON, st.sampled_from(list(Language)))
def test_given_any_json_then_it_is_shown_in_one_short_line(value: Any, language: Language) -> None:
    assert 0 <= len(in_one_line(value, RENDERER.labels(language))) <= VALUE_LENGTH


@pytest.mark.parametrize("amount", [1e30, "1e40", float("nan"), -1e25])
def test_given_an_amount_beyond_reason_then_it_is_not_stated(amount: Any) -> None:
    assert dict(view({"tender": {"value": {"amount": amount, "currency": "KGS"}}}).facts)["Value"] is None


def giant(size: int) -> dict[str, Any]:
    """A release with `size` of everything and no two texts alike."""
    random = Random(7)

    def words(count: int) -> str:
        return " ".join("".join(random.choices("абвгдежзиклмнопрстуө", k=8)) for _ in range(count))

    def refers(n: int) -> list[str]:
        return [f"lot-{n}"]

    money = {"amount": 1234567, "currency": "KGS"}
    supplier = [{"id": f"KG-INN-{n}", "name": words(30)} for n in range(30)]
    return {
        "parties": [{"id": f"KG-INN-{n}", "name": words(100)} for n in range(size)],
        "tender": {
            "title": words(100),
            "description": words(20_000),
            "procurementMethodRationale": words(20_000),
            "status": words(1_000),
            "lots": [{"id": f"lot-{n}", "title": words(100), "value": money} for n in range(size)],
            "items": [{"id": str(n), "relatedLot": f"lot-{n}", "description": words(100)} for n in range(size)],
            "documents": [{"id": str(n), "title": words(100), "url": f"https://a.example/{n}"} for n in range(size)],
        },
        "bids": {
            "details": [
                {"id": f"b{n}", "relatedLots": refers(n % 60), "tenderers": supplier, "value": money}
                for n in range(size)
            ]
        },
        "awards": [
            {"id": f"a{n}", "relatedLots": refers(n), "suppliers": supplier, "statusDetails": words(100)}
            for n in range(size)
        ],
        "contracts": [{"id": f"c{n}", "title": words(100), "awardID": f"a{n}"} for n in range(size)],
    }


def test_given_a_giant_process_then_its_page_is_as_light_as_any_and_leads_to_the_rest() -> None:
    release = giant(1_000)
    changes = [
        Change(path=f"tender.items[{n}].description", kind="changed", before="ө" * 300 + str(n), after="ү" * 300)
        for n in range(20)
    ]
    history = [Version(version=n, verb=TenderVerb.AMENDED, at=NOW, changes=changes) for n in range(200, 0, -1)]
    evidence = [
        Evidence(path=f"/bids/details/{n}/value", value=name["name"]) for n, name in enumerate(release["parties"])
    ]
    flags = [raised(evidence, indicator=f"R{n:03}", lots=[f"lot-{m}" for m in range(1_000)]) for n in range(8)]
    shown = view(release, history)
    html = page(shown, flags)
    assert len(gzip.compress(html.encode(), 5)) <= 120 * 1024
    assert (len(shown.lots), shown.lots_more) == (50, 950)
    assert sum(len(lot.items) + len(lot.bids) + len(lot.awards) for lot in shown.lots) <= MOST_ROWS
    assert (shown.description or "").endswith("…")
    assert len(shown.timeline) + shown.timeline_more == 200
    assert html.count('href="/api/v1/tenders/o-1">JSON') >= 4


def test_given_many_lots_then_the_work_grows_with_them_and_no_faster() -> None:
    def steps(size: int) -> int:
        """How often the reading of a release looks into an object."""
        counted = 0

        class Counting(dict[str, Any]):
            def get(self, *args: Any) -> Any:
                nonlocal counted
                counted += 1
                return super().get(*args)

        def lots_of(release: Any) -> Any:
            if isinstance(release, dict):
                return Counting({name: lots_of(inner) for name, inner in release.items()})
            return [lots_of(inner) for inner in release] if isinstance(release, list) else release

        view(lots_of(giant(size)))
        return counted

    assert steps(400) < 3 * steps(200)


def test_given_lots_without_an_id_then_what_refers_to_none_comes_last() -> None:
    shown = view({"tender": {"lots": [{"title": "A"}, {"title": "B"}], "items": [{"description": "Roof"}]}})
    assert [(lot.title, len(lot.items)) for lot in shown.lots] == [("A", 0), ("B", 0), (None, 1)]


def test_given_an_unknown_indicator_and_personal_evidence_then_the_flag_is_shown_without_it() -> None:
    evidence = [
        Evidence(path="tender.tenderPeriod.endDate", value="2026-11-23T00:00:00Z"),
        Evidence(path="/parties/0/contactPoint/email", value="a@b"),
    ]
    answers = Flags(ocid="o-1", process_version=1, flags=[raised(evidence, value=3, threshold=14)], score=SCORE)
    answer = flags_view(answers, {}, ENGLISH).raised[0]
    assert answer.indicator.title == "R003"
    assert [evidence.label for evidence in answer.evidence] == ["Deadline for bids"]


def test_given_what_is_missing_then_it_is_said_in_words_of_the_language() -> None:
    names = ["opening", "/tender/tenderPeriod/endDate", "/some/where"]
    flag = raised([], state=FlagState.NOT_COMPUTABLE, missing=names)
    russian = RENDERER.labels(Language.RU)
    answers = flags_view(Flags(ocid="o-1", process_version=1, flags=[flag], score=SCORE), {}, russian)
    assert answers.not_computable[0].reasons == (
        "вскрытые предложения",
        "Срок подачи предложений",
        "/some/where",
    )


def test_given_parameters_of_an_answer_then_known_ones_are_named_in_words() -> None:
    flag = raised([], parameters={"threshold": 3, "other": 1})
    russian = RENDERER.labels(Language.RU)
    answer = flags_view(Flags(ocid="o-1", process_version=1, flags=[flag], score=SCORE), {}, russian).raised[0]
    assert [name for name, _ in answer.parameters] == ["other", "Порог"]


def test_given_every_fact_and_parameter_of_the_indicators_then_there_is_a_word_for_it() -> None:
    assert {fact.value for fact in Missing} == MISSING.keys()
    own = {name for indicator in CATALOGUE for name in indicator.parameters}
    plain = {name.partition(".")[2] or name for name in PARAMETERS}
    assert own | parameters_of_answers() == plain


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_everything_that_indicators_miss_then_it_is_said_in_words_of_each_language(language: Language) -> None:
    labels = RENDERER.labels(language)
    needed = {str(name) for indicator in CATALOGUE for name in (*indicator.needs, *COMMON)}
    assert {name for name in needed if labels.missing(name) == name} == set()
    if language is not Language.EN:
        tables = (*MISSING.values(), *NEEDED_PATHS.values(), *PARAMETERS.values())
        assert [words for words in tables if words not in labels.catalogue.messages] == []


def test_given_no_base_rate_then_the_page_says_why() -> None:
    assert "This cannot be shown at the moment." in page(view(RELEASE), [raised([])])
    assert base_rate(BaseRate(), ENGLISH) == "Not computed for any tender yet."


def test_given_faults_of_the_data_then_the_page_tells_them_in_words() -> None:
    issues = [
        QualityIssue(path="/tender/value/amount", code="amount_as_text", count=3),
        QualityIssue(path="/", code="schema_enum"),
        QualityIssue(path="/x", code="never_heard_of"),
    ]
    process = Process(
        ocid="o-1",
        version=1,
        source="test",
        made_up=True,
        country="kg",
        updated=NOW,
        bad_quality=["no_lots"],
        issues=issues,
    )
    shown = tender_view(process, RELEASE, None, ENGLISH)
    assert [(found.words, found.path, found.count) for found in shown.quality] == [
        ("No lots.", None, 1),
        ("An amount written as text.", "tender/value/amount", 3),
        ("Differs from the open contracting data standard (OCDS).", None, 1),
        ("never_heard_of", "x", 1),
    ]
    assert "An amount written as text." in page(shown)


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
    assert [value for _, value in shown.parameters] == ["two weeks (ru)", "14"]


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


@pytest.mark.parametrize(
    ("total", "more", "heading"),
    [
        (1, False, "1 tender found"),
        (10_000, True, "More than 10,000 tenders found"),
        (25, True, "More than 25 tenders found"),
        (0, True, "Tenders found"),
    ],
)
def test_given_a_number_that_nobody_counted_then_none_is_claimed(total: int, more: bool, heading: str) -> None:
    query, errors = tender_query({}, ENGLISH)
    shown = search_view(query, TenderPage((), total, more=more), Facets(), {}, errors, {}, NOW, ENGLISH)
    html = RENDERER.page("search.html", Viewer(Language.EN, "/search", ""), view=shown)
    assert f'<h2 id="results-title">{heading}</h2>' in html
