"""OpenAPI 3.0 and 3.1 and Swagger 2 become one page model; whatever another agency writes is bounded and is data."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.exchange.rules import openapi
from simpul.exchange.rules.openapi import operations, outline, parsed, served
from simpul.exchange.rules.shapes import DEPTH, LINES, Reader

pytestmark = pytest.mark.rules


def document(paths=None, **more):
    return {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths or {}, **more}


def one(operation, **more):
    """The only operation of a document, in full."""
    return operations(document({"/x": {"post": operation}}, **more), [0])[0]


def names(lines):
    return [(line.depth, line.name, line.type) for line in lines]


@pytest.mark.parametrize(
    ("body", "dialect"),
    [
        (b'{"openapi":"3.0.3","paths":{}}', "OpenAPI 3.0.3"),
        (b'{"openapi":"3.1.0"}', "OpenAPI 3.1.0"),
        (b'{"swagger":"2.0"}', "Swagger 2.0"),
        (b'{"openapi":"4.0.0"}', None),
        (b'{"openapi":3}', None),
        (b"openapi: 3.0.0", None),
        (b"[]", None),
        (b"", None),
        (b"\xff", None),
        (b"[" * 100_000, None),
    ],
)
def test_what_is_a_description_and_what_is_not(body, dialect):
    found = parsed(body)
    assert (outline(found).dialect if found else None) == dialect


def test_a_document_that_is_too_large_is_not_read():
    assert parsed(b'{"openapi":"3.0.0","x":"' + b"a" * openapi.DOCUMENT_MOST + b'"}') is None


def test_operations_are_numbered_in_the_documents_order_and_say_what_they_do():
    found = outline(
        document(
            {
                "/a": {"get": {"summary": "Satu", "tags": ["t"]}, "delete": {"deprecated": True}},
                "/b": {"post": {"operationId": "buat"}, "x-ours": {}, "parameters": []},
            }
        )
    )
    told = [(o.number, o.method, o.path, o.summary, o.tag, o.deprecated) for o in found.operations]
    assert told == [
        (0, "GET", "/a", "Satu", "t", False),
        (1, "DELETE", "/a", "", "", True),
        (2, "POST", "/b", "buat", "", False),
    ]


def test_an_operations_parameter_stands_for_its_paths_one_of_the_same_name_and_place():
    shared = [{"name": "id", "in": "path", "description": "lama"}, {"name": "p", "in": "query"}]
    own = [{"name": "id", "in": "path", "description": "baru", "schema": {"type": "string"}, "example": 7}]
    (found,) = operations(document({"/x": {"parameters": shared, "get": {"parameters": own}}}), [0])
    told = [(p.name, p.place, p.line.words, p.line.required, p.example) for p in found.parameters]
    assert told == [("id", "path", "baru", True, "7"), ("p", "query", "", False, "")]


def test_a_body_is_read_with_its_fields_types_limits_and_an_example():
    schema = {
        "type": "object",
        "required": ["nama"],
        "properties": {
            "nama": {"type": "string", "minLength": 3, "description": "Nama lengkap"},
            "lahir": {"type": "string", "format": "date", "nullable": True},
            "anak": {"type": "array", "items": {"$ref": "#/components/schemas/Anak"}},
        },
    }
    child = {"type": "object", "properties": {"umur": {"type": "integer", "maximum": 150, "example": 5}}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    found = one({"requestBody": body}, components={"schemas": {"Anak": child}})
    (content,) = found.contents
    assert names(content.lines) == [
        (0, "nama", "string"),
        (0, "lahir", "string | null (date)"),
        (0, "anak", "Anak[]"),
        (1, "umur", "integer"),
    ]
    assert content.lines[0].limits == (("minLength", "3"),)
    assert (found.body_required, content.lines[0].required, content.lines[1].required) == (True, True, False)
    assert json.loads(content.example) == {"nama": "string", "lahir": "2026-01-31", "anak": [{"umur": 5}]}


def test_openapi_31_says_types_in_lists_and_values_by_const():
    schema = {"properties": {"a": {"type": ["string", "null"]}, "b": {"const": 5}, "c": {"enum": ["x", "y"]}, "d": True}}
    found = one({"requestBody": {"content": {"application/json": {"schema": schema}}}})
    told = [(line.name, line.type, line.limits) for line in found.contents[0].lines]
    assert told == [
        ("a", "string | null", ()),
        ("b", "integer", (("const", "5"),)),
        ("c", "string", (("enum", "x, y"),)),
        ("d", "any", ()),
    ]


def test_what_allof_demands_is_one_structure_and_alternatives_stand_beside_one_another():
    base = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/B"}, {"properties": {"b": {"oneOf": [{"type": "string"}, base]}}}]}
    found = one({"requestBody": {"content": {"application/json": {"schema": schema}}}}, components={"schemas": {"B": base}})
    assert names(found.contents[0].lines) == [
        (0, "a", "string"),
        (0, "b", "string | object"),
        (1, "(oneOf 1)", "string"),
        (1, "(oneOf 2)", "object"),
        (2, "a", "string"),
    ]


def test_answers_with_headers_shared_answers_and_the_back_ends_own_proof():
    answers = {
        "200": {"description": "Baik", "headers": {"X-V": {"schema": {"type": "integer"}}}},
        "404": {"$ref": "#/components/responses/Tidak"},
    }
    shared = {
        "responses": {"Tidak": {"description": "Tidak ada"}},
        "securitySchemes": {"k": {"type": "http", "scheme": "bearer"}},
    }
    found = one({"responses": answers, "security": [{"k": []}]}, components=shared)
    assert [(o.status, o.words) for o in found.outcomes] == [("200", "Baik"), ("404", "Tidak ada")]
    assert [(h.name, h.line.type) for h in found.outcomes[0].headers] == [("X-V", "integer")]
    assert found.secured == ("k (http bearer)",)


def test_swagger_2_has_its_bodies_forms_and_answers_elsewhere():
    old = {
        "swagger": "2.0",
        "info": {"title": "Lama"},
        "consumes": ["application/json"],
        "definitions": {"P": {"type": "object", "properties": {"nik": {"type": "string"}}}},
        "paths": {
            "/a": {
                "post": {
                    "parameters": [{"name": "isi", "in": "body", "required": True, "schema": {"$ref": "#/definitions/P"}}],
                    "responses": {"200": {"description": "ya", "schema": {"$ref": "#/definitions/P"}}},
                }
            },
            "/b": {"post": {"parameters": [{"name": "f", "in": "formData", "type": "string", "required": True}]}},
        },
    }
    first, second = operations(old, [0, 1])
    assert first.body_required
    assert (first.contents[0].media, first.contents[0].type) == ("application/json", "P")
    assert names(first.contents[0].lines) == [(0, "nik", "string")]
    assert names(first.outcomes[0].contents[0].lines) == [(0, "nik", "string")]
    assert [(line.name, line.required) for line in second.contents[0].lines] == [("f", True)]


def test_a_structure_that_holds_itself_ends():
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/N"}, "name": {"type": "string"}}}
    ref = {"$ref": "#/components/schemas/N"}
    found = one({"requestBody": {"content": {"application/json": {"schema": ref}}}}, components={"schemas": {"N": node}})
    assert names(found.contents[0].lines) == [(0, "next", "N"), (0, "name", "string")]
    assert json.loads(found.contents[0].example) == {"next": None, "name": "string"}


@pytest.mark.parametrize(
    "ref",
    [
        "http://evil/x.json#/a",
        "file:///etc/passwd",
        "other.json",
        "#/components/schemas/Tidak",
        "#/info/title/0",
        "#/components/schemas/Kembali",
        "#" + "/a" * 1000,
    ],
)
def test_a_reference_that_leads_elsewhere_nowhere_or_in_a_circle_is_nothing(ref):
    circle = {"Kembali": {"$ref": "#/components/schemas/Balik"}, "Balik": {"$ref": "#/components/schemas/Kembali"}}
    schema = {"properties": {"a": {"$ref": ref}}}
    found = one({"requestBody": {"content": {"application/json": {"schema": schema}}}}, components={"schemas": circle})
    assert [line.name for line in found.contents[0].lines] == ["a"]


def test_deep_and_wide_structures_are_cut():
    deep = {"type": "string"}
    for _ in range(500):
        deep = {"properties": {"a": deep}}
    wide = {"properties": {f"f{n}": {"type": "string"} for n in range(5000)}}
    reader = Reader({})
    assert max(line.depth for line in reader.lines(deep)) <= DEPTH
    assert len(reader.lines(wide)) == LINES + 1


def test_a_bomb_of_references_takes_no_time():
    """Ten levels of ten references each would be ten thousand million fields."""
    levels = {"L0": {"type": "string"}}
    for n in range(1, 11):
        fields = {f"f{m}": {"$ref": f"#/components/schemas/L{n - 1}"} for m in range(10)}
        levels[f"L{n}"] = {"allOf": [{"properties": fields}, *({"properties": fields} for _ in range(10))]}
    ref = {"application/json": {"schema": {"$ref": "#/components/schemas/L10"}}}
    answers = {str(n): {"description": "x", "content": ref} for n in range(200, 230)}
    paths = {f"/{n}": {"get": {"responses": answers}} for n in range(20)}
    begun = time.perf_counter()
    operations(document(paths, components={"schemas": levels}), range(20))
    assert time.perf_counter() - begun < 5


def test_unseen_signs_are_taken_out_and_words_are_cut():
    found = outline(document(info={"title": "a\u202eb\x00c\u2066", "description": "kata " * 5000}))
    assert found.title == "abc"
    assert len(found.words) <= 3000


def test_more_operations_than_can_be_shown_are_counted_out():
    found = outline(document({f"/{n}": {"get": {}} for n in range(1200)}))
    assert (len(found.operations), found.cut) == (1000, True)
    assert operations(document({f"/{n}": {"get": {}} for n in range(1200)}), [1100]) == []


def test_a_served_description_says_no_back_ends_address():
    told = document({"/a": {"servers": [{"url": "http://10.0.0.1"}], "get": {"servers": [{"url": "http://10.0.0.1"}]}}})
    shown = served({**told, "servers": [{"url": "http://10.0.0.1"}]}, "/r1/ID/GOV/1/A/b")
    assert "10.0.0.1" not in json.dumps(shown)
    assert shown["servers"] == [{"url": "/r1/ID/GOV/1/A/b"}]
    assert told["paths"]["/a"]["servers"], "what was given is as it was"


_KEYS = (
    "openapi swagger info paths get post parameters name in schema $ref type properties items required allOf oneOf"
    " responses content description example examples enum requestBody headers components schemas security"
    " additionalProperties"
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
_ANY = st.recursive(
    _SCALARS | st.sampled_from(["#/paths", "#/info", "#/components/schemas/a", "object", "array", "query", "path"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(_KEYS.split()) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=60,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(_KEYS.split()), _ANY, max_size=8), _ANY)
def test_no_document_stops_the_reader(said, paths):
    said |= {"openapi": "3.1.0", "paths": {"/a": {"get": paths, "post": said.get("get")}, "/b": paths}}
    outline(said)
    operations(said, range(5))
    served(said, "/r1/x")
    Reader(said).lines(paths)
