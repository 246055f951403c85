"""What is kept of a release can be read for ever: that is what makes it evidence."""

from hashlib import sha256

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.kept import FOLDER, LATEST, body_of, kept

DICTIONARIES = {"1.zstd-dictionary": "a0ecef77486bfed5ff84aaf02c479f57814a024012d4b88a40b2e96882b77e1c"}
RELEASE = b'{"ocid":"ocds-h7i0z4-900000137","tender":{"value":{"amount":178280,"currency":"KGS"}}}'


@given(st.binary().map(lambda rest: b"{" + rest))
def test_property_given_any_body_then_what_is_kept_gives_it_back(body: bytes) -> None:
    assert body_of(kept(body)) == body


def test_given_a_body_kept_before_bodies_were_compressed_then_it_is_read_as_it_is() -> None:
    assert body_of(RELEASE) == RELEASE


def test_given_a_release_like_those_of_the_national_system_then_a_fraction_of_it_is_kept() -> None:
    assert len(kept(RELEASE)) < len(RELEASE) / 2


@pytest.mark.parametrize("place", [1, 8, 20, -1])
def test_given_a_damaged_body_then_it_is_not_taken_for_another_one(place: int) -> None:
    damaged = bytearray(kept(RELEASE))
    damaged[place] ^= 0x55
    with pytest.raises(zstandard.ZstdError):
        body_of(bytes(damaged))


def test_given_the_dictionaries_then_none_was_ever_changed_and_the_latest_is_there() -> None:
    found = {file.name: sha256(file.read_bytes()).hexdigest() for file in FOLDER.iterdir()}
    assert found == DICTIONARIES
    assert f"{LATEST}.zstd-dictionary" in found
