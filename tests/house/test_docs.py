"""What people rely on is written down: settings, events, refusals, commands, words. STYLE rule 13."""

import dataclasses
import enum
import importlib
import inspect
import re

import click
import pytest
import typer.main
from tests.house.source import MODULES, ROOT, everything, heirs, none_of

from simpul.app import command_groups
from simpul.cli import cli
from simpul.kernel.errors import Refusal
from simpul.kernel.events import Event
from simpul.kernel.settings import Settings

pytestmark = pytest.mark.rules
DOCS = ROOT / "docs"


def ticked(*names: str) -> set[str]:
    """Every word in backticks of these pages, and the words within such a phrase."""
    found: set[str] = set()
    for name in names:
        for phrase in re.findall(r"`([^`\n]+)`", (DOCS / name).read_text()):
            found |= {phrase, *re.findall(r"[\w.\-]+", phrase)}
    return found


def test_every_setting_is_documented():
    names = {f"SIMPUL_{name.upper()}" for name in Settings.model_fields}
    none_of(names - ticked("reference/settings.md"))
    named = {n for n in ticked("reference/settings.md", "operating.md") if re.fullmatch(r"SIMPUL_\w+", n)}
    none_of(named - names - OTHERS)


OTHERS = {"SIMPUL_TEST_DATABASE_URL", "SIMPUL_TEST_PROCESSES", "SIMPUL_SOAK"}
"""Variables of the tests, not of a node."""


def test_every_event_is_documented_with_its_fields():
    known = ticked("reference/events.md")
    events = heirs(Event)
    none_of({e.type_name for e in events} - known)
    none_of({f"{e.type_name}.{f.name}" for e in events for f in dataclasses.fields(e) if f.name not in known})


def test_every_refusal_is_documented():
    none_of({r.code for r in heirs(Refusal)} - ticked("reference/refusals.md"))


def test_a_refusals_code_is_its_own():
    """Clients act on the code: two refusals with one code, or one that inherits its parent's, cannot be told apart."""
    codes: dict[str, set[str]] = {}
    for refusal in heirs(Refusal):
        codes.setdefault(refusal.code, set()).add(f"{refusal.__module__}.{refusal.__name__}")
    none_of({code: who for code, who in codes.items() if len(who) > 1})
    none_of([code for code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)])


def _commands(command: click.Command, path: str) -> set[str]:
    inner = getattr(command, "commands", None)  # Typer's groups are no click.Group
    if inner is not None:
        return {name for sub in inner for name in _commands(inner[sub], f"{path} {sub}")}
    return {path}


def test_every_command_is_documented():
    known = ticked("reference/commands.md")
    names = _commands(typer.main.get_command(cli), "simpul")
    for group, application in command_groups().items():
        names |= _commands(typer.main.get_command(application), f"simpul {group}")
    none_of({n for n in names if not any(phrase == n or phrase.startswith(n + " ") for phrase in known)})


def _nouns(module: str) -> set[str]:
    """The public classes of a module's model that are neither events nor refusals."""
    try:
        model = importlib.import_module(f"simpul.{module}.model")
    except ModuleNotFoundError:
        return set()
    rooms = [model, *(v for v in vars(model).values() if inspect.ismodule(v))]
    classes = {c for room in rooms for c in vars(room).values() if inspect.isclass(c)}
    own = {c for c in classes if c.__module__.startswith(f"simpul.{module}.model") and not c.__name__.startswith("_")}
    return {c.__name__ for c in own if not issubclass(c, Event | Refusal) and _is_noun(c)}


def _is_noun(cls: type) -> bool:
    return dataclasses.is_dataclass(cls) or issubclass(cls, enum.Enum)


@pytest.mark.parametrize("module", MODULES)
def test_the_glossary_names_every_noun(module):
    none_of(_nouns(module) - ticked("glossary.md"))


def test_the_glossary_names_nothing_that_is_gone():
    nouns = {noun for module in MODULES for noun in _nouns(module)}
    rows = [line.split("|")[2] for line in (DOCS / "glossary.md").read_text().splitlines() if line.count("|") >= 4]
    named = {n.split(".")[0] for row in rows for n in re.findall(r"`([A-Z][a-z]\w+(?:\.\w+)?)`", row)}
    known = nouns | {name for module in everything() for name, value in vars(module).items() if inspect.isclass(value)}
    none_of(named - known)


def test_every_decision_stands_in_the_index():
    index = (DOCS / "adr" / "index.md").read_text()
    none_of([p.name for p in (DOCS / "adr").glob("0*.md") if p.name not in index])
    none_of([n for n in re.findall(r"\d{4}-[\w-]+\.md", index) if not (DOCS / "adr" / n).exists()])


def test_links_between_pages_lead_somewhere():
    links = [
        (page, target)
        for page in DOCS.rglob("*.md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text())
    ]
    dead = [f"{page.relative_to(DOCS)}: {target}" for page, target in links if not (page.parent / target).exists()]
    none_of(dead)


def test_the_project_says_what_it_is():
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE", "publiccode.yml"):
        assert (ROOT / name).is_file(), name


def test_lock_files_hold_no_address():
    """An address of an index would send everybody to somebody's mirror. ARCHITECTURE, Locks."""
    for lock in [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]:
        lines = [line for line in lock.read_text().splitlines() if '"url":' not in line and '"funding":' not in line]
        none_of([f"{lock.name}: {line}" for line in lines if re.search(r"--(extra-)?index-url|\"resolved\"|://", line)])


def test_every_python_version_is_pinned_with_hashes():
    for lock in ROOT.glob("requirements*.lock"):
        words = lock.read_text()
        pins = re.findall(r"^([a-z0-9._\-\[\]]+)==", words, re.MULTILINE | re.IGNORECASE)
        assert pins
        assert words.count("--hash=sha256:") >= len(pins)
