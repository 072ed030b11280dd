"""The node's own certificate for PDF signatures: a P-256 key and an X.509 certificate in one file beside the other keys.

Made once, by whichever process comes first. It proves that this node signed, to who knows the certificate's fingerprint;
no authority stands behind it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from simpul.kernel.keys import once
from simpul.kernel.platform import Platform

_YEARS = 20
_NAME = "pdf-signing.pem"


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """Key (PKCS #8) and certificate, both DER; `fingerprint`: the certificate's SHA-256 in hexadecimals."""

    key: bytes
    certificate: bytes
    fingerprint: str
    name: str


def of_node(platform: Platform) -> SigningCertificate:
    """The node's certificate; made now where there was none, by the name that the agency has now."""
    settings = platform.settings
    return _read(settings.data_dir / "keys", settings.agency, settings.node, platform.clock.now())


def _read(folder: Path, agency: str, node: str, now: datetime) -> SigningCertificate:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _opened(once(folder / _NAME, lambda: _made(agency, node, now)))


@lru_cache(maxsize=4)
def _opened(pem: bytes) -> SigningCertificate:
    key = serialization.load_pem_private_key(pem, password=None)
    certificate = x509.load_pem_x509_certificate(pem)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return SigningCertificate(
        key=key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        name=str(names[0].value),
    )


def _made(agency: str, node: str, now: datetime) -> bytes:
    """Key and certificate as PEM. Its first day is the day before, so that no clock a little slow refuses it."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, (agency or node)[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{agency or node} ({node})"[:64]),
        ]
    )
    start = now.astimezone(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(start).not_valid_after(start + timedelta(days=365 * _YEARS))
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _usage() -> x509.KeyUsage:
    """For signatures that bind (non-repudiation), and nothing else."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
