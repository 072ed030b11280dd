"""The form of the house: rooms, sizes, and what no module may do. ARCHITECTURE, "The house" and decision 10."""

import ast
import re

import pytest
from tests.house.source import MODULES, ROOT, SRC, calls, dotted, files, functions, none_of, shown

pytestmark = pytest.mark.rules

ROOMS = {"__init__", "model", "rules", "store", "actions", "outside", "api", "pages", "commands", "handlers"}
EXTRA = {"cooperation": {"live"}, "disaster": {"live"}, "exchange": {"wire", "gateway", "log"}, "regions": {"lookup"}}
FOLDERS = {"templates", "static", "data"}
PYTHON = files(".py")
TESTS = files(".py", under=ROOT / "tests")


@pytest.mark.parametrize("module", MODULES)
def test_every_file_name_is_a_room(module):
    """A newcomer finds where a thing is judged, done or shown without a search."""
    rooms = ROOMS | EXTRA.get(module, set())
    strangers = []
    for entry in (SRC / module).iterdir():
        name = entry.stem if entry.suffix == ".py" else entry.name
        folder = entry.is_dir() and (name in rooms | FOLDERS or name == "__pycache__")
        if not (folder or (entry.suffix == ".py" and name in rooms)):
            strangers.append(entry.name)
    none_of(strangers)


@pytest.mark.parametrize("module", MODULES)
def test_a_room_is_a_file_or_a_folder_not_both(module):
    names = [e.stem for e in (SRC / module).iterdir() if e.suffix == ".py" or (e.is_dir() and e.name in ROOMS)]
    assert len(names) == len(set(names))


def test_no_part_beside_the_known_ones():
    known = {*MODULES, "app", "kernel", "ui", "law", "locale", "migrations", "__pycache__"}
    assert {e.name for e in SRC.iterdir() if e.is_dir()} <= known
    assert {e.name for e in SRC.iterdir() if e.is_file()} <= {"__init__.py", "app.py", "cli.py", "access.toml", "py.typed"}


def test_no_file_is_over_400_lines():
    kinds = files(".py", ".js", ".mjs", ".css", ".scss", ".html") + TESTS + files(".py", under=ROOT / "bench")
    long = {shown(p): n for p in kinds if (n := len(p.read_text().splitlines())) > 400}
    none_of(long)


def test_no_function_is_over_40_lines():
    long = {
        f"{shown(path)}:{f.lineno} {f.name}": f.end_lineno - f.lineno + 1
        for path in PYTHON + TESTS
        for f in functions(path)
        if f.end_lineno is not None and f.end_lineno - f.lineno >= 40
    }
    none_of(long)


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    a = function.args
    named = [p.arg for p in (*a.posonlyargs, *a.args, *a.kwonlyargs)]
    return len([n for n in named if n not in ("self", "cls")])


def test_no_function_takes_more_than_five_parameters():
    """Keyword-only ones count too."""
    many = {
        f"{shown(path)}:{f.lineno} {f.name}": n for path in PYTHON for f in functions(path) if (n := _parameters(f)) > 5
    }
    none_of(many)


FORBIDDEN = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|uuid[1-8]|time\.time|random\.\w+|secrets\.\w+|token_urlsafe|token_hex)$"
)


def test_time_and_chance_come_in_by_the_door():
    """`platform.clock` and `platform.ids`; the kernel's own doors are where they come from."""
    found = [
        f"{shown(path)}:{call.lineno} {name}"
        for path in PYTHON
        if "kernel" not in path.relative_to(SRC).parts
        for name, call in calls(path)
        if FORBIDDEN.search(name)
    ]
    none_of(found)


def test_the_kernels_own_time_and_chance_come_from_two_files():
    found = {
        shown(path)
        for path in files(".py", under=SRC / "kernel")
        for name, _ in calls(path)
        if re.search(r"(^|\.)(datetime\.(now|utcnow|today)|uuid[1-8]|time\.time|random\.\w+)$", name)
    }
    assert found <= {"src/simpul/kernel/clock.py", "src/simpul/kernel/ids.py"}


SPEAKERS = {"execute", "scalar", "scalars", "executemany", "exec_driver_sql", "copy"}


def _fixed(node: ast.expr) -> bool:
    """Whether an expression is a constant, or put together from constants (names in capitals) alone."""
    match node:
        case ast.JoinedStr():
            return all(_fixed(v.value) for v in node.values if isinstance(v, ast.FormattedValue))
        case ast.BinOp(op=ast.Add()):
            return _fixed(node.left) and _fixed(node.right)
        case ast.Constant():
            return True
        case _:
            return bool(re.fullmatch(r"_?[A-Z][A-Z0-9_.]*", dotted(node)))


def _made_of_pieces(node: ast.expr) -> bool:
    """Whether an SQL text takes in anything that is known only at run time."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return isinstance(node.func.value, ast.Constant)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return True
    return isinstance(node, ast.JoinedStr | ast.BinOp) and not _fixed(node)


def test_sql_is_never_put_together_from_pieces():
    """Values are bound, names are constants. A migration takes in nothing from outside, so its loops may spell columns."""
    found = [
        f"{shown(path)}:{call.lineno}"
        for path in PYTHON
        if "migrations" not in path.parts
        for name, call in calls(path)
        if (name in ("text", "sa.text") or name.rsplit(".", 1)[-1] in SPEAKERS)
        if call.args and _made_of_pieces(call.args[0])
    ]
    none_of(found)


def test_modules_open_with_what_they_are():
    """And the law they serve, where there is one: STYLE rule 1."""
    silent = [shown(p) for p in PYTHON if "migrations" not in p.parts and not ast.get_docstring(ast.parse(p.read_text()))]
    none_of(silent)


def test_no_name_says_nothing():
    """STYLE rule 11."""
    empty = re.compile(r"(Manager|Helper|Utils?|Info)$")
    found = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and empty.search(node.name)
    ]
    none_of(found)
