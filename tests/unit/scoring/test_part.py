"""Parts: whatever is cut out, put together or stored is what it was."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.decoding import UnreadableError, release_from
from services.scoring.engine import Engine
from services.scoring.extract import extract
from services.scoring.indicators import CATALOGUE
from services.scoring.packing import packed, unpacked
from services.scoring.part import Part, concatenated
from services.scoring.stored import StoredPart, newest_rows
from tests.unit.scoring.build import Arrival, Json, award, bid, kyrgyz, part_of, release

LOTS = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}])
CONTENTS: list[Json] = [
    release(),
    release(kyrgyz(), bid("b1", "T1", 5), bid("b2", "T2", 5), awards=[award("a1", "b1", "T1")]),
    release(LOTS, bid("b1", "T1", 5), bid("b2", "T2", 7, lot="L2"), awards=[award("a1", "b2", "T2", lot="L2")]),
    release(
        kyrgyz(items=[{"id": "1", "relatedLot": "L1", "classification": {"id": "33100000-1"}, "unit": {"name": "шт"}}]),
        contracts=[{"id": "c1", "awardID": "a1", "value": {"amount": 9, "currency": "KGS"}}],
        awards=[award("a1", "b1", "T1")],
        parties=[{"id": "KG-INN-1", "roles": ["buyer"], "beneficialOwners": [{"id": "p1"}]}],
    ),
    {"ocid": "o-5"},
    release(kyrgyz(lots=[{"id": " "}]), bid("", "T1", 5, lot=""), title="", buyer={"id": "  "}),
]
ENGINE = Engine(CATALOGUE)
chosen = st.lists(st.sampled_from(range(len(CONTENTS))), min_size=1, max_size=6)


def same(one: Part, other: Part) -> None:
    for name, table in one.tables().items():
        for column, values in table.columns().items():
            assert np.array_equal(values, other.tables()[name].columns()[column], equal_nan=values.dtype.kind == "f"), (
                column
            )


@given(chosen, st.data())
def test_given_some_processes_of_a_part_then_they_are_as_if_extracted_alone(
    rows: list[int], data: st.DataObject
) -> None:
    wanted = sorted(data.draw(st.sets(st.sampled_from(range(len(rows))))))
    whole = part_of(*(CONTENTS[row] for row in rows))
    same(whole.take(np.array(wanted, np.int64)), part_of(*(CONTENTS[rows[place]] for place in wanted)))


@given(chosen, chosen)
def test_given_two_parts_put_together_then_they_are_as_if_extracted_at_once(one: list[int], other: list[int]) -> None:
    parts = [part_of(*(CONTENTS[row] for row in rows)) for rows in (one, other)]
    same(concatenated(parts), part_of(*(CONTENTS[row] for row in one + other)))


def test_given_a_stored_part_then_it_is_read_as_it_was() -> None:
    part = part_of(*CONTENTS)
    found = unpacked(packed(part))
    same(part, found)
    assert found.texts == part.texts


@given(chosen)
def test_given_a_process_then_its_answers_do_not_depend_on_its_neighbours(rows: list[int]) -> None:
    together = ENGINE.evaluate(part_of(*(CONTENTS[row] for row in rows)), {})
    for place, row in enumerate(rows):
        alone = ENGINE.evaluate(part_of(CONTENTS[row]), {})
        assert together.codes[place].tolist() == alone.codes[0].tolist()
        for indicator in CATALOGUE:
            assert together.answer(place, indicator) == alone.answer(0, indicator)


def test_given_blank_texts_then_what_is_absent_has_no_text_either() -> None:
    part = part_of(CONTENTS[-1], CONTENTS[1])
    assert part.text(part.processes.buyer[0]) is None
    assert part.text(part.processes.award_criteria[1]) is None


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def _spoilt(content: Any, data: st.DataObject) -> Any:
    """`content` with some of its values replaced by anything."""
    if data.draw(st.integers(0, 12)) == 0:
        return data.draw(JSON)
    if isinstance(content, dict):
        return {key: _spoilt(value, data) for key, value in content.items()}
    return [_spoilt(value, data) for value in content] if isinstance(content, list) else content


@given(st.sampled_from(CONTENTS), st.data())
def test_given_hostile_values_anywhere_then_every_indicator_answers(content: Json, data: st.DataObject) -> None:
    try:
        view = release_from(_spoilt(content, data))
    except UnreadableError:
        return
    part = extract([Arrival(view, "o", 1, "kg")])
    results = ENGINE.evaluate(part, {})
    assert (results.codes > 0).all()
    for indicator in CATALOGUE:
        results.answer(0, indicator)


def test_given_several_versions_of_a_process_then_only_the_newest_row_lives() -> None:
    def stored(number: int, *rows: tuple[int, int]) -> StoredPart:
        keys, versions = zip(*rows, strict=True)
        return StoredPart(number, np.array(keys, np.int64), np.array(versions, np.int32), figured=False)

    parts = [stored(1, (7, 1), (8, 5)), stored(2, (7, 2), (9, 1)), stored(3, (8, 4))]
    assert [rows.tolist() for rows in newest_rows(parts)] == [[1], [0, 1], []]
    assert newest_rows([]) == []
