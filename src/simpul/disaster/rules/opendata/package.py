"""The machine-readable table of contents of the open data: a Frictionless data package. specs.frictionlessdata.io."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from simpul.disaster.model.opendata import ColumnKind, DataColumn, Dataset, FileForm, MonthFile
from simpul.disaster.rules.opendata.registry import LICENCE, LICENCE_URL

MEDIA = {FileForm.CSV: "text/csv", FileForm.PARQUET: "application/vnd.apache.parquet"}
_TYPES = {
    ColumnKind.TEXT: "string",
    ColumnKind.INTEGER: "integer",
    ColumnKind.NUMBER: "number",
    ColumnKind.BOOLEAN: "boolean",
    ColumnKind.INSTANT: "datetime",
    ColumnKind.JSON: "object",
}
_LICENCES = [{"name": LICENCE, "path": LICENCE_URL, "title": "Creative Commons Attribution 4.0"}]


def package(base: str, agency: str, at: datetime, found: Sequence[tuple[Dataset, Sequence[MonthFile]]]) -> dict[str, Any]:
    """The data package of all files; `base` is the address below which they lie."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/data-package.json",
        "profile": "data-package",
        "name": "simpul-bencana",
        "title": f"Data terbuka bencana, {agency}",
        "homepage": base,
        "created": at.isoformat().replace("+00:00", "Z"),
        "licenses": _LICENCES,
        "sources": [{"title": agency}],
        "resources": [_resource(base, dataset, one) for dataset, files in found for one in files],
    }


def _resource(base: str, dataset: Dataset, one: MonthFile) -> dict[str, Any]:
    known: dict[str, Any] = {
        "name": f"{dataset.slug}-{one.month:%Y-%m}-{one.form}",
        "title": f"{dataset.title['id']}, {one.month:%Y-%m}",
        "path": f"{base}/{dataset.slug}/{one.name}",
        "format": one.form.value,
        "mediatype": MEDIA[one.form],
        "bytes": one.bytes,
        "hash": f"sha256:{one.sha256}",
        "rows": one.rows,
        "schema": schema(dataset),
    }
    if one.form is FileForm.CSV:
        known |= {"profile": "tabular-data-resource", "encoding": "utf-8", "dialect": {"lineTerminator": "\r\n"}}
    return known


def schema(dataset: Dataset) -> dict[str, Any]:
    """The table schema of a data set."""
    return {"fields": [_field(one) for one in dataset.columns], "missingValues": [""]}


def _field(one: DataColumn) -> dict[str, str]:
    form = {"format": "any"} if one.kind is ColumnKind.INSTANT else {}
    return {"name": one.name, "type": _TYPES[one.kind], **form, "description": one.meaning["id"]}
