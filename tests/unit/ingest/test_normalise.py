"""A release comes out in the shape the rest of the house relies on, and what was wrong is noted."""

import copy
from datetime import UTC, tzinfo
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.check import FATAL
from services.ingest.issues import Issue, Issues
from services.ingest.normalise import (
    AMOUNTS,
    DATES,
    ID_LISTS,
    IDS,
    ONE_OR_MANY,
    PERSONAL,
    SHAPES,
    normalise,
    without_nulls,
)
from services.ingest.values import BISHKEK
from tests.unit.ingest import plain_normalise

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "date", "amount", "value", "lots", "items", "details", "suppliers", "relatedLots", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
sections = st.sampled_from(["tender", "bids", "awards", "parties", "buyer", "contracts"])


names = st.sampled_from(
    sorted({*DATES, *AMOUNTS, *IDS, *ID_LISTS, *ONE_OR_MANY, *PERSONAL, *(n for s in SHAPES.values() for n in s), "x"})
)
texts = st.sampled_from(
    [
        *("", " ", "!", "!a", "a ", " a", "\u00a0a", "a\u00a0", "open", "12.50", "1e3", "-7"),
        *("2024-01-01", "2024-01-01T12:00:00", "2024-01-01T12:00:00Z", "2024-01-01T12:00:00.5+06:00", "0001-01-01"),
    ]
)
numbers = st.sampled_from([0, 7, -1, 2**63 - 1, 2**63, -(2**63), 10**30]) | st.floats()
published_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=25,
)
releases = st.dictionaries(names, published_values, max_size=4).flatmap(
    lambda rest: st.fixed_dictionaries(
        {},
        optional={
            "tender": st.dictionaries(names, published_values, max_size=6),
            "bids": st.dictionaries(names, published_values, max_size=4),
            **dict.fromkeys(
                ("parties", "awards", "contracts"),
                st.lists(st.dictionaries(names, published_values, max_size=5) | texts, max_size=3),
            ),
        },
    ).map(lambda known: {**{name: value for name, value in rest.items() if name not in FATAL}, **known})
)
"""Releases that pass `check.fatal`, made of what the normaliser knows by name and of values of every kind."""


def issues_of(release: dict[str, Any]) -> tuple[dict[str, Any], set[Issue]]:
    issues = Issues()
    return normalise(release, issues), set(issues.listed())


def test_given_numbers_for_identifiers_when_normalised_then_they_are_texts_everywhere() -> None:
    release = {
        "ocid": "a",
        "tender": {"id": 5, "items": [{"id": 1, "relatedLot": 2}], "documents": [{"id": 3, "relatedLots": [2]}]},
        "contracts": [{"id": 4, "awardID": 6, "awardIDs": [6, 7]}],
    }
    assert normalise(release, Issues()) == {
        "ocid": "a",
        "tender": {
            "id": "5",
            "items": [{"id": "1", "relatedLot": "2"}],
            "documents": [{"id": "3", "relatedLots": ["2"]}],
        },
        "contracts": [{"id": "4", "awardID": "6", "awardIDs": ["6", "7"]}],
    }


def test_given_bad_values_when_normalised_then_they_are_gone_and_noted_by_path() -> None:
    release, issues = issues_of(
        {
            "tender": {"value": {"amount": "USD"}, "lots": [{"id": "1", "value": {"amount": "12.50"}}], "id": ""},
            "date": "x",
        }
    )
    assert release == {"tender": {"value": {}, "lots": [{"id": "1", "value": {"amount": 12.5}}]}}
    assert issues == {
        Issue("/tender/value/amount", "amount_unreadable", 1),
        Issue("/tender/lots/value/amount", "amount_as_text", 1),
        Issue("/tender/id", "id_blank", 1),
        Issue("/date", "date_unreadable", 1),
    }


def test_given_one_supplier_instead_of_a_list_when_normalised_then_it_is_a_list_of_one() -> None:
    release, issues = issues_of({"awards": [{"id": "1", "suppliers": {"id": 9}}]})
    assert release["awards"][0]["suppliers"] == [{"id": "9"}]
    assert issues == {Issue("/awards/suppliers", "object_for_list", 1)}


def test_given_wrong_types_where_others_look_when_normalised_then_they_are_removed() -> None:
    release, issues = issues_of({"tender": {"value": "1000", "lots": {"a": 1}, "items": [{"id": "1"}, "text"]}})
    assert release == {"tender": {"items": [{"id": "1"}]}}
    assert {issue.path for issue in issues} == {"/tender/value", "/tender/lots", "/tender/items"}


def test_given_contact_points_when_normalised_then_no_person_is_left() -> None:
    release, _ = issues_of(
        {
            "parties": [
                {"id": "1", "contactPoint": {"name": "N. N. (made up)"}, "additionalContactPoints": [{"name": "x"}]}
            ]
        }
    )
    assert release == {"parties": [{"id": "1"}]}


def test_given_unknown_fields_when_normalised_then_they_pass_through_untouched() -> None:
    own = {
        "ocid": "a",
        "local:field": {"deep": [1, "2", {"x": None}]},
        "tender": {"conditionOfContract": {"rate": "0.1"}},
    }
    assert normalise(copy.deepcopy(own), Issues()) == own


@given(st.dictionaries(sections, json_values, max_size=4))
def test_given_any_json_when_normalised_then_doing_it_again_changes_nothing(release: dict[str, Any]) -> None:
    once = normalise(copy.deepcopy(release), Issues())
    assert repr(normalise(copy.deepcopy(once), Issues())) == repr(once)


@given(releases, st.booleans(), st.sampled_from([UTC, BISHKEK]))
def test_given_any_release_when_normalised_then_it_comes_out_as_by_the_plain_walk(
    release: dict[str, Any], keep_nulls: bool, zone: tzinfo
) -> None:
    plain = Issues()
    expected = plain_normalise.normalise(copy.deepcopy(release), plain, zone, keep_nulls=keep_nulls)
    for _ in range(2):  # the second time with the dates known from the first
        found = normalise(copy.deepcopy(release), fast := Issues(), zone, keep_nulls=keep_nulls)
        assert repr(found) == repr(expected)
        assert fast.listed() == plain.listed()


@given(json_values)
def test_given_any_json_when_nulls_are_dropped_then_no_object_has_one(value: Any) -> None:
    def nulls(node: Any) -> bool:
        if isinstance(node, dict):
            return any(item is None or nulls(item) for item in node.values())
        return isinstance(node, list) and any(map(nulls, node))

    assert not nulls(without_nulls(copy.deepcopy(value)))
