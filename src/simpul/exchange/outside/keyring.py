"""The node's keys in the exchange: files of mode 0600 in `data_dir/keys/exchange`, made once, never overwritten.

`member.pem` (ECDSA P-256) signs messages; `log.pem` and `witness.pem` (Ed25519) the evidence log; `tls.pem` with `tls.crt`
is the node's mutual TLS; `register.pem` (Ed25519) exists at the operator alone. Every member key lies in a file
`member-<thumbprint>.pem` of its own, and `member.pem` is another name of the one in use: a rotation makes a new file and
moves the name once the register knows the new key. Of a key that was replaced the public half stays. Where a file
`member.uri` holds a `pkcs11:` address, a device signs instead.
"""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from simpul.exchange.model.joining import Signer
from simpul.exchange.model.refusals import KeyUnreadable
from simpul.exchange.rules.statements import thumbprint
from simpul.kernel.settings import Settings

_LIFE = timedelta(days=3650)
_ECDSA = ec.ECDSA(hashes.SHA256())


class FileSigner:
    """A member key in a file."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    @cached_property
    def point(self) -> bytes:
        """The public key, uncompressed."""
        form = serialization.PublicFormat.UncompressedPoint
        return self._key.public_key().public_bytes(serialization.Encoding.X962, form)

    @cached_property
    def thumbprint(self) -> str:
        """The key's RFC 7638 thumbprint."""
        return thumbprint(self.point)

    def sign(self, base: bytes) -> bytes:
        """The r and s of the signature, 32 bytes each."""
        r, s = decode_dss_signature(self._key.sign(base, _ECDSA))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """The key itself, for the data path, which signs without a detour."""
        return self._key


@dataclass(frozen=True, slots=True)
class Keyring:
    """A folder with the node's keys; each is made when it is first asked for, except the register's."""

    folder: Path

    @property
    def member(self) -> FileSigner:
        """The member key in use."""
        path = self.folder / "member.pem"
        if not path.exists():
            fresh = self._new_member()
            _named(self.folder / _file(fresh.thumbprint), path)
        return _signer(path)

    @property
    def signer(self) -> Signer:
        """What signs for the member: the device that `member.uri` names (a pkcs11: address), or else the key in use."""
        device = self.folder / "member.uri"
        if not device.exists():
            return self.member
        from simpul.exchange.outside.pkcs11 import opened

        return opened(device.read_text(encoding="utf-8"))

    @property
    def log(self) -> Ed25519PrivateKey:
        """The key that signs the evidence log's checkpoints."""
        return self._ed25519("log.pem")

    @property
    def witness(self) -> Ed25519PrivateKey:
        """The key that cosigns other nodes' checkpoints."""
        return self._ed25519("witness.pem")

    @property
    def register(self) -> Ed25519PrivateKey | None:
        """The register's key; None anywhere but at the operator."""
        return self._ed25519("register.pem") if (self.folder / "register.pem").exists() else None

    def make_register(self) -> Ed25519PrivateKey:
        """The register's key, made if there was none."""
        return self._ed25519("register.pem")

    def tls(self, name: str, host: str, now: datetime) -> tuple[Path, Path]:
        """Files of the node's certificate (made if there was none: self-signed, for ten years) and of its key."""
        key = self.folder / "tls.pem"
        if not key.exists():
            _once(key, _pem(ec.generate_private_key(ec.SECP256R1())))
        certificate = self.folder / "tls.crt"
        if not certificate.exists():
            _once(certificate, _self_signed(_ec(key), (name, host), now))
        return certificate, key

    def certificate(self, name: str, host: str, now: datetime) -> bytes:
        """The node's TLS certificate, DER."""
        path, _ = self.tls(name, host, now)
        return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)

    def next_member(self) -> FileSigner:
        """A member key that is not in use yet: the one a rotation made before, or a new one."""
        using = self.member.thumbprint
        waiting = [p for p in sorted(self.folder.glob("member-*.pem")) if p.name != _file(using)]
        return _signer(waiting[-1]) if waiting else self._new_member()

    def has(self, thumbprint: str) -> bool:
        """Whether the private key with this thumbprint is here."""
        return (self.folder / _file(thumbprint)).exists()

    def use(self, thumbprint: str) -> bool:
        """Whether `member.pem` changed to the key with this thumbprint; of the former only the public half stays."""
        if not self.has(thumbprint):
            return False
        former = self.member
        if former.thumbprint == thumbprint:
            return False
        public = former.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        _once(self.folder / f"member-{former.thumbprint}.pub", public)
        _named(self.folder / _file(thumbprint), self.folder / "member.pem", replace=True)
        (self.folder / _file(former.thumbprint)).unlink(missing_ok=True)
        return True

    def _new_member(self) -> FileSigner:
        fresh = FileSigner(ec.generate_private_key(ec.SECP256R1()))
        _once(self.folder / _file(fresh.thumbprint), _pem(fresh.private))
        return fresh

    def _ed25519(self, name: str) -> Ed25519PrivateKey:
        path = self.folder / name
        if not path.exists():
            _once(path, _pem(Ed25519PrivateKey.generate()))
        key = _loaded(path)
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyUnreadable(name=name)
        return key


def keyring_of(settings: Settings) -> Keyring:
    """The node's keyring; its folder is there, closed to others."""
    folder = settings.data_dir / "keys" / "exchange"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Keyring(folder)


def _file(thumbprint: str) -> str:
    return f"member-{thumbprint}.pem"


def _signer(path: Path) -> FileSigner:
    return FileSigner(_ec(path))


def _ec(path: Path) -> ec.EllipticCurvePrivateKey:
    key = _loaded(path)
    if not (isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)):
        raise KeyUnreadable(name=path.name)
    return key


def _loaded(path: Path) -> object:
    try:
        return serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise KeyUnreadable(name=path.name) from None


def _pem(key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _once(path: Path, content: bytes) -> None:
    """The file holds `content`, durable, unless it was there: then it stays as it was, whoever came first."""
    descriptor, fresh = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # of mode 0600
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        Path(fresh).unlink()
    _entered(path.parent)


def _named(of: Path, name: Path, *, replace: bool = False) -> None:
    """`name` is another name of the file `of`; without `replace`, unless there is such a file already."""
    if not replace:
        try:
            os.link(of, name)
        except FileExistsError:
            return
    else:
        beside = name.with_name(f".{name.name}.{os.getpid()}")
        beside.unlink(missing_ok=True)
        os.link(of, beside)
        beside.replace(name)
    _entered(name.parent)


def _entered(folder: Path) -> None:
    """The folder's list of names is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _self_signed(key: ec.EllipticCurvePrivateKey, names: tuple[str, str], now: datetime) -> bytes:
    common, host = names
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
