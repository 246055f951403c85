"""A whole history at once: in any parts, from lines or from stored columns, the answers are the same."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring import batch
from services.scoring.batch import Batch, Judged
from services.scoring.engine import Engine
from services.scoring.figures import figures_of
from services.scoring.indicator import Code
from services.scoring.indicators import CATALOGUE
from services.scoring.part import concatenated
from services.scoring.sorting import stable_order
from tests.unit.scoring.build import Json, part_of
from tests.unit.scoring.test_together import varied

ENGINE = Engine(CATALOGUE)


def history(count: int) -> list[Json]:
    """Processes of several shapes, each with an ocid of its own."""
    return [one | {"ocid": f"ocds-test-{number}"} for number, one in enumerate(islice(cycle(varied()), count))]


def written(path: Path, releases: list[Json]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in releases))
    return path


def run(folder: Path, releases: list[Json]) -> Judged:
    with ThreadPoolExecutor(2) as executor:
        return Batch(folder, executor, country="kg").run([written(folder / "history.jsonl", releases)])


def flags(judged: Judged) -> list[tuple[str, str]]:
    return sorted((one.ocid, one.indicator) for one in judged.raised)


def test_given_a_history_in_small_parts_then_it_is_judged_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = history(24)
    monkeypatch.setattr(batch.ranges_of, "__defaults__", (3_000,))
    found = run(tmp_path, releases)
    assert len(list(tmp_path.glob("*.part"))) > 3
    whole = part_of(*releases)
    codes = ENGINE.evaluate(whole, figures_of(CATALOGUE, [whole])).codes
    assert found.processes == len(releases)
    assert found.states.tolist() == [[int((column == code).sum()) for code in Code] for column in codes.T]
    assert len(found.raised) == int((codes == Code.RAISED).sum()) > 0


def test_given_stored_parts_then_they_are_judged_as_from_the_file(tmp_path: Path) -> None:
    found = run(tmp_path, history(16))
    with ThreadPoolExecutor(2) as executor:
        again = Batch(tmp_path, executor).again(sorted(tmp_path.glob("*.part")))
    assert again.states.tolist() == found.states.tolist()
    assert flags(again) == flags(found)


def test_given_a_process_twice_then_only_the_later_one_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = history(8)
    alone = run(tmp_path, releases)
    monkeypatch.setattr(batch.ranges_of, "__defaults__", (3_000,))
    older = [one | {"tender": {"status": "cancelled"}} for one in releases[:5]]
    (tmp_path / "twice").mkdir()
    twice = run(tmp_path / "twice", older + releases)
    assert twice.states.tolist() == alone.states.tolist()
    assert flags(twice) == flags(alone)


@given(st.lists(st.integers(0, 7), min_size=2, max_size=12), st.data())
def test_given_any_split_then_the_parts_answer_as_the_whole(chosen: list[int], data: st.DataObject) -> None:
    shapes = list(varied())
    releases = [shapes[shape] | {"ocid": f"o-{number}"} for number, shape in enumerate(chosen)]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(releases) - 1))))
    parts = [part_of(*releases[start:end]) for start, end in zip([0, *cuts], [*cuts, len(releases)], strict=True)]
    figures = figures_of(CATALOGUE, parts)
    whole = ENGINE.evaluate(concatenated(parts), figures)
    apart = [ENGINE.evaluate(part, figures) for part in parts]
    for name in ("codes", "values", "limits", "reasons"):
        expected = np.concatenate([getattr(one, name) for one in apart])
        assert np.array_equal(getattr(whole, name), expected, equal_nan=expected.dtype.kind == "f"), name


numbers = st.integers(-(2**62), 2**62) | st.integers(0, 3)


@given(st.lists(st.tuples(numbers, numbers, st.booleans(), st.floats()), min_size=1, max_size=300))
def test_given_columns_then_the_order_is_that_of_numpy(rows: list[tuple[int, int, bool, float]]) -> None:
    columns = [np.array(values) for values in zip(*(rows * (1 + 100 // len(rows))), strict=True)]
    assert stable_order(*columns).tolist() == np.lexsort(columns[::-1]).tolist()
