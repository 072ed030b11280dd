"""Words as a short message carries them: the GSM alphabet, 160 characters of it, and parts that phones join again.

Source: 3GPP TS 23.038 (alphabet), 23.040 (parts).
"""

import re
import unicodedata
from collections.abc import Mapping

from simpul.disaster.model.channels import Outgoing

ONE, PART = 160, 153
"""Septets of a message that is alone, and of each part of a longer one."""
WIDE_ONE, WIDE_PART = 70, 67
"""The same in UTF-16 units, where a letter lies outside the alphabet."""
PARTS_MOST = 4
_ESCAPE = 0x1B
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_AFTER_ESCAPE = (0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65)
_MORE: Mapping[str, int] = dict(zip("\f^{}\\[~]|€", _AFTER_ESCAPE, strict=True))
_CODES: Mapping[str, bytes] = {letter: bytes([code]) for code, letter in enumerate(_BASIC) if code != _ESCAPE} | {
    letter: bytes([_ESCAPE, code]) for letter, code in _MORE.items()
}
_LETTERS = {code: letter for letter, code in _MORE.items()}
_NEAR: Mapping[str, str] = {
    "'": "’‘‚′`",
    '"': "“”„«»",
    "-": "–—−‑•·",
    "...": "…",
    "x": "×",
    "->": "→",
    "<=": "≤",
    ">=": "≥",
    "2": "²",
    " ": "\u00a0\u202f\u2009\t",
    "": "\u200b\u200d\ufe0f\u00ad°",
}
"""What is written instead of letters that no telephone of old has."""
_PLAIN = str.maketrans({letter: near for near, letters in _NEAR.items() for letter in letters})
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def plain(text: str) -> str:
    """The text in letters that the alphabet has, as near as they come; what has none there stays as it is."""
    words = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return "".join(letter if letter in _CODES else _near(letter) for letter in words)


def _near(letter: str) -> str:
    if unicodedata.category(letter) in ("So", "Sk", "Cf", "Cn"):
        return ""  # a picture says nothing that the words do not
    bare = "".join(one for one in unicodedata.normalize("NFD", letter) if not unicodedata.combining(one))
    return bare if bare and all(one in _CODES for one in bare) else letter


def encoded(text: str) -> bytes | None:
    """The text in the alphabet, an octet for each septet; None where a letter lies outside of it."""
    found = [_CODES.get(letter) for letter in text]
    return None if None in found else b"".join(one for one in found if one is not None)


def decoded(octets: bytes) -> str:
    """The text of octets of one septet each; a blank for an escape that means nothing (23.038 says so)."""
    letters, escaped = [], False
    for octet in octets:
        if escaped:
            letters.append(_LETTERS.get(octet, _BASIC[octet] if octet < 0x80 else " "))
            escaped = False
        elif octet == _ESCAPE:
            escaped = True
        else:
            letters.append(_BASIC[octet] if octet < 0x80 else "?")
    return "".join(letters)


def length(text: str) -> int:
    """How long the text is in septets, or in UTF-16 units where a letter lies outside the alphabet."""
    octets = encoded(text)
    return len(octets) if octets is not None else len(text.encode("utf-16-be")) // 2


def alone(text: str) -> bool:
    """Whether the text fits into one message."""
    return length(text) <= (ONE if encoded(text) is not None else WIDE_ONE)


def parts(text: str) -> tuple[list[bytes], bool]:
    """The text's parts as octets, and whether they are in the alphabet (else UTF-16); no letter is cut in two."""
    in_alphabet = encoded(text) is not None
    pieces = [_CODES[letter] if in_alphabet else letter.encode("utf-16-be") for letter in text]
    whole, part = (ONE, PART) if in_alphabet else (WIDE_ONE * 2, WIDE_PART * 2)
    if sum(map(len, pieces)) <= whole:
        return [b"".join(pieces)], in_alphabet
    found = [b""]
    for piece in pieces:
        if len(found[-1]) + len(piece) > part:
            found.append(b"")
        found[-1] += piece
    return found, in_alphabet


def fitted(said: Outgoing) -> str:
    """The message for a phone that knows words only: what is said in at most one SMS, then choices by number and the link.

    Where it is too long, sentences in the middle go first: the first says what happened, the last what to do. Choices and
    a link are never cut; with many choices the message has several parts.
    """
    tail = plain(Outgoing("", said.choices, said.link).plain(numbered=True))
    return "\n".join(part for part in (shortened(plain(said.text)), tail) if part)


def shortened(text: str) -> str:
    """The text in at most one SMS: as it is, or with fewer sentences, or cut after a word."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    kept = "\n".join(line for line in lines if line)
    if alone(kept):
        return kept
    sentences = [one for one in _SENTENCE.split(" ".join(kept.split())) if one]
    while len(sentences) > 1 and not alone(" ".join(sentences)):
        sentences.pop(len(sentences) // 2 if len(sentences) > 2 else 1)
    words = " ".join(sentences).split(" ")
    while len(words) > 1 and not alone(" ".join(words)):
        words.pop()
        words[-1] = words[-1].rstrip(".,;:") + "..."
    return " ".join(words)
