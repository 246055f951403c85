"""The catalogue of indicators as pages show it: found by any filter, told in words, with what it does not cover."""

import gzip
import json
from typing import Any

import pytest
from markupsafe import escape

from services.gateway.catalogue import ORGANISATIONS, CatalogueQuery, KeptCatalogue, matching
from services.gateway.choices import indicator_choices
from services.gateway.indicator_view import base_rate, catalogue_query, catalogue_view, indicator_page
from services.gateway.indicator_words import COMPETITIONS, INDICATOR_STAGES, UNITS
from services.gateway.labels import METHOD_DETAILS
from services.gateway.ports import Viewer
from services.gateway.rendering import Renderer
from services.scoring.catalogue import entry
from services.scoring.indicator import LINKED, Stage, Unit
from services.scoring.indicators import CATALOGUE
from services.scoring.methods import Competition
from shared.contracts.base import Language
from shared.contracts.risk import BaseRate, Indicator, Indicators
from shared.errors import Unavailable


def as_received(indicator: Indicator) -> Indicator:
    """An entry as it comes over the wire."""
    return Indicator.model_validate_json(indicator.model_dump_json())


RENDERER = Renderer()
ENGLISH = RENDERER.labels(Language.EN)
ENTRIES = {each.id: as_received(entry(each, each.parameters)) for each in CATALOGUE}
RATE = BaseRate(raised=3, computable=40, not_computable=1_200, not_applicable=7)


def found(**given: Any) -> set[str]:
    return {each.id for each in matching(ENTRIES.values(), CatalogueQuery(**given))}


def test_given_the_codes_of_scoring_then_the_pages_have_words_for_them() -> None:
    assert UNITS.keys() == {unit.value for unit in Unit}
    assert INDICATOR_STAGES.keys() == {stage.value for stage in Stage}
    assert COMPETITIONS.keys() == {kind.name.lower() for kind in Competition}
    assert {unit.value for unit in LINKED} == ORGANISATIONS
    assert {method for each in CATALOGUE for method in each.methods or ()} <= METHOD_DETAILS.keys()


def test_given_filters_then_those_indicators_are_found_that_fit_all() -> None:
    assert len(found()) == len(CATALOGUE)
    assert found(country="kg") == {each.id for each in CATALOGUE if each.country == "kg"}
    assert found(country="any") == {each.id for each in CATALOGUE if each.country is None}
    assert found(stage="planning") == {each.id for each in CATALOGUE if each.stage is Stage.PLANNING}
    assert found(unit="supplier", compares=True) == {
        each.id for each in CATALOGUE if each.unit is Unit.SUPPLIER and each.statistic
    }


@pytest.mark.parametrize("words", ["R018", "r018", "один участник", "бир катышуучу"])
def test_given_words_of_any_language_or_an_id_then_the_indicator_is_found(words: str) -> None:
    assert "R018" in found(words=words)
    assert len(found(words=words)) < len(CATALOGUE)


def test_given_words_that_nobody_wrote_then_nothing_is_found_and_the_page_says_so() -> None:
    view = catalogue_view(ENTRIES, catalogue_query({"words": "xyzzy"}), ENGLISH)
    assert (view.found, view.all, view.groups) == (0, len(CATALOGUE), ())
    html = RENDERER.page("indicators.html", Viewer(Language.EN, "/indicators", ""), view=view)
    assert f"0 of {len(CATALOGUE)} indicators" in html
    assert "Nothing matches." in html


def test_given_a_filter_that_no_form_offers_then_it_narrows_nothing() -> None:
    given = {"stage": "nonsense", "unit": "", "country": "kgz", "compares": "maybe"}
    assert catalogue_query(given) == CatalogueQuery()


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_the_whole_catalogue_then_its_page_is_light_and_names_everything(language: Language) -> None:
    entries = {id_: each.model_copy(update={"base_rate": RATE}) for id_, each in ENTRIES.items()}
    view = catalogue_view(entries, CatalogueQuery(), RENDERER.labels(language))
    html = RENDERER.page("indicators.html", Viewer(language, "/indicators", ""), view=view)
    assert len(gzip.compress(html.encode(), 5)) <= 40 * 1024
    for each in CATALOGUE:
        assert f'href="/{language}/indicators/{each.id}"' in html
    assert [group.code for group in view.groups] == list(INDICATOR_STAGES)


def test_given_a_base_rate_then_it_is_said_of_how_many_and_for_how_many_it_is_not_known() -> None:
    assert base_rate(RATE, ENGLISH) == (
        "Raised in 3 of 40 processes where it could be computed (7.5%); it could not be computed for 1,200."
    )
    assert base_rate(BaseRate(not_computable=9), ENGLISH) == ("Computed for no tender: something is missing in all 9.")


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_any_indicator_then_its_page_tells_all_of_it_in_words(language: Language) -> None:
    labels = RENDERER.labels(language)
    for each in ENTRIES.values():
        view = indicator_page(each, labels)
        html = RENDERER.page("indicator.html", Viewer(language, f"/indicators/{each.id}", ""), view=view)
        assert f"<h1>{escape(view.entry.title)}" in html
        assert all(words != place for words, place in view.needs), each.id
        assert all(setting.label != setting.name for setting in view.parameters), each.id
        assert json.loads(view.data) == each.parameters
        assert f'href="/{language}/search?indicator={each.id}"' in html
        assert len(view.entry.national_basis) == len(each.national_legal_basis)


def test_given_a_long_list_to_choose_from_then_it_is_grouped_by_stage_and_keeps_what_was_chosen() -> None:
    groups = indicator_choices(ENTRIES, "R018", ENGLISH, {"*": "Any indicator"})
    assert [group.label for group in groups][:2] == [None, "Planning"]
    assert sum(len(group.choices) for group in groups) == len(CATALOGUE) + 1
    assert [choice.value for group in groups for choice in group.choices if choice.chosen] == ["R018"]


def test_given_a_chosen_indicator_while_the_catalogue_cannot_be_had_then_the_filter_is_kept() -> None:
    groups = indicator_choices({}, "R018", ENGLISH)
    assert [(group.label, group.choices[0].value, group.choices[0].chosen) for group in groups] == [
        (None, "R018", True)
    ]


async def test_given_a_catalogue_asked_for_a_moment_ago_then_it_is_not_asked_for_again() -> None:
    now, asked = [0.0], [0]
    kept = KeptCatalogue(seconds=2.0, clock=lambda: now[0])

    async def ask() -> Indicators:
        asked[0] += 1
        if asked[0] == 3:
            raise Unavailable("ask.scoring.indicators")
        return Indicators(items=[ENTRIES["R018"]])

    for moment, times in ((10.0, 1), (11.9, 1), (12.0, 2), (13.0, 2)):
        now[0] = moment
        assert (await kept.get(ask)).keys() == {"R018"}
        assert asked[0] == times
    now[0] = 14.0
    with pytest.raises(Unavailable):
        await kept.get(ask)
