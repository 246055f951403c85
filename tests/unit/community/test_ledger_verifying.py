"""Both verifiers, ours and the one for everybody: a whole ledger is whole, and no change of it passes."""

import hashlib
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from services.community.ledger.entry import KEY, START, TOMBSTONE, Place, after, canonical, new_entry
from services.community.ledger.signing import Signer
from services.community.ledger.verifying import LedgerFault, Verified, Verifier, check_receipt
from shared.contracts.ledger import LedgerEntry, Tombstone
from shared.errors import AchykError

DOCS = Path(__file__).resolve().parents[3] / "docs"
AT = "2026-05-01T09:00:00.000Z"
FIRST, SECOND = Signer("A" * 43 + "="), Signer("B" * 42 + "A=")


def _stand_alone() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_ledger", DOCS / "verify_ledger.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STAND_ALONE = _stand_alone()


class Chain:
    """A ledger as the store writes it, without the store."""

    def __init__(self) -> None:
        self.entries: list[LedgerEntry] = []

    def add(self, kind: str, subject: str, body: dict[str, Any], signer: Signer = FIRST) -> LedgerEntry:
        place: Place = after(self.entries[-1]) if self.entries else START
        self.entries.append(new_entry(place, kind, subject, AT, canonical(body), signer))
        return self.entries[-1]

    def announce(self, signer: Signer) -> None:
        self.add(KEY, signer.id, {"public": signer.public}, signer)

    def take_down(self, offset: int, reason: str, signer: Signer = FIRST) -> None:
        gone = self.entries[offset]
        removed = [{"offset": offset, "content": gone.content}]
        entry = self.add(TOMBSTONE, gone.subject, {"reason": reason, "removed": removed}, signer)
        stone = Tombstone(at=entry.at, entry=entry.offset, reason=reason)
        self.entries[offset] = gone.model_copy(update={"body": None, "tombstone": stone})

    def lines(self) -> list[bytes]:
        return [entry.line().encode() for entry in self.entries]


def chain() -> Chain:
    made = Chain()
    made.announce(FIRST)
    made.add(
        "case_published", "c_1", {"title": 'Жол "оңдоо"\n\u0007 €', "amount": "1200.50", "lots": [1, 2], "x": None}
    )
    made.add("case_published", "c_2", {"title": "Bridge"})
    made.take_down(1, 'Соттун чечими "№ 7"\t\'')
    made.announce(SECOND)
    made.add("case_corrected", "c_2", {"title": "Bridge over the Chüy"}, SECOND)
    made.take_down(2, "Asked for by the author", SECOND)
    made.add("outcome", "c_2", {"kind": "answered"}, SECOND)
    return made


WHOLE = chain().lines()
BYTES = b"\n".join(WHOLE) + b"\n"


def ours(lines: list[bytes], trusted: tuple[str, ...] = (), *, every: bool = False) -> Verified:
    verifier = Verifier(trusted, every_signature=every)
    for line in lines:
        verifier.take(line)
    return verifier.end()


def split(data: bytes) -> list[bytes]:
    return data.split(b"\n")[:-1] if data.endswith(b"\n") else data.split(b"\n")


@pytest.mark.parametrize("every", [False, True])
def test_given_a_ledger_with_takedowns_and_two_keys_then_both_verifiers_find_it_whole(every: bool) -> None:
    found = ours(WHOLE, (FIRST.public, SECOND.public), every=every)
    assert (found.entries, found.removed) == (8, 2)
    assert found.keys == {FIRST.id: FIRST.public, SECOND.id: SECOND.public}
    assert found.hash == json.loads(WHOLE[-1])["hash"]
    assert STAND_ALONE.ledger(WHOLE).startswith("whole: 8 entries")
    assert rfc8785.dumps(json.loads(WHOLE[1])) == WHOLE[1], "a line is canonical JSON"


@given(st.integers(0, len(BYTES) - 1), st.integers(1, 255))
def test_given_any_byte_changed_then_both_verifiers_find_it(place: int, change: int) -> None:
    changed = bytearray(BYTES)
    changed[place] ^= change
    lines = split(bytes(changed))
    with pytest.raises(LedgerFault):
        ours(lines)
    with pytest.raises(ValueError, match=r"entry|empty"):
        STAND_ALONE.ledger(lines)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, len(WHOLE) - 1))
