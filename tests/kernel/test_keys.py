"""The node's secrets: readable by their owner alone, one for each purpose, the same for whoever comes first."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from simpul.kernel.keys import Keys

pytestmark = pytest.mark.rules


def test_files_and_folder_are_their_owners_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        Keys.kept_in(tmp_path / "keys")
    finally:
        os.umask(before)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "keys").iterdir()}
    assert modes == {"root.key": 0o600, "signing.pem": 0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_the_same_keys_come_back_and_each_purpose_has_its_own(tmp_path):
    first, again, other = (Keys.kept_in(tmp_path / name) for name in ("a", "a", "b"))
    assert first.derive("x") == again.derive("x") != first.derive("y")
    assert first.derive("x") != other.derive("x")
    assert len(first.derive("x")) == 32
    assert again.verify(b"message", first.sign(b"message"))
    assert not other.verify(b"message", first.sign(b"message"))
    assert not first.verify(b"another", first.sign(b"message"))


def test_many_processes_at_once_agree(tmp_path):
    keep = f"Keys.kept_in(Path({str(tmp_path / 'k')!r}))"
    program = f"from pathlib import Path; from simpul.kernel.keys import Keys; print({keep}.derive('x').hex())"
    running = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(4)]
    said = {process.communicate()[0] for process in running}
    assert len(said) == 1
    assert sorted(p.name for p in (tmp_path / "k").iterdir()) == ["root.key", "signing.pem"]


def test_another_kind_of_key_is_refused(tmp_path):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    folder = Path(tmp_path / "keys")
    Keys.kept_in(folder)
    pem = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "signing.pem").write_bytes(pem)
    with pytest.raises(TypeError, match="Ed25519"):
        Keys.kept_in(folder)
