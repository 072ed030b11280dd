"""A signing key in a device: SoftHSM stands for one. Skipped where softhsm2 or python-pkcs11 is not installed."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from simpul.exchange.model.refusals import KeyDeviceSilent
from simpul.exchange.outside.keyring import FileSigner, keyring_of
from simpul.exchange.outside.pkcs11 import parsed
from simpul.exchange.rules.statements import thumbprint
from simpul.exchange.wire import signing
from simpul.kernel.settings import Settings

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LIBRARY = next((one for one in LIBRARIES if Path(one).exists()), "")
MISSING = [
    name
    for name, there in (
        ("softhsm2 (Debian)", bool(LIBRARY) and shutil.which("softhsm2-util") is not None),
        ("python-pkcs11 (the extra pkcs11)", find_spec("pkcs11") is not None),
    )
    if not there
]


@pytest.fixture
def keyring(tmp_path):
    return keyring_of(Settings(data_dir=tmp_path, database_url=""))


@pytest.fixture
def address(tmp_path, monkeypatch):
    """A token with one key pair, as an administrator makes it."""
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    tokens = tmp_path / "tokens"
    tokens.mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    command = ["softhsm2-util", "--init-token", "--free", "--label", "simpul", "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(command, check=True, capture_output=True, env=os.environ)
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    pkcs11.lib(LIBRARY).reinitialize()
    with pkcs11.lib(LIBRARY).get_token(token_label="simpul").open(rw=True, user_pin="1234") as session:
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        domain = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        domain.generate_keypair(store=True, label="member")
    pin = tmp_path / "pin"
    pin.write_text("1234\n")
    return f"pkcs11:token=simpul;object=member?module-path={LIBRARY}&pin-source=file:{pin}"


def test_a_key_in_a_device_signs_as_one_in_a_file_does(keyring, address):
    (keyring.folder / "member.uri").write_text(address + "\n")
    signer = keyring.signer
    signature = signer.sign(b"dasar")
    assert len(signature) == 64
    assert signer.thumbprint == thumbprint(signer.point) != keyring.member.thumbprint
    signing.check(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), signer.point), signature, b"dasar")
    assert keyring.signer.thumbprint == signer.thumbprint


@pytest.mark.parametrize(("part", "other"), [("object=member", "object=lain"), ("token=simpul", "token=lain")])
def test_a_device_without_that_key_is_named(keyring, address, part, other):
    (keyring.folder / "member.uri").write_text(address.replace(part, other))
    with pytest.raises(KeyDeviceSilent) as refused:
        _ = keyring.signer
    assert "NoSuch" in refused.value.facts["why"]


def test_without_an_address_the_file_signs(keyring):
    assert isinstance(keyring.signer, FileSigner)
    assert keyring.signer.thumbprint == keyring.member.thumbprint


@pytest.mark.parametrize(
    "address", ["", "pkcs11:", "http://x", "pkcs11:token=a?module-path=b", "pkcs11:token=a;object=b?pin-source=c"]
)
def test_an_address_that_lacks_something_is_refused(address):
    with pytest.raises(KeyDeviceSilent):
        parsed(address)


def test_an_address_is_read_as_the_rfc_writes_it():
    path, query = parsed("pkcs11:token=My%20token;object=k?module-path=/x.so&pin-source=file:/pin")
    assert (path["token"], path["object"]) == ("My token", "k")
    assert query == {"module-path": "/x.so", "pin-source": "file:/pin"}
