"""Letters that say only what they should, to whom they should, and a mailbox that shows each once."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from shared.embedded import free_port
from shared.mail import Letter, MailDelayed, MailRefused, MailSettings, Security, compose, message_id, send
from shared.mailbox import MailServer, read_mailbox

SETTINGS = MailSettings(sender="achyk@example.kg", sender_name="Ачык")


def a_letter(**fields: str) -> Letter:
    return Letter(**{"key": "d_1", "to": "aigul@example.kg", "subject": "Салам", "text": "Текст\n", **fields})  # type: ignore[arg-type]


def test_a_letter_has_plain_and_html_parts_and_the_headers_of_automatic_mail() -> None:
    letter = a_letter(html="<p>Текст</p>", unsubscribe="https://example.kg/ru/searches", language="ky")
    parsed = message_from_bytes(bytes(compose(SETTINGS, letter)), policy=default)
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert parsed["Subject"] == "Салам"
    assert parsed["From"].addresses[0].display_name == "Ачык"
    assert parsed["Message-ID"] == "<d_1@example.kg>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["List-Unsubscribe"] == "<https://example.kg/ru/searches>"
    assert parsed["List-Unsubscribe-Post"] is None
    assert parsed["Content-Language"] == "ky"


def test_the_same_key_gives_the_same_message_id() -> None:
    assert message_id(SETTINGS, "d_1") == message_id(SETTINGS, "d_1") != message_id(SETTINGS, "d_2")
    with pytest.raises(ValueError, match="key"):
        message_id(SETTINGS, "\r\n")


HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_subject_or_text_becomes_a_header(subject: str, text: str) -> None:
    surrogates = any("\ud800" <= letter <= "\udfff" for letter in subject + text)
    if surrogates:
        return
    raw = bytes(compose(SETTINGS, a_letter(subject=f"a{subject}\r\nBcc: x@y.kg", text=text)))
    parsed = message_from_bytes(raw, policy=default)
    assert set(parsed.keys()) == HEADERS
    assert parsed["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "aigul",
        "@example.kg",
        "a@",
        "a@b@c",
        "a b@example.kg",
        "a@example.kg\r\nBcc: x@y.kg",
        "a@-",
        "<a@b.kg>",
        "a,b@c.kg",
    ],
)
def test_what_is_not_an_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(MailRefused) as refusal:
        compose(SETTINGS, a_letter(to=address))
    assert "aigul" not in str(refusal.value)


class Answering:
    """A mail server that answers as it is told."""

    def __init__(self, rcpt: str = "250 ok", data: str = "250 ok", sender: str = "250 ok") -> None:
        self.rcpt, self.data, self.sender = rcpt, data, sender

    async def handle_MAIL(self, _s: object, _n: object, envelope: object, address: str, options: list[str]) -> str:
        envelope.mail_from, envelope.mail_options = address, options  # type: ignore[attr-defined]
        return self.sender

    async def handle_RCPT(self, _s: object, _n: object, envelope: object, address: str, _options: object) -> str:
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return self.rcpt

    async def handle_DATA(self, *_: object) -> str:
        return self.data


@pytest.mark.parametrize(
    ("server", "error"),
    [
        (Answering(rcpt="550 no such user"), MailRefused),
        (Answering(rcpt="451 greylisted"), MailDelayed),
        (Answering(data="554 spam"), MailRefused),
        (Answering(data="452 full"), MailDelayed),
        (Answering(sender="550 sender unknown"), MailDelayed),
    ],
    ids=["rcpt-5", "rcpt-4", "data-5", "data-4", "sender-5"],
)
async def test_permanent_and_temporary_answers_are_told_apart(server: Answering, error: type[Exception]) -> None:
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        settings = SETTINGS.model_copy(update={"port": controller.port})
        with pytest.raises(error) as raised:
            await send(settings, compose(settings, a_letter()))
        assert "aigul" not in str(raised.value)
    finally:
        controller.stop()


async def test_given_a_server_that_is_slow_to_part_then_a_letter_is_handed_over_once_it_is_accepted() -> None:
    class Lingering(Answering):
        asked_to_part = False

        async def handle_QUIT(self, *_: object) -> str:
            self.asked_to_part = True
            return "221 at last"

    server = Lingering()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        settings = SETTINGS.model_copy(update={"port": controller.port})
        await send(settings, compose(settings, a_letter()))
    finally:
        controller.stop()
    assert not server.asked_to_part


async def test_a_server_that_is_away_or_without_tls_is_asked_later(mailbox: MailServer) -> None:
    away = SETTINGS.model_copy(update={"port": free_port()})
    plain = SETTINGS.model_copy(update={"port": mailbox.port, "security": Security.STARTTLS})
    for settings in (away, plain):
        with pytest.raises(MailDelayed):
            await send(settings, compose(settings, a_letter()))


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[MailServer]:
    server = MailServer(tmp_path / "mailbox")
    server.start()
    yield server
    server.stop()


async def test_the_mailbox_keeps_one_copy_per_recipient_and_message_id(mailbox: MailServer) -> None:
    settings = SETTINGS.model_copy(update={"port": mailbox.port})
    for letter in (a_letter(), a_letter(), a_letter(to="айгуль@пример.kg"), a_letter(key="d_2", html="<p>Х</p>")):
        await send(settings, compose(settings, letter))
    stored = read_mailbox(mailbox.store.folder)
    assert mailbox.store.accepted == 4
    assert len(stored) == 3
    newest = stored[0]
    assert (newest.subject, newest.text, newest.html) == ("Салам", "Текст\n", "<p>Х</p>\n")
    assert (newest.to, newest.message_id) == ("aigul@example.kg", "<d_2@example.kg>")
    assert "айгуль" in {letter.to.partition("@")[0] for letter in stored}


def test_no_mailbox_is_an_empty_one(tmp_path: Path) -> None:
    assert read_mailbox(tmp_path / "none") == []
