"""The catalogues: complete, as fresh as the source, and grammatical about numbers."""

import re
from pathlib import Path

import pytest

from services.gateway import i18n
from services.gateway.labels import FLAG_STATES
from shared.contracts.base import Language

ROOT = Path(__file__).resolve().parents[3]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_the_templates_then_every_string_is_translated(language: Language) -> None:
    assert i18n.untranslated(i18n.updated(language, i18n.template())) == []


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_the_templates_then_the_committed_catalogue_is_fresh(language: Language) -> None:
    fresh = i18n.as_text(language, i18n.updated(language, i18n.template()))
    assert i18n.path_of(language).read_bytes() == fresh, "run `python -m services.gateway.i18n extract`"


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_a_translation_then_it_names_the_same_places(language: Language) -> None:
    for message in i18n.entries(i18n.read(language)):
        source = message.id if isinstance(message.id, str) else message.id[-1]
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for form in forms:
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(source)), form


def test_given_kyrgyz_then_every_entry_awaits_a_native_speaker() -> None:
    entries = list(i18n.entries(i18n.read(Language.KY)))
    assert entries
    assert all(i18n.AWAITING_REVIEW in e.auto_comments or "reviewed" in " ".join(e.user_comments) for e in entries)


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "урок"), (3, "урока"), (5, "уроков"), (11, "уроков"), (21, "урок"), (112, "уроков")]
)
def test_given_a_number_then_russian_takes_the_right_form(number: int, expected: str) -> None:
    form = i18n.load(Language.RU).ngettext("%(num)s lesson", "%(num)s lessons", number)
    assert form % {"num": number} == f"{number} {expected}"


def test_given_an_unknown_message_then_it_is_shown_in_english() -> None:
    words = i18n.load(Language.KY)
    assert words.gettext("No such message") == "No such message"
    assert words.ngettext("one thing", "%(num)s things", 2) == "%(num)s things"


@pytest.mark.parametrize("language", [Language.KY, Language.RU], ids=str)
def test_given_what_is_said_about_flags_then_nobody_is_accused(language: Language) -> None:
    never = re.compile(r"откат|украл|мошенник|завысил|уурда|коррупционер", re.IGNORECASE)
    texts = i18n.path_of(language).read_text("utf-8")
    assert never.search(texts) is None


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_the_course_then_it_calls_the_four_answers_what_the_pages_call_them(language: Language) -> None:
    lesson = ROOT / f"services/learning/content/watch-a-purchase/what-a-flag-means/{language}.md"
    words = [i18n.load(language).gettext(label).lower() for label in FLAG_STATES.values()]
    assert [word for word in words if f"**{word}**" not in lesson.read_text("utf-8")] == []
