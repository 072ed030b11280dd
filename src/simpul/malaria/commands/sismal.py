"""`simpul malaria sismal`: e-SISMAL's sheets out of this node, and files of e-SISMAL into it."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform
from simpul.kernel.i18n import translator
from simpul.kernel.platform import Platform
from simpul.kernel.web.export import csv_of
from simpul.malaria.model.sismal import SismalState
from simpul.malaria.rules.desk import OFFICER

_sismal = typer.Typer(help="e-SISMAL's monthly sheet and register: export and import.", no_args_is_help=True)
_KINDS = {"bulanan": "sismal_sheet", "register": "sismal_register"}


def mount(app: typer.Typer) -> None:
    """`sismal` is one of the group's commands."""
    app.add_typer(_sismal, name="sismal")


@_sismal.command("export")
def export(
    area: Annotated[str, typer.Argument(help="Code of a kabupaten or a smaller region, such as 92.06.")],
    month: Annotated[str, typer.Argument(help="Such as 2026-10.")],
    out: Annotated[Path, typer.Argument(help="The XLSX file to write.")],
    kind: Annotated[str, typer.Option(help="bulanan (a row a facility) or register (a row a case).")] = "bulanan",
) -> None:
    """Write a month's sheet; it is made of the register, as the desk's page makes it."""
    from simpul.malaria.actions import scoping, sismal_sheets

    if kind not in _KINDS:
        raise typer.BadParameter("bulanan or register")
    with opened_platform() as platform:
        scope = scoping.scope(platform, _office(platform), area, month)
        made = sismal_sheets.make(platform, scope, _KINDS[kind])
        with platform.database.writing(Actor.SYSTEM) as unit:
            told = {"region": area, "first": scope.first.isoformat(), "rows": made.rows}
            unit.audit("malaria.sent", subject=_KINDS[kind], after=told)
    out.write_bytes(made.content)
    print(f"{made.rows} rows written to {out}.{' Synthetic.' if made.synthetic else ''}")


@_sismal.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="XLSX, XLS, ODS or CSV.")],
    area: Annotated[str, typer.Option(help="Code of the kabupaten of rows that name none.")] = "",
    take: Annotated[bool, typer.Option("--take", help="Take in what is new; otherwise it is only looked at.")] = False,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Everything in it is made up.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write each row that is left out, and why, to this CSV file.")] = None,
) -> None:
    """Read a file of e-SISMAL, say what it would change, and take it in if told to."""
    from simpul.malaria.actions import sismal_import, sismal_sheets, sismal_work

    with opened_platform() as platform:
        office = _office(platform)
        send = sismal_import.send_synthetic if synthetic else sismal_import.send
        known = send(platform, office, file.read_bytes(), name=file.name, area=area)
        sismal_work.work(platform)
        one, _ = sismal_sheets.one(platform, office, known)
        if take and one.state is SismalState.READY and one.fresh:
            sismal_import.take(platform, office, known)
            sismal_work.work(platform)
            one, _ = sismal_sheets.one(platform, office, known)
        if report:
            _write(platform, office, known, report)
    print(f"{one.state.value}{': ' + one.problem if one.problem else ''} {dict(one.counts)}")
    raise typer.Exit(1 if one.state is SismalState.FAILED else 0)


def _office(platform: Platform) -> Actor:
    """Whoever may use this machine's commands acts for the node's own agency."""
    settings = platform.settings
    return Actor(None, "system", agency=settings.agency, region=settings.region or None, roles=frozenset({OFFICER}))


def _write(platform: Platform, office: Actor, id: UUID, target: Path) -> None:
    from simpul.malaria.actions import sismal_sheets
    from simpul.malaria.model.sismal import WHYS
    from simpul.malaria.rules.sismal import telling

    words = translator(platform.settings.language)
    _, page = sismal_sheets.flaws(platform, office, id, 1, sismal_sheets.EXPORTED)
    whys = {name: words.gettext(text) for name, text in WHYS.items()}
    rows = telling.report(sismal_sheets.flaw_lines(page), whys, words.language)
    made = csv_of(target.name, telling.HEADS[words.language], rows, marked=True)
    target.write_bytes(bytes(made.body))
