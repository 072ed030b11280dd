"""Form posts, read once, bounded, hostile input expected: nothing larger than its bound is ever held.

A file over the bound is marked `too_large` and its bytes are dropped while the rest of the form is kept, so that the page
can show the form again with everything the person had written.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, QuerystringParser, parse_options_header
from starlette.types import Message, Receive

from simpul.kernel.errors import Invalid

FILE_LIMIT = 10 * 1024 * 1024
TEXT_LIMIT = 64 * 1024
BODY_LIMIT = 512 * 1024 * 1024
JSON_LIMIT = 1024 * 1024
FIELDS = 100
NAME_LIMIT = 1024


class NotReadable(Invalid):
    """The form holds bytes that are not UTF-8 text, or is not a form at all."""

    code = "not-readable"
    sentence = "The form held characters that cannot be read. Go back and write them again."


class BodyTooLarge(Invalid):
    """More bytes than any form needs; the rest was not read."""

    code = "body-too-large"
    sentence = "That was too large to send. Photographs may have up to 10 MB."


@dataclass(slots=True)
class Upload:
    """A file somebody sent: at most `FILE_LIMIT` bytes of it (more where the route says so), and whether there was more."""

    filename: str
    content_type: str
    file: IO[bytes]
    size: int = 0
    too_large: bool = False

    def read(self) -> bytes:
        """The bytes, from the start."""
        self.file.seek(0)
        return self.file.read()


@dataclass(slots=True)
class Form:
    """What was posted. `text` is always a string; a missing field is the empty string."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    too_long: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """The first value of the field, stripped; cut at 64 KiB, and then `name in form.too_long`."""
        values = self.fields.get(name)
        return values[0].strip() if values else ""

    def texts(self, name: str) -> list[str]:
        """All values of the field, in order."""
        return self.fields.get(name, [])

    def keep(self, name: str, value: bytes) -> None:
        """One more value of the field, cut if it is too long; NotReadable if it is not UTF-8."""
        if len(value) > TEXT_LIMIT:
            self.too_long.add(name)
            text = value[:TEXT_LIMIT].decode("utf-8", "ignore")
        else:
            text = _utf8(value)
        self.fields.setdefault(name, []).append(_clean(text))

    def upload(self, name: str) -> Upload | None:
        """The file of the field; None where none was chosen."""
        found = self.uploads.get(name)
        return found if found and (found.size or found.too_large) else None


def bounded(receive: Receive, most: int) -> Receive:
    """The same channel, which raises BodyTooLarge once a body is longer than `most` bytes, whatever it said before."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise BodyTooLarge()
        return message

    return counted


async def read_form(content_type: str, body: AsyncIterator[bytes], file_most: int = FILE_LIMIT) -> Form:
    """The form in `body`, whose files may have `file_most` bytes; NotReadable or BodyTooLarge if it is none we take."""
    kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
    if kind == b"multipart/form-data" and options.get(b"boundary"):
        return await _multipart(options[b"boundary"], body, file_most)
    if kind == b"application/x-www-form-urlencoded":
        return await _urlencoded(body)
    raise NotReadable(content_type=kind.decode("latin-1")[:60])


async def _urlencoded(body: AsyncIterator[bytes]) -> Form:
    reader = _Pairs()
    await _parsed(QuerystringParser(reader.callbacks()), body)
    return reader.form


async def _multipart(boundary: bytes, body: AsyncIterator[bytes], file_most: int) -> Form:
    reader = _Parts(file_most)
    try:
        parser = MultipartParser(boundary, reader.callbacks())
    except FormParserError:
        raise NotReadable() from None
    await _parsed(parser, body)
    if not reader.ended:
        raise NotReadable()  # the end never came: what came before it may be half of what was written
    return reader.form


async def _parsed(parser: MultipartParser | QuerystringParser, body: AsyncIterator[bytes]) -> None:
    seen = 0
    async for chunk in body:
        seen += len(chunk)
        if seen > BODY_LIMIT:
            raise BodyTooLarge()
        try:
            parser.write(chunk)
        except FormParserError:
            raise NotReadable() from None
    parser.finalize()


class _Pairs:
    """Collects the pairs of a URL-encoded body as the parser announces them; of a long value only its beginning."""

    def __init__(self) -> None:
        self.form = Form()
        self._name, self._value = bytearray(), bytearray()
        self._pairs = 0

    def callbacks(self) -> Any:
        """What python-multipart calls."""
        return {
            "on_field_start": self._begin,
            "on_field_name": self._named,
            "on_field_data": self._data,
            "on_field_end": self._end,
        }

    def _begin(self) -> None:
        self._pairs += 1
        if self._pairs > FIELDS:
            raise NotReadable()
        self._name, self._value = bytearray(), bytearray()

    def _named(self, data: bytes, start: int, end: int) -> None:
        if len(self._name) + end - start > NAME_LIMIT:
            raise NotReadable()
        self._name += data[start:end]

    def _data(self, data: bytes, start: int, end: int) -> None:
        # A byte may be written as three (%C3).
        self._value += data[start : min(end, start + max(0, 3 * (TEXT_LIMIT + 1) - len(self._value)))]

    def _end(self) -> None:
        self.form.keep(_utf8(_unquoted(self._name)), _unquoted(self._value))


def _unquoted(value: bytearray) -> bytes:
    return unquote_to_bytes(bytes(value.replace(b"+", b" ")))


class _Parts:
    """Collects the parts of a multipart body as the parser announces them."""

    def __init__(self, file_most: int) -> None:
        self.form = Form()
        self._file_most = file_most
        self._header = (bytearray(), bytearray())
        self._headers: dict[bytes, bytes] = {}
        self._name = ""
        self._upload: Upload | None = None
        self._value = bytearray()
        self._parts = 0
        self.ended = False

    def callbacks(self) -> Any:
        """What python-multipart calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, a, b: self._header[0].extend(data[a:b]),
            "on_header_value": lambda data, a, b: self._header[1].extend(data[a:b]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._all,
        }

    def _all(self) -> None:
        self.ended = True

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > FIELDS:
            raise NotReadable()
        self._headers, self._upload, self._value = {}, None, bytearray()

    def _header_end(self) -> None:
        self._headers[bytes(self._header[0]).lower()] = bytes(self._header[1])
        self._header = (bytearray(), bytearray())

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = _utf8(options.get(b"name", b""))
        if b"filename" in options:
            kind = self._headers.get(b"content-type", b"").decode("latin-1")
            spooled: IO[bytes] = SpooledTemporaryFile(max_size=1024 * 1024)  # noqa: SIM115 (lives as long as the form)
            self._upload = Upload(_utf8(options[b"filename"]), kind, spooled)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._upload is None:
            self._value += data[start : min(end, start + max(0, TEXT_LIMIT + 1 - len(self._value)))]
        elif self._upload.too_large or self._upload.size + end - start > self._file_most:
            self._upload.too_large = True
            self._upload.file.truncate(0)
        else:
            self._upload.file.write(data[start:end])
            self._upload.size += end - start

    def _end(self) -> None:
        if self._upload is not None:
            self.form.uploads.setdefault(self._name, self._upload)
            return
        self.form.keep(self._name, bytes(self._value))


def _utf8(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise NotReadable() from None


def _clean(value: str) -> str:
    """The text without NUL, which PostgreSQL cannot hold, and with one kind of line end."""
    return value.replace("\x00", "").replace("\r\n", "\n")
