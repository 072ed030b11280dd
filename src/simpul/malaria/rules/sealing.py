"""How an event is sealed on its way: ECDH P-256, HKDF-SHA256, AES-256-GCM, and a chain of SHA-256 over what is sent.

The plaintext is the body's JSON, deflated without a header. What goes with it in the clear (device, sequence number, id,
hash of the event before) is bound by the seal, so that none of it can be changed, and nothing put in another's place.
"""

import base64
import hashlib
import zlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from simpul.malaria.model.devices import DeviceKeyWrong
from simpul.malaria.model.events import Sealed

FIRST = "0" * 64
"""What stands for the hash before the first event."""
PURPOSE = b"simpul malaria events 1"
_CURVE = ec.SECP256R1()
_IV, _TAG, PLAIN_MOST = 12, 16, 16 * 1024


class SealBroken(Exception):
    """The event was not sealed by this device for this place, or was changed since."""


class BodyTooLong(Exception):
    """The event's seal holds, but its body unpacks to more than 16 KiB; `args[0]` is as it came, deflated."""


def public_key(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """The point of a JWK; DeviceKeyWrong for what is none on P-256."""
    try:
        if jwk["kty"] != "EC" or jwk["crv"] != "P-256":
            raise ValueError
        x, y = (int.from_bytes(unpacked(jwk[name]), "big") for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, _CURVE).public_key()
    except (KeyError, TypeError, ValueError) as error:
        raise DeviceKeyWrong() from error


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The public key as a JWK."""
    numbers = key.public_numbers()
    x, y = (packed(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def private_key(scalar: bytes) -> ec.EllipticCurvePrivateKey:
    """The private key of this scalar, 32 bytes."""
    return ec.derive_private_key(int.from_bytes(scalar, "big"), _CURVE)


def scalar_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The private key as 32 bytes."""
    return key.private_numbers().private_value.to_bytes(32, "big")


def agreed(own: ec.EllipticCurvePrivateKey, theirs: ec.EllipticCurvePublicKey, device: UUID) -> AESGCM:
    """The cipher that the device and the node share, and nobody else."""
    shared = own.exchange(ec.ECDH(), theirs)
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=device.bytes, info=PURPOSE).derive(shared))


def bound(device: UUID, sealed: Sealed) -> bytes:
    """What the seal binds besides the body: `device|seq|id|prev`."""
    return f"{device}|{sealed.seq}|{sealed.id}|{sealed.prev}".encode()


def hash_of(device: UUID, sealed: Sealed) -> bytes:
    """SHA-256 over the hash before, what is bound, and the cipher text: what the next event names."""
    return hashlib.sha256(bytes.fromhex(sealed.prev) + bound(device, sealed) + sealed.cipher).digest()


def opened(cipher: AESGCM, device: UUID, sealed: Sealed) -> bytes:
    """The body's bytes; SealBroken, and BodyTooLong for one that would fill the memory."""
    if len(sealed.cipher) < _IV + _TAG:
        raise SealBroken()
    try:
        plain = cipher.decrypt(sealed.cipher[:_IV], sealed.cipher[_IV:], bound(device, sealed))
    except InvalidTag as error:
        raise SealBroken() from error
    return _inflated(plain)


def _inflated(plain: bytes) -> bytes:
    inflate = zlib.decompressobj(-15)
    try:
        body = inflate.decompress(plain, PLAIN_MOST)
    except zlib.error as error:
        raise BodyTooLong(plain) from error
    if inflate.unconsumed_tail or not inflate.eof:
        raise BodyTooLong(plain)
    return body


def sealed(cipher: AESGCM, device: UUID, empty: Sealed, parts: tuple[bytes, bytes]) -> Sealed:
    """The event `empty` with its cipher text; `parts` are the 12 bytes of the vector and the body."""
    iv, body = parts
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = deflate.compress(body) + deflate.flush()
    return Sealed(empty.seq, empty.id, empty.prev, iv + cipher.encrypt(iv, plain, bound(device, empty)))


def packed(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The bytes of such a text; ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
