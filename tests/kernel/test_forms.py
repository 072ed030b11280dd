"""Form posts: hostile input is refused or bounded; what a person wrote is never lost beside it."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.kernel.web import forms
from simpul.kernel.web.forms import FIELDS, FILE_LIMIT, TEXT_LIMIT, BodyTooLarge, Form, NotReadable, read_form

pytestmark = pytest.mark.rules
MULTIPART = "multipart/form-data; boundary=batas"
URLENCODED = "application/x-www-form-urlencoded"


def read(content_type: str, *chunks: bytes) -> Form:
    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return asyncio.run(read_form(content_type, body()))


def part(name: bytes, value: bytes, extra: bytes = b"") -> bytes:
    return b'--batas\r\nContent-Disposition: form-data; name="' + name + b'"' + extra + b"\r\n\r\n" + value + b"\r\n"


def multipart(*parts: bytes, end: bytes = b"--batas--\r\n") -> bytes:
    return b"".join(parts) + end


def upload(name: bytes, content: bytes, filename: bytes = b"foto.jpg") -> bytes:
    return part(name, content, b'; filename="' + filename + b'"\r\nContent-Type: image/jpeg')


def test_a_plain_form_of_each_kind():
    for form in (
        read(URLENCODED, b"depth=70&text=Banjir+di+jalan%0D%0Aair%20naik&tag=a&tag=b"),
        read(
            MULTIPART,
            multipart(
                part(b"depth", b"70"),
                part(b"text", b"Banjir di jalan\r\nair naik"),
                part(b"tag", b"a"),
                part(b"tag", b"b"),
            ),
        ),
    ):
        assert (form.text("depth"), form.text("text")) == ("70", "Banjir di jalan\nair naik")
        assert form.texts("tag") == ["a", "b"]
        assert (form.text("missing"), form.texts("missing"), form.upload("photo")) == ("", [], None)


REFUSED: list[tuple[str, str, bytes]] = [
    ("no boundary", "multipart/form-data", multipart(part(b"a", b"1"))),
    ("an empty boundary", "multipart/form-data; boundary=", multipart(part(b"a", b"1"))),
    ("a boundary of 10,000 bytes", "multipart/form-data; boundary=" + "x" * 10_000, b"--x--"),
    ("another boundary than announced", "multipart/form-data; boundary=lain", multipart(part(b"a", b"1"))),
    ("no body at all", MULTIPART, b""),
    ("the end missing", MULTIPART, multipart(part(b"a", b"1"), end=b"")),
    ("cut in the middle of a value", MULTIPART, multipart(part(b"a", b"1"), part(b"b", b"22"), end=b"")[:-3]),
    ("cut in the middle of a header", MULTIPART, b"--batas\r\nContent-Dispo"),
    ("a header without a colon", MULTIPART, multipart(b"--batas\r\nnonsense\r\n\r\nvalue\r\n")),
    ("a header of a megabyte", MULTIPART, multipart(part(b"x" * 1_000_000, b"1"))),
    ("a thousand headers", MULTIPART, multipart(b"--batas\r\n" + b"X-A: b\r\n" * 1000 + b"\r\n1\r\n")),
    ("a value that is no UTF-8", MULTIPART, multipart(part(b"text", b"\xff\xfe"))),
    ("a name that is no UTF-8", MULTIPART, multipart(part(b"\xff", b"1"))),
    ("a file's name that is no UTF-8", MULTIPART, multipart(upload(b"photo", b"x", b"\xff.jpg"))),
    ("101 parts", MULTIPART, multipart(*[part(b"a%d" % n, b"1") for n in range(FIELDS + 1)])),
    ("101 pairs", URLENCODED, b"&".join(b"a%d=1" % n for n in range(FIELDS + 1))),
    ("a pair that is no UTF-8", URLENCODED, b"text=%FF%FE"),
    ("a pair's name that is no UTF-8", URLENCODED, b"%FF=1"),
    ("a pair's name of 100 kB", URLENCODED, b"n" * 100_000 + b"=1"),
    ("JSON under a form's name", "application/json", b"{}"),
    ("nothing said about its kind", "", b"a=1"),
    ("nonsense for a kind", "\x00;;;=\xff", b"a=1"),
]


@pytest.mark.parametrize(("what", "kind", "body"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_is_no_form_is_not_readable(what, kind, body):
    with pytest.raises(NotReadable):
        read(kind, body)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_chunks_it_comes_in_make_no_difference(size):
    body = multipart(part(b"text", "Banjir – 70 cm".encode()), upload(b"photo", bytes(range(256)) * 20), part(b"z", b"!"))
    form = read(MULTIPART, *[body[i : i + size] for i in range(0, len(body), size)])
    assert (form.text("text"), form.text("z")) == ("Banjir – 70 cm", "!")
    sent = form.upload("photo")
    assert sent is not None
    assert sent.read() == bytes(range(256)) * 20


def test_nul_is_taken_out_since_postgresql_cannot_hold_it():
    assert read(URLENCODED, b"text=a%00b").text("text") == "ab"
    assert read(MULTIPART, multipart(part(b"text", b"a\x00b"))).text("text") == "ab"


@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_a_text_of_5_mb_is_cut_and_named_and_everything_else_is_kept(kind):
    long = "é" * 2_500_000
    if kind == URLENCODED:
        body = urlencode({"before": "1", "text": long, "after": "2"}).encode()
    else:
        body = multipart(part(b"before", b"1"), part(b"text", long.encode()), part(b"after", b"2"))
    form = read(kind, *[body[i : i + 65536] for i in range(0, len(body), 65536)])
    assert form.too_long == {"text"}
    assert (form.text("before"), form.text("after")) == ("1", "2")
    assert len(form.text("text").encode()) == TEXT_LIMIT
    assert set(form.text("text")) == {"é"}


def test_a_file_over_the_bound_is_dropped_and_the_other_fields_are_kept():
    chunk = b"\xff" * 65536
    chunks = [chunk] * (FILE_LIMIT // len(chunk) + 3)
    head = upload(b"photo", b"")[:-2]
    form = read(MULTIPART, part(b"depth", b"70") + head, *chunks, b"\r\n" + multipart(part(b"text", b"masih ada")))
    sent = form.upload("photo")
    assert sent is not None
    assert sent.too_large
    assert sent.read() == b""
    assert (form.text("depth"), form.text("text")) == ("70", "masih ada")


def test_a_file_of_exactly_the_bound_is_kept():
    form = read(MULTIPART, multipart(upload(b"photo", b"\xff" * FILE_LIMIT)))
    sent = form.upload("photo")
    assert sent is not None
    assert (sent.too_large, sent.size, len(sent.read())) == (False, FILE_LIMIT, FILE_LIMIT)


def test_no_file_chosen_is_no_upload():
    assert read(MULTIPART, multipart(upload(b"photo", b"", b""))).upload("photo") is None


def test_a_body_beyond_every_bound_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(forms, "BODY_LIMIT", 1_000_000)
    taken = []

    async def endless() -> AsyncIterator[bytes]:
        yield upload(b"photo", b"")[:-2]
        while True:
            taken.append(1)
            yield b"\xff" * 100_000

    with pytest.raises(BodyTooLarge):
        asyncio.run(read_form(MULTIPART, endless()))
    assert len(taken) <= 11


FILENAMES: list[tuple[bytes, str]] = [
    (b"../../etc/passwd", "../../etc/passwd"),
    (rb"C:\\fakepath\\foto.jpg", "foto.jpg"),
    ("banjir – besar.jpg".encode(), "banjir – besar.jpg"),
    (b'a\\"b.jpg', 'a"b.jpg'),
]


@pytest.mark.parametrize(("sent", "kept"), FILENAMES)
def test_a_files_name_is_only_a_text(sent, kept):
    """Nothing is ever opened by it: files are kept by the digest of what they hold."""
    found = read(MULTIPART, multipart(upload(b"photo", b"x", sent))).upload("photo")
    assert found is not None
    assert found.filename == kept


def test_of_two_files_with_one_name_the_first_counts():
    found = read(MULTIPART, multipart(upload(b"photo", b"first"), upload(b"photo", b"second"))).upload("photo")
    assert found is not None
    assert found.read() == b"first"


def test_memory_stays_small_while_a_large_body_passes():
    """64 MB of one text and one file: never more than a few megabytes are held."""

    async def body() -> AsyncIterator[bytes]:
        yield part(b"text", b"")[:-2]
        for _ in range(512):
            yield b"x" * 65536
        yield b"\r\n" + upload(b"photo", b"")[:-2]
        for _ in range(512):
            yield b"\xff" * 65536
        yield b"\r\n--batas--\r\n"

    tracemalloc.start()
    asyncio.run(read_form(MULTIPART, body()))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8_000_000


names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters='"\\\r\n\x00'), min_size=1, max_size=20)
values = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\x00"), max_size=300)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(names, values), min_size=1, max_size=20), st.integers(1, 50))
def test_whatever_people_write_comes_back_as_they_wrote_it(pairs, size):
    body = multipart(*[part(n.encode(), v.encode()) for n, v in pairs])
    encoded = "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v.encode())}" for n, v in pairs).encode()
    for kind, whole in ((MULTIPART, body), (URLENCODED, encoded)):
        form = read(kind, *[whole[i : i + size] for i in range(0, len(whole), size)])
        for name in {n for n, _ in pairs}:
            assert form.texts(name) == [v for n, v in pairs if n == name]


def _never_worse_than_refused(kind: str, body: bytes) -> None:
    try:
        form = read(kind, body)
    except (NotReadable, BodyTooLarge):
        return
    assert all("\x00" not in v for vs in form.fields.values() for v in vs)


kinds = st.sampled_from([MULTIPART, URLENCODED, "multipart/form-data; boundary=--", "multipart/form-data; boundary=\x00"])
_check: Callable[[str, bytes], None] = _never_worse_than_refused


@settings(max_examples=300, deadline=None)
@given(kinds, st.binary(max_size=400))
def test_any_bytes_are_a_form_or_are_refused(kind, body):
    _check(kind, body)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"--batas",
                b"\r\n",
                b"--",
                b"Content-Disposition: form-data; name=",
                b'"',
                b"a",
                b": ",
                b"\xff",
                b"; filename=",
                b"\x00",
            ]
        ),
        max_size=30,
    )
)
def test_any_pile_of_a_forms_pieces_is_a_form_or_is_refused(pieces):
    _check(MULTIPART, b"".join(pieces))
