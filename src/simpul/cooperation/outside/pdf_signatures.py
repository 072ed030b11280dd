"""Signatures in PDF files (PAdES): the node's own are put there, and anybody's are read and checked.

Reading is done by a process of its own with bounded time and memory: files come from strangers.
"""

import hashlib
import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from simpul.cooperation.outside.certificate_key import SigningCertificate, of_node
from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_
from simpul.kernel.platform import Platform

SECONDS = 10
"""So long may a file's signatures take to read; a usual file takes less than one second."""
MOST_BYTES = 25 * 1024 * 1024
_READER = Path(__file__).with_name("pdf_signatures_reader.py")
_log = structlog.get_logger("simpul.cooperation.pdf_signatures")


class PdfNotReadable(Invalid):
    """The file is no PDF whose signatures can be checked here."""

    code = "pdf-not-readable"
    sentence = N_("The signatures of this file cannot be read: it is no PDF, is locked, is damaged, or is too large.")
    field = "berkas"


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """A signature in a PDF. `signed_at`: as the signer says. `intact`: what it covers is as it was signed.

    `whole`: it covers the whole file; else something was added after it. `trusted`: the certificate is one of those that
    were asked for; None where none was asked for. `fingerprint`: the certificate's SHA-256 in hexadecimals.
    """

    signer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool | None
    fingerprint: str = ""


def signatures(content: bytes, trust: frozenset[str] = frozenset()) -> tuple[SignatureFound, ...]:
    """What signs the PDF, in the order of signing; PdfNotReadable. `trust`: fingerprints of certificates."""
    if len(content) > MOST_BYTES or b"%PDF-" not in content[:1024]:
        raise PdfNotReadable()
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and file; nothing from outside is on the line)
            [sys.executable, "-I", str(_READER)], input=content, capture_output=True, timeout=SECONDS, check=True
        )
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as failure:
        _log.info("pdf.unreadable", error=type(failure).__name__)
        raise PdfNotReadable() from None
    if "found" not in told:
        raise PdfNotReadable()
    return tuple(_found(one, trust) for one in told["found"])


def _found(one: dict[str, Any], trust: frozenset[str]) -> SignatureFound:
    at = datetime.fromisoformat(one["signed_at"]) if one["signed_at"] else None
    trusted = one["fingerprint"] in trust if trust else None
    return SignatureFound(one["signer"], at, one["intact"], one["whole"], trusted, one["fingerprint"])


class _Signer(PdfSigner):
    """Signs at the time that it is given, not by the machine's clock."""

    at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        """The session, begun at that time."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def signed(platform: Platform, content: bytes, *, reason: str, at: datetime) -> bytes:
    """The PDF with the node's signature over all of it (PAdES B-B); PdfNotReadable where `content` is no sound PDF."""
    mine = of_node(platform)
    field = f"Simpul-{hashlib.sha256(content).hexdigest()[:12]}"
    metadata = PdfSignatureMetadata(
        field_name=field, reason=reason, name=mine.name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    signer = _Signer(metadata, _key_of(mine))
    signer.at = at
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="pdf-signing") as alone:  # pyhanko runs a loop: not beside another
            out: bytes = alone.submit(_written, signer, content).result()
    except (ValueError, KeyError, OSError, PdfError, SigningError) as failure:
        _log.warning("pdf.unsigned", error=type(failure).__name__)
        raise PdfNotReadable() from None
    return out


def _written(signer: "_Signer", content: bytes) -> bytes:
    written: bytes = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content))).getvalue()
    return written


def _key_of(mine: SigningCertificate) -> SimpleSigner:
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(mine.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(mine.key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
