"""The member's signing key in a device (HSM, smart card): PKCS#11, named by an RFC 7512 address. Extra: `simpul[pkcs11]`.

An address such as `pkcs11:token=simpul;object=member?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/pin`
names a token, a key pair of P-256 on it, the device's library, and the file that holds the PIN. The key never leaves it.
"""

import hashlib
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, unquote

from simpul.exchange.model.refusals import KeyDeviceSilent
from simpul.exchange.rules.statements import thumbprint

_SCHEME = "pkcs11:"
_POINT = 65


class DeviceSigner:
    """A member key in a device; one session, one signature at a time."""

    def __init__(self, private: Any, point: bytes, mechanism: Any) -> None:
        self._private, self._mechanism = private, mechanism
        self._lock = Lock()
        self.point = point
        self.thumbprint = thumbprint(point)

    def sign(self, base: bytes) -> bytes:
        """The r and s of the signature, 32 bytes each; KeyDeviceSilent when the device does not answer."""
        digest = hashlib.sha256(base).digest()
        try:
            with self._lock:
                signature: bytes = self._private.sign(digest, mechanism=self._mechanism)
        except Exception as failure:  # noqa: BLE001 (the device's library raises classes of its own, none with words of use)
            raise KeyDeviceSilent(why=type(failure).__name__) from None
        return signature


@cache
def opened(address: str) -> DeviceSigner:
    """The signer that the address names; KeyDeviceSilent when the library, token, PIN or key is not there.

    Opened once a process: a token knows one sign-in of each.
    """
    path, query = parsed(address)
    try:
        library = import_module("pkcs11")
        pin = Path(query["pin-source"].removeprefix("file:")).read_text(encoding="utf-8").strip()
        token = library.lib(query["module-path"]).get_token(token_label=path["token"])
        return _signer(library, token.open(user_pin=pin), path["object"])
    except Exception as failure:  # noqa: BLE001 (the device's library raises classes of its own)
        raise KeyDeviceSilent(why=type(failure).__name__) from None


def _signer(library: Any, session: Any, label: str) -> DeviceSigner:
    """The signer of the key pair with this label; the session is closed when there is none."""
    kinds = library.ObjectClass
    try:
        private = session.get_key(object_class=kinds.PRIVATE_KEY, label=label)
        public = session.get_key(object_class=kinds.PUBLIC_KEY, label=label)
        point = bytes(public[library.Attribute.EC_POINT])[-_POINT:]
        return DeviceSigner(private, point, library.Mechanism.ECDSA)
    except BaseException:
        session.close()
        raise


def parsed(address: str) -> tuple[dict[str, str], dict[str, str]]:
    """Path and query of a PKCS#11 address; KeyDeviceSilent when it lacks token, object, module-path or pin-source."""
    before, _, after = address.strip().removeprefix(_SCHEME).partition("?")
    path = {name: unquote(value) for name, _, value in (one.partition("=") for one in before.split(";"))}
    query = dict(parse_qsl(after))
    if not (
        address.startswith(_SCHEME) and {"token", "object"} <= path.keys() and {"module-path", "pin-source"} <= query.keys()
    ):
        raise KeyDeviceSilent(why="the address lacks token, object, module-path or pin-source")
    return path, query
