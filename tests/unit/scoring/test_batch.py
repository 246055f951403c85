"""Whole histories: the answers do not depend on who does the work, and are those that one live event would get."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import distributed
import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from achyk.__main__ import app
from achyk.score.workers import dask
from services.scoring.batch import Batch, PartFile, Range, ranges_of, store_part
from services.scoring.commands import score_processes
from services.scoring.report.pieces import Piece, Wanted, tell_part, tell_turns
from shared.errors import Refused
from tests.unit.scoring.build import (
    Json,
    award,
    bid,
    contract,
    direct,
    kyrgyz,
    release,
    sale,
    single_source,
    worth,
)

NOW = datetime(2026, 1, 2, tzinfo=UTC)
WORKERS = 3


def bids_of(amounts: Sequence[float]) -> list[Json]:
    return [bid(f"b{n}", f"T{n % 4}", amount) for n, amount in enumerate(amounts)]


amounts = st.lists(st.sampled_from([100.0, 101.0, 110.0, 900_000.0]), max_size=4)
stages = st.sampled_from(["published", "bidsOpened", "evaluationComplete", "contractSigned", "cancelled"])


@st.composite
def contents(draw: st.DrawFn) -> Json:
    """One process of one of several shapes."""
    shape = draw(st.sampled_from(["tender", "sale", "direct", "single", "bare"]))
    stage = draw(stages)
    if shape == "sale":
        return sale(0, draw(st.sampled_from("AB")), draw(st.sampled_from("ST")), draw(st.sampled_from([50.0, 1e6])))
    if shape == "direct":
        return direct(draw(st.sampled_from([1_000.0, 999_000.0])), firm=draw(st.sampled_from("ST")))
    if shape == "single":
        return release(single_source(draw(st.sampled_from([None, "urgentNeed"]))))
    if shape == "bare":
        return {"ocid": "bare", "tender": {"procurementMethod": draw(st.sampled_from(["open", "direct", None]))}}
    won = [worth(award("a1", "b0", "T0"), 900_000) | {"date": "2021-04-02T00:00:00Z"}]
    made = [contract("c1", "a1", draw(st.sampled_from([900_000.0, 1_300_000.0])), dateSigned="2021-09-01T00:00:00Z")]
    tender = kyrgyz(statusDetails=stage, status="cancelled" if stage == "cancelled" else "active")
    bids = [] if stage == "published" else bids_of(draw(amounts))
    return release(tender, *bids, awards=won if bids else [], contracts=made if bids else [])


@st.composite
def histories(draw: st.DrawFn) -> list[Json]:
    """Processes, each once."""
    found = draw(st.lists(contents(), min_size=1, max_size=12))
    return [one | {"ocid": f"{draw(st.sampled_from(['ocds-h7i0z4', 'o']))}-{n}"} for n, one in enumerate(found)]


def lines(history: Sequence[Json]) -> bytes:
    return b"".join(msgspec.json.encode(one) + b"\n" for one in history)


def files(history: Sequence[Json], folder: Path, count: int = 3) -> list[Path]:
    """The history cut into files, so that there is work for several."""
    size = -(-len(history) // count)
    found = []
    for number in range(count):
        path = folder / f"{number}.jsonl"
        path.write_bytes(lines(history[number * size : (number + 1) * size]))
        found.append(path)
    return found


def told(executor: Executor, history: Sequence[Json], folder: Path) -> tuple[list[Json], Any]:
    """Every answer about every process, and the counts."""
    folder.mkdir()
    batch = Batch(folder, executor)
    stored = batch.read(files(history, folder))
    living = batch.compare(stored)
    wanted = Wanted(folder, flags=True, now=NOW)
    tasks = [(tell_part, (one.path, rows, wanted)) for one, rows in zip(stored, living, strict=True) if len(rows)]
    pieces: list[Piece] = batch.each("judging", tasks, lambda step, done, total: None)
    answers = [json.loads(line) for piece in pieces if piece.flags for line in piece.flags.read_bytes().splitlines()]
    return answers, sum(piece.states for piece in pieces)


def live(history: Sequence[Json]) -> list[Json]:
    """The same one after another through `Scorer.take`, compared with the figures of all."""
    found = [flags.model_dump(mode="json") for _, flags in score_processes((None, dict(one)) for one in history)]
    for flags in found:
        for flag in flags["flags"]:
            flag["evaluated"] = "2026-01-02T00:00:00Z"
    return found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A Dask cluster of two processes."""
    with distributed.LocalCluster(
        processes=True, n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp://"
    ) as cluster:
        yield str(cluster.scheduler_address)


