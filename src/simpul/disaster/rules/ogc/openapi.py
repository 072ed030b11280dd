"""The description of the interface in OpenAPI 3.0: each collection's paths with the parameters that it takes. § 7.3, 9."""

from collections.abc import Iterable
from typing import Any

from simpul.disaster.model.opendata import Collection, ColumnKind, DataColumn
from simpul.disaster.rules.ogc.asking import CRS84, MOST, USUAL
from simpul.disaster.rules.ogc.documents import GEOJSON, HTML, JSON, OPENAPI, TOPOJSON, Place
from simpul.kernel.i18n import in_language

_SCHEMAS = {
    ColumnKind.TEXT: {"type": "string"},
    ColumnKind.INTEGER: {"type": "integer", "format": "int64"},
    ColumnKind.NUMBER: {"type": "number"},
    ColumnKind.BOOLEAN: {"type": "boolean"},
    ColumnKind.INSTANT: {"type": "string", "format": "date-time"},
    ColumnKind.JSON: {"type": "string"},
}
_LINK = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title", "hreflang")},
}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_REFUSED = {
    status: {"$ref": f"#/components/responses/{name}"}
    for status, name in (("400", "invalid"), ("404", "missing"), ("500", "failed"))
}


def description(place: Place, title: str, contact: str, version: str, found: Iterable[Collection]) -> dict[str, Any]:
    """The whole description, in the language of `place`."""
    paths: dict[str, Any] = {
        "/": _get("landing", "Landing page", JSON, {"$ref": "#/components/schemas/landing"}),
        "/conformance": _get("conformance", "Conformance classes", JSON, {"$ref": "#/components/schemas/conformance"}),
        "/api": _get("api", "This description", OPENAPI, {"type": "object"}),
        "/collections": _get("collections", "All collections", JSON, {"$ref": "#/components/schemas/collections"}),
    }
    for one in found:
        paths |= _paths(place, one)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "version": version,
            "description": "OGC API Features 1.0 (OGC 17-069r4). No key is needed, and nothing is counted against you.",
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
            **({"contact": {"name": contact}} if contact else {}),
        },
        "servers": [{"url": place.base}],
        "paths": paths,
        "components": _components(),
    }


def _get(name: str, summary: str, kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    answers = {"description": summary, "content": {kind: {"schema": schema}, HTML: {"schema": {"type": "string"}}}}
    get = {"operationId": name, "summary": summary, "parameters": [_ref("f")], "responses": {"200": answers, **_REFUSED}}
    return {"get": get}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _paths(place: Place, one: Collection) -> dict[str, Any]:
    path, title = f"/collections/{one.id}", in_language(one.title, place.lang)
    feature = {"$ref": "#/components/schemas/feature"}
    about = _get(f"describe_{one.id}", title, JSON, {"$ref": "#/components/schemas/collection"})
    item = _get(f"get_{one.id}", title, GEOJSON, feature)
    item["get"]["parameters"] = [_ref("featureId"), _ref("f")]
    return {path: about, f"{path}/items": {"get": _items(place, one)}, f"{path}/items/{{featureId}}": item}


def _items(place: Place, one: Collection) -> dict[str, Any]:
    named = [_ref(name) for name in ("bbox", "bbox-crs", "datetime", "limit", "after", "f_items")]
    values = [_filter(place, column) for name in one.filters if (column := one.column(name))]
    content = {
        GEOJSON: {"schema": {"$ref": "#/components/schemas/features"}},
        TOPOJSON: {"schema": {"type": "object"}},
        HTML: {"schema": {"type": "string"}},
    }
    return {
        "operationId": f"items_{one.id}",
        "summary": in_language(one.title, place.lang),
        "description": in_language(one.about, place.lang),
        "parameters": [*named, *values],
        "responses": {"200": {"description": in_language(one.title, place.lang), "content": content}, **_REFUSED},
    }


def _filter(place: Place, column: DataColumn) -> dict[str, Any]:
    return {
        "name": column.name,
        "in": "query",
        "required": False,
        "description": in_language(column.meaning, place.lang),
        "schema": _SCHEMAS[column.kind],
        "style": "form",
        "explode": False,
    }


def _parameter(name: str, about: str, schema: dict[str, Any], *, path: bool = False) -> dict[str, Any]:
    form = {} if path else {"style": "form", "explode": False}
    return {
        "name": name,
        "in": "path" if path else "query",
        "required": path,
        "description": about,
        "schema": schema,
        **form,
    }


def _parameters() -> dict[str, Any]:
    numbers = {"type": "array", "items": {"type": "number"}, "oneOf": [_of(4), _of(6)]}
    return {
        "f": _parameter("f", "In which form; by the Accept header where it is left out.", _one_of("json", "html")),
        "f_items": _parameter("f", "In which form.", _one_of("json", "html", "topojson")),
        "bbox": _parameter("bbox", "Only features that touch west,south,east,north in degrees (CRS84).", numbers),
        "bbox-crs": _parameter("bbox-crs", "The reference system of bbox.", {"type": "string", "enum": [CRS84]}),
        "datetime": _parameter(
            "datetime", "Only features of this instant or span: A, A/B, ../B or A/.., in RFC 3339.", {"type": "string"}
        ),
        "limit": _parameter(
            "limit", "How many on a page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        ),
        "after": _parameter("after", "The page after this feature: follow the link `next`.", {"type": "string"}),
        "featureId": _parameter("featureId", "The feature's id.", {"type": "string"}, path=True),
    }


def _of(count: int) -> dict[str, int]:
    return {"minItems": count, "maxItems": count}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


def _schemas() -> dict[str, Any]:
    text, some = {"type": "string"}, {"type": "integer", "minimum": 0}
    geometry = {"type": "object", "nullable": True, "description": "A GeoJSON geometry (RFC 7946)."}
    feature = _object(
        ["type", "geometry", "properties"],
        type=_one_of("Feature"),
        id={"oneOf": [text, {"type": "integer"}]},
        geometry=geometry,
        properties={"type": "object", "nullable": True},
        links=_LINKS,
    )
    about = _object(
        ["id", "links"], id=text, title=text, description=text, extent={"type": "object"}, itemType=text, links=_LINKS
    )
    whole = _object(
        ["type", "features"],
        type=_one_of("FeatureCollection"),
        features={"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
        links=_LINKS,
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched=some,
        numberReturned=some,
    )
    every = {"type": "array", "items": {"$ref": "#/components/schemas/collection"}}
    return {
        "link": _LINK,
        "landing": _object(["links"], title=text, description=text, links=_LINKS),
        "conformance": _object(["conformsTo"], conformsTo={"type": "array", "items": text}),
        "collections": _object(["links", "collections"], links=_LINKS, collections=every),
        "collection": about,
        "feature": feature,
        "features": whole,
        "problem": _object(["type", "title", "status"], type=text, title=text, status={"type": "integer"}),
    }


def _components() -> dict[str, Any]:
    return {
        "schemas": _schemas(),
        "parameters": _parameters(),
        "responses": {
            name: {"description": said, "content": {"application/problem+json": {"schema": _PROBLEM}}}
            for name, said in (
                ("invalid", "A parameter is not known or cannot be read."),
                ("missing", "There is no such collection or feature."),
                ("failed", "Something went wrong on our side."),
            )
        },
    }


_PROBLEM = {"$ref": "#/components/schemas/problem"}
