"""The command line: `simpul demo | serve | migrate | check | backup | restore | …`.

What is not needed to start the server is imported by the command that needs it: the first page must not wait for it.
"""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from simpul.kernel.errors import Refusal
from simpul.kernel.settings import Settings

cli = typer.Typer(
    name="simpul",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="One node of Indonesia's integrated government.",
)

DataDir = Annotated[Path | None, typer.Option(help="Where the demo keeps its data; a folder of its own.")]


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the operator's node; 0 takes a free one.")] = 8080,
    data_dir: DataDir = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Run three nodes joined by the exchange, with demo accounts and the Jakarta flood of February 2017 on a map."""
    from simpul.kernel.operate.demo import demo as run

    run(port=port, data_dir=data_dir, browser=not no_browser, prepare=_prepare_demo)


@cli.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Port to listen on (SIMPUL_PORT).")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes (SIMPUL_WORKERS).")] = None,
) -> None:
    """Run this node: database, migrations, server."""
    from simpul.kernel.operate.serve import serve as run

    settings = settings_from_environment(port=port, workers=workers)
    run(settings, migrate=lambda url: _app().migrate_at(settings, url))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    _app().migrate_now(settings_from_environment())


@cli.command()
def check() -> None:
    """Look at configuration, database, migrations, keys, clock and disk; say what to do where one is not well."""
    raise typer.Exit(_app().check(settings_from_environment()))


@cli.command()
def backup(to: Annotated[Path, typer.Argument(help="The file to write (.tar).")]) -> None:
    """Write the node's database, keys and files into one archive."""
    _app().backup(settings_from_environment(), to)


@cli.command()
def restore(
    source: Annotated[Path, typer.Argument(help="An archive that `simpul backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what the node holds now.")] = False,
) -> None:
    """Put back what a backup holds. Refuses a node that holds data unless --yes is given."""
    _app().restore(settings_from_environment(), source, replace=yes)


@cli.command("verify-audit")
def verify_audit() -> None:
    """Walk the audit chain and say whether it holds."""
    raise typer.Exit(_app().verify_audit(settings_from_environment()))


def settings_from_environment(**changes: object) -> Settings:
    """The settings; what the command line gave goes before the environment."""
    return Settings(**{name: value for name, value in changes.items() if value is not None})


def _app() -> ModuleType:
    from simpul import app

    return app


def _prepare_demo(nodes: Sequence[tuple[Settings, str]]) -> tuple[Sequence[Sequence[tuple[str, str, str]]], str]:
    prepared: tuple[Sequence[Sequence[tuple[str, str, str]]], str] = _app().prepare_demo(nodes)
    return prepared


def _modules_command(words: list[str]) -> None:
    from simpul.kernel.context import opening_by

    for name, group in _app().command_groups().items():
        cli.add_typer(group, name=name)
    with opening_by(_app().opener):
        cli(words)


_NODELESS: dict[tuple[str, ...], str] = {
    ("malaria", "dose"): "simpul.malaria.commands",
    ("maturity", "index"): "simpul.maturity.commands",
}
"""Commands that need no node: only their own module is loaded, so that they start at once, whatever this node runs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The process's exit code. Modules' commands load only when they are asked for, so that the server starts fast."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    own = {command.name or getattr(command.callback, "__name__", "") for command in cli.registered_commands}
    try:
        if words and words[0] in own:
            cli(words)
        elif module := _NODELESS.get(tuple(words[:2])):
            cli.add_typer(importlib.import_module(module).app, name=words[0])
            cli(words)
        else:
            _modules_command(words)
    except Refusal as refusal:
        print(refusal.sentence.format(**refusal.facts), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
