"""The catalogue: every entry is whole, in three languages, and fits the contract."""

import re
from pathlib import Path

import pytest

from services.scoring.catalogue import entry
from services.scoring.engine import Engine
from services.scoring.indicator import COMMON, Indicator
from services.scoring.indicators import CATALOGUE
from services.scoring.indicators.r003 import R003
from services.scoring.law import MINIMUM_PERIODS
from shared.contracts.base import Language

TEXTS = ("title", "explanation", "innocent", "check")
KYRGYZ = re.compile("[ңөүҢӨҮ]")


def test_given_the_catalogue_then_ids_are_unique_and_each_fits_the_contract() -> None:
    assert len({one.id for one in CATALOGUE}) == len(CATALOGUE)
    assert [entry(one, one.parameters).id for one in CATALOGUE] == [one.id for one in CATALOGUE]


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.id)
def test_given_an_indicator_then_basis_and_source_are_told_in_three_languages_too(one: Indicator) -> None:
    told = entry(one, one.parameters)
    for texts, english in ((told.legal_basis_texts, told.legal_basis), (told.source_texts, told.source)):
        assert texts is not None
        assert texts.en == english
        assert len({texts.ky, texts.ru, texts.en}) == 3
    for english, texts in told.phrases.items():
        assert texts.en == english
        assert len({texts.ky, texts.ru, texts.en}) == 3


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.id)
def test_given_an_indicator_for_any_country_then_kyrgyz_law_is_told_of_kyrgyzstan_alone(one: Indicator) -> None:
    told = entry(one, one.parameters)
    if one.country is None:
        assert "Kyrgyz" not in told.legal_basis
    assert set(told.national_legal_basis) <= {"kg"}


@pytest.mark.parametrize(
    ("name", "threshold", "shown"),
    [("KG07", 0.3, "30"), ("KG07", 0.125, "12.5"), ("KG08", 19, "19"), ("KG08", 25, "25")],
)
def test_given_a_threshold_then_the_texts_say_that_one(name: str, threshold: float, shown: str) -> None:
    engine = Engine(CATALOGUE, {name: {"threshold": threshold}})
    one = next(one for one in CATALOGUE if one.id == name)
    said = entry(one, engine.parameters[name]).explanation
    for language in Language:
        assert re.findall(r"[\d.]*\d", said.in_language(language)) == [shown]


def test_given_the_catalogue_as_told_then_no_placeholder_is_left() -> None:
    told = [entry(one, one.parameters).model_dump() for one in CATALOGUE]
    assert not [text for one in told for name in TEXTS for text in one[name].values() if re.search(r"[{}]", text)]


def test_given_the_periods_on_record_then_the_basis_of_each_has_its_words_in_three_languages() -> None:
    assert {row.basis for row in MINIMUM_PERIODS} <= entry(R003, R003.parameters).phrases.keys()


@pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda one: one.id)
def test_given_an_indicator_then_its_texts_are_written_in_three_languages(indicator: Indicator) -> None:
    for name in TEXTS:
        texts = getattr(indicator, name)
        said = [texts.in_language(language) for language in Language]
        assert len(set(said)) == 3
        assert all(len(text) > 5 for text in said)
        assert not re.search("[а-яА-Я]", texts.en)
    whole = " ".join(getattr(indicator, name).ky for name in TEXTS)
    russian = " ".join(getattr(indicator, name).ru for name in TEXTS)
    assert len(KYRGYZ.findall(whole)) > 5
    assert not KYRGYZ.search(russian)


@pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda one: one.id)
def test_given_an_indicator_then_its_file_and_its_test_bear_its_name(indicator: Indicator) -> None:
    assert indicator.evaluate.__module__ == f"services.scoring.indicators.{indicator.id.lower()}"
    assert (Path(__file__).parent / f"test_{indicator.id.lower()}.py").is_file()
    assert indicator.source
    assert indicator.version
    assert indicator.weight > 0


@pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda one: one.id)
def test_given_an_indicator_then_what_it_needs_is_named_once(indicator: Indicator) -> None:
    assert len(set(indicator.needs)) == len(indicator.needs)
    assert len(indicator.needs) + len(COMMON) <= 63


def test_given_an_unknown_indicator_or_parameter_then_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match="R999"):
        Engine(CATALOGUE, {"R999": {}})
    with pytest.raises(ValueError, match="treshold"):
        Engine(CATALOGUE, {"KG08": {"treshold": 3}})
