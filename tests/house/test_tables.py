"""Tables and migrations: one line, one head; what the store says is what the database holds; personal data is declared."""

import ast
import importlib
import re
from fnmatch import fnmatchcase

import pytest
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine
from tests.house.source import MODULES, SRC, everything, files, none_of

from simpul.kernel.database import metadata
from simpul.kernel.database.migrate import head

VERSIONS = sorted((SRC / "migrations" / "versions").glob("*.py"))
everything()
TABLES = dict(metadata.tables.items())


def owner(table: str) -> str:
    return table.split("_", 1)[0]


@pytest.mark.rules
def test_every_tables_name_begins_with_its_modules():
    none_of({t for t in TABLES if owner(t) not in (*MODULES, "kernel")})


@pytest.mark.rules
def test_migrations_are_one_line_with_one_head():
    assert [p.name[:4] for p in VERSIONS] == [f"{n:04d}" for n in range(1, len(VERSIONS) + 1)]
    for before, path in zip([None, *VERSIONS], VERSIONS, strict=False):
        values = {}
        for node in ast.parse(path.read_text()).body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)]) if isinstance(node.value, ast.Constant):
                    values[name] = node.value.value
                case ast.AnnAssign(target=ast.Name(id=name)) if isinstance(node.value, ast.Constant):
                    values[name] = node.value.value
        assert values["revision"] == path.name[:4]
        assert values["down_revision"] == (before.name[:4] if before else None)
    assert head() == VERSIONS[-1].name[:4]


def _written(kind: TypeEngine) -> str:
    """The type as PostgreSQL writes it, whatever the ways to say it in Python."""
    words = kind.compile(dialect=postgresql.dialect()).upper()
    return re.sub(r"\bDOUBLE PRECISION\b|\bFLOAT\b", "FLOAT", words).replace("VARCHAR", "TEXT")


def test_the_migrated_database_holds_what_the_stores_say(platform):
    found = inspect(platform.database.engine)
    assert set(found.get_table_names()) - {"alembic_version"} == set(TABLES)
    wrong = {}
    for name, table in TABLES.items():
        there = {c["name"]: (_written(c["type"]), c["nullable"]) for c in found.get_columns(name)}
        here = {c.name: (_written(c.type), bool(c.nullable)) for c in table.columns}
        if there != here:
            wrong[name] = sorted(here.items() ^ there.items(), key=str)
    none_of(wrong)


def test_keys_are_those_the_stores_say(platform):
    found = inspect(platform.database.engine)
    wrong = {}
    for name, table in TABLES.items():
        there = set(found.get_pk_constraint(name)["constrained_columns"])
        here = {c.name for c in table.primary_key.columns}
        if there != here:
            wrong[name] = (here, there)
    none_of(wrong)


def test_every_instant_knows_its_zone(platform):
    found = inspect(platform.database.engine)
    bare = [
        f"{name}.{c['name']}"
        for name in TABLES
        for c in found.get_columns(name)
        if isinstance(c["type"], postgresql.TIMESTAMP) and not c["type"].timezone
    ]
    none_of(bare)


@pytest.mark.rules
@pytest.mark.parametrize("part", [*MODULES, "kernel"])
def test_every_table_says_which_personal_data_it_holds(part):
    """In a docstring of the module's `store`: what, why, for how long; or that there is none. Law 27/2022."""
    own = {t for t in TABLES if owner(t) == part}
    folder = SRC / ("kernel/database" if part == "kernel" else part)
    texts = [ast.get_docstring(ast.parse(p.read_text())) or "" for p in files(".py", under=folder)]
    said = "\n".join(t for t in texts if "personal data" in t.lower())
    silent = {t for t in own if not re.search(rf"\b{t}\b", said)}
    none = re.search(r"Personal data: none\b", said)
    none_of([] if none else silent)


@pytest.mark.rules
def test_migrations_know_nothing_of_the_program():
    """A migration is a fact of the past: it must not change when the program does."""
    for path in VERSIONS:
        imported = {
            alias.name if isinstance(node, ast.Import) else node.module or ""
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert not {i for i in imported if i.startswith("simpul")}, path.name


def test_the_newest_migration_stands(platform):
    assert importlib.import_module("simpul.kernel.database.migrate").current(platform.database.engine) == head()


@pytest.mark.rules
@pytest.mark.parametrize("module", ["kernel", "identity", "regions", "disaster"])
def test_the_security_page_says_what_each_table_keeps_of_people(module):
    page = (SRC.parents[1] / "docs" / "security.md").read_text()
    named = [
        name
        for row in page.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([a-z_*]+)`", row.split("|")[1])
    ]
    kept = {t for t in TABLES if owner(t) == module}
    none_of({t for t in kept if not any(fnmatchcase(t, name) for name in named)})
