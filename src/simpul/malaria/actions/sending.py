"""A month for other systems: reconciled, previewed, taken; who took what is kept and audited."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.model.register import RegisterAsked, RegisterRow, Tally
from simpul.malaria.model.sending import OutsideSystem, Reconciled, SendFile, SendPage, SendScope, TakenFile
from simpul.malaria.model.sending_refusals import NothingCounted, OrganizationUnknown
from simpul.malaria.rules import desk, entitled
from simpul.malaria.rules.sending import adx, dhis2, fhir, reconciling
from simpul.malaria.store import register, tallies
from simpul.malaria.store import sending as store

KINDS = ("dhis2", "adx", "fhir")
PER_PAGE = 20
AT_A_GLANCE = 20_000
"""So many tests are counted row by row while somebody waits for the page: about a second."""
_INDENTED = orjson.OPT_INDENT_2


@dataclass(frozen=True, slots=True)
class SendMonth:
    """What a month's files are made of."""

    tallies: Sequence[Tally]
    rows: Sequence[RegisterRow]
    units: Mapping[str, str]
    organizations: Mapping[str, str]
    now: datetime

    def unit_of(self, area: str) -> str:
        """The DHIS2 organisation unit of a place: its own code there, else ours."""
        return self.units.get(area, area)

    def organization_of(self, area: str) -> str:
        """SATUSEHAT's number of the place, or of the nearest region around it; OrganizationUnknown."""
        parts = area.split(".")
        for length in range(len(parts), 0, -1):
            found = self.organizations.get(".".join(parts[:length]))
            if found:
                return found
        raise OrganizationUnknown(area=area)


def _month(connection: Connection, scope: SendScope, now: datetime, *, rows: bool) -> SendMonth:
    asked = RegisterAsked(scope.region, scope.first, scope.until)
    found = tallies.months(connection, scope.region, tallies.PLACE, scope.first, scope.until)
    told = [row for row in register.rows(connection, asked) if fhir.tells(row)] if rows else []
    codes = {system: {one.area: one.code for one in store.codes(connection, system)} for system in OutsideSystem}
    return SendMonth(found, told, codes[OutsideSystem.DHIS2], codes[OutsideSystem.SATUSEHAT], now)


def reconciled(
    platform: Platform, actor: Actor, scope: SendScope, *, whole: bool = False
) -> tuple[Sequence[Reconciled], bool]:
    """What each form says of the month, read back from the files themselves; whether rows and FHIR were counted too.

    A month of very many tests is counted row by row only when `whole` is asked for.
    """
    entitled.permit(actor, "dhis2", scope.region)
    with platform.database.reading() as unit:
        asked = RegisterAsked(scope.region, scope.first, scope.until)
        every = whole or register.count(unit.connection, asked) <= AT_A_GLANCE
        month = _month(unit.connection, scope, unit.clock.now(), rows=every)
    return reconciling.compared(_forms(month, rows=every)), every


def _forms(month: SendMonth, *, rows: bool) -> dict[str, reconciling.Counts | None]:
    document = orjson.loads(_dhis2(month))
    return {
        "register": reconciling.of_rows(month.rows) if rows else None,
        "sheet": reconciling.of_tallies(month.tallies),
        "dhis2": reconciling.of_elements(dhis2.totals(document)),
        "adx": reconciling.of_elements(adx.totals(_adx(month))),
        "fhir": reconciling.of_bundles(fhir.bundle(row, "0") for row in month.rows) if rows else None,
    }


def _dhis2(month: SendMonth) -> bytes:
    return orjson.dumps(dhis2.data_value_set(month.tallies, month.unit_of), option=_INDENTED)


def _adx(month: SendMonth) -> bytes:
    return adx.document(month.tallies, month.unit_of, month.now)


def _fhir(month: SendMonth) -> bytes:
    made = (fhir.bundle(row, month.organization_of(row.village)) for row in month.rows)
    return b"".join(orjson.dumps(one) + b"\n" for one in made)


_MAKERS: Mapping[str, tuple[str, str, Callable[[SendMonth], bytes]]] = {
    "dhis2": ("json", "application/json", _dhis2),
    "adx": ("xml", "application/adx+xml", _adx),
    "fhir": ("ndjson", "application/fhir+ndjson", _fhir),
}


def _made(month: SendMonth, scope: SendScope, kind: str) -> SendFile:
    ending, media, maker = _MAKERS[kind]
    sources: Iterable[Any] = month.rows if kind == "fhir" else month.tallies
    marked = any(one.synthetic for one in sources)
    name = f"malaria-{kind}-{scope.region}-{scope.month}{'-SYNTHETIC' if marked else ''}.{ending}"
    return SendFile(name, media, maker(month), len(month.rows if kind == "fhir" else month.tallies), marked)


def preview(platform: Platform, actor: Actor, scope: SendScope, kind: str) -> SendFile:
    """The file as it would be taken now; NotEntitled, OrganizationUnknown. That rows about people were seen is audited."""
    entitled.permit(actor, kind, scope.region)
    with platform.database.reading() as unit:
        made = _made(_month(unit.connection, scope, unit.clock.now(), rows=kind == "fhir"), scope, kind)
    if entitled.ARTEFACTS[kind].purpose:
        with platform.database.writing(actor) as writing:
            writing.audit("malaria.preview", subject=kind, after={"region": scope.region, "month": scope.month})
    return made


def take(platform: Platform, actor: Actor, scope: SendScope, kind: str, purpose: str) -> SendFile:
    """The file; that it was taken, by whom and for what, stands in the history and in the trail."""
    kept = entitled.permit_take(actor, kind, scope.region, purpose)
    with platform.database.reading() as unit:
        made = _made(_month(unit.connection, scope, unit.clock.now(), rows=kind == "fhir"), scope, kind)
    if not made.rows:
        raise NothingCounted()
    digest = hashlib.sha256(made.content).hexdigest()
    with platform.database.writing(actor) as unit:
        tell(unit, TakenFile(kind, scope.region, scope.first, scope.until, made.rows, digest, kept, made.synthetic))
    return made


def tell(unit: Unit, taken: TakenFile) -> None:
    """What was taken stands in the history and in the trail, in whoever's unit this is."""
    store.tell(unit, taken)
    told = {"region": taken.region, "first": taken.first.isoformat(), "rows": taken.rows, "purpose": taken.purpose}
    unit.audit("malaria.sent", subject=taken.artefact, after=told)


def history(platform: Platform, actor: Actor, page: int, per_page: int = PER_PAGE) -> SendPage:
    """What was taken of the actor's region, the newest first."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.history(unit.connection, actor.region, page, per_page)
