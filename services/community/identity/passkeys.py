"""Passkeys (WebAuthn level 2): keys of a phone, a computer or a stick, by which a member signs in without a password.

A challenge is not stored: it carries its own end and a keyed hash over what it is for, and is spent when it is used.
"""

import hashlib
import hmac
import ipaddress
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shared.contracts.base import MemberId
from shared.errors import Refused

RP_NAME: Final = "Achyk"
MOST: Final = 10
"""Passkeys of one member."""
ANSWER_WITHIN: Final = timedelta(minutes=10)
_NONCE, _END, _MAC = 16, 8, 32
_SIGN_IN: Final = "sign in"


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of a member."""

    id: str
    """What pages call it by."""
    credential: str
    """What the authenticator calls it by, base64url."""
    member: MemberId
    name: str
    public_key: bytes
    sign_count: int
    created: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey as its authenticator states it."""

    credential: str
    public_key: bytes
    sign_count: int
    verified: bool
    """The authenticator has made sure who uses it: by a finger, a face or a PIN."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that has signed."""

    sign_count: int
    verified: bool


class Party:
    """Us, as authenticators know us: one origin, and its host as the relying party."""

    def __init__(self, public_url: str, key: bytes) -> None:
        """`public_url` is where members reach the pages; `key` makes challenges."""
        parts = urlsplit(public_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.host = parts.hostname or ""
        self._key = key

    @property
    def possible(self) -> bool:
        """Whether passkeys can work here: they belong to a name, and browsers refuse them for a bare IP address."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return bool(self.host)
        return False

    def creation(self, member: MemberId, name: str, present: list[str], now: datetime) -> str:
        """What a browser is asked for a new passkey of `member`, as JSON; `present` are the credentials there are."""
        options = webauthn.generate_registration_options(
            rp_id=self.host,
            rp_name=RP_NAME,
            user_id=member.encode(),
            user_name=name,
            challenge=self._challenge(member, now),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in present],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        return webauthn.options_to_json(options)

    def request(self, now: datetime) -> str:
        """What a browser is asked for to sign in, as JSON: any passkey that it has for us."""
        options = webauthn.generate_authentication_options(
            rp_id=self.host,
            challenge=self._challenge(_SIGN_IN, now),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        return webauthn.options_to_json(options)

    def made(self, member: MemberId, answer: str, now: datetime) -> Made:
        """The new passkey in a browser's answer. Raises `Refused("passkey_refused")`."""
        try:
            verified = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=self._answered(answer, member, now),
                expected_rp_id=self.host,
                expected_origin=self.origin,
            )
        except WebAuthnException:
            raise _refused() from None
        credential = bytes_to_base64url(verified.credential_id)
        return Made(credential, verified.credential_public_key, verified.sign_count, verified.user_verified)

    def shown(self, passkey: Passkey, answer: str, now: datetime) -> Shown:
        """Whether `passkey` has signed a browser's answer. Raises `Refused("passkey_refused")`."""
        try:
            verified = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=self._answered(answer, _SIGN_IN, now),
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
            )
        except WebAuthnException:
            raise _refused() from None
        return Shown(verified.new_sign_count, verified.user_verified)

    def _challenge(self, purpose: str, now: datetime) -> bytes:
        end = int((now + ANSWER_WITHIN).timestamp()).to_bytes(_END, "big")
        body = secrets.token_bytes(_NONCE) + end
        return body + self._mac(body, purpose)

    def _answered(self, answer: str, purpose: str, now: datetime) -> bytes:
        """The challenge that a browser has answered, when it is ours, for this purpose, and not too old."""
        challenge = challenge_in(answer)
        body, mac = challenge[:-_MAC], challenge[-_MAC:]
        ours = len(body) == _NONCE + _END and hmac.compare_digest(mac, self._mac(body, purpose))
        if not ours or int.from_bytes(body[_NONCE:], "big") < now.timestamp():
            raise _refused()
        return challenge

    def _mac(self, body: bytes, purpose: str) -> bytes:
        return hashlib.blake2b(body + purpose.encode(), key=self._key, person=b"challenge", digest_size=_MAC).digest()


def challenge_in(answer: str) -> bytes:
    """The challenge that stands in a browser's answer, whoever made it. Raises `Refused("passkey_refused")`."""
    try:
        client = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return base64url_to_bytes(client["challenge"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused() from None


def credential_in(answer: str) -> str:
    """Which passkey a browser's answer is about. Raises `Refused("passkey_refused")`."""
    try:
        stated = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused() from None
    if not isinstance(stated, str):
        raise _refused()
    return stated


def _refused() -> Refused:
    return Refused("passkey_refused", "This passkey was not accepted; try again.")
