"""The source as the house tests read it: files, syntax trees, modules and rooms."""

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import simpul

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "simpul"
MODULES = ("identity", "disaster", "exchange", "malaria", "maturity", "cooperation", "regions", "portal")
PARTS = (*MODULES, "kernel", "ui")
BUILT = SRC / "ui" / "static" / "built"


def files(*endings: str, under: Path = SRC) -> list[Path]:
    """Every file of ours with one of these endings; nothing that was built."""
    found = (p for ending in endings for p in under.rglob(f"*{ending}"))
    return sorted(p for p in found if BUILT not in p.parents and "__pycache__" not in p.parts)


def shown(path: Path) -> str:
    """The path as a person looks for it."""
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of the file, methods and inner ones too."""
    return (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of the file with its dotted name: `("uuid.uuid4", ...)`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    """`a.b.c` of such an expression; what cannot be named so is left out at its front."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


@cache
def everything() -> tuple[ModuleType, ...]:
    """Every Python module of the program, imported."""
    names = [m.name for m in pkgutil.walk_packages(simpul.__path__, "simpul.")]
    return tuple(importlib.import_module(n) for n in names if not n.startswith("simpul.migrations"))


def heirs(parent: type) -> set[type]:
    """All classes of the program that descend from `parent`, without those that tests made."""
    everything()
    found: set[type] = set()
    waiting = [parent]
    while waiting:
        for heir in waiting.pop().__subclasses__():
            waiting.append(heir)
            if heir.__module__.startswith("simpul."):
                found.add(heir)
    return found


def name_of(cls: type) -> str:
    """Module and name; a dataclass with slots exists twice under one name."""
    return f"{cls.__module__}.{cls.__qualname__}"


def none_of(found: Iterable[object] | Mapping[str, object]) -> None:
    """Fails with every finding on a line of its own, so that whoever broke the rule sees all of it at once."""
    lines = [f"{k}: {v}" for k, v in found.items()] if isinstance(found, Mapping) else [str(f) for f in found]
    if lines:
        pytest.fail(f"{len(lines)} found:\n" + "\n".join(sorted(lines)[:60]), pytrace=False)
