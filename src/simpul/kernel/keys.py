"""The node's own secrets: one root secret and one signing key in the data directory, readable by its owner alone."""

import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keys:
    """Keys derived for each purpose from the node's root secret, and the node's Ed25519 signature."""

    def __init__(self, root: bytes, signing: Ed25519PrivateKey) -> None:
        self._root = root
        self._signing = signing
        self._derived = lru_cache(maxsize=64)(self._derive)

    @classmethod
    def kept_in(cls, folder: Path) -> "Keys":
        """The keys in `folder`; made there on first use, by whichever process comes first."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        root = once(folder / "root.key", lambda: secrets.token_bytes(32))
        pem = once(folder / "signing.pem", _fresh_signing_key)
        signing = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(signing, Ed25519PrivateKey):
            raise TypeError(f"{folder / 'signing.pem'} is not an Ed25519 key")
        return cls(root, signing)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for this purpose alone (HKDF-SHA256); the latest 64 purposes are remembered."""
        return self._derived(purpose)

    def _derive(self, purpose: str) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._root)

    def sign(self, message: bytes) -> bytes:
        """The node's Ed25519 signature over `message`."""
        return self._signing.sign(message)

    def public(self) -> bytes:
        """The node's Ed25519 public key, 32 bytes, by which others check its signatures."""
        return self._signing.public_key().public_bytes_raw()

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is this node's over `message`."""
        public: Ed25519PublicKey = self._signing.public_key()
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def _fresh_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's bytes; made if it was not there, readable by its owner alone.

    Two processes at once agree: the link that comes second is refused.
    """
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(make())
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
