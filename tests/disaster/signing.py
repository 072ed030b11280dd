"""A partner's phone as WebCrypto would have it: a P-256 key, its JWK, and signatures of 64 bytes."""

import base64
from dataclasses import replace
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from simpul.disaster.model import Draft
from simpul.disaster.rules.partners import signing_input


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Phone:
    """A phone with a key of its own."""

    def __init__(self) -> None:
        self._secret = ec.generate_private_key(ec.SECP256R1())

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self._secret.public_key().public_numbers()
        x, y = (unpadded(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, message: bytes) -> str:
        r, s = decode_dss_signature(self._secret.sign(message, ec.ECDSA(hashes.SHA256())))
        return unpadded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def signed(self, draft: Draft, partner: str, key: UUID) -> Draft:
        """The draft with this phone's signature under the key's id."""
        return replace(draft, partner=partner, partner_key=key, signature=self.sign(signing_input(draft)))
