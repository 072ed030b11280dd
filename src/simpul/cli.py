"""The command line: `simpul demo | serve | migrate | check | backup | restore | …`. Imports app only."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from simpul import app
from simpul.app import settings_from_environment
from simpul.kernel.errors import Refusal

cli = typer.Typer(
    name="simpul", no_args_is_help=True, add_completion=False, help="One node of Indonesia's integrated government."
)

DataDir = Annotated[Path | None, typer.Option(help="Where the demo keeps its data; a folder of its own.")]


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the first node; 0 takes a free one.")] = 8080,
    data_dir: DataDir = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Run a node with demo accounts and the Jakarta flood of February 2017 on its map."""
    app.demo(port=port, data_dir=data_dir, browser=not no_browser)


@cli.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Port to listen on (SIMPUL_PORT).")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes (SIMPUL_WORKERS).")] = None,
) -> None:
    """Run this node: database, migrations, server."""
    app.serve(settings_from_environment(port=port, workers=workers))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    app.migrate_now(settings_from_environment())


@cli.command()
def check() -> None:
    """Look at configuration, database, migrations, keys, clock and disk; say what to do where one is not well."""
    raise typer.Exit(app.check(settings_from_environment()))


@cli.command()
def backup(to: Annotated[Path, typer.Argument(help="The file to write (.tar).")]) -> None:
    """Write the node's database, keys and files into one archive."""
    app.backup(settings_from_environment(), to)


@cli.command()
def restore(
    source: Annotated[Path, typer.Argument(help="An archive that `simpul backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what the node holds now.")] = False,
) -> None:
    """Put back what a backup holds. Refuses a node that holds data unless --yes is given."""
    app.restore(settings_from_environment(), source, replace=yes)


@cli.command("verify-audit")
def verify_audit() -> None:
    """Walk the audit chain and say whether it holds."""
    raise typer.Exit(app.verify_audit(settings_from_environment()))


def main(arguments: Sequence[str] | None = None) -> int:
    """The process's exit code. Modules' commands load only when they are asked for, so that the server starts fast."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    own = {command.name or getattr(command.callback, "__name__", "") for command in cli.registered_commands}
    if not (words and words[0] in own):
        for name, group in app.command_groups().items():
            cli.add_typer(group, name=name)
    try:
        cli(words, obj=app.opener)
    except Refusal as refusal:
        print(refusal.sentence.format(**refusal.facts), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
