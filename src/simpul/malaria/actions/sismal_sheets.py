"""Sheets for e-SISMAL made of the register, what imports hold, and what facilities reported beside what is counted."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions import sending, sismal_import
from simpul.malaria.actions.sismal_work import first_of
from simpul.malaria.model.register import RegisterAsked
from simpul.malaria.model.sending import SendFile, SendScope, TakenFile
from simpul.malaria.model.sismal import SismalCompared, SismalFlaw, SismalImport, SismalMonth, SismalPage
from simpul.malaria.outside import sheets
from simpul.malaria.rules import desk, entitled
from simpul.malaria.rules.sismal import counting, making, months
from simpul.malaria.rules.sismal.cases import bare_facility
from simpul.malaria.store import desk as desk_store
from simpul.malaria.store import register, tallies
from simpul.malaria.store import sismal as store

KINDS = ("sismal_sheet", "sismal_register")
PER_PAGE, EXPORTED, SHOWN, MONTHS = 50, 1_000_000, 10, 12


def take(platform: Platform, actor: Actor, scope: SendScope, kind: str, purpose: str) -> SendFile:
    """The sheet; that it was taken, by whom and for what, stands in the history. NotEntitled, PurposeMissing."""
    kept = entitled.permit_take(actor, kind, scope.region, purpose)
    made = make(platform, scope, kind)
    digest = hashlib.sha256(made.content).hexdigest()
    with platform.database.writing(actor) as unit:
        taken = TakenFile(kind, scope.region, scope.first, scope.until, made.rows, digest, kept, made.synthetic)
        sending.tell(unit, taken)
    return made


def make(platform: Platform, scope: SendScope, kind: str) -> SendFile:
    """The sheet as an XLSX file, with a page that says where it comes from."""
    with platform.database.reading() as unit:
        names = _Names(platform, unit.connection, scope.region)
        asked = RegisterAsked(scope.region, scope.first, scope.until, positive=kind == "sismal_register")
        found = list(register.rows(unit.connection, asked))
        now = unit.clock.now()
    marked = any(one.synthetic for one in found)
    if kind == "sismal_register":
        head, rows = making.register_head(marked), [making.register_row(one, names, marked) for one in found]
    else:
        made_up = {(one.village, one.facility) for one in found if one.synthetic}
        counted = counting.by_facility(found)
        head = making.month_head(marked)
        rows = [making.month_row(at, counted[at], (scope.first, names, at in made_up), marked) for at in sorted(counted)]
    about = making.about(platform.settings.agency, scope, now, (kind, len(rows), marked))
    title = f"e-SISMAL {scope.name} {scope.month}"
    content = sheets.workbook({making.TITLES[kind]: (head, rows), "Keterangan": ((), about)}, title=title)
    name = f"esismal-{making.TITLES[kind].lower()}-{scope.region}-{scope.month}{'-SINTETIS' if marked else ''}.xlsx"
    return SendFile(name, sheets.MEDIA, content, len(rows), marked)


class _Names:
    """Names of regions and villages, each looked up once."""

    def __init__(self, platform: Platform, connection: Connection, region: str | None) -> None:
        self._villages = dict(desk_store.village_names(connection, region))
        self.region = cache(lambda code: regions.name_or_code(platform, code))

    def village(self, code: str) -> str:
        """The village's name in the programme, else among the regions."""
        return self._villages.get(code) or self.region(code)


def imports(platform: Platform, actor: Actor, page: int, per_page: int = PER_PAGE) -> SismalPage:
    """The imports of the actor's region, the newest first."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.listed(unit.connection, actor.region, page, per_page)


def one(platform: Platform, actor: Actor, id: UUID) -> tuple[SismalImport, Mapping[str, Any]]:
    """The import; and why rows were left out, the first rows that would change something, and the same file before."""
    with platform.database.reading() as unit:
        found = sismal_import.mine(unit.connection, actor, id)
        return found, {
            "reasons": store.reasons(unit.connection, id),
            "examples": store.examples(unit.connection, id, SHOWN),
            "before": store.same_file(unit.connection, found),
        }


def flaws(
    platform: Platform, actor: Actor, id: UUID, page: int, per_page: int = PER_PAGE
) -> tuple[SismalImport, SismalPage]:
    """The import and its report: each row that was left out, and each note. That it was looked at in full is audited."""
    with platform.database.reading() as unit:
        found = sismal_import.mine(unit.connection, actor, id)
        report = store.reported(unit.connection, id, page, per_page)
    if per_page == EXPORTED:
        with platform.database.writing(actor) as writing:
            writing.audit("malaria.sismal.report", subject=str(id), after={"rows": report.total})
    return found, report


def flaw_lines(report: SismalPage) -> Iterator[SismalFlaw]:
    """The report's lines."""
    for line in report.lines:
        if isinstance(line, SismalFlaw):
            yield line


def compared(platform: Platform, actor: Actor, scope: SendScope) -> Sequence[SismalCompared]:
    """Each kabupaten's last twelve months of which facilities sent a sheet, beside the register's count, newest first."""
    desk.permit_desk(actor)
    first = first_of(scope.first, MONTHS - 1)
    with platform.database.reading() as unit:
        sent = store.kept_months(unit.connection, scope.region, first, scope.until)
        counted = tallies.months(unit.connection, scope.region, tallies.PLACE, first, scope.until)
    by_month = defaultdict(list)
    for tally in counted:
        by_month[tally.area[:5], tally.first].append(tally)
    groups: dict[tuple[str, date], list[SismalMonth]] = defaultdict(list)
    for month in sent:
        groups[month.area[:5], month.first].append(month)
    return [
        SismalCompared(area, at, len(many), _summed(many), months.figures_of(by_month[area, at]))
        for (area, at), many in sorted(groups.items(), key=lambda item: (item[0][1], item[0][0]), reverse=True)
    ]


def _summed(many: Iterable[SismalMonth]) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for one in many:
        for name, count in one.figures.items():
            found[name] += count
    return found


def facilities(platform: Platform, actor: Actor, scope: SendScope) -> Sequence[tuple[str, str, int | None, int]]:
    """Facilities of the month: name, place, what they reported as positive (None: nothing), what the register has."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        sent = store.kept_months(unit.connection, scope.region, scope.first, scope.until)
        asked = RegisterAsked(scope.region, scope.first, scope.until, positive=True)
        found = [row for row in register.rows(unit.connection, asked) if row.facility]
    names: dict[tuple[str, str], tuple[str, str]] = {}
    reported: dict[tuple[str, str], int] = defaultdict(int)
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for month in sent:
        key = (month.area[:5], bare_facility(month.facility))
        names[key], reported[key] = (month.facility, month.area), month.figures["tot_pos"]
    for row in found:
        key = (row.village[:5], bare_facility(row.facility))
        names.setdefault(key, (row.facility, row.village))
        counted[key] += 1
    return [(*names[key], reported.get(key), counted.get(key, 0)) for key in sorted(names)]
