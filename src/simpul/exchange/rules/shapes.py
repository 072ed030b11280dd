"""JSON Schema as OpenAPI uses it, read for showing: lines of fields, and a sample. What others wrote is data, and bounded.

No reference leaves the document, none is followed twice on one way down, and every walk has a depth and a number of steps.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson

DEPTH, LINES, STEPS = 7, 150, 4000
CHOICES, VALUES, PARTS = 8, 20, 20
TEXT_MOST, WORD_MOST, SAMPLE_MOST = 3000, 200, 6000
HOPS = 8
Json = Any
Limit = tuple[str, str]
"""What narrows a value: (which rule, its bound), such as ("maximum", "100")."""

LIMITS = (
    *("default", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "minItems", "maxItems", "minProperties", "maxProperties"),
)
MARKS = ("readOnly", "writeOnly")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NAMES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
    dict: "object",
}
"""What the type of a value is called, where a schema names the value alone."""
_SAMPLES: Mapping[str, Json] = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T08:00:00+07:00",
    "uuid": "2b0eb906-d5c1-411e-8250-df52160bfc89",
    "email": "nama@contoh.go.id",
    "uri": "https://contoh.go.id/",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a structure, `depth` levels within it; `type` is written as programmers do: `string[]`, `Report`."""

    depth: int
    name: str
    type: str
    required: bool = False
    deprecated: bool = False
    words: str = ""
    limits: tuple[Limit, ...] = ()


def text(said: object, most: int = TEXT_MOST) -> str:
    """The words, cut at `most`, without signs that are not seen (control, direction); empty for what is no text."""
    if isinstance(said, int | float) and not isinstance(said, bool):
        said = str(said)
    return _UNSEEN.sub("", said[: most + 1]).strip()[:most] if isinstance(said, str) else ""


def mapping(said: object) -> Mapping[str, Json]:
    """The JSON object; an empty one for anything else."""
    return said if isinstance(said, dict) else {}


def sequence(said: object, most: int) -> Sequence[Json]:
    """At most so many of the JSON array; none of anything else."""
    return said[:most] if isinstance(said, list) else ()


