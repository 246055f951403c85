"""Form tokens, client keys, checks of what comes in."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.security.checks import from_elsewhere, refusal_of
from services.gateway.security.clients import Clients
from services.gateway.security.csrf import FormTokens, new_browser

TOKENS = FormTokens(b"k" * 32)
text = st.text(min_size=1, max_size=40)


@given(text, st.none() | text)
def test_given_a_token_then_it_holds_for_its_browser_and_session(browser: str, session: str | None) -> None:
    token = TOKENS.make(browser, session)
    assert TOKENS.holds(token, browser, session)
    assert not TOKENS.holds(token, browser + "x", session)
    assert not TOKENS.holds(token, browser, (session or "") + "x")
    assert not FormTokens(b"o" * 32).holds(token, browser, session)


def test_given_one_browser_then_every_page_masks_its_token_anew() -> None:
    browser = new_browser()
    assert TOKENS.make(browser, None) != TOKENS.make(browser, None)


@given(st.none() | st.text() | st.integers() | st.binary())
def test_given_anything_else_as_token_then_it_does_not_hold(garbage: Any) -> None:
    assert not TOKENS.holds(garbage, "browser", None)


def test_given_a_changed_token_then_it_does_not_hold() -> None:
    token = TOKENS.make("browser", None)
    assert not TOKENS.holds(token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), "browser", None)
    assert not TOKENS.holds(token, None, None)


def scope(method: str = "GET", path: bytes = b"/", query: bytes = b"", client: str = "9.9.9.9", **headers: str) -> Any:
    return {
        "type": "http",
        "method": method,
        "path": path.decode("latin-1"),
        "raw_path": path,
        "query_string": query,
        "client": (client, 1),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }


def test_given_no_proxy_then_a_forwarded_address_is_not_believed() -> None:
    clients = Clients()
    assert clients.key(scope()) == clients.key(scope(x_forwarded_for="1.1.1.1"))
    assert clients.key(scope()) != clients.key(scope(client="9.9.9.8"))
    assert clients.key(scope()) != Clients().key(scope()), "the salt is new in every process"


def test_given_a_trusted_proxy_then_the_nearest_address_behind_it_counts() -> None:
    clients = Clients(["10.0.0.0/8", "fd00::/8"])
    real = clients.key(scope(client="7.7.7.7"))
    assert clients.key(scope(client="10.0.0.1", x_forwarded_for="6.6.6.6, 7.7.7.7, 10.0.0.2")) == real
    assert clients.key(scope(client="fd00::1", x_forwarded_for="7.7.7.7")) == real
    assert clients.key(scope(client="10.0.0.1", x_forwarded_for="nonsense")) == clients.key(scope(client="10.0.0.1"))


def test_given_ipv6_then_one_household_is_one_client() -> None:
    clients = Clients()
    assert clients.key(scope(client="2001:db8::1")) == clients.key(scope(client="2001:db8::ffff"))
    assert clients.key(scope(client="2001:db8::1")) != clients.key(scope(client="2001:db8:0:1::1"))
    assert clients.key(scope(client="::ffff:9.9.9.9")) == clients.key(scope(client="9.9.9.9"))


def test_given_addresses_then_only_readable_ones_of_sane_length_pass() -> None:
    assert refusal_of(scope(path="/ru/поиск".encode(), query=b"words=%D0%BC%D0%B5%D0%BA+%20")) is None
    for bad, status in (
        (scope(path=b"/%00"), 400),
        (scope(path=b"/a%ff"), 400),
        (scope(query=b"a=%c3%28"), 400),
        (scope(query=b"a=%1b"), 400),
        (scope(path=b"/" + b"a" * 3000), 414),
        (scope(query=b"a" * 5000), 414),
        (scope("TRACE"), 405),
    ):
        refusal = refusal_of(bad)
        assert refusal
        assert refusal.status == status


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_given_any_bytes_then_checking_never_fails(path: bytes, query: bytes) -> None:
    refusal_of(scope(path=path, query=query))


def test_given_a_browser_says_the_form_is_of_another_site_then_it_is() -> None:
    assert not from_elsewhere(scope("POST", host="achyk.kg"))
    assert not from_elsewhere(scope("POST", host="achyk.kg", origin="https://achyk.kg", sec_fetch_site="same-origin"))
    assert from_elsewhere(scope("POST", host="achyk.kg", origin="https://achyk.kg.evil.example"))
    assert from_elsewhere(scope("POST", host="achyk.kg", sec_fetch_site="same-site"))
