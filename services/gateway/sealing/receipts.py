"""Receipts: four words that prove who sent a tip, and from which the key of the replies is made.

Only whoever has the words can make the proof and the key again; nothing that is kept anywhere gives the words.
"""

import hashlib
import hmac
import math
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey

from services.gateway.sealing.boxes import KEY_BYTES, public_of, stretched
from shared.contracts.base import Language

WORDS: Final = 4
_HERE: Final = Path(__file__).parent
_LIST_OF: Final = {Language.EN: "words_en.txt", Language.RU: "words_ru.txt", Language.KY: "words_ru.txt"}
"""English: from the EFF's large list (CC BY 3.0 US, Electronic Frontier Foundation), words of 4 to 8 letters. Russian:
from the list of BIP 39 by the `mnemonic` project (MIT) without words that could frighten, with words of nature and home
added. There is no reviewed Kyrgyz list yet; Russian words can be typed on every keyboard here."""
_LISTS: Final = {language: (_HERE / name).read_text("utf-8").split() for language, name in _LIST_OF.items()}
_KNOWN: Final = frozenset(word for words in _LISTS.values() for word in words)
_BREAK: Final = re.compile(r"[^a-zа-я]+")


@dataclass(frozen=True, slots=True)
class Source:
    """What a receipt gives: the proof of being the source, the key of the replies, and the key of marks."""

    proof: str
    private: bytes
    marks: bytes

    @property
    def key(self) -> PrivateKey:
        """The key that replies are sealed to."""
        return PrivateKey(self.private)

    @property
    def public(self) -> str:
        """Its public half."""
        return public_of(self.key)

    def mark(self, prefix: str, content: bytes) -> str:
        """An identifier for `content` that is the same each time the source sends it, and tells nothing of it."""
        return f"{prefix}_{hmac.digest(self.marks, content, hashlib.sha256).hex()[:24]}"


def bits(language: Language) -> float:
    """Bits of chance in a receipt."""
    return WORDS * math.log2(len(_LISTS[language]))


def receipt_of(chance: bytes, language: Language) -> str:
    """The words for 32 bytes of chance, the same for the same bytes: a form sent twice has one receipt."""
    words = _LISTS[language]
    number = int.from_bytes(hashlib.sha256(b"receipt" + chance).digest())
    chosen = []
    for _ in range(WORDS):
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return " ".join(chosen)


def folded(typed: str) -> str | None:
    """A receipt as it was made, from what somebody typed: case, spaces, signs and ё do not matter. None: no receipt."""
    plain = unicodedata.normalize("NFKC", typed[:400]).casefold().replace("ё", "е")
    words = [word for word in _BREAK.split(plain) if word]
    return " ".join(words) if len(words) == WORDS and _KNOWN.issuperset(words) else None


def source_of(receipt: str, salt: str) -> Source:
    """What a receipt gives on the platform with this salt. Blocks for about 0.1 s."""
    made = stretched(receipt.encode(), bytes.fromhex(salt), 3 * KEY_BYTES)
    proof, private, marks = (made[at : at + KEY_BYTES] for at in range(0, 3 * KEY_BYTES, KEY_BYTES))
    return Source(proof.hex(), private, marks)
