"""Checks of a request before anything reads it: well-formed text, sane lengths, no form from another site."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from services.gateway.security.tip_paths import is_tip

LONGEST_PATH: Final = 2_000
LONGEST_QUERY: Final = 4_000
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS: Final = SAFE_METHODS | {"POST", "DELETE"}
REPLY: Final = re.compile(r"/(?:ky|ru|en)/(?:reply|statement|rebuttal)(?:/|$)")
"""Where addressees answer letters by the secret in the address."""
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not looked at; `sentence` tells the one who wrote the client what to change."""

    status: int
    sentence: str


def refusal_of(scope: Scope) -> Refusal | None:
    """What is wrong with a request; None when nothing is."""
    if scope["method"] not in METHODS:
        return Refusal(405, "This method is not used here.")
    path, query = scope.get("raw_path") or scope["path"].encode(), scope.get("query_string", b"")
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return Refusal(414, "The address is too long.")
    for part in (path, query.replace(b"+", b" ")):
        text = unquote_to_bytes(part)
        if _CONTROL.search(text):
            return Refusal(400, "The address holds control characters.")
        try:
            text.decode()
        except UnicodeDecodeError:
            return Refusal(400, "The address is not valid UTF-8.")
    if scope["method"] not in SAFE_METHODS and from_elsewhere(scope):
        return Refusal(403, "This form was sent from another site.")
    return None


def from_elsewhere(scope: Scope) -> bool:
    """Whether the browser says that another site's page sent this request; older browsers say nothing."""
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    if origin == "null" and (is_tip(scope["path"]) or REPLY.match(scope["path"])):
        # Browsers hide where a form of ours came from where the page says `no-referrer`. For a tip nobody is signed in,
        # so another site could do nothing by such a form that it could not do by itself; a reply carries its token.
        return False
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def has_control_characters(text: str) -> bool:
    """Whether a posted text holds characters that no keyboard sends."""
    return _CONTROL.search(text.encode(errors="replace")) is not None
