"""The form of a saved search states what its writer meant."""

from starlette.datastructures import FormData

from services.gateway.forms import search_draft
from services.gateway.i18n import load
from services.gateway.labels import Labels
from services.gateway.search_view import conditions
from shared.contracts.alert import Criteria
from shared.contracts.base import Language

ENGLISH = Labels(load(Language.EN))


def test_given_any_indicator_and_a_buyer_then_the_draft_asks_for_every_flag_of_that_buyer() -> None:
    form = FormData([("name", "Flags"), ("indicator", "*"), ("buyer", "KG-INN-1")])
    draft, errors = search_draft(form, Language.EN, ENGLISH)
    assert errors == ()
    assert draft is not None
    assert draft.criteria == Criteria(buyer="KG-INN-1", any_indicator=True)


def test_given_any_indicator_and_no_condition_then_one_is_asked_for() -> None:
    draft, errors = search_draft(FormData([("name", "Flags"), ("indicator", "*")]), Language.EN, ENGLISH)
    assert draft is None
    assert [error.field for error in errors] == ["words"]


def test_given_a_search_for_any_indicator_then_its_conditions_say_so() -> None:
    shown = conditions(Criteria(country="kg", any_indicator=True), {}, ENGLISH)
    assert ("Risk indicator", "Any indicator") in shown
