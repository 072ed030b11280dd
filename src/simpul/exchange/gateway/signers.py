"""The member's key in use, and the register's: both may change while the process runs, or come from the settings."""

from simpul.exchange.log import notes
from simpul.exchange.outside.keyring import Keyring
from simpul.kernel.settings import Settings

REGISTER = "simpul.register/"


class CurrentSigner:
    """Signs with the key in use: the one `member.pem` names now, or the device that `member.uri` names."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._seen: tuple[int, ...] = ()
        self.reload()

    @property
    def thumbprint(self) -> str:
        """RFC 7638 thumbprint of the key in use."""
        return self._thumbprint

    def sign(self, base: bytes) -> bytes:
        """The r and s of a signature, 64 bytes."""
        return self._signer.sign(base)

    def reload(self) -> None:
        """The key is the one that the folder names; nothing is opened when its files did not change."""
        if self._marks() != self._seen:
            self._signer = self._keyring.signer
            self._thumbprint = self._signer.thumbprint
            self._seen = self._marks()

    def _marks(self) -> tuple[int, ...]:
        found = [self._keyring.folder / name for name in ("member.pem", "member.uri")]
        return tuple(mark for path in found if path.exists() for mark in (path.stat().st_mtime_ns, path.stat().st_ino))


def register_key(settings: Settings, keyring: Keyring) -> str:
    """The register's vkey: from the settings, or, at the operator, of its own key; empty where there is neither."""
    if settings.exchange_register_key:
        return settings.exchange_register_key
    own = keyring.register
    instance = settings.agency_code.split("/")[0]
    return notes.verifier(REGISTER + instance, own).text if own is not None else ""
