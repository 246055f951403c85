"""What letters say."""

from datetime import UTC, datetime
from string import Formatter

import pytest

from services.community.letters import LETTERS, LetterKind, compose, link, needs_token
from shared.contracts.base import Language

ASKED = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
TOKEN = "t" * 43


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("language", Language)
def test_given_any_kind_and_language_then_link_and_bishkek_time_are_in_the_text(
    kind: LetterKind, language: Language
) -> None:
    letter = compose(
        "https://achyk.example/", kind, language, letter="l_1", to="a@achyk.example", requested=ASKED, token=TOKEN
    )
    assert link("https://achyk.example", language, kind, TOKEN) in letter.text.splitlines(), (
        "the link has a line of its own"
    )
    assert "24.11.2026, 02:30" in letter.text
    assert letter.language == language.value
    assert letter.key == "l_1", "the same letter has the same Message-ID whenever it is sent"
    assert (
        (TOKEN in letter.text)
        is needs_token(kind)
        is (kind in (LetterKind.VERIFY, LetterKind.RESET, LetterKind.NEW_EMAIL, LetterKind.REBUTTAL))
    )


@pytest.mark.parametrize("kind", LetterKind)
def test_given_the_table_then_texts_differ_by_language_and_ask_for_the_same_values(kind: LetterKind) -> None:
    texts = [LETTERS[kind].body.in_language(language) for language in Language]
    subjects = [LETTERS[kind].subject.in_language(language) for language in Language]
    assert len(set(texts)) == len(set(subjects)) == len(Language)
    told = {"link", "when"} | ({"device"} if kind is LetterKind.NEW_DEVICE else set())
    for text in texts:
        assert {name for _, name, _, _ in Formatter().parse(text) if name} == told


def test_given_the_link_of_a_verification_then_it_is_in_the_language_of_the_letter() -> None:
    assert (
        link("https://achyk.example", Language.KY, LetterKind.VERIFY, TOKEN)
        == f"https://achyk.example/ky/verify/{TOKEN}"
    )
    assert link("https://achyk.example", Language.EN, LetterKind.ALREADY) == "https://achyk.example/en/sign-in"
