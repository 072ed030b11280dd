"""OpenAPI 3.0 and 3.1 and Swagger 2, read for showing: what can be called, with what, and what comes back.

The document is another agency's: everything in it is data to be shown, cut where it is too much, and never fetched from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from simpul.exchange.rules.shapes import Line, Reader, mapping, sequence, text, written

DOCUMENT_MOST = 2 * 2**20
OPERATIONS_MOST, PARAMETERS_MOST, ANSWERS_MOST, MEDIA_MOST, HEADERS_MOST = 1000, 60, 30, 5, 20
PATH_MOST = 500
METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
Json = Any


@dataclass(frozen=True, slots=True)
class Brief:
    """An operation by name: its number in the document, and what it does in a line."""

    number: int
    method: str
    path: str
    summary: str
    tag: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A description without the details. `cut` says that there are more operations than are shown."""

    title: str
    version: str
    words: str
    dialect: str
    operations: tuple[Brief, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that goes with a call: in its path, query, header or cookie."""

    name: str
    place: str
    line: Line
    example: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A body of one media type: its fields and an example."""

    media: str
    type: str
    lines: tuple[Line, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: its status, what it means, and what it holds."""

    status: str
    words: str
    headers: tuple[Parameter, ...] = ()
    contents: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """All there is to say of one operation; `secured` are the back end's own proofs, beside the exchange's."""

    brief: Brief
    words: str
    parameters: tuple[Parameter, ...]
    body_words: str
    body_required: bool
    contents: tuple[Content, ...]
    outcomes: tuple[Outcome, ...]
    secured: tuple[str, ...]


def parsed(document: bytes) -> Mapping[str, Json] | None:
    """The document as JSON; None where it is not one that can be shown."""
    if not document or len(document) > DOCUMENT_MOST:
        return None
    try:
        found = orjson.loads(document)
    except ValueError:
        return None
    return found if isinstance(found, dict) and _dialect(found) else None


def served(document: Mapping[str, Json], url: str) -> dict[str, Json]:
    """The document with `url` as every server's, of the whole, of paths, of operations: a back end's own stays unsaid."""
    shown = {**document, "servers": [{"url": url}]}
    paths = mapping(document.get("paths"))
    if paths:
        shown["paths"] = {path: _unserved(item) for path, item in paths.items()}
    return shown


def _unserved(item: Json) -> Json:
    if not isinstance(item, dict):
        return item
    rest = {key: value for key, value in item.items() if key != "servers"}
    for method in METHODS:
        if isinstance(rest.get(method), dict):
            rest[method] = {key: value for key, value in rest[method].items() if key != "servers"}
    return rest


def _dialect(document: Mapping[str, Json]) -> str:
    told = text(document.get("openapi"), 20)
    if told.startswith("3."):
        return f"OpenAPI {told}"
    return "Swagger 2.0" if text(document.get("swagger"), 20).startswith("2") else ""


def outline(document: Mapping[str, Json]) -> Outline:
    """The description without details: at most OPERATIONS_MOST operations, in the document's order."""
    about = mapping(document.get("info"))
    found: list[Brief] = []
    cut = False
    for brief, _, _ in _operations(document):
        if brief.number == OPERATIONS_MOST:
            cut = True
            break
        found.append(brief)
    words = text(about.get("description")) or text(about.get("summary"))
    return Outline(
        text(about.get("title"), 200), text(about.get("version"), 60), words, _dialect(document), tuple(found), cut
    )


def operations(document: Mapping[str, Json], numbers: Iterable[int]) -> list[Operation]:
    """These operations of the document in full."""
    wanted = {number for number in numbers if number < OPERATIONS_MOST}
    found: list[Operation] = []
    for brief, said, parameters in _operations(document):
        if len(found) == len(wanted):
            break
        if brief.number in wanted:
            found.append(_Details(document).operation(brief, said, parameters))
    return found


def _operations(document: Mapping[str, Json]) -> Iterator[tuple[Brief, Mapping[str, Json], list[Json]]]:
    """Each operation by name, what is said of it, and its parameters with those of its path."""
    number, reader = 0, Reader(document)
    for path, said in mapping(document.get("paths")).items():
        item = reader.resolved(said)[0]
        for method in METHODS:
            operation = item.get(method)
            if isinstance(operation, dict):
                shared = sequence(item.get("parameters"), PARAMETERS_MOST)
                own = sequence(operation.get("parameters"), PARAMETERS_MOST)
                yield _brief(number, method.upper(), text(path, PATH_MOST), operation), operation, [*shared, *own]
                number += 1


def _brief(number: int, method: str, path: str, operation: Mapping[str, Json]) -> Brief:
    summary = text(operation.get("summary"), 200) or text(operation.get("operationId"), 200)
    tag = next((text(one, 80) for one in sequence(operation.get("tags"), 1)), "")
    return Brief(number, method, path, summary, tag, operation.get("deprecated") is True)


class _Details:
    """Reads one operation, within one budget of steps."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._document = document
        self._reader = Reader(document)

    def operation(self, brief: Brief, said: Mapping[str, Json], parameters: list[Json]) -> Operation:
        """The operation in full."""
        given = self._given(parameters)
        body = self._reader.resolved(said.get("requestBody"))[0]
        contents = self._contents(body) or self._old_body(given, said)
        plain = [one for one in given.values() if one.get("in") in ("path", "query", "header", "cookie")]
        old = next((one for one in given.values() if one.get("in") == "body"), {})
        return Operation(
            brief=brief,
            words=text(said.get("description")),
            parameters=tuple(self._parameter(one) for one in plain),
            body_words=text(body.get("description")) or text(old.get("description")),
            body_required=body.get("required") is True or old.get("required") is True,
            contents=contents,
            outcomes=self._outcomes(said),
            secured=self._secured(said),
        )

    def _given(self, parameters: list[Json]) -> dict[tuple[str, str], Mapping[str, Json]]:
        """The parameters; an operation's own stand for those of its path with the same name and place."""
        found = [self._reader.resolved(one)[0] for one in parameters]
        return {(text(one.get("name"), 100), text(one.get("in"), 20)): one for one in found if one.get("name")}

    def _parameter(self, said: Mapping[str, Json]) -> Parameter:
        name, place = text(said.get("name"), 100), text(said.get("in"), 20)
        schema = said.get("schema")
        if schema is None:
            media = next(iter(mapping(said.get("content")).values()), None)
            schema = mapping(media).get("schema", said)
        required = said.get("required") is True or place == "path"
        line = self._reader.line(0, name, schema, required=required)
        words = text(said.get("description")) or line.words
        line = replace(line, words=words, deprecated=line.deprecated or said.get("deprecated") is True)
        shown = said.get("example", mapping(schema).get("example"))
        return Parameter(name, place, line, text(shown, 200) or written(shown)[:200])

    def _contents(self, said: Mapping[str, Json]) -> tuple[Content, ...]:
        found = list(mapping(said.get("content")).items())[:MEDIA_MOST]
        return tuple(self._content(text(media, 100), mapping(one)) for media, one in found)

    def _content(self, media: str, said: Mapping[str, Json]) -> Content:
        schema = said.get("schema", {})
        given = said.get("example")
        if given is None:
            first = next(iter(mapping(said.get("examples")).values()), None)
            given = self._reader.resolved(first)[0].get("value")
        example = given if isinstance(given, str) and "json" not in media else None
        shown = text(example, 6000) or written(given) or (self._reader.sample(schema) if "json" in media else "")
        lines = self._reader.lines(schema)
        return Content(media, self._reader.type_of(schema), lines, shown)

    def _old_body(
        self, given: Mapping[tuple[str, str], Mapping[str, Json]], said: Mapping[str, Json]
    ) -> tuple[Content, ...]:
        """A body in the words of Swagger 2: a parameter in `body`, or several in `formData`."""
        whole = next((one for one in given.values() if one.get("in") == "body"), None)
        if whole is not None:
            media = self._media(said, "consumes", JSON)
            return (self._content(media, {"schema": whole.get("schema", {})}),)
        fields = [one for one in given.values() if one.get("in") == "formData"]
        if not fields:
            return ()
        lines = [
            self._reader.line(0, text(one.get("name"), 100), one, required=one.get("required") is True) for one in fields
        ]
        return (Content(self._media(said, "consumes", FORM), "object", tuple(lines), ""),)

    def _media(self, said: Mapping[str, Json], key: str, usual: str) -> str:
        told = sequence(said.get(key), 1) or sequence(self._document.get(key), 1)
        return (text(told[0], 100) if told else "") or usual

    def _outcomes(self, said: Mapping[str, Json]) -> tuple[Outcome, ...]:
        found = list(mapping(said.get("responses")).items())[:ANSWERS_MOST]
        return tuple(self._outcome(text(status, 20), self._reader.resolved(one)[0], said) for status, one in found)

    def _outcome(self, status: str, one: Mapping[str, Json], said: Mapping[str, Json]) -> Outcome:
        contents = self._contents(one)
        if not contents and "schema" in one:
            contents = (self._content(self._media(said, "produces", JSON), one),)
        headers = list(mapping(one.get("headers")).items())[:HEADERS_MOST]
        told = [{**self._reader.resolved(value)[0], "name": name, "in": "header"} for name, value in headers]
        return Outcome(status, text(one.get("description")), tuple(self._parameter(each) for each in told), contents)

    def _secured(self, said: Mapping[str, Json]) -> tuple[str, ...]:
        """The back end's own ways of proof that the operation demands, in the description's words."""
        known = mapping(mapping(self._document.get("components")).get("securitySchemes"))
        known = known or mapping(self._document.get("securityDefinitions"))
        demanded = said["security"] if "security" in said else self._document.get("security")
        names = [name for one in sequence(demanded, 10) for name in mapping(one)]
        return tuple(dict.fromkeys(_proof(text(name, 60), self._reader.resolved(known.get(name))[0]) for name in names))


def _proof(name: str, said: Mapping[str, Json]) -> str:
    parts = [text(said.get(key), 60) for key in ("type", "scheme", "in", "name")]
    told = " ".join(part for part in parts if part)
    return f"{name} ({told})" if told else name
