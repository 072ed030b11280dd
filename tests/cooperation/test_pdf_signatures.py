"""Signatures in PDF: the node's own hold by another's check, one changed byte breaks them, hostile files are refused."""

import asyncio
import stat
import subprocess
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simpul.cooperation.outside import certificate_key, pdf_signatures
from simpul.cooperation.outside.pdf_signatures import PdfNotReadable, signatures, signed
from simpul.kernel.platform import Platform

AT = datetime(2026, 11, 26, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A PDF of one page, by the same typesetter that sets certificates."""
    import typst

    made = typst.compile(b"Satu halaman.", format="pdf")
    assert isinstance(made, bytes)
    return made


@pytest.fixture
def done(platform: Platform, paper: bytes) -> bytes:
    """The same, signed by the node."""
    return signed(platform, paper, reason="Uji", at=AT)


def test_the_node_s_signature_holds_and_says_who_and_when(platform: Platform, done: bytes) -> None:
    mine = certificate_key.of_node(platform)
    (found,) = signatures(done)
    assert (found.intact, found.whole, found.trusted) == (True, True, None)
    assert (found.signer, found.signed_at) == (mine.name, AT)
    assert mine.name.startswith("Kementerian PANRB (")  # with the name of the node that came first to this folder
    assert signatures(done, frozenset({mine.fingerprint}))[0].trusted is True
    assert signatures(done, frozenset({"00"}))[0].trusted is False


def test_openssl_finds_the_same_by_itself(platform: Platform, done: bytes, tmp_path: Path) -> None:
    start = done.index(b"/ByteRange")
    numbers = done[done.index(b"[", start) + 1 : done.index(b"]", start)].split()
    a, b, c, d = (int(one) for one in numbers)
    (tmp_path / "signed").write_bytes(done[a : a + b] + done[c : c + d])
    sealed = bytes.fromhex(done[a + b + 1 : c - 1].decode())
    (tmp_path / "cms.der").write_bytes(sealed)
    line = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms.der", "-content", "signed", "-noverify"]
    told = subprocess.run([*line, "-out", "/dev/null"], cwd=tmp_path, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr


def test_one_changed_byte_breaks_it(done: bytes) -> None:
    place = done.index(b"/MediaBox") + 12
    broken = done[:place] + bytes([done[place] ^ 1]) + done[place + 1 :]
    assert [one.intact for one in signatures(broken)] in ([False], [])


def test_what_is_added_after_it_is_told(done: bytes) -> None:
    (found,) = signatures(done + b"\n% tambahan\n")
    assert not found.whole


def test_a_second_signature_leaves_the_first_intact(platform: Platform, done: bytes) -> None:
    first, second = signatures(signed(platform, done, reason="Kedua", at=AT))
    assert (first.intact, first.whole, second.intact, second.whole) == (True, False, True, True)


def test_a_paper_without_signatures_has_none(paper: bytes) -> None:
    assert signatures(paper) == ()


def _bomb() -> bytes:
    packed = zlib.compress(b"\0" * (200 << 20), 9)
    head = b"%PDF-1.5\n1 0 obj<</Type/XRef/W[1 2 1]/Size 9/Filter/FlateDecode/Length "
    return head + str(len(packed)).encode() + b">>stream\n" + packed


HOSTILE = {
    "nothing": b"",
    "words": b"halo",
    "only a head": b"%PDF-1.7",
    "a loop of tables": b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Prev 9>>\nstartxref\n9\n%%EOF",
    "deeply nested": b"%PDF-1.4\n1 0 obj " + b"[" * 200_000 + b"\nstartxref\n9\n%%EOF",
    "a bomb": _bomb() + b"\nendstream endobj\nstartxref\n9\n%%EOF",
    "too large": b"%PDF-1.4" + b"\0" * (pdf_signatures.MOST_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    with pytest.raises(PdfNotReadable):
        signatures(HOSTILE[name])


def test_a_file_that_takes_too_long_is_refused(paper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_signatures, "SECONDS", 0.01)
    with pytest.raises(PdfNotReadable):
        signatures(paper)


def test_what_is_no_paper_is_not_signed(platform: Platform) -> None:
    with pytest.raises(PdfNotReadable):
        signed(platform, b"%PDF-1.4 bukan", reason="Uji", at=AT)


def test_the_key_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: certificate_key._read(folder, "Badan", "uji", AT).fingerprint, range(8)))
    assert len(set(made)) == 1
    assert stat.S_IMODE((folder / "pdf-signing.pem").stat().st_mode) == 0o600
    assert [one.name for one in folder.iterdir()] == ["pdf-signing.pem"]


def test_who_signs_may_have_a_loop_of_their_own(platform: Platform, paper: bytes) -> None:
    """A server's thread, or a browser's driver, runs one already: the library's own would be refused there."""

    async def within() -> bytes:
        return signed(platform, paper, reason="Uji", at=AT)

    assert signatures(asyncio.run(within()))[0].intact
