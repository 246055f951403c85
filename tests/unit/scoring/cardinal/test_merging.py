"""Parts of a file give together what the whole gives, and nothing that is in a file breaks anything."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.cardinal import run as running
from services.scoring.cardinal.lines import parts
from services.scoring.cardinal.settings import ALL
from services.scoring.cardinal.state import State
from tests.unit.scoring.cardinal.made_up import award, bid, cardinal, over, release, write

Json = Any
LOW = {"R024": {"threshold": 5}, "R025": {"threshold": 0.9}, "R058": {"threshold": 0.01}}
SETTINGS = {
    code: LOW.get(code, {}) for code in ("R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R058")
} | {"R048": {"minimum_contracting_processes": 1}}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.sampled_from([10**30, 0.0, -0.0, 1.0, 2.5, "", "A", "B", "KGS", "valid", "open", "2024-01-01T00:00:00Z"]),
)
KEYS = st.sampled_from(
    [
        "ocid",
        "tender",
        "bids",
        "details",
        "awards",
        "suppliers",
        "tenderers",
        "id",
        "status",
        "value",
        "amount",
        "items",
    ]
)
JUNK = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner), max_leaves=8)


def mostly(usual: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Junk now and then."""
    return st.one_of(usual, usual, usual, usual, usual, JUNK)


IDS = mostly(st.sampled_from("ABC"))
ORGANISATIONS = mostly(st.lists(mostly(st.fixed_dictionaries({"id": IDS})), min_size=1, max_size=2))
BIDS = st.fixed_dictionaries(
    {
        "status": mostly(st.sampled_from(["valid", "valid", "disqualified", "withdrawn", "pending"])),
        "tenderers": ORGANISATIONS,
        "value": mostly(
            st.fixed_dictionaries(
                {"amount": mostly(st.integers(0, 4)), "currency": mostly(st.sampled_from(["KGS", "KGS", "USD"]))}
            )
        ),
        "date": mostly(st.sampled_from(["2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"])),
    }
)
AWARDS = st.fixed_dictionaries(
    {
        "status": mostly(st.sampled_from(["active", "active", "unsuccessful", "pending"])),
        "suppliers": ORGANISATIONS,
        "items": mostly(st.lists(mostly(st.fixed_dictionaries({"classification": mostly(st.just({"id": "441"}))})))),
    }
)
RELEASES = mostly(
    st.fixed_dictionaries(
        {
            "ocid": mostly(st.sampled_from(["1", "2", "3", "4", "5", "6"])),
            "buyer": mostly(st.fixed_dictionaries({"id": IDS})),
            "tender": mostly(
                st.fixed_dictionaries(
                    {
                        "procurementMethod": mostly(st.sampled_from(["open", "direct"])),
                        "numberOfTenderers": mostly(st.integers(0, 2)),
                        "tenderPeriod": mostly(
                            st.just({"startDate": "2024-01-01T00:00:00Z", "endDate": "2024-01-15T00:00:00Z"})
                        ),
                    }
                )
            ),
            "bids": mostly(st.fixed_dictionaries({"details": mostly(st.lists(mostly(BIDS), max_size=4))})),
            "awards": mostly(st.lists(mostly(AWARDS), max_size=2)),
        }
    )
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cardinal") / "releases.jsonl"


@given(releases=st.lists(RELEASES, max_size=12), cut=st.integers(2, 6), currency=st.sampled_from([None, "KGS"]))
def test_property_parts_merged_give_what_the_whole_gives(
    file: Path, releases: list[Json], cut: int, currency: str | None
) -> None:
    write(file, *(json.dumps(each) for each in releases))
    settings = SETTINGS | {"__global__": {"currency": currency}}
    whole = over(file, settings)
    assert over(file, settings, cut) == whole
    assert whole.keys() <= {"OCID", "Buyer", "ProcuringEntity", "Tenderer", "Meta"}


@given(releases=st.lists(RELEASES, max_size=9), cut=st.integers(2, 5))
def test_property_parts_may_be_merged_in_any_order_when_no_ocid_comes_twice(
    file: Path, releases: list[Json], cut: int
) -> None:
    unique = [each | {"ocid": f"{n}"} for n, each in enumerate(releases) if isinstance(each, dict)]
    write(file, *(json.dumps(each) for each in unique))
    orders = []
    for backwards in (False, True):
        states = [running._fold(part, ALL, "KGS", lambda done: None) for part in parts(file, cut)]
        whole = State(ALL, "KGS")
        for state in states[::-1] if backwards else states:
            whole.merge(state)
        orders.append(whole.results())
    assert orders[0] == orders[1]


@given(st.lists(st.binary(max_size=40) | JUNK.map(lambda junk: json.dumps(junk).encode()), max_size=8))
def test_property_fuzz_whatever_a_file_holds_there_is_an_answer(file: Path, lines: list[bytes]) -> None:
    write(file, *lines)
    assert "Meta" in running.run(file).results


def test_the_first_currency_is_that_of_the_document_in_however_many_parts(tmp_path: Path) -> None:
    dollars = release("dollars", bid("W", 1, currency="USD"), bid("L", 2, currency="USD"), awards=[award("W")])
    soms = [release(f"{n}", bid("W", 1), bid("L", 2), awards=[award("W")]) for n in range(5)]
    for cut in (1, 2, 6):
        printed = cardinal(tmp_path, dollars, *soms, cut=cut, R058={"threshold": 1})
        assert printed["OCID"].keys() == {"dollars"}


def test_r036_sees_a_first_currency_that_the_ratio_does_not(tmp_path: Path) -> None:
    """A pending bid is submitted and not valid, so only R036 looks at it."""
    pending = release("pending", bid("A", 1, "pending", "USD"), awards=[award("A")])
    soms = release("soms", bid("W", 1), bid("L", 2), awards=[award("W")])
    assert "OCID" not in cardinal(tmp_path, pending, soms, R036={}, R058={"threshold": 1})
    assert cardinal(tmp_path, pending, soms, R058={"threshold": 1})["OCID"].keys() == {"soms"}


def test_of_an_ocid_that_comes_twice_flags_add_up_and_the_later_value_counts(tmp_path: Path) -> None:
    first = release("x", bid("W", 1), bid("L", 5), awards=[award("W")], numberOfTenderers=1, procurementMethod="open")
    later = release("x", bid("W", 1), bid("L", 3), awards=[award("W")])
    for cut in (1, 2):
        printed = cardinal(tmp_path, first, later, cut=cut, R018={}, R058={"threshold": 1})
        assert printed["OCID"] == {"x": {"R018": 1.0, "R058": 2.0}}


@pytest.mark.parametrize("threads", [1, 2])
def test_processes_of_their_own_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Forked, or started afresh where another thread runs."""
    monkeypatch.setattr(running, "SMALL", 1)
    monkeypatch.setattr(running.threading, "active_count", lambda: threads)
    tenders = [release(f"{n}", bid("W", n), bid("L", n + 3), awards=[award("W")], buyer="B") for n in range(1, 40)]
    file = write(tmp_path / "f", *tenders, "junk")
    done: list[tuple[int, int]] = []
    answer = running.run(file, workers=3, on_progress=lambda *at: done.append(at))
    assert answer == running.run(file, workers=1)
    assert answer.unreadable == 1


def test_a_process_that_ends_without_an_answer_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.threading, "active_count", lambda: 1)

    def end(*_: object) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(running, "SMALL", 1)
    monkeypatch.setattr(running, "_work", end)
    with pytest.raises(running.WorkerLost):
        running.run(write(tmp_path / "f", "{}", "{}", "{}"), workers=2)
