"""The same output as OCP's Cardinal 0.0.8, flag for flag and fence for fence, on all fixtures there are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.scoring.cardinal.made_up import over

DATA = Path(__file__).resolve().parents[5] / "shared" / "data" / "conformance"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data {DATA} are absent")
INDICATORS = ("R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R048", "R058")
EVERY = {code: {} for code in INDICATORS}
Json = Any


def differences(ours: Json, theirs: Json, path: str = "") -> Iterator[str]:
    """What is missing, too much or not equal, in both directions; numbers to 1e-9."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            if key in ours and key in theirs:
                yield from differences(ours[key], theirs[key], f"{path}/{key}")
            else:
                yield f"{path}/{key} only {'ours' if key in ours else 'theirs'}"
    elif (ours is None or theirs is None or abs(ours - theirs) > 1e-9) and ours is not theirs:
        yield f"{path}: {ours}, theirs {theirs}"


def same(path: Path, settings: Json, theirs: Json, cut: int = 1) -> None:
    ours = over(path, settings, cut)
    if "Meta" not in theirs:
        ours.pop("Meta")
    assert not list(differences(ours, theirs))


def settings_of(name: str) -> Json:
    """A fixture's name is the indicator, then a setting and its value, or a map of several."""
    code, *rest = name.removesuffix("-tenderer").split("-")
    section: Json = {}
    if len(rest) == 2:
        section = {rest[0]: rest[1].replace("+", "|")}
    elif rest:
        section = {rest[0]: dict(zip(rest[1::2], map(int, rest[2::2]), strict=True))}
    return {
        "__global__": {"no_price_comparison_procurement_methods": "NPC"},
        "exclusions": {"procurement_method_details": "EXC"},
        code: section,
    }


@pytest.mark.parametrize("path", sorted(DATA.glob("cardinal/indicators/*.jsonl")), ids=lambda path: path.stem)
def test_given_the_fixtures_of_cardinal_then_its_results(path: Path) -> None:
    same(path, settings_of(path.stem), json.loads(path.with_suffix(".expected").read_text()))


@pytest.mark.parametrize("path", sorted(DATA.glob("cardinal/docs-examples/[0-9]*.jsonl")), ids=lambda path: path.stem)
def test_given_the_examples_of_its_documentation_then_its_results(path: Path) -> None:
    content = json.loads(path.with_suffix(".expected.json").read_text())
    settings = content["settings"] if isinstance(content["settings"], dict) else EVERY
    same(path, settings, content["expected"])


@pytest.mark.parametrize("cut", [1, 2, 5])
@pytest.mark.parametrize(
    "path",
    [*sorted(DATA.glob("cardinal-generated/*.jsonl")), *sorted(DATA.glob("cardinal-real/*.jsonl"))],
    ids=lambda path: path.stem,
)
def test_given_broken_and_real_data_then_its_results_and_fences_in_however_many_parts(path: Path, cut: int) -> None:
    content = json.loads(path.with_suffix(".expected.json").read_text())
    same(path, content["settings"], content["results"], cut)
