"""The files a browser may fetch, each under an address that changes when any of them does.

An address reads `/static/<version>/<module>/<path>` and stands for `simpul/<module>/static/<path>`. The version comes
before the path, so that a script's relative imports (`../ui/map-style.js`) keep it, and every file may be cached for ever.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path

PREFIX = "/static/"
PACKAGE = Path(__file__).resolve().parent.parent
ENCODINGS = {"br": ".br", "gzip": ".gz"}
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}
_WORDS, _SMALL = frozenset({".js", ".mjs", ".css", ".json", ".svg"}), 1024
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class AssetsMissing(RuntimeError):
    """The browser libraries have not been built yet."""

    def __init__(self) -> None:
        super().__init__("The pages' styles and scripts have not been built: run `make assets`.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A file's body in one encoding, with the headers that tell it."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files of all modules below `package`."""

    package: Path
    version: str

    @classmethod
    def of(cls, package: Path = PACKAGE) -> "Assets":
        """The assets as they are on the disk now; AssetsMissing when npm's part was never built."""
        if not (package / "ui" / "static" / "built" / "manifest.json").is_file():
            raise AssetsMissing
        return cls(package, _version_of(package))

    def url(self, path: str) -> str:
        """The address of "<module>/<path>", such as "disaster/map.js"; FileNotFoundError when there is no such file."""
        if self.file(path) is None:
            raise FileNotFoundError(f"no static file {path}")
        return f"{PREFIX}{self.version}/{path}"

    def file(self, path: str) -> Path | None:
        """The file behind "<module>/<path>", or None; never one outside a module's `static` folder."""
        module, _, inside = path.partition("/")
        if not module.isidentifier() or not inside or "\0" in inside:
            return None
        folder = (self.package / module / "static").resolve()
        found = (folder / inside).resolve()
        return found if found.is_relative_to(folder) and found.is_file() else None

    def built(self, name: str) -> bytes:
        """The content of a built file, such as "land.json"."""
        return (self.package / "ui" / "static" / "built" / name).read_bytes()

    def answer(self, version: str, path: str, accepted: str) -> Answer | None:
        """The file in the best encoding of an Accept-Encoding header, to be kept for ever under the present version."""
        file = self.file(path)
        if file is None:
            return None
        body, encoding = _read(file, _encodings(accepted))
        headers = {
            "Content-Type": _type_of(file),
            "Cache-Control": FOR_EVER if version == self.version else ASK_AGAIN,
            "Vary": "Accept-Encoding",
        }
        return Answer(body, headers | ({"Content-Encoding": encoding} if encoding else {}))


@cache
def opened() -> Assets:
    """This installation's assets, opened at the first call; AssetsMissing when `make assets` was never run."""
    return Assets.of()


@cache
def static(path: str) -> str:
    """The address of "<module>/<path>" for a template."""
    return opened().url(path)


@cache
def _read(file: Path, encodings: tuple[str, ...]) -> tuple[bytes, str]:
    """The file as the build compressed it, and in which encoding; a module's own script or style is compressed here."""
    for encoding in encodings:
        compressed = file.with_name(file.name + ENCODINGS[encoding])
        if compressed.is_file():
            return compressed.read_bytes(), encoding
    body = file.read_bytes()
    if "gzip" in encodings and file.suffix in _WORDS and len(body) > _SMALL:
        return gzip.compress(body, 9, mtime=0), "gzip"
    return body, ""


def _version_of(package: Path) -> str:
    """Twelve hex digits over the names and contents of all static files."""
    digest = hashlib.sha256()
    for file in sorted(package.glob("*/static/**/*")):
        if file.is_file() and file.suffix not in ENCODINGS.values():
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _type_of(file: Path) -> str:
    kind = TYPES.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _encodings(accepted: str) -> tuple[str, ...]:
    """What of ENCODINGS an Accept-Encoding header lets in, the best first."""
    offered = [part.replace(" ", "").partition(";") for part in accepted.lower().split(",")]
    wanted = {name for name, _, weight in offered if weight not in {"q=0", "q=0.0"}}
    return tuple(name for name in ENCODINGS if name in wanted)
