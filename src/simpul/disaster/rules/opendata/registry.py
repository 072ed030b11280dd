"""What open data there is (`data/opendata/*.toml`), read into frozen values and validated as the program starts."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from simpul.disaster.model.opendata import (
    Collection,
    CollectionUnknown,
    ColumnKind,
    DataColumn,
    Dataset,
    DatasetUnknown,
)
from simpul.kernel.i18n import Words

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


class OpenDataFlawed(ValueError):
    """A table of open data contradicts itself; the program does not start."""


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("simpul.disaster").joinpath(f"data/opendata/{name}").read_text("utf-8"))


def _column(name: str, table: Mapping[str, Any]) -> DataColumn:
    return DataColumn(name, ColumnKind(table["kind"]), Words(id=table["id"], en=table["en"]))


COLUMNS: Mapping[str, DataColumn] = {name: _column(name, table) for name, table in _table("columns.toml").items()}


def columns_of(names: list[str]) -> tuple[DataColumn, ...]:
    """The columns of these names; OpenDataFlawed for one that nobody has explained, or one named twice."""
    if len(set(names)) != len(names) or set(names) - COLUMNS.keys():
        raise OpenDataFlawed(f"columns unknown or twice: {names}")
    return tuple(COLUMNS[name] for name in names)


def _collection(table: Mapping[str, Any]) -> Collection:
    made = Collection(
        id=table["id"],
        title=Words(table["title"]),
        about=Words(table["about"]),
        columns=columns_of(table["columns"]),
        time=tuple(table.get("time", ())),
        filters=tuple(table["filters"]),
        attribution=table.get("attribution", ""),
    )
    if {*made.time, *made.filters} - set(table["columns"]):
        raise OpenDataFlawed(f"{made.id}: its time or a filter is no column of it")
    return made


def _dataset(table: Mapping[str, Any]) -> Dataset:
    made = Dataset(
        slug=table["slug"],
        title=Words(table["title"]),
        about=Words(table["about"]),
        columns=columns_of(table["columns"]),
        time=table["time"],
        attribution=table.get("attribution", ""),
    )
    if not {made.time, "longitude", "latitude"} <= set(table["columns"]):
        raise OpenDataFlawed(f"{made.slug}: its time or its place is no column of it")
    return made


_ALL = _table("collections.toml")
COLLECTIONS: Mapping[str, Collection] = {one["id"]: _collection(one) for one in _ALL["collection"]}
DATASETS: Mapping[str, Dataset] = {one["slug"]: _dataset(one) for one in _ALL["dataset"]}


def collection_of(name: str) -> Collection:
    """The collection of this name; CollectionUnknown."""
    try:
        return COLLECTIONS[name]
    except KeyError:
        raise CollectionUnknown(collection=name[:40]) from None


def dataset_of(slug: str) -> Dataset:
    """The data set of this name; DatasetUnknown."""
    try:
        return DATASETS[slug]
    except KeyError:
        raise DatasetUnknown(dataset=slug[:40]) from None
