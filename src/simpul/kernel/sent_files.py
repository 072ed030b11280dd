"""What every module asks of a file that somebody sent, before it asks what the file is: its name, and how it is packed."""

import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable

UNPACKING = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    KeyError,
)
"""What unpacking raises over an archive that is broken or hostile."""


def clean_name(sent: str, most: int) -> str:
    """The last part of the path that a browser sent, at most so many characters with its ending.

    Without what could deceive: controls, marks that turn the writing, signs that a shell or a header reads.
    """
    last = re.split(r"[/\\]", sent)[-1]
    plain = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    tidy = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*;%]', "_", plain)).strip(" .")
    if len(tidy) <= most:
        return tidy
    stem, dot, ending = tidy.rpartition(".")
    return f"{stem[: most - len(ending) - 1]}{dot}{ending}" if dot and len(ending) <= 5 else tidy[:most]


def overlapping(parts: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether two parts of an archive share bytes: the trick by which a small file unpacks to terabytes."""
    end = 0
    for one in sorted(parts, key=lambda part: part.header_offset):
        if one.header_offset < end:
            return True
        end = one.header_offset + one.compress_size
    return False
