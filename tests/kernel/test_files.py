"""Files people sent: named by what they hold, whole or not there, never outside their folder."""

import hashlib
import io
import os
import threading

import pytest

from simpul.kernel.errors import NotFound
from simpul.kernel.files import Files

pytestmark = pytest.mark.rules


def test_a_file_is_named_by_what_it_holds_and_kept_once(tmp_path):
    files = Files(tmp_path)
    name = files.put(b"foto", "jpg")
    assert name == hashlib.sha256(b"foto").hexdigest() + ".jpg"
    assert files.put(b"foto", "jpg") == name
    assert files.read(name) == b"foto"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [name]
    files.remove(name)
    files.remove(name)
    with pytest.raises(NotFound):
        files.read(name)


def test_a_file_read_piece_by_piece_is_the_same_as_one_held_whole(tmp_path):
    files, content = Files(tmp_path), os.urandom(2 * 1024 * 1024 + 7)
    source = io.BytesIO(content)
    source.seek(100)
    assert files.keep(source, "pdf") == files.put(content, "pdf")
    assert files.keep(source, "pdf") == files.put(content, "pdf")
    assert [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()] == [content]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "..",
            "../../etc/passwd",
            "/etc/passwd",
            "a" * 64,
            "A" * 64 + ".jpg",
            "a" * 64 + ".jpg\n",
            "a" * 64 + "./../x",
        ),
        *("a" * 64 + ".jpg/../../x", "a" * 64 + ".\x00jpg", "a" * 63 + "/.jpg", "a" * 64 + ".JPG", "a" * 64 + ".toolong"),
    ],
)
def test_nothing_else_is_a_name(tmp_path, name):
    for use in (Files(tmp_path).path, Files(tmp_path).read, Files(tmp_path).remove):
        with pytest.raises(NotFound):
            use(name)


@pytest.mark.parametrize("suffix", ["", "../x", "jpg/../..", "j\x00g"])
def test_a_suffix_leads_nowhere_else(tmp_path, suffix):
    with pytest.raises(NotFound):
        Files(tmp_path).put(b"x", suffix)
    assert list(tmp_path.rglob("*")) == []


def test_what_was_cut_off_in_the_middle_of_writing_is_not_there(tmp_path, monkeypatch):
    def power_fails(_descriptor: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", power_fails)
    with pytest.raises(OSError, match="full"):
        Files(tmp_path).put(b"foto", "jpg")
    name = hashlib.sha256(b"foto").hexdigest() + ".jpg"
    with pytest.raises(NotFound):
        Files(tmp_path).read(name)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    monkeypatch.undo()
    assert Files(tmp_path).put(b"foto", "jpg") == name


def test_many_at_once_keep_the_same_file_whole(tmp_path):
    content, names = os.urandom(1_000_000), []
    threads = [threading.Thread(target=lambda: names.append(Files(tmp_path).put(content, "jpg"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 1
    assert len(names) == 8
    assert Files(tmp_path).read(names[0]) == content
