"""Photographs from residents' phones: bounded before they are decoded, and made anew, so that nothing hidden survives.

JPEG, PNG, WebP and HEIC come in. What goes out is always a JPEG without metadata: no place, no device, no comment, no
second file behind the picture.
"""

import io
import struct
import threading

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from simpul.disaster.model import (
    Photo,
    PhotoAnimated,
    PhotoBroken,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoWrongType,
)
from simpul.kernel.errors import Unavailable

BYTES_MOST = 10 * 1024 * 1024
PIXELS_MOST = 50_000_000
LARGE, SMALL = 1_600, 400
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
_PATTERN = 8
"""So many bits of a picture's hash are set, and so many are not, or it says nothing."""
_WAIT = 20.0
_at_once = threading.BoundedSemaphore(2)
"""Decoding is bounded per process: a picture of 50 million pixels takes 200 MB for a moment."""

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # PIXELS_MOST is stricter and refuses in words


def remade(content: bytes) -> Photo:
    """The photograph in two sizes, upright, without metadata; Invalid, with the reason, for what is no photograph."""
    if len(content) > BYTES_MOST:
        raise PhotoTooLarge()
    if not _at_once.acquire(timeout=_WAIT):
        raise Unavailable(part="photographs")
    try:
        return _decoded(content)
    finally:
        _at_once.release()


def _decoded(content: bytes) -> Photo:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            _bounded(image)
            if image.format == "JPEG":
                image.draft("RGB", (LARGE, LARGE))
            upright = _upright(image)
            small = _clean(upright, SMALL)
            return Photo(large=_jpeg(_clean(upright, LARGE)), small=_jpeg(small), hash=difference_hash(small))
    except UnidentifiedImageError:
        raise (PhotoBroken() if content.startswith(_MAGIC) else PhotoWrongType()) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, RuntimeError):  # what decoders raise on damaged files
        raise PhotoBroken() from None


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it was held; as it lies in the file where what the camera noted about it is damaged."""
    try:
        return ImageOps.exif_transpose(image)
    except (TypeError, ValueError, KeyError, SyntaxError, ArithmeticError, struct.error):
        return image


def _bounded(image: Image.Image) -> None:
    if image.width * image.height > PIXELS_MOST:
        raise PhotoTooManyPixels(pixels=image.width * image.height)
    if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1:
        raise PhotoAnimated()


def difference_hash(image: Image.Image) -> int | None:
    """How the picture looks, in 64 bits, signed: whether each of 8 x 8 patches is brighter than the one to its right.

    Made smaller, brighter or another JPEG of, a picture keeps nearly all its bits. None for one without any pattern (a
    night without light, a wall), which looks like every other such picture.
    """
    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = [grey[9 * y + x] > grey[9 * y + x + 1] for y in range(8) for x in range(8)]
    found = sum(1 << n for n, bright in enumerate(bits) if bright)
    if not _PATTERN <= found.bit_count() <= 64 - _PATTERN:
        return None
    return found - (1 << 64) if found >> 63 else found


def _clean(image: Image.Image, most: int) -> Image.Image:
    """The picture of at most `most` pixels each way, on white where it was transparent; it inherits no metadata."""
    scaled = image.copy()
    scaled.thumbnail((most, most), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", scaled.size, "white")
    if scaled.mode in ("RGBA", "LA", "PA", "P"):
        layered = scaled.convert("RGBA")
        clean.paste(layered, mask=layered.getchannel("A"))
    else:
        clean.paste(scaled.convert("RGB"))
    return clean


def _jpeg(clean: Image.Image) -> bytes:
    """The picture as a JPEG."""
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()
