"""What the log explorer shows of a call that may name a person, and whom a search means. Law: UU 27/2022.

A service that says where its calls name a person (`person_in`) has that part of the path masked, whatever it holds; any
other service's path has what looks like a NIK or a family card's number (16 digits) masked. The record itself is not
changed: its proof rests on every sign of it.
"""

import re
from collections.abc import Mapping

MASK = "•••"
_SIXTEEN = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
_HIDDEN_LINES = ("@path", "@query", "x-road-userid", "x-road-represented-party")


def masked_path(path: str, person_in: str = "") -> str:
    """A raw path with its query as it may be shown."""
    if not person_in:
        return _SIXTEEN.sub(MASK, path)
    bare, mark, query = path.partition("?")
    shown = _in_template(bare, person_in[5:]) if person_in.startswith("path:") else _first(bare)
    return shown + (mark + "&".join(_pair(pair) for pair in query.split("&")) if query else mark)


def _in_template(path: str, template: str) -> str:
    """The segments that the template has literally stay, and a first word where it has one; others may be the person's."""
    wanted = template.strip("/").split("/")
    pieces = path.strip("/").split("/")
    kept = [piece if at < len(wanted) and piece == wanted[at] else MASK for at, piece in enumerate(pieces)]
    if _is_word(wanted[0]) and _is_word(pieces[0]):
        kept[0] = pieces[0]
    return "/" + "/".join(kept) if pieces != [""] else path


def _first(path: str) -> str:
    """The first segment stays, which names what is asked for."""
    head, *rest = path.strip("/").split("/")
    return "/" + "/".join([head if _is_word(head) else MASK, *([MASK] * len(rest))]) if head else path


def _is_word(segment: str) -> bool:
    return segment.replace("-", "").replace("_", "").isalpha()


def _pair(pair: str) -> str:
    name, gap, _ = pair.partition("=")
    return f"{name}={MASK}" if gap and _is_word(name) else MASK


def masked_base(base: str, person_in: str = "") -> str:
    """A signature base as it may be shown: lines that may hold a person's number are masked."""
    if not person_in:
        return _SIXTEEN.sub(MASK, base)
    return "\n".join(_masked_line(line) for line in base.split("\n"))


def _masked_line(line: str) -> str:
    name, gap, _ = line.partition(": ")
    return f"{name}{gap}{MASK}" if name.strip('"') in _HIDDEN_LINES else line


def meant(text: str, names: Mapping[str, str]) -> tuple[str, ...] | None:
    """The paths that a search word means: one that is such a path, or all whose path or name holds it; None for no word."""
    word = text.strip()
    if not word:
        return None
    if word in names:
        return (word,)
    low = word.casefold()
    found = tuple(sorted(path for path, name in names.items() if low in f"{path} {name}".casefold()))
    return found or ((word,) if word.count("/") >= 2 else ())
