"""The catalogue: every entry is whole, in three languages, and fits the contract."""

import re

import pytest

from services.scoring.engine import Engine
from services.scoring.indicator import Indicator
from services.scoring.indicators import CATALOGUE
from shared.contracts import risk
from shared.contracts.base import Language

TEXTS = ("title", "explanation", "innocent", "check")
KYRGYZ = re.compile("[ңөүҢӨҮ]")


def test_given_the_catalogue_then_ids_are_unique_and_each_fits_the_contract() -> None:
    assert len({one.id for one in CATALOGUE}) == len(CATALOGUE)
    for one in CATALOGUE:
        known = {name: getattr(one, name) for name in risk.Indicator.model_fields if name != "base_rate"}
        assert risk.Indicator(**known | {"parameters": dict(one.parameters)}, base_rate=risk.BaseRate()).id == one.id


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
    assert indicator.source
    assert indicator.version
    assert indicator.weight > 0


def test_given_an_unknown_indicator_or_parameter_then_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match="R999"):
        Engine(CATALOGUE, {"R999": {}})
    with pytest.raises(ValueError, match="treshold"):
        Engine(CATALOGUE, {"KG08": {"treshold": 3}})
