"""Webhooks by the Standard Webhooks specification: identifier, time and signature in three headers.

https://www.standardwebhooks.com; the tests check the signatures with that project's own library.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any

from shared.contracts.alert import Notification
from shared.contracts.base import SearchId
from shared.errors import Refused
from shared.outbound import AddressRefused, checked_url, names_private_address

KEY_PREFIX = "whsec_"
_FLAG_TYPES = {"raised": "tender.flagged", "cleared": "tender.flag_cleared"}
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret for one saved search's webhook."""
    return KEY_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(secret: str, message: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers of one attempt; `message` is the same for every attempt of the same delivery."""
    timestamp = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(KEY_PREFIX))
    signature = hmac.new(key, f"{message}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def body_of(notification: Notification, search: SearchId, link: str) -> bytes:
    """What is posted: nothing about the member, the public facts of the process, and where to read on."""
    flagged = notification.indicator is not None
    payload: dict[str, Any] = {
        "type": _FLAG_TYPES.get(notification.verb, f"tender.{notification.verb}"),
        "timestamp": notification.at.isoformat(),
        "data": {
            "search": search,
            "searches": notification.searches,
            "ocid": notification.ocid,
            "indicator": notification.indicator,
            "process": notification.process.model_dump(mode="json"),
            "link": link,
        },
    }
    if flagged:
        payload["data"]["note"] = "a risk indicator, not proof"
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def check_address(url: str, *, allow_private: bool = False) -> None:
    """Raise `Refused("invalid")` unless this URL may be called; where a name leads is checked when it is called."""
    try:
        checked_url(url)
    except AddressRefused as error:
        raise Refused("invalid", f"The webhook address cannot be used: {error}.", {"field": "webhook"}) from error
    if not allow_private and names_private_address(url):
        raise Refused("invalid", "The webhook address is not on the open internet.", {"field": "webhook"})
