"""Types of violations: what the platform starts with, how they are found, and how they are edited."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.violations.catalogue import chosen, edited, seeds
from shared.contracts.case import PurchaseStage
from shared.contracts.violation import AskEditViolation, AskViolations, Violation, ViolationTexts
from shared.errors import Refused
from shared.folding import mixed_script

ROOT = Path(__file__).resolve().parents[3]
INDICATORS = {path.stem for path in (ROOT / "docs" / "indicators").glob("[A-Z]*[0-9].md")}
COURSES = ROOT / "services" / "learning" / "content"
SEEDS = seeds()
NOW = datetime(2026, 10, 1, tzinfo=UTC)
ACCUSING = re.compile(
    r"коррупц|откат|украл|ворова|воруе|мошенн|завысил|жулик|уурда|алдамчы|паракор|corrupt|stole|fraud|kickback",
    re.IGNORECASE,
)


def violations() -> list[Violation]:
    return [Violation(**seed.model_dump(), revision=1, changed=NOW) for seed in SEEDS]


def texts_of(seed: ViolationTexts) -> dict[str, dict[str, str]]:
    names = ("title", "about", "detection", "evidence", "innocent", "example")
    return {name: getattr(seed, name).model_dump() for name in names}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.code)
def test_given_a_type_of_the_beginning_then_it_says_all_in_three_languages_and_accuses_nobody(
    seed: ViolationTexts,
) -> None:
    for name, texts in texts_of(seed).items():
        assert len(set(texts.values())) == 3, f"{name} is the same in two languages"
        assert not [text for text in texts.values() if ACCUSING.search(text)], name
    assert seed.stages
    assert seed.remedies, "whom to address"
    assert seed.letter in seed.remedies, "the letter goes to one of those addressed"


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.code)
def test_given_a_type_of_the_beginning_then_every_indicator_it_names_is_in_the_catalogue(
    seed: ViolationTexts,
) -> None:
    assert INDICATORS, "the catalogue is documented"
    assert set(seed.indicators) <= INDICATORS


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.code)
def test_given_a_type_of_the_beginning_then_its_norms_have_a_source_and_wait_for_a_lawyer(seed: ViolationTexts) -> None:
    assert seed.norms
    for norm in seed.norms:
        assert norm.source
        assert not norm.confirmed, "nobody trained in law has confirmed the seed"


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.code)
def test_given_a_type_of_the_beginning_then_its_lesson_is_there(seed: ViolationTexts) -> None:
    assert seed.lesson is None or (COURSES / seed.lesson).is_dir()


def test_given_the_type_about_mixed_letters_then_its_example_has_some() -> None:
    seed = next(seed for seed in SEEDS if seed.code == "title.homoglyph")
    assert mixed_script(seed.example.ru)
    assert all(
        not mixed_script(text)
        for other in SEEDS
        if other.code != seed.code
        for texts in texts_of(other).values()
        for text in (texts["ky"], texts["ru"])
    )


def test_given_the_types_of_the_beginning_then_every_stage_has_some() -> None:
    assert len(SEEDS) == 27
    assert {stage for seed in SEEDS for stage in seed.stages} == set(PurchaseStage)


# --- finding ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("дробления", "split.thresholds"),
        ("бөлүп-жаруу", "split.thresholds"),
        ("бириктирүү ЛОТко", "lot.bundling"),
        ("splitting", "split.thresholds"),
        ("KG13", "req.licence_missing"),
        ("time short", "time.short"),
    ],
)
def test_given_words_of_any_language_then_the_type_is_found(words: str, code: str) -> None:
    assert code in {each.code for each in chosen(violations(), AskViolations(words=words))}


def test_given_an_indicator_then_the_types_that_it_points_to_are_found() -> None:
    found = chosen(violations(), AskViolations(indicator="R018"))
    assert "comp.single_bidder" in {each.code for each in found}
    assert all("R018" in each.indicators for each in found)


def test_given_a_type_no_longer_in_use_then_it_is_listed_only_when_asked_for() -> None:
    gone = violations()[0].model_copy(update={"active": False})
    assert chosen([gone], AskViolations()) == []
    assert chosen([gone], AskViolations(inactive=True)) == [gone]


def test_given_all_types_then_they_come_in_the_order_of_the_stages() -> None:
    places = [list(PurchaseStage).index(each.stages[0]) for each in chosen(violations(), AskViolations())]
    assert places == sorted(places)


# --- editing ------------------------------------------------------------------------------------------------


def ask(revision: int, reason: str = "A norm was amended.") -> AskEditViolation:
    seed = SEEDS[0]
    texts = ViolationTexts.model_validate(seed.model_dump(exclude={"code"}))
    return AskEditViolation(token="t" * 43, code=seed.code, revision=revision, texts=texts, reason=reason)


@given(st.integers(0, 5), st.one_of(st.none(), st.integers(1, 5)))
def test_given_any_revision_then_only_the_one_that_is_there_can_be_edited(seen: int, there: int | None) -> None:
    before = violations()[0].model_copy(update={"revision": there}) if there else None
    if seen == (there or 0):
        assert edited(before, ask(seen), NOW).revision == seen + 1
        return
    with pytest.raises(Refused, match="not_found" if before is None else "conflict"):
        edited(before, ask(seen), NOW)


def test_given_no_reason_then_the_edit_is_refused() -> None:
    with pytest.raises(Refused, match="reason_required"):
        edited(violations()[0], ask(1, "  "), NOW)
