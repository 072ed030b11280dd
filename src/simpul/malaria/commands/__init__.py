"""`simpul malaria …`."""

import typer

from simpul.malaria.commands import dose, simulate, sismal

app = typer.Typer(help="Malaria: doses by the national table, a synthetic district.", no_args_is_help=True)
dose.mount(app)
simulate.mount(app)
sismal.mount(app)