class Reader:
    """Reads one part of a document; `left` is how many steps it may still take."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._document = document
        self.left = STEPS

    def resolved(self, said: object) -> tuple[Mapping[str, Json], str]:
        """What stands there, references within the document followed, and the last reference ("" for none).

        Nothing for a reference that leads elsewhere, nowhere or in a circle.
        """
        here, ref = mapping(said), ""
        for _ in range(HOPS):
            if not isinstance(here.get("$ref"), str):
                return here, ref
            if self.left < 0:
                break
            ref = here["$ref"]
            found = mapping(self._pointed(ref))
            if len(here) > 1 and found:
                self.left -= len(found) // 10
                found = {**found, **{k: v for k, v in here.items() if k != "$ref"}}
            here = found
        return {}, ref

    def _pointed(self, ref: str) -> Json:
        if not ref.startswith("#/") or len(ref) > 500:
            return None
        here: Json = self._document
        for piece in ref[2:].split("/"):
            key = unquote(piece).replace("~1", "/").replace("~0", "~")
            if isinstance(here, dict):
                here = here.get(key)
            elif isinstance(here, list) and key.isdecimal() and len(key) < 6 and int(key) < len(here):
                here = here[int(key)]
            else:
                return None
        return here

    def lines(self, schema: object) -> tuple[Line, ...]:
        """The fields of a structure, outer ones first; at most LINES, and none deeper than DEPTH."""
        found: list[Line] = []
        for line in self._fields(schema, 0, frozenset()):
            if len(found) == LINES:
                found.append(Line(0, "…", ""))
                break
            found.append(line)
        return tuple(found)

    def _fields(self, said: object, depth: int, trail: frozenset[str]) -> Iterator[Line]:
        self.left -= 1
        schema, ref = self.resolved(said)
        if depth > DEPTH or self.left < 0 or (ref and ref in trail):
            return
        way = trail | {ref} if ref else trail
        schema = self.merged(schema)
        needed = {one for one in sequence(schema.get("required"), 500) if isinstance(one, str)}
        for name, one in mapping(schema.get("properties")).items():
            yield self.line(depth, text(name, WORD_MOST), one, required=name in needed)
            yield from self._fields(one, depth + 1, way)
        if mapping(schema.get("additionalProperties")):
            yield self.line(depth, "*", schema["additionalProperties"])
            yield from self._fields(schema["additionalProperties"], depth + 1, way)
        yield from self._within(schema, depth, way)

    def _within(self, schema: Mapping[str, Json], depth: int, way: frozenset[str]) -> Iterator[Line]:
        """The fields of an array's items, and of each alternative."""
        if "items" in schema:
            yield from self._fields(schema["items"], depth, way)
        for kind in ("oneOf", "anyOf"):
            choices = sequence(schema.get(kind), CHOICES)
            named = [one for one in choices if self.merged(self.resolved(one)[0]).get("type") != "null"]
            for place, one in enumerate(named, 1):
                if len(named) > 1:
                    yield self.line(depth, f"({kind} {place})", one)
                yield from self._fields(one, depth + (len(named) > 1), way)

    def line(self, depth: int, name: str, said: object, *, required: bool = False) -> Line:
        """One field by itself."""
        schema = self.merged(self.resolved(said)[0])
        deprecated = schema.get("deprecated") is True
        words = text(schema.get("description")) or text(schema.get("title"))
        limits = limits_of(schema)
        if "items" in schema:
            limits += limits_of(self.merged(self.resolved(schema["items"])[0]))
        return Line(depth, name, self.type_of(said), required, deprecated, words, limits)

    def merged(self, schema: Mapping[str, Json]) -> Mapping[str, Json]:
        """The schema with what its `allOf` demands too: one level, and one below it."""
        parts = [self.resolved(one)[0] for one in sequence(schema.get("allOf"), PARTS)]
        parts += [self.resolved(one)[0] for part in parts for one in sequence(part.get("allOf"), PARTS)]
        self.left -= len(parts)
        if not parts or self.left < 0:
            return schema
        every = [*parts, schema]
        self.left -= sum(len(part) + len(mapping(part.get("properties"))) for part in every) // 10
        found: dict[str, Json] = {key: value for part in every for key, value in part.items() if key != "allOf"}
        found["properties"] = {k: v for part in every for k, v in mapping(part.get("properties")).items()}
        found["required"] = [one for part in every for one in sequence(part.get("required"), 500)]
        return found

    def type_of(self, said: object, depth: int = 0) -> str:
        """The type in a programmer's words: `string (date)`, `Report[]`, `integer | null`."""
        self.left -= 1
        schema, ref = self.resolved(said)
        name = text(unquote(ref.rsplit("/", 1)[-1]), 60) if ref else ""
        if said is True or (not schema and not ref):
            return "any"
        if depth > 3 or not schema or self.left < 0:
            return name or "any"
        merged = self.merged(schema)
        kinds = _kinds(merged)
        if "array" in kinds or "items" in merged:
            inner = self.type_of(merged.get("items", {}), depth + 1)
            found = f"({inner})[]" if " " in inner else f"{inner}[]"
            return " | ".join([found, *(kind for kind in kinds if kind != "array")])
        if name and (not kinds or "object" in kinds):
            return name + (" | null" if "null" in kinds else "")
        return self._plain(merged, kinds, depth)

    def _plain(self, schema: Mapping[str, Json], kinds: list[str], depth: int) -> str:
        choices = [*sequence(schema.get("oneOf"), CHOICES), *sequence(schema.get("anyOf"), CHOICES)]
        if choices and not kinds:
            return " | ".join(dict.fromkeys(self.type_of(one, depth + 1) for one in choices))
        shape = "object" if not kinds and ("properties" in schema or "additionalProperties" in schema) else "any"
        form = text(schema.get("format"), 40)
        return (" | ".join(kinds) or shape) + (f" ({form})" if form else "")

    def sample(self, said: object) -> str:
        """An example of such a value as JSON: the schema's own where it has one; empty where it would be too long."""
        return written(self._sample(said, 0, frozenset()))

    def _sample(self, said: object, depth: int, trail: frozenset[str]) -> Json:
        self.left -= 1
        schema, ref = self.resolved(said)
        if depth > DEPTH or self.left < 0 or (ref and ref in trail):
            return None
        way, schema = trail | {ref} if ref else trail, self.merged(schema)
        given = _given(schema)
        if given is not None:
            return given
        choices = [*sequence(schema.get("oneOf"), 1), *sequence(schema.get("anyOf"), 1)]
        if choices and "properties" not in schema:
            return self._sample(choices[0], depth + 1, way)
        kinds = _kinds(schema)
        if "properties" in schema or "object" in kinds:
            fields = list(mapping(schema.get("properties")).items())[:40]
            return {text(name, WORD_MOST): self._sample(one, depth + 1, way) for name, one in fields}
        if "items" in schema or "array" in kinds:
            inner = self._sample(schema.get("items", {}), depth + 1, way)
            return [] if inner is None else [inner]
        return _value(kinds, text(schema.get("format"), 40))


def limits_of(schema: Mapping[str, Json]) -> tuple[Limit, ...]:
    """What narrows a value of the schema."""
    found = [(key, text(schema[key], WORD_MOST)) for key in LIMITS if key in schema and not isinstance(schema[key], bool)]
    values = sequence(schema.get("enum"), VALUES + 1)
    if values:
        shown = ", ".join(text(one, 60) or written(one)[:60] for one in values[:VALUES])
        found.append(("enum", shown + (", …" if len(values) > VALUES else "")))
    marks = [(key, "") for key in MARKS if schema.get(key) is True]
    return (*((key, value) for key, value in found if value), *marks)


def written(value: Json) -> str:
    """The value as JSON with its lines indented; empty for none, and for what is too long or too deep to show."""
    try:
        found = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() if value is not None else ""
    except (TypeError, ValueError, RecursionError):
        return ""
    return _UNSEEN.sub("", found) if len(found) <= SAMPLE_MOST else ""


def _kinds(schema: Mapping[str, Json]) -> list[str]:
    said = schema.get("type")
    found = [text(one, 20) for one in (said if isinstance(said, list) else [said])[:6]]
    if schema.get("nullable") is True:
        found.append("null")
    if said is None:
        values = [schema["const"]] if "const" in schema else sequence(schema.get("enum"), VALUES)
        found += [_NAMES.get(type(value), "") for value in values]
    return [one for one in dict.fromkeys(found) if one]


def _given(schema: Mapping[str, Json]) -> Json:
    for key in ("example", "default", "const"):
        if schema.get(key) is not None:
            return schema[key]
    for key in ("examples", "enum"):
        values = sequence(schema.get(key), 1)
        if values:
            return values[0]
    return None


def _value(kinds: list[str], form: str) -> Json:
    kind = next((one for one in kinds if one != "null"), "")
    return {"string": _SAMPLES.get(form, "string"), "integer": 0, "number": 0, "boolean": True}.get(kind)
