"""Writes docs/reference/{settings,events,refusals,commands}.md and the glossary's list of refusals from the code.

`--check` writes nothing and says whether they are true.

Run it as `.venv/bin/python scripts/reference.py` after a change of a setting, an event, a refusal or a command.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer.main

import simpul
from simpul import app, cli
from simpul.kernel import errors
from simpul.kernel.events import event_types
from simpul.kernel.i18n import translator
from simpul.kernel.settings import Settings
from simpul.kernel.web.problems import status_of

DOCS = Path(__file__).parents[1] / "docs"
OPENING, CLOSING = "<!-- refusals: written by scripts/reference.py -->\n", "<!-- /refusals -->"
NOTE = "<!-- Written by scripts/reference.py. Change the code, then run it again. -->\n"
MADE_DEFAULTS = {"data_dir": "`simpul` in the user's data directory", "workers": "one per processor core"}
NOT_FOR_OPERATORS = "simpul.migrations"


def main(arguments: Sequence[str]) -> int:
    """0 when the pages are as the code says; with --check nothing is written and stale ones give 1."""
    stale = [(path, text) for path, text in pages().items() if not path.exists() or path.read_text() != text]
    for path, text in stale:
        if "--check" in arguments:
            print(f"docs/{path.relative_to(DOCS)} is not what the code says: run scripts/reference.py", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(f"docs/{path.relative_to(DOCS)}")
    return 1 if stale and "--check" in arguments else 0


def pages() -> dict[Path, str]:
    """Each page that is written here, with its text as the code has it now."""
    _load_everything()
    made = {"settings": settings(), "events": events(), "refusals": refusals(), "commands": commands()}
    return {DOCS / "reference" / f"{name}.md": text for name, text in made.items()} | {DOCS / "glossary.md": glossary()}


def settings() -> str:
    """Every setting: variable, default, what it is for."""
    rows = (
        (f"`SIMPUL_{name.upper()}`", _default(name), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    intro = (
        "A node is set up by environment variables alone. They are read once, when the program starts; an unknown\n"
        "module or a value out of range stops it with the reason. On a server: [Operating](../operating.md)."
    )
    return _page("Settings", intro, _table(("variable", "default", "for"), rows))


def events() -> str:
    """Every event: its type, its fields, who hears it."""
    listeners = app.subscriptions(Settings())
    rows = (
        (f"`{name}`", _first_line(kind), _fields(kind), _names(s.name for s in listeners if s.event is kind))
        for name, kind in sorted(event_types().items())
    )
    intro = (
        "An event is emitted inside the transaction it tells of, and handed on after its commit: at least once by the\n"
        "relay, with effect exactly once by the inbox. Events hold no personal data. How they travel:\n"
        "[Architecture](../architecture.md#events-outbox-and-inbox)."
    )
    return _page("Events", intro, _table(("event", "when", "fields", "heard by"), rows))


def refusals() -> str:
    """Every refusal: code, status, the sentence people read, the class and where it stands."""
    rows = (
        (f"`{r.code}`", _status(r), r.sentence, translator("id").gettext(r.sentence), f"`{r.__name__}`", _place(r))
        for r in sorted(_refusals(errors.Refusal), key=lambda one: (one.code, one.__name__))
    )
    intro = (
        "A refusal is what a rule says when it says no. JSON interfaces answer it as problem details (RFC 9457) with\n"
        "`type` = `urn:simpul:problem:<code>` and its facts; pages show the sentence in the page's language. The five\n"
        "parents are `NotFound`, `NotAllowed`, `Conflict`, `Invalid` and `Unavailable`."
    )
    return _page("Refusals", intro, _table(("code", "HTTP", "English", "Indonesian", "class", "in"), rows))


def _status(kind: type[errors.Refusal]) -> str:
    """The status of a refusal of this kind, whatever it wants to be made of."""
    return str(status_of(kind.__new__(kind)))


def glossary() -> str:
    """The glossary as it is, with the list of refusals by module put in."""
    before, _, rest = (DOCS / "glossary.md").read_text().partition(OPENING)
    _, _, after = rest.partition(CLOSING)
    by_module: dict[str, set[str]] = {}
    for kind in _refusals(errors.Refusal):
        by_module.setdefault(kind.__module__.split(".")[1], set()).add(kind.__name__)
    rows = (
        (f"`{module}`", ", ".join(f"`{name}`" for name in sorted(names))) for module, names in sorted(by_module.items())
    )
    return f"{before}{OPENING}\n{_table(('module', 'refusals'), rows)}\n{CLOSING}{after}"


def commands() -> str:
    """Every command with its arguments and options."""
    for name, group in app.command_groups().items():
        cli.cli.add_typer(group, name=name)
    intro = (
        "`.venv/bin/simpul` in the checkout, or `simpul` where it is on the path. Commands read the same settings as the\n"
        "server. A refusal is printed as one sentence, and the exit code is 1."
    )
    rows = ((f"`{path}`", command.help or "", _parameters(command)) for path, command in _walk("simpul", _root()))
    return _page("Commands", intro, _table(("command", "what it does", "arguments and options"), rows))


def _root() -> Any:
    return typer.main.get_command(cli.cli)


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _walk(f"{path} {name}", child)


def _parameters(command: Any) -> str:
    return "<br>".join(_parameter(p) for p in command.params if p.name != "help")


def _parameter(parameter: Any) -> str:
    named = parameter.param_type_name == "option"
    name = ", ".join(parameter.opts) if named else (parameter.name or "").upper()
    return f"`{name}`{'' if parameter.required or named else ' (optional)'} {getattr(parameter, 'help', '') or ''}".strip()


def _default(name: str) -> str:
    if name in MADE_DEFAULTS:
        return MADE_DEFAULTS[name]
    value = Settings.model_fields[name].default
    written = ",".join(value) if isinstance(value, tuple) else str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{written}`" if written else "(empty)"


def _fields(kind: type) -> str:
    return ", ".join(f"`{f.name}`" for f in dataclasses.fields(kind)) or "—"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "—"


def _refusals(parent: type[errors.Refusal]) -> Iterator[type[errors.Refusal]]:
    for kind in parent.__subclasses__():
        yield kind
        yield from _refusals(kind)


def _place(kind: type) -> str:
    return f"`{kind.__module__.removeprefix('simpul.')}`"


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").split("\n", 1)[0]


def _load_everything() -> None:
    """Every module of the program is imported, so that its events and refusals are known."""
    for found in pkgutil.walk_packages(simpul.__path__, "simpul."):
        if not found.name.startswith(NOT_FOR_OPERATORS):
            importlib.import_module(found.name)


def _page(title: str, intro: str, table: str) -> str:
    return f"# {title}\n\n{NOTE}\n{intro}\n\n{table}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
