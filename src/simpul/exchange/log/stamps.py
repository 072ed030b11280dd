"""Time stamps of checkpoints by a time-stamping authority: RFC 3161, SHA-256, off the call path.

What is stamped is the note as the log signed it: text, blank line, the log's one signature line. A kept stamp is a
TimeStampResp with the bare status *granted*; whatever the authority said beside it is left out, so that no byte of it
stands outside a signature.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

MOST_BYTES = 64 * 1024
_GRANTED = bytes.fromhex("3003020100")
_SEQUENCE, _INTEGER, _SET, _OID = 0x30, 0x02, 0x31, 0x06
_INNER = 0xA0
_WITH_SIGNED = (_INTEGER, _SEQUENCE, _SEQUENCE, _INNER, _SEQUENCE, 0x04)
_RSA = bytes.fromhex("2a864886f70d010101")
_SIGNED_BY = {  # digest algorithm -> what may stand as the signature's algorithm beside it
    bytes.fromhex("608648016503040201"): {_RSA, bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a8648ce3d040302")},
    bytes.fromhex("608648016503040202"): {_RSA, bytes.fromhex("2a864886f70d01010c"), bytes.fromhex("2a8648ce3d040303")},
    bytes.fromhex("608648016503040203"): {_RSA, bytes.fromhex("2a864886f70d01010d"), bytes.fromhex("2a8648ce3d040304")},
}


class StampBroken(ValueError):
    """The time stamp does not hold, or is over something else; the message says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time stamp says: when, and who says so (the roots' SHA-256 tell whom to believe)."""

    at: datetime
    authority: str
    roots: tuple[str, ...]


def request(note: str) -> tuple[bytes, int]:
    """A TimeStampReq over the note, and its nonce; the authority's certificate is asked for."""
    builder = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256)
    made = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    return made.as_bytes(), made.nonce or 0


def fetch(note: str, *, url: str, post: Callable[[str, bytes], bytes], roots: Sequence[bytes]) -> bytes:
    """The authority's stamp over the note, checked, as it is to be kept; StampBroken when it sent none that holds.

    `post` sends the body to the URL as application/timestamp-query and returns the answer's body.
    """
    body, nonce = request(note)
    found = plain(post(url, body))
    check(found, note, roots=roots, nonce=nonce)
    return found


def plain(response: bytes) -> bytes:
    """The response with nothing but its status and its token."""
    token = _decoded(response).time_stamp_token()
    return _der(_SEQUENCE, _GRANTED + token)


def check(response: bytes, note: str, *, roots: Sequence[bytes], nonce: int | None = None) -> Stamp:
    """What the stamp says, when it is over this note and signed below one of the roots (DER); StampBroken otherwise."""
    anchors = [_root(root) for root in roots]
    found = _decoded(response)
    if found.status != 0 or plain(response) != response:
        raise StampBroken("the stamp was not granted, or is not as it is kept")
    _check_form(found.time_stamp_token())
    try:
        VerifierBuilder(roots=anchors, nonce=nonce).build().verify_message(found, note.encode())
        authority = _signer(found)
    except (VerificationError, ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        raise StampBroken(str(wrong).split(":", 1)[0]) from None
    prints = tuple(anchor.fingerprint(SHA256()).hex() for anchor in anchors)
    return Stamp(found.tst_info.gen_time, authority, prints)


def _decoded(response: bytes) -> TimeStampResponse:
    if len(response) > MOST_BYTES:
        raise StampBroken("the stamp is too long")
    try:
        found = decode_timestamp_response(response)
        if found.status == 0:
            found.time_stamp_token()
            return found
    except ValueError:
        raise StampBroken("the stamp cannot be read") from None
    raise StampBroken("the authority did not grant the stamp")


def _root(der: bytes) -> x509.Certificate:
    """A self-signed certificate: any other would hold bytes that nothing vouches for."""
    try:
        found = x509.load_der_x509_certificate(der)
        found.verify_directly_issued_by(found)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        raise StampBroken("a root certificate cannot be read, or is not signed by itself") from None
    return found


def _signer(found: TimeStampResponse) -> str:
    """The name on the signing certificate."""
    (signer,) = found.signed_data.signer_infos
    for der in found.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(der)
        if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number):
            return certificate.subject.rfc4514_string()
    raise StampBroken("the signer's certificate is missing")


def _check_form(token: bytes) -> None:
    """Nothing when what stands outside the signature is as RFC 3161 and RFC 5652 have it: versions, algorithm, no more."""
    _, (tag, inner) = _parts(_parts(token)[0][1])
    ((_, signed),) = _parts(inner)
    parts = _parts(signed)
    if tag != _INNER or [kind for kind, _ in parts] != [_INTEGER, _SET, _SEQUENCE, _INNER, _SET] or parts[0][1] != b"\x03":
        raise StampBroken("the stamp is not of the form of RFC 3161")
    ((_, signer),) = _parts(parts[4][1])
    fields = _parts(signer)
    if tuple(kind for kind, _ in fields) != _WITH_SIGNED or fields[0][1] != b"\x01":
        raise StampBroken("the stamp's signer is not of the form of RFC 3161")
    digest, algorithm = _parts(fields[2][1])[0][1], _parts(fields[4][1])[0][1]
    if algorithm not in _SIGNED_BY.get(digest, ()):
        raise StampBroken("the stamp names algorithms that do not go together")


def _parts(der: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of each element; StampBroken when one does not end where it should."""
    found, at = [], 0
    while at < len(der):
        head = der[at : at + 2]
        size, at = (head[1] if len(head) == 2 else 0), at + 2
        if size & 0x80:
            wide = size & 0x7F
            size, at = int.from_bytes(der[at : at + wide], "big"), at + wide
        if at + size > len(der) or len(head) != 2:
            raise StampBroken("the stamp ends too early")
        found.append((head[0], der[at : at + size]))
        at += size
    return found


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    wide = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | wide]) + size.to_bytes(wide, "big") + content
