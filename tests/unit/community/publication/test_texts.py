"""Words that accuse, personal data, links: found however they are hidden, and nothing else found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.publication.links import denied, normal_address
from services.community.publication.personal import MASK, Personal, masked, personal_data
from services.community.publication.terms import SEEDS
from services.community.publication.wording import accusing
from shared.contracts.publication import DeniedLink, TermRow

TERMS = [TermRow(id=one.id, language=one.language, words=one.words, say=one.say, stops=one.stops) for one in SEEDS]


@pytest.mark.parametrize(
    "text",
    [
        "Чиновник — коррупционер",
        "занимаются kоppупцией",
        "кор\u200bрупция",
        "к о р р у п ц и я!",
        "они украли деньги",
        "цена завышена",
        "алар акча уурдашты",
        "пара алды деп айтышат",
        "The official is corrupt",
        "FRAUDULENT papers",
    ],
)
def test_given_an_accusation_however_it_is_written_then_it_is_found_with_something_to_say(text: str) -> None:
    assert any(hit.term.stops and hit.term.say for hit in accusing(text, TERMS))


@pytest.mark.parametrize(
    "text",
    [
        "Украсить зал, ворота, Украина, парадокс",
        "Риск-индикатор требует проверки",
        "Тобокелдик индикатору текшерүүнү талап кылат",
        "The price is outside the usual range",
    ],
)
def test_given_neutral_words_then_nothing_stops(text: str) -> None:
    assert [hit.word for hit in accusing(text, TERMS) if hit.term.stops] == []


def test_given_a_quotation_then_its_words_may_stay_only_where_quotes_are_allowed() -> None:
    text = "Суд решил: «установлен факт мошенничества»."
    assert accusing(text, TERMS)
    assert not accusing(text, TERMS, quotes=True)
    assert accusing(text + " Они мошенники.", TERMS, quotes=True)


def test_given_a_switched_off_term_then_it_is_not_looked_for() -> None:
    off = [term.model_copy(update={"active": False}) for term in TERMS]
    assert not accusing("corrupt", off)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ПИН 21203198500123", Personal.ID_NUMBER),
        ("2 120319850 0123", Personal.ID_NUMBER),
        ("паспорт ID1234567", Personal.ID_NUMBER),
        ("+996 555 12-34-56", Personal.PHONE),
        ("0555 123 456", Personal.PHONE),
        ("0 (312) 66 12 12", Personal.PHONE),
        ("a.b@mail.kg", Personal.EMAIL),
        ("ул. Чүй 12, кв. 5", Personal.HOME_ADDRESS),
    ],
)
def test_given_personal_data_then_they_are_found_and_masked(text: str, kind: Personal) -> None:
    assert [one.kind for one in personal_data(text)] == [kind]
    assert MASK in masked(text)
    assert personal_data(masked(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "ИНН 01234567890123",
        "1 250 000 сом 21.03.2026",
        "ocds-h7i0z4-123456789012",
        "120 кв. м, ул. Чүй 12, кабинет 5",
        "№ 2026-0555123456",
    ],
)
def test_given_numbers_of_organisations_sums_and_offices_then_they_stay(text: str) -> None:
    assert masked(text) == text


@given(st.text(max_size=200))
def test_given_any_text_then_masking_it_twice_changes_nothing_more(text: str) -> None:
    once = masked(text)
    assert personal_data(once) == []
    assert masked(once) == once


TABLE = [
    DeniedLink(id="1", address=normal_address("https://www.Example.org/"), reason="r"),
    DeniedLink(id="2", address=normal_address("video.example.net/channel"), reason="r"),
]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("see example.org", "1"),
        ("http://m.example.org/x", "1"),
        ("sub.EXAMPLE[.]org!", "1"),
        ("exa\u200bmple.org", "1"),
        ("ex%61mple.org", "1"),
        ("https://video.example.net/channel/5", "2"),
        ("notexample.org", None),
        ("https://video.example.net/other", None),
    ],
)
def test_given_a_link_then_it_is_denied_when_the_table_has_it_or_something_above_it(text: str, row: str | None) -> None:
    assert [found.id for found, _ in denied(text, TABLE)] == ([row] if row else [])
