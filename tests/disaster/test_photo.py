"""Photographs: what is taken, what is refused and in which words, and that nothing hidden survives."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from simpul.disaster import model
from simpul.disaster.outside import photo
from simpul.disaster.rules.likeness import BITS_DIFFER, bits_between
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, filled, kept
from tests.disaster.makers import officer

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def picture(form: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size, "navy" if mode != "RGBA" else (0, 0, 120, 128))
    image.save(out, form, **more)
    return out.getvalue()


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = "Telepon Sari"
    exif.get_ifd(GPS)[2] = (6.0, 10.0, 31.0)
    return picture(exif=exif, comment=b"rumah Sari")


def header_of_bomb(width: int, height: int) -> bytes:
    """A PNG that says it is enormous; its data would be 'all the same' in a few kilobytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    data = b"IDAT" + zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (chunk, data, b"IEND")
    )


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", picture())
    return out.getvalue()


def animated() -> bytes:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=200)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_photographs_of_every_kind_are_taken(form: str) -> None:
    made = photo.remade(picture(form, (3000, 2000)))
    large, small = Image.open(io.BytesIO(made.large)), Image.open(io.BytesIO(made.small))
    assert (large.format, large.size) == ("JPEG", (1600, 1067))
    assert (small.format, small.size[0]) == ("JPEG", 400)


def test_nothing_about_the_sender_survives_and_the_picture_stands_upright() -> None:
    content = with_gps()
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)
    made = photo.remade(content)
    for part in (made.large, made.small):
        image = Image.open(io.BytesIO(part))
        assert not dict(image.getexif())
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(image.info)
        assert b"Sari" not in part
    assert Image.open(io.BytesIO(made.large)).size == (480, 640)


