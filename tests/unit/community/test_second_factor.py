"""Codes of authenticators, recovery codes, and how they are kept."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import CryptoError

from services.community.identity import recovery, totp
from services.community.identity.factors import mandatory
from services.community.identity.sealing import Sealer, key_of
from shared.contracts.community import Role

NOW = datetime(2026, 11, 27, 12, 0, 5, tzinfo=UTC)
MEMBER, OTHER = "m_" + "a" * 24, "m_" + "b" * 24
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The test secret of RFC 6238."""


def test_given_the_example_of_the_standard_then_its_code_is_right_at_its_time() -> None:
    assert totp.matching_step(SECRET, "287082", datetime.fromtimestamp(59, UTC)) == 1


@pytest.mark.parametrize(("late", "right"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_given_a_clock_that_is_off_then_half_a_minute_is_forgiven_and_no_more(late: int, right: bool) -> None:
    code = pyotp.TOTP(SECRET).at(int((NOW + timedelta(seconds=late)).timestamp()))
    assert (totp.matching_step(SECRET, code, NOW) is not None) is right


@given(st.text(max_size=40))
def test_given_anything_typed_in_then_it_is_right_only_as_one_of_three_codes(code: str) -> None:
    step = totp.matching_step(SECRET, code, NOW)
    right = {pyotp.TOTP(SECRET).at(int(NOW.timestamp()) + 30 * drift) for drift in (-1, 0, 1)}
    assert (step is not None) is (totp.spelled(code) in right)


def test_given_a_code_in_groups_then_spaces_and_dashes_do_not_count() -> None:
    code = pyotp.TOTP(SECRET).at(int(NOW.timestamp()))
    assert totp.matching_step(SECRET, f" {code[:3]} {code[3:]}", NOW) == int(NOW.timestamp()) // 30


def test_given_an_app_then_its_list_shows_the_public_name_and_no_address() -> None:
    address = totp.address(SECRET, "Айгүл")
    parsed = pyotp.parse_uri(address)
    assert (parsed.issuer, parsed.name, parsed.secret) == ("Achyk", "Айгүл", SECRET)


def test_given_a_text_then_the_drawn_squares_are_those_of_its_qr_code() -> None:
    code = totp.qr_code("otpauth://totp/Achyk")
    dark = set()
    for part in code.path.removeprefix("M").split("M"):
        place, length = part.split("h")[0:2]
        x, y = map(int, place.split())
        dark |= {(x + step, y) for step in range(int(length.removesuffix("v1")))}
    rows = list(segno.make("otpauth://totp/Achyk", micro=False).matrix_iter(border=4))
    assert code.size == len(rows)
    assert dark == {(x, y) for y, row in enumerate(rows) for x, value in enumerate(row) if value}


def test_given_recovery_codes_then_there_are_ten_and_each_is_kept_apart_by_member_and_key() -> None:
    codes = recovery.new_codes()
    assert len(set(codes)) == recovery.CODES == 10
    assert all(recovery.looks_like_one(code) for code in codes)
    one = codes[0]
    kept = {
        recovery.kept(one, MEMBER, b"k" * 32),
        recovery.kept(one, OTHER, b"k" * 32),
        recovery.kept(one, MEMBER, b"l" * 32),
    }
    assert len(kept) == 3
    assert not any(one.replace("-", "") in each for each in kept)
    assert recovery.kept(one.upper().replace("-", " "), MEMBER, b"k" * 32) in kept


def test_given_a_code_of_an_app_then_it_is_not_taken_for_a_recovery_code() -> None:
    assert not recovery.looks_like_one("123 456")


def test_given_a_sealed_secret_then_only_its_owner_and_its_key_open_it() -> None:
    sealer = Sealer(key_of("a long text that an operator has set"))
    sealed = sealer.seal(MEMBER, SECRET)
    assert SECRET.encode() not in sealed
    assert sealer.seal(MEMBER, SECRET) != sealed
    assert sealer.open(MEMBER, sealed) == SECRET
    with pytest.raises(ValueError, match="another owner"):
        sealer.open(OTHER, sealed)
    with pytest.raises(CryptoError):
        Sealer(key_of("another long text that somebody has set")).open(MEMBER, sealed)


def test_given_the_roles_then_those_that_see_private_matters_need_a_second_factor() -> None:
    needed = {role for role in Role if mandatory({role})}
    assert needed == {Role.EXPERT, Role.LIAISON, Role.CUSTODIAN, Role.MODERATOR, Role.ADMIN}
    assert not mandatory({Role.MEMBER, Role.MONITOR})
