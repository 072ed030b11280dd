"""A time-stamping authority made of openssl: a root, a signer with extendedKeyUsage timeStamping, `openssl ts -reply`."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tests.exchange.outside_log.tools import openssl

CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Root of the test
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[section]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Tsa:
    """Answers requests as a file-based authority would; `post` has the shape that `stamps.fetch` asks for."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        (folder / "openssl.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        key = ["-newkey", *(("rsa:2048",) if kind == "rsa" else ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")), "-nodes"]
        own, days = ["-config", "openssl.cnf", "-subj"], ["-days", "9"]
        self._run(
            "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", *days, "-extensions", "root", *own, "/CN=Root"
        )
        self._run("req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", *own, "/CN=Authority of the test")
        signed = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", *days, "-extfile", "openssl.cnf"]
        self._run("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *signed, "-extensions", "tsa")

    @property
    def root(self) -> bytes:
        return x509.load_pem_x509_certificate((self.folder / "root.pem").read_bytes()).public_bytes(Encoding.DER)

    def post(self, _url: str, body: bytes) -> bytes:
        (self.folder / "request").write_bytes(body)
        signer = ["-section", "section", "-config", "openssl.cnf", "-signer", "tsa.pem", "-inkey", "tsa.key"]
        self._run("ts", "-reply", "-queryfile", "request", *signer, "-out", "response")
        return (self.folder / "response").read_bytes()

    def accepts(self, response: bytes, note: str) -> bool:
        """Whether `openssl ts -verify` accepts the stamp over the note."""
        (self.folder / "stamp").write_bytes(response)
        (self.folder / "note").write_text(note)
        found = openssl("ts", "-verify", "-in", "stamp", "-data", "note", "-CAfile", "root.pem", folder=self.folder)
        return found.returncode == 0 and "Verification: OK" in found.stdout + found.stderr

    def _run(self, *arguments: str) -> None:
        found = openssl(*arguments, folder=self.folder)
        assert found.returncode == 0, found.stderr