def test_a_second_file_behind_the_picture_is_dropped() -> None:
    assert b"photo.jpg" not in photo.remade(picture() + zipped()).large


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "CMYK", "I;16", "1", "LA"])
def test_every_kind_of_colour_is_taken(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (300, 200)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert Image.open(io.BytesIO(photo.remade(out.getvalue()).large)).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (zipped(), model.PhotoWrongType),
        (b"", model.PhotoWrongType),
        (b"banjir", model.PhotoWrongType),
        (picture("GIF"), model.PhotoWrongType),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", model.PhotoWrongType),
        (picture(size=(900, 900))[:2000], model.PhotoBroken),
        (picture("PNG", size=(900, 900))[:200], model.PhotoBroken),
        (picture("WEBP", size=(900, 900))[:60], model.PhotoBroken),
        (b"\xff\xd8\xff\xe0", model.PhotoBroken),
        (header_of_bomb(60_000, 60_000), model.PhotoTooManyPixels),
        (header_of_bomb(7_072, 7_072), model.PhotoTooManyPixels),
        (animated(), model.PhotoAnimated),
        (b"\xff\xd8\xff" + b"0" * photo.BYTES_MOST, model.PhotoTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_no_photograph_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        photo.remade(content)


def test_when_too_many_are_decoded_at_once_one_waits_and_then_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "_WAIT", 0.01)
    with photo._at_once, photo._at_once, pytest.raises(Unavailable):
        photo.remade(picture())
    assert photo.remade(picture()).small


SCRIPT = b"<script>alert(document.cookie)</script>"
PHP = b"<?php system($_GET['c']); ?>"
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"
JAVASCRIPT = b"*/=alert(1)/*"


def in_comment(payload: bytes) -> bytes:
    """A JPEG that holds the payload as a comment, before the picture."""
    return picture(comment=payload, size=(320, 240))


def in_application_segment(payload: bytes) -> bytes:
    """A JPEG with the payload in an APP1 segment right behind its first marker, as script polyglots have it."""
    plain = picture(size=(320, 240))
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + plain[2:]


def in_text_chunk(payload: bytes) -> bytes:
    """A PNG whose description is the payload."""
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text("Description", payload.decode("latin-1"))
    return picture("PNG", (320, 240), pnginfo=about)


POLYGLOTS = {
    "JPEG with a ZIP behind it": (picture() + zipped(), b"photo.jpg"),
    "JPEG with HTML behind it": (picture() + b"<html><body>" + SCRIPT, SCRIPT),
    "JPEG with HTML in its comment": (in_comment(SCRIPT), SCRIPT),
    "JPEG that is a script too": (in_application_segment(JAVASCRIPT), JAVASCRIPT),
    "JPEG with PHP in its comment": (in_comment(PHP), PHP),
    "JPEG with PHP in its EXIF": (in_application_segment(b"Exif\x00\x00" + PHP), PHP),
    "JPEG with a PDF behind it": (picture() + PDF, b"%PDF"),
    "PNG with data behind its end": (picture("PNG") + zipped() + SCRIPT, SCRIPT),
    "PNG with a script as its description": (in_text_chunk(SCRIPT), SCRIPT),
    "WebP with a ZIP behind it": (picture("WEBP") + zipped(), b"photo.jpg"),
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_a_second_nature_does_not_survive(what: str) -> None:
    content, payload = POLYGLOTS[what]
    assert payload in content
    made = photo.remade(content)
    for part in (made.large, made.small):
        assert payload not in part
        assert part.startswith(b"\xff\xd8\xff")
        assert part.endswith(b"\xff\xd9")
        assert not zipfile.is_zipfile(io.BytesIO(part))
        assert Image.open(io.BytesIO(part)).format == "JPEG"


NO_PHOTOGRAPHS = {
    "GIF that is a script too": (b"GIF89a/*" + b"\x00" * 20 + b"*/=alert(1);", model.PhotoWrongType),
    "SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", model.PhotoWrongType),
    "HTML": (b"<!doctype html>" + SCRIPT, model.PhotoWrongType),
    "PDF that begins like one": (PDF, model.PhotoWrongType),
    "PDF with a JPEG behind it": (PDF + picture(), model.PhotoWrongType),
    "ZIP with a JPEG in it": (zipped(), model.PhotoWrongType),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run", model.PhotoWrongType),
    "TIFF": (picture("TIFF", (40, 40)), model.PhotoWrongType),
    "BMP": (picture("BMP", (40, 40)), model.PhotoWrongType),
    "ICO": (picture("ICO", (40, 40)), model.PhotoWrongType),
    "PHP named like a picture": (PHP, model.PhotoWrongType),
    "a JPEG's first bytes and then PHP": (b"\xff\xd8\xff\xe0" + PHP * 50, model.PhotoBroken),
    "a bomb of pixels": (header_of_bomb(100_000, 100_000), model.PhotoTooManyPixels),
}


@pytest.mark.parametrize("what", NO_PHOTOGRAPHS)
def test_what_only_looks_like_a_photograph_is_refused_by_name(what: str) -> None:
    content, refusal = NO_PHOTOGRAPHS[what]
    with pytest.raises(refusal):
        photo.remade(content)


def scene(shift: int = 0, *, brighter: int = 0) -> Image.Image:
    """A street under water: bands and a house, a little moved or brighter."""
    image = Image.new("RGB", (900, 675), (90 + brighter, 110 + brighter, 140 + brighter))
    for n in range(9):
        tone = (37 * n * n + 60) % 180 + brighter
        image.paste((tone, tone, tone), (n * 100 + shift, (n * 131) % 400, n * 100 + 70 + shift, (n * 131) % 400 + 250))
    return image


def hashed(image: Image.Image, form: str = "JPEG", **more: object) -> int:
    out = io.BytesIO()
    image.save(out, form, **more)
    found = photo.remade(out.getvalue()).hash
    assert found is not None
    return found


def test_a_picture_keeps_its_hash_when_it_is_sent_on() -> None:
    first = hashed(scene())
    assert -(1 << 63) <= first < 1 << 63
    for other in (
        hashed(scene(), quality=35),
        hashed(scene(), "PNG"),
        hashed(scene().resize((450, 338))),
        hashed(scene(brighter=15)),
    ):
        assert bits_between(first, other) <= BITS_DIFFER
    assert bits_between(first, hashed(scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT))) > BITS_DIFFER


def test_a_picture_without_a_pattern_has_no_hash() -> None:
    assert photo.remade(picture()).hash is None


def test_a_photograph_is_served_as_what_it_is_and_nothing_else(client_for: Clients, platform: Platform) -> None:
    content, payload = POLYGLOTS["JPEG with HTML in its comment"]
    client = client_for()
    client.post("/bencana/lapor", data=filled(), files={"photo": ("x.php.html", content, "text/html")})
    assert kept(platform) == 1
    with platform.database.reading() as unit:
        name = unit.connection.exec_driver_sql("SELECT photo FROM disaster_report").scalar_one()
    served = client_for(officer()).get(f"/bencana/foto/{name}")
    assert served.status_code == 200
    assert (served.headers["content-type"], served.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert "default-src 'none'" in served.headers["content-security-policy"]
    assert payload not in served.content
