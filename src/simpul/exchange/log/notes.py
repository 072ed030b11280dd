"""Signed notes, cosignatures and checkpoints: c2sp.org/signed-note, tlog-cosignature, tlog-checkpoint.

The same texts as Go's golang.org/x/mod/sumdb/note writes and opens. A key is named by its vkey,
`name+hash+base64(algorithm byte, 32 bytes of Ed25519)`.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04
"""Kinds of signatures: over the text alone; over a time and the text (cosignature/v1)."""
MOST_BYTES = 256 * 1024
MOST_SIGNATURES = 100
MOST_SIZE = 2**63
_DASH = "\u2014 "
_KEY_BYTES, _SIGNATURE_BYTES, _TIME_BYTES = 32, 64, 8
_LINE = re.compile(r"\u2014 ([^ \n]+) ([A-Za-z0-9+/=]+)")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class BadNote(ValueError):
    """The note, key or checkpoint is malformed, or its signature does not hold; the message says which."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name, for one kind of signature."""

    name: str
    algorithm: int
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return key_id(self.name, self.algorithm, self.key)

    @property
    def text(self) -> str:
        """Its vkey."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.algorithm]) + self.key).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line: whose it says it is, and the bytes behind the key's id."""

    name: str
    id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, its newline included."""
        return f"{_DASH}{self.name} {b64encode(self.id + self.value).decode()}\n"

    def is_by(self, verifier: Verifier) -> bool:
        """Whether it says it is by that key."""
        return self.name == verifier.name and self.id == verifier.id


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures below it, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def whole(self) -> str:
        """The note as it is written."""
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: whose it is, how many entries, their root, and lines of its own."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note's text."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, b64encode(self.root).decode(), *self.extensions))


def key_id(name: str, algorithm: int, key: bytes) -> bytes:
    """The four bytes by which signatures name a key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + key).digest()[:4]


def verifier(name: str, key: Ed25519PrivateKey | Ed25519PublicKey, algorithm: int = ED25519) -> Verifier:
    """The verifier of a key under a name; `.text` is its vkey. BadNote when the name cannot stand in a note."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return Verifier(_name(name), algorithm, public.public_bytes_raw())


def parse_vkey(text: str) -> Verifier:
    """The verifier that a vkey names; BadNote when it is not written exactly as `Verifier.text` writes it."""
    found = _VKEY.fullmatch(text)
    if found is None or len(text) > 1000:
        raise BadNote("the key is not name+hash+base64")
    raw = base64(found[3], "the key")
    if len(raw) != 1 + _KEY_BYTES or raw[0] not in (ED25519, COSIGNATURE):
        raise BadNote("the key is of an unknown kind")
    parsed = Verifier(_name(found[1]), raw[0], raw[1:])
    if parsed.text != text:
        raise BadNote("the key's hash is not its own")
    return parsed


def parse(note: str) -> Note:
    """The text and signatures of a note; BadNote when anything in it is malformed."""
    _check_signs(note)
    text, gap, below = note.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise BadNote("the note has no signatures")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote("the note has too many signatures")
    return Note(text + "\n", tuple(parse_line(line) for line in lines))


def parse_line(line: str) -> Signature:
    """The signature on a line (without its newline); BadNote when it is malformed."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadNote("a signature line is malformed")
    raw = base64(found[2], "a signature")
    if len(raw) < 5:
        raise BadNote("a signature is too short")
    return Signature(_name(found[1]), raw[:4], raw[4:])


def sign(text: str, name: str, key: Ed25519PrivateKey) -> Signature:
    """The key's signature over a note's text; BadNote when the text cannot stand in a note."""
    _check_text(text)
    return Signature(name, verifier(name, key).id, key.sign(text.encode()))


def signed(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The text as a note with this one signature."""
    return Note(text, (sign(text, name, key),)).whole


def cosign(text: str, name: str, key: Ed25519PrivateKey, at: int) -> Signature:
    """A cosignature/v1: the key saw this checkpoint's text at `at` (seconds since 1970), consistent with all before."""
    _check_text(text)
    value = at.to_bytes(_TIME_BYTES, "big") + key.sign(_cosigned(text, at))
    return Signature(name, verifier(name, key, COSIGNATURE).id, value)


def check(text: str, signature: Signature, by: Verifier) -> int | None:
    """Nothing, or a cosignature's time, when the signature is that key's over the text; BadNote otherwise."""
    if not signature.is_by(by):
        raise BadNote("the signature is by another key")
    at, value = None, signature.value
    message = text.encode()
    if by.algorithm == COSIGNATURE:
        at, value = int.from_bytes(value[:_TIME_BYTES], "big"), value[_TIME_BYTES:]
        message = _cosigned(text, at)
    if len(value) != _SIGNATURE_BYTES or (at or 0) >= MOST_SIZE:
        raise BadNote(f"the signature of {by.name} is malformed")
    try:
        Ed25519PublicKey.from_public_bytes(by.key).verify(value, message)
    except (InvalidSignature, ValueError):
        raise BadNote(f"the signature of {by.name} does not hold") from None
    return at


def opened(note: str, by: Verifier) -> Note:
    """The parsed note, when it bears that key's signature and every signature of that key holds; BadNote otherwise."""
    found = parse(note)
    own = [signature for signature in found.signatures if signature.is_by(by)]
    if not own:
        raise BadNote(f"the note is not signed by {by.name}")
    for signature in own:
        check(found.text, signature, by)
    return found


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text; BadNote when it is malformed."""
    if not text.endswith("\n"):
        raise BadNote("the checkpoint does not end in a newline")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise BadNote("the checkpoint has not three lines, or an empty one")
    origin, size, digest, *extensions = lines
    root = base64(digest, "the root")
    if len(root) != _KEY_BYTES:
        raise BadNote("the root is not 32 bytes")
    return Checkpoint(origin, number(size), root, tuple(extensions))


def number(text: str) -> int:
    """A count as notes write it: digits without zeros in front, below 2**63; BadNote otherwise."""
    if not _NUMBER.fullmatch(text) or int(text) >= MOST_SIZE:
        raise BadNote("a number is malformed")
    return int(text)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _name(name: str) -> str:
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise BadNote("a key's name is empty or holds a space or a plus")
    return name


def base64(text: str, what: str) -> bytes:
    """The bytes, when the text is their one right encoding."""
    try:
        found = b64decode(text, validate=True)
    except NotBase64:
        raise BadNote(f"{what} is not base64") from None
    if b64encode(found).decode() != text:
        raise BadNote(f"{what} is not base64 as it should be written")
    return found


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise BadNote("the text does not end in a newline")
    _check_signs(text)


def _check_signs(text: str) -> None:
    if len(text) > MOST_BYTES:
        raise BadNote("the note is too long")
    if any(sign < " " and sign != "\n" for sign in text):
        raise BadNote("the note holds a control character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadNote("the note is no UTF-8") from None
