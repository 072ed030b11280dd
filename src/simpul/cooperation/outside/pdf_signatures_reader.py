"""A process of its own that reads a PDF's signatures; it imports nothing of ours, and is ended when it takes too long.

In: the PDF. Out, as JSON: `{"found": [{signer, fingerprint, signed_at, intact, whole}, ...]}`, or `{"refused": why}`.
"""

import io
import json
import logging
import resource
import sys
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

_MOST = 20
_MEMORY = 1 << 30


def found(content: bytes) -> dict[str, Any]:
    """What signs the PDF, in the order of signing; never raises."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            return {"refused": "encrypted"}
        signatures = reader.embedded_regular_signatures
        if len(signatures) > _MOST:
            return {"refused": "many"}
        return {"found": [_one(each) for each in signatures]}
    except Exception as failure:  # noqa: BLE001 (whatever a hostile file does to the reader, it is not readable)
        return {"refused": type(failure).__name__}


def _one(signature: Any) -> dict[str, Any]:
    """One signature; what cannot be checked is not intact."""
    certificate = signature.signer_cert
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    try:
        status = validate_pdf_signature(signature, signer_validation_context=nobody, skip_diff=True)
        intact = bool(status.intact and status.valid)
        whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    except Exception:  # noqa: BLE001 (a signature that cannot be checked is one that does not hold)
        intact = whole = False
    at = signature.self_reported_timestamp
    return {
        "signer": _name(certificate)[:200],
        "fingerprint": certificate.sha256.hex(),
        "signed_at": at.isoformat() if at is not None and at.tzinfo is not None else None,
        "intact": intact,
        "whole": whole,
    }


def _name(certificate: Any) -> str:
    """The common name, else the organisation, else all of the name."""
    names = certificate.subject.native
    name = names.get("common_name") or names.get("organization_name")
    return str(name[0] if isinstance(name, list) else name or certificate.subject.human_friendly)


def main() -> None:
    """The PDF on the standard input is read."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    json.dump(found(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
