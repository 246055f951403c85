"""Calls that a receiver can trust and recognise."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.alerts.webhooks import body_of, check_address, new_secret, signed_headers
from shared.contracts.alert import Notification
from shared.contracts.tender import ProcessSummary
from shared.errors import Refused

NOTIFICATION = Notification(
    id="n_" + "1" * 32,
    member="m_" + "1" * 24,
    ocid="ocds-1",
    verb="raised",
    indicator="R018",
    process=ProcessSummary(ocid="ocds-1", version=2, title="Ремонт", country="kg"),
    searches=["Мектептер"],
    at=datetime(2026, 11, 23, tzinfo=UTC),
)


@given(st.binary(max_size=200), st.text(alphabet="d_0123456789abcdef", min_size=1, max_size=40))
def test_the_specifications_own_library_accepts_what_we_sign(body: bytes, message: str) -> None:
    secret = new_secret()
    headers = signed_headers(secret, message, datetime.now(UTC), json.dumps(body.hex()).encode())
    assert Webhook(secret).verify(json.dumps(body.hex()), headers) == body.hex()


def test_a_changed_body_or_another_secret_is_noticed() -> None:
    secret, body = new_secret(), b'{"a":1}'
    headers = signed_headers(secret, "d_1", datetime.now(UTC), body)
    for key, content in ((secret, b'{"a":2}'), (new_secret(), body)):
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(content, headers)


def test_secrets_are_long_enough_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert all(24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64 for secret in secrets)


def test_a_call_tells_the_public_facts_and_nothing_of_the_member() -> None:
    body = body_of(NOTIFICATION, "s_" + "2" * 24, "https://achyk.example/ru/tenders/ocds-1")
    payload = json.loads(body)
    assert payload["type"] == "tender.flagged"
    assert payload["data"]["note"] == "a risk indicator, not proof"
    assert payload["data"]["process"]["title"] == "Ремонт"
    assert NOTIFICATION.member not in body.decode()


def test_given_a_cleared_flag_then_the_call_says_so_and_that_a_flag_is_no_proof() -> None:
    cleared = NOTIFICATION.model_copy(update={"verb": "cleared"})
    payload = json.loads(body_of(cleared, "s_" + "2" * 24, "https://achyk.example/"))
    assert (payload["type"], payload["data"]["note"]) == ("tender.flag_cleared", "a risk indicator, not proof")


def test_an_address_that_cannot_be_called_is_refused_when_it_is_saved() -> None:
    check_address("https://example.kg/hook")
    with pytest.raises(Refused) as refusal:
        check_address("https://name:word@example.kg/hook")
    assert refusal.value.detail == {"field": "webhook"}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://10.0.0.8:8080/",
        "https://[::1]/",
        "http://[fe80::1]/",
        "http://169.254.169.254/",
        "http://localhost:9000/",
        "http://hooks.localhost/",
    ],
)
def test_given_an_address_of_a_private_network_when_saved_then_it_is_refused_at_once(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_address(url)
    assert refusal.value.detail == {"field": "webhook"}
    check_address(url, allow_private=True)


@pytest.mark.parametrize("url", ["https://8.8.8.8/hook", "https://[2606:4700::1111]/hook"])
def test_given_an_address_of_the_open_internet_then_it_may_be_saved(url: str) -> None:
    check_address(url)
