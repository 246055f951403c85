"""An event is read from its message as the client itself would read it, only quicker."""

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.bus.envelope import NoEnvelope, received

HEADERS = {"ce-id": "1", "ce-type": "tender.v1.opened", "ce-time": "2026-01-02T03:04:05+00:00"}


def message(reply: str, headers: dict[str, str] | None = None) -> Msg:
    return Msg(
        _client=Client(), subject="tender.v1.opened.kg.b", reply=reply, data=b"{}", headers=headers or dict(HEADERS)
    )


@pytest.mark.parametrize(
    "reply",
    [
        "$JS.ACK.TENDERS.scoring--tenders--v1.3.42.7.1700000000000000000.5",
        "$JS.ACK._.hash.TENDERS.scoring--tenders--v1.3.42.7.1700000000000000000.5",
        "$JS.ACK.hub.hash.TENDERS.scoring--tenders--v1.3.42.7.1700000000000000000.5.token",
    ],
)
def test_given_any_form_of_acknowledgement_when_read_then_attempts_and_place_are_those_of_the_client(
    reply: str,
) -> None:
    event = received(message(reply))
    metadata = message(reply).metadata
    assert (event.attempts, event.sequence) == (metadata.num_delivered, metadata.sequence.stream) == (3, 42)


def test_given_a_message_without_headers_when_read_then_it_is_none_of_ours() -> None:
    with pytest.raises(NoEnvelope):
        received(message("$JS.ACK.TENDERS.c.1.1.1.1700000000000000000.0", {"x": "y"}))
