"""Views: a wrong value is absent, the rest of the process stays readable."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.commands import score_processes
from services.scoring.decoding import UnreadableError, decode_event, decode_release, release_from
from services.scoring.indicators import CATALOGUE
from services.scoring.views import LotValue, Release
from tests.unit.scoring.build import award, bid, release

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2021-01-01T00:00:00Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_given_wrong_types_then_those_values_alone_are_absent_and_places_are_kept() -> None:
    content = release(None, bid("b1", "T1", 5), bid("b2", "T2", 7))
    content["bids"]["details"].insert(0, "not a bid")
    content["bids"]["details"][1]["relatedLots"][0]["value"]["amount"] = "five"
    content["tender"]["title"] = ["wrong"]
    view = decode_release(msgspec.json.encode(content))
    assert view.tender.title is None
    assert view.tender.procurement_method_details == "oneStage"
    assert [one.id for one in view.bids.details] == [None, "b1", "b2"]
    lots = [part for one in view.bids.details for part in one.related_lots if not isinstance(part, str)]
    assert [part.value for part in lots] == [LotValue(currency="KGS"), LotValue(7, currency="KGS")]


def test_given_clean_data_then_both_ways_of_reading_agree() -> None:
    content = release(None, bid("b1", "T1", 5.25), awards=[award("a1", "b1", "T1")], relatedProcesses=[{"id": "1"}])
    assert decode_release(msgspec.json.encode(content)) == release_from(content)


@pytest.mark.parametrize(("found", "read"), [(1, "1"), (True, None), (1.0, None), ({}, None), ("x", "x")])
def test_given_an_identifier_then_whole_numbers_are_read_as_text(found: object, read: str | None) -> None:
    assert release_from({"ocid": found}).ocid == read


def test_given_text_that_is_a_number_then_only_identifiers_are_read() -> None:
    view = release_from({"bids": {"details": [{"id": 7, "status": 0, "relatedLots": [3, {"id": 4}]}]}})
    (found,) = view.bids.details
    assert (found.id, found.status) == ("7", None)
    assert [part if isinstance(part, str) else part.id for part in found.related_lots] == ["3", "4"]


@pytest.mark.parametrize("section", ["by agreement", 7, [], True])
def test_given_terms_of_a_contract_that_are_no_section_then_they_are_absent(section: object) -> None:
    view = release_from({"tender": {"conditionOfContract": section}})
    assert view.tender.condition_of_contract is None


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "-Infinity"])
def test_given_a_number_that_is_none_then_it_is_absent(number: str) -> None:
    body = b'{"ocid":"o","tender":{"title":"t","value":{"amount":' + number.encode() + b"}}}"
    assert decode_release(body).tender.value.amount is None
    assert decode_release(body).tender.title == "t"


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b'"text"', b"\xff", b"[" * 100_000])
def test_given_no_json_object_then_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode_release(body)


def test_given_an_event_without_its_fields_then_unreadable() -> None:
    with pytest.raises(UnreadableError, match="version"):
        decode_event(b'{"ocid":"o","country":"kg"}')


@pytest.mark.parametrize("rest", ["", ',"process":null', ',"process":[]', ',"process":7'])
def test_given_an_event_without_a_process_then_unreadable(rest: str) -> None:
    with pytest.raises(UnreadableError, match="must be a JSON object"):
        decode_event(b'{"ocid":"o","version":1,"country":"kg"' + rest.encode() + b"}")


def test_given_an_event_whose_process_has_wrong_types_then_those_values_alone_are_absent() -> None:
    content = release(None, bid("b1", "T1", 5), title=7) | {"date": 3}
    body = msgspec.json.encode({"ocid": "o", "version": 2, "country": "kg", "process": content})
    event = decode_event(body)
    assert (event.version, event.process) == (2, release_from(content))


@pytest.mark.parametrize("process", ["null", "{}", "[]"])
def test_given_an_event_that_refers_to_its_process_then_it_says_where_that_is(process: str) -> None:
    reference = b'{"bucket":"b","name":"n","size":1,"sha256":"s"}'
    body = b'{"ocid":"o","version":1,"country":"kg","process":' + process.encode() + b',"reference":' + reference + b"}"
    event = decode_event(body)
    assert event.reference is not None
    assert event.reference.name == "n"


@given(JSON)
def test_given_any_json_then_reading_never_fails_otherwise(content: object) -> None:
    if isinstance(content, dict):
        assert isinstance(release_from(content), Release)
    else:
        with pytest.raises(UnreadableError):
            release_from(content)


@given(st.data())
def test_given_any_value_anywhere_then_scoring_never_fails(data: st.DataObject) -> None:
    content = release(
        None,
        bid("b1", "T1", 5),
        bid("b2", "T2", 5, status="disqualified"),
        awards=[award("a1", "b1", "T1")],
        relatedProcesses=[{"id": "1"}],
        parties=[{"id": "KG-INN-1", "roles": ["buyer"], "address": {"region": "Ош"}}],
    )
    for _ in range(data.draw(st.integers(1, 4))):
        _replace_somewhere(content, data)
    for _, flags in score_processes([("o", content)], country="kg"):
        assert len(flags.flags) == len(CATALOGUE)


def _replace_somewhere(node: object, data: st.DataObject) -> None:
    """Put any JSON in place of one value of `node`."""
    while True:
        if isinstance(node, dict) and node:
            key: object = data.draw(st.sampled_from(sorted(node)))
        elif isinstance(node, list) and node:
            key = data.draw(st.integers(0, len(node) - 1))
        else:
            return
        if data.draw(st.booleans()) or not isinstance(node[key], dict | list):  # type: ignore[index]
            node[key] = data.draw(JSON)  # type: ignore[index]
            return
        node = node[key]  # type: ignore[index]