@pytest.fixture(scope="module")
def teams(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Executor]]:
    """One worker, three processes, and the cluster."""
    folder = tmp_path_factory.mktemp("dask")
    with ExitStack() as stack:
        yield {
            "one": stack.enter_context(ThreadPoolExecutor(1)),
            "three": stack.enter_context(ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))),
            "dask": stack.enter_context(dask(address, folder, [])),
        }


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_given_a_history_then_one_worker_three_and_dask_say_what_live_events_would(
    history: list[Json], teams: dict[str, Executor], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("run")
    expected = live(history)
    for name, executor in teams.items():
        answers, states = told(executor, history, folder / name)
        assert answers == expected, name
        assert states.sum(axis=1).tolist() == [len(history)] * len(states)


@settings(max_examples=15)
@given(data=st.data(), first=histories())
def test_given_versions_of_processes_then_judged_in_turn_they_are_what_all_in_memory_would_be(
    data: st.DataObject, first: list[Json], tmp_path_factory: pytest.TempPathFactory
) -> None:
    later = [data.draw(contents()) | {"ocid": one["ocid"]} for one in first if data.draw(st.booleans())]
    history = [*first, *later]
    folder = tmp_path_factory.mktemp("turns")
    path = folder / "versions.jsonl"
    path.write_bytes(lines(history))
    with ThreadPoolExecutor(1) as executor:
        batch = Batch(folder, executor)
        batch.compare(batch.read([path]))
    piece = tell_turns(path, None, Wanted(folder, flags=True, now=NOW))
    assert piece.flags is not None
    answers = {one["ocid"]: one for one in map(json.loads, piece.flags.read_bytes().splitlines())}
    expected = dict(score_processes((None, dict(one)) for one in history))
    assert list(answers) == list(expected)
    for ocid, flags in expected.items():
        wanted = flags.model_dump(mode="json")
        for flag in (*wanted["flags"], *answers[ocid]["flags"]):
            del flag["evaluated"]
        assert answers[ocid] == wanted


def test_given_a_folder_that_the_workers_do_not_see_then_it_is_told_before_any_work(address: str) -> None:
    with pytest.raises(Refused, match="do not see /nowhere"), dask(address, Path("/nowhere"), []):
        pass


def test_given_the_command_with_a_cluster_then_it_prints_what_one_worker_would(address: str, tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_bytes(lines([sale(n, "A", "S") | {"tag": ["compiled"]} for n in range(3)]))
    words = ["score", str(path), "--output", "csv"]
    alone = CliRunner().invoke(app, words)
    together = CliRunner().invoke(app, [*words, "--dask", address, "--folder", str(tmp_path)])
    assert together.exit_code == 0, together.exception
    assert together.stdout == alone.stdout
    assert [one.name for one in tmp_path.iterdir()] == ["f.jsonl"]


# --- files ---


def test_given_files_of_one_name_in_two_folders_then_neither_part_overwrites_the_other(tmp_path: Path) -> None:
    history = [release() | {"ocid": f"o-{n}"} for n in range(2)]
    paths = []
    for number, one in enumerate(history):
        (tmp_path / str(number)).mkdir()
        paths += [tmp_path / str(number) / "a.jsonl"]
        paths[-1].write_bytes(lines([one]))
    with ThreadPoolExecutor(1) as executor:
        judged = Batch(tmp_path, executor, flags=False).run(paths)
    assert judged.processes == 2


def test_given_small_ranges_then_every_line_is_in_exactly_one(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_bytes(lines([release() | {"ocid": f"o-{n}"} for n in range(50)])[:-1])  # no line break at the end
    cut = list(ranges_of(path, 1_500))
    assert len(cut) > 3
    keys = np.concatenate([store_part(one, tmp_path, None).keys for one in cut])
    assert len(np.unique(keys)) == len(keys) == 50


def test_given_broken_lines_then_they_are_counted_and_their_places_told(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    good = lines([release()])
    path.write_bytes(good + b"{broken\n\n" + good + b"[]\n")
    found: PartFile = store_part(Range(path, 0, path.stat().st_size), tmp_path, None)
    assert (found.skipped, len(found.keys)) == (2, 2)
    assert found.broken == [f"f.jsonl byte {len(good)}", f"f.jsonl byte {2 * len(good) + 9}"]


def test_given_a_worker_that_fails_then_the_error_comes_through_and_the_rest_is_given_up(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as executor, pytest.raises(FileNotFoundError):
        Batch(tmp_path, executor).each(
            "reading", [(store_part, (Range(tmp_path / "absent", 0, 9), tmp_path, None))], lambda *_: None
        )