def test_given_entries_that_change_places_or_come_twice_then_both_verifiers_find_it(one: int, other: int) -> None:
    swapped, twice = list(WHOLE), list(WHOLE)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    twice.insert(one, WHOLE[other])
    for lines in [twice] if one == other else [swapped, twice]:
        with pytest.raises(LedgerFault):
            ours(lines)
        with pytest.raises(ValueError, match="entry"):
            STAND_ALONE.ledger(lines)


@pytest.mark.parametrize("gone", range(len(WHOLE) - 1))
def test_given_an_entry_left_out_then_it_is_named(gone: int) -> None:
    lines = WHOLE[:gone] + WHOLE[gone + 1 :]
    with pytest.raises(LedgerFault, match=f"Entry {gone}: is missing"):
        ours(lines)
    with pytest.raises(ValueError, match=f"entry {gone}:"):
        STAND_ALONE.ledger(lines)


def _with(offset: int, **changes: Any) -> list[bytes]:
    entry = json.loads(WHOLE[offset])
    for name, value in changes.items():
        entry.pop(name) if value is None else entry.update({name: value})
    return [*WHOLE[:offset], rfc8785.dumps(entry), *WHOLE[offset + 1 :]]


STONE = {"at": AT, "entry": 6, "reason": "No reason"}


@pytest.mark.parametrize(
    ("lines", "offset", "what"),
    [
        (_with(5, body={"title": "Another"}), 5, "another body"),
        (_with(5, body=None), 5, "no body"),
        (_with(5, body=None, tombstone=STONE), 5, "no takedown after it"),
        (_with(1, tombstone=STONE), 1, "does not bear out"),
        (_with(5, kind="case_published"), 5, "its hash is another"),
        (_with(5, signature="0" * 128), 5, "not signed"),
        (_with(7, signature="0" * 128), 7, "not signed"),
        (_with(3, body=None, tombstone=STONE), 3, "no body"),
        ([b"{}"], 0, "no entry"),
        ([], 0, "no entry"),
        (WHOLE[:2], 1, "no takedown"),
    ],
)
def test_given_a_change_then_the_entry_and_what_is_wrong_are_named(lines: list[bytes], offset: int, what: str) -> None:
    with pytest.raises(LedgerFault, match=what) as found:
        ours(lines)
    assert found.value.offset == offset
    with pytest.raises(ValueError, match=r"entry|empty"):
        STAND_ALONE.ledger(lines)


def test_given_a_forged_end_with_a_key_of_the_forger_then_the_trusted_keys_tell() -> None:
    forged = chain()
    forger = Signer("C" * 42 + "A=")
    forged.announce(forger)
    forged.add("outcome", "c_2", {"kind": "withdrawn"}, forger)
    assert ours(forged.lines()).entries == 10, "without trusted keys a reader has to compare the list of keys"
    with pytest.raises(LedgerFault, match="Entry 8: announces the key"):
        ours(forged.lines(), (FIRST.public, SECOND.public))
    with pytest.raises(ValueError, match=r"entry 8: .*do not trust"):
        STAND_ALONE.ledger(forged.lines(), [FIRST.public, SECOND.public])


def receipt_of(data: bytes) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "key": FIRST.id,
        "public": FIRST.public,
        "received": AT,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
    }
    return stated | {"signature": FIRST.sign(hashlib.sha256(rfc8785.dumps(stated)).hexdigest())}


def test_given_a_receipt_then_both_verifiers_tell_it_from_a_false_one() -> None:
    receipt = receipt_of(b"photograph")
    check_receipt(receipt, b"photograph", [FIRST.public])
    assert STAND_ALONE.receipt(receipt, b"photograph", [FIRST.public]).startswith("genuine")
    for wrong, data in [
        (receipt, b"photographs"),
        (receipt | {"received": "2026-01-01T00:00:00.000Z"}, b"photograph"),
        (receipt | {"public": SECOND.public}, b"photograph"),
    ]:
        with pytest.raises(AchykError):
            check_receipt(wrong, data)
        with pytest.raises(Exception, match=r".*"):
            STAND_ALONE.receipt(wrong, data)
    with pytest.raises(AchykError, match="trust"):
        check_receipt(receipt, b"photograph", [SECOND.public])
