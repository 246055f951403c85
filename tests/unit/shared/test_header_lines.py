"""Headers are read as the client reads them, only sooner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from shared.bus.header_lines import header_lines, read_quickly

as_the_client_does = Client._parse_header_lines
NAMES = st.text("ab-: \t\u00e9", max_size=4)
VALUES = st.text("ab :\t\r\n\u00e9", max_size=5)
ENDS = st.sampled_from(["\r\n", "\n", "\r", ""])
LINES = st.tuples(NAMES, st.sampled_from([": ", ":", " : ", ":\t", ""]), VALUES, ENDS).map("".join)


def test_given_headers_as_we_write_them_then_each_is_there() -> None:
    raw = b"Nats-Msg-Id: 0a1b\r\nce-subject: ocds-1 a:b\r\nce-id: 1\r\nce-id: 2\r\n\r\n"
    assert header_lines(raw) == {"Nats-Msg-Id": "0a1b", "ce-subject": "ocds-1 a:b", "ce-id": "2"}


@given(
    st.lists(LINES, max_size=4).map("".join), st.sampled_from(["\r\n", "", "\n"]), st.sampled_from(["utf-8", "latin-1"])
)
def test_property_given_any_lines_then_they_are_read_as_the_client_reads_them(text: str, end: str, code: str) -> None:
    raw = (text + end).encode(code)
    assert header_lines(raw) == as_the_client_does(raw)


@given(st.binary(max_size=40))
def test_property_given_any_bytes_then_they_are_read_as_the_client_reads_them(raw: bytes) -> None:
    assert header_lines(raw) == as_the_client_does(raw)


async def test_given_the_client_of_this_version_then_it_asks_us_for_the_headers_of_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, asked = Client(), list[bytes]()

    def asks(raw: bytes) -> dict[str, str]:
        asked.append(raw)
        return {"ce-id": "read by us"}

    monkeypatch.setattr("shared.bus.header_lines.header_lines", asks)
    read_quickly(client)
    found = await client._process_headers(b"NATS/1.0\r\nce-id: 1\r\n\r\n")
    assert found == {"ce-id": "read by us"}, "the client has another way now: see whether ours is still needed"
    assert asked == [b"ce-id: 1\r\n\r\n"]
