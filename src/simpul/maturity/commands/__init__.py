"""`simpul maturity …`."""

import typer

from simpul.maturity.commands import index, instruments

app = typer.Typer(help="Maturity: the index by a year's edition, instruments.", no_args_is_help=True)
index.mount(app)
instruments.mount(app)
