"""Photographs: what is taken, what is refused and in which words, and that nothing hidden survives."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from simpul.disaster import model
from simpul.disaster.outside import photo
from simpul.kernel.errors import Unavailable

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
