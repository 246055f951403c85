"""What a member reads."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.alerts import texts
from services.alerts.letters import amount_text, letter
from shared.contracts.alert import Notification
from shared.contracts.base import Language, Money, Organisation, Texts
from shared.contracts.tender import ProcessSummary, TenderVerb
from shared.mail import Letter

FLAG_VERBS = ("raised", "cleared")
TITLE = Texts(ky="Бир катышуучу", ru="Один участник", en="Single bid")


def a_notification(verb: str = "opened", *, made_up: bool = False) -> Notification:
    return Notification(
        id="n_" + "1" * 32,
        member="m_" + "1" * 24,
        ocid="ocds-1/<b>",
        verb=verb,
        indicator="R018" if verb in FLAG_VERBS else None,
        process=ProcessSummary(
            ocid="ocds-1/<b>",
            version=1,
            title="Ремонт <школы> & сада",
            buyer=Organisation(id="B", name="Мектеп"),
            value=Money(amount=Decimal("1250000.50"), currency="KGS"),
            country="kg",
            made_up=made_up,
        ),
        searches=["Мектептер"],
        at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def a_letter(notification: Notification, language: Language) -> Letter:
    return letter(
        notification,
        key="d_1",
        to="a@example.kg",
        language=language,
        public_url="https://achyk.example/",
        indicator=TITLE,
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("verb", [*(verb.value for verb in TenderVerb), *FLAG_VERBS])
def test_every_letter_says_what_why_where_and_how_to_stop(verb: str, language: Language) -> None:
    written = a_letter(a_notification(verb), language)
    assert written.html is not None
    for part in (written.text, written.html):
        assert texts.HAPPENED[verb].in_language(language) in part
        assert "Мектептер" in part
        assert f"https://achyk.example/{language.value}/tenders/ocds-1%2F%3Cb%3E" in part
        assert f"https://achyk.example/{language.value}/searches" in part
        assert (texts.NOT_PROOF.in_language(language) in part) == (verb in FLAG_VERBS)
    assert "1\u00a0250\u00a0000,50 KGS" in written.text


def test_a_publishers_text_is_no_markup() -> None:
    written = a_letter(a_notification(), Language.RU)
    assert written.html is not None
    assert "<школы>" not in written.html
    assert "Ремонт &lt;школы&gt; &amp; сада" in written.html


def test_made_up_data_are_called_so() -> None:
    assert texts.MADE_UP.ru in a_letter(a_notification(made_up=True), Language.RU).text
    assert texts.MADE_UP.ru not in a_letter(a_notification(), Language.RU).text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("5", "5 KGS"), ("1000", "1\u00a0000 KGS"), ("0.5", "0,50 KGS"), ("1e4", "10\u00a0000 KGS")],
)
def test_amounts_are_written_as_people_here_write_them(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount), "KGS") == text
