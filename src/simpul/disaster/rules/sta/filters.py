"""`$filter` and `$orderby` as expressions: comparisons, and or not, some functions of words and of places. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from simpul.disaster.model.sta import (
    Call,
    Compared,
    Expression,
    Joined,
    Literal,
    Negated,
    NotUnderstood,
    Path,
    Point,
    Polygon,
    Value,
)

FUNCTIONS: Mapping[str, int] = {
    "substringof": 2,
    "contains": 2,
    "startswith": 2,
    "endswith": 2,
    "tolower": 1,
    "toupper": 1,
    "length": 1,
    "st_within": 2,
    "st_intersects": 2,
    "geo.intersects": 2,
}
"""How many arguments each function has. What the standard knows beside them is not answered here."""
OPERATORS = ("eq", "ne", "gt", "ge", "lt", "le")
LONGEST, DEEPEST = 4_000, 20
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<geo>geography'[^']*')
    | (?P<text>'(?:[^']|'')*')
    | (?P<time>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+\- ]\d{2}:?\d{2}))
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>@?[A-Za-z_][\w.]*(?:/@?[A-Za-z_][\w.]*)*)
    | (?P<mark>[(),])
    )""",
    re.VERBOSE | re.ASCII,
)
_WKT = re.compile(r"\s*(POINT|POLYGON)\s*\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
_WORDS: Mapping[str, Value] = {"true": True, "false": False, "null": None}


def read_filter(given: str) -> Expression:
    """The condition; NotUnderstood says where it is not one."""
    if len(given) > LONGEST:
        raise NotUnderstood(reason=f"$filter is longer than {LONGEST} characters")
    reader = _Reader(_tokens(given))
    found = reader.whole()
    if not reader.ended:
        raise NotUnderstood(reason=f"$filter: “{reader.token[1]}” does not belong there")
    if not isinstance(found, Compared | Joined | Negated | Call):
        raise NotUnderstood(reason="$filter is no condition")
    return found


def read_path(given: str) -> Path:
    """The property of this name; NotUnderstood for what is none."""
    match = _TOKEN.fullmatch(given.strip())
    if not match or match.lastgroup != "name":
        raise NotUnderstood(reason=f"“{given[:40]}” is no property")
    return Path(tuple(match["name"].split("/")))


def _tokens(given: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, given.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.lastgroup is None:
            raise NotUnderstood(reason=f"$filter: “{text[at : at + 20].strip()}” is not understood")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Reads tokens from left to right; `or` binds least, then `and`, then `not`."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at, self._deep = tokens, 0, 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._tokens)

    @property
    def token(self) -> tuple[str, str]:
        return ("", "the end") if self.ended else self._tokens[self._at]

    def whole(self) -> Expression:
        self._deep += 1
        if self._deep > DEEPEST:
            raise NotUnderstood(reason=f"$filter is nested deeper than {DEEPEST}")
        found = self._joined("or", lambda: self._joined("and", self._not))
        self._deep -= 1
        return found

    def _joined(self, operator: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self.token == ("name", operator):
            self._at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(operator, tuple(parts))

    def _not(self) -> Expression:
        if self.token == ("name", "not"):
            self._at += 1
            self._deep += 1
            if self._deep > DEEPEST:
                raise NotUnderstood(reason=f"$filter is nested deeper than {DEEPEST}")
            found = Negated(self._not())
            self._deep -= 1
            return found
        return self._compared()

    def _compared(self) -> Expression:
        left = self._operand()
        kind, word = self.token
        if kind == "name" and word in OPERATORS:
            self._at += 1
            return Compared(left, word, self._operand())
        return left

    def _operand(self) -> Expression:
        kind, word = self.token
        self._at += 1
        match kind:
            case "mark" if word == "(":
                found = self.whole()
                self._expect(")")
                return found
            case "name" if self.token == ("mark", "(") and word not in _WORDS:
                return self._call(word)
            case "name":
                return Literal(_WORDS[word]) if word in _WORDS else Path(tuple(word.split("/")))
            case "geo" | "text" | "time" | "number":
                return Literal(_LITERALS[kind](word))
            case _:
                raise NotUnderstood(reason=f"$filter: “{word}” does not belong there")

    def _call(self, name: str) -> Call:
        if name not in FUNCTIONS:
            raise NotUnderstood(reason=f"the function {name} is not known here; known: {', '.join(FUNCTIONS)}")
        self._expect("(")
        arguments = [self.whole()]
        while self.token == ("mark", ","):
            self._at += 1
            arguments.append(self.whole())
        self._expect(")")
        if len(arguments) != FUNCTIONS[name]:
            raise NotUnderstood(reason=f"{name} has {FUNCTIONS[name]} arguments")
        return Call(name, tuple(arguments))

    def _expect(self, mark: str) -> None:
        if self.token != ("mark", mark):
            raise NotUnderstood(reason=f"$filter: “{mark}” is missing before “{self.token[1]}”")
        self._at += 1


def _instant(word: str) -> datetime:
    """The instant; a plus that an address turned into a blank is a plus again."""
    try:
        return datetime.fromisoformat(word.replace(" ", "+"))
    except ValueError:
        raise NotUnderstood(reason=f"{word} is no time") from None


_LITERALS: Mapping[str, Callable[[str], Value]] = {
    "geo": lambda word: shape(word[len("geography'") : -1]),
    "text": lambda word: word[1:-1].replace("''", "'"),
    "time": _instant,
    "number": float,
}


def shape(given: str) -> Point | Polygon:
    """The point or polygon of well-known text, longitude first; NotUnderstood for anything else."""
    match = _WKT.fullmatch(given)
    if not match:
        raise NotUnderstood(reason="geography holds a POINT or a POLYGON in well-known text")
    try:
        if match[1].upper() == "POINT":
            return Point(*_pair(match[2]))
        rings = tuple(tuple(_pair(one) for one in ring.strip(" ()\n").split(",")) for ring in match[2].split("),"))
    except (ValueError, TypeError):
        raise NotUnderstood(reason="geography: coordinates are pairs of numbers, separated by commas") from None
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise NotUnderstood(reason="geography: a ring has at least four points, and ends where it began")
    return Polygon(rings)


def _pair(given: str) -> tuple[float, float]:
    longitude, latitude = map(float, given.split())
    return longitude, latitude
