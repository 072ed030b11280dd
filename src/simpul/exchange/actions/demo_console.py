"""What the demo's console has to show beside calls: a node that is down, a service that is going. Demos alone."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from simpul.exchange.actions import founding, grants, services, trust
from simpul.exchange.actions.demo import CONTACT, REPORTS
from simpul.exchange.actions.demo_description import of_aid
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.refusals import DemoOnly
from simpul.exchange.model.services import Classification, Endpoint, Lifecycle, Promise, ServiceKind, SubjectKind
from simpul.exchange.rules import statements as said
from simpul.exchange.store import register as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

SILENT = ("ID/GOV/7271/BPBD", "BPBD Kota Palu (contoh)")
"""A node that stands in the register and that nobody runs; 7271 is Pemkot Palu in the ministry's list."""
NOWHERE = "http://127.0.0.1:1"
OUTAGE = "Simpul contoh ini sengaja tidak dijalankan; hubungi posko BPBD untuk keadaan darurat"
OLD = "reports-v0"
AID = ("bantuan", "Cek penerima bantuan banjir (sintetis)", Endpoint("GET", "/example/aid"))
PROMISE = Promise("99.5", 500, "24 jam, setiap hari")
GOING = timedelta(days=180)


def add_silent(operator: Platform) -> None:
    """The register has a node that is down and whose administrator says why. May run again; DemoOnly elsewhere."""
    _check(operator)
    code, name = SILENT
    if code in trust.trust(operator).nodes:
        return
    own = {"agency_code": code, "agency": name, "data_dir": operator.settings.data_dir.parent / "palu"}
    other = replace(operator, settings=operator.settings.model_copy(update=own))
    facts = founding.own_facts(other, founding.introduction_of(other.settings, address=NOWHERE))
    down = said.said_maintenance(code, OUTAGE, facts.at)
    with operator.database.writing(Actor.SYSTEM) as unit:
        store.lock(unit.connection)
        founding.written(operator, unit, [*founding.statements_of(facts), down])
        unit.audit("exchange.register.example", subject=code, after={"address": NOWHERE})


def describe_reports(provider: Platform, *, to: str) -> None:
    """The reports say what callers may expect of them, and their older form is going. May run again; DemoOnly elsewhere."""
    _check(provider)
    own, (code, title, endpoints) = provider.settings.agency_code, REPORTS
    now = {one.code: one for one in services.services(provider) if one.subsystem == own}
    new = NewService(own, code, title, "module:disaster", ServiceKind.OPENAPI, endpoints, now[code].description)
    if not now[code].contact:
        services.change(
            provider,
            Actor.SYSTEM,
            to=replace(new, contact=CONTACT, classification=Classification.OPEN, promise=PROMISE),
        )
    if OLD not in now:
        older = replace(new, code=OLD, title=f"{title} (bentuk lama)", contact=CONTACT)
        services.publish(provider, Actor.SYSTEM, new=older)
        why = ("Masa peralihan ke layanan baru", "Perpres 95/2018 pasal 33 (data contoh untuk demo)")
        grants.give(provider, Actor.SYSTEM, new=NewGrant(own, OLD, SubjectKind.SUBSYSTEM, to, *why))
        until = (provider.clock.now().replace(microsecond=0) + GOING, f"{own}/{code}")
        services.set_lifecycle(provider, Actor.SYSTEM, service=(own, OLD), to=Lifecycle.DEPRECATED, until=until)


def offer_aid(provider: Platform, *, to: Sequence[str]) -> None:
    """A made-up service about persons is offered, and these subsystems may ask it. May run again; DemoOnly elsewhere."""
    _check(provider)
    own, (code, title, endpoint) = provider.settings.agency_code, AID
    if code in {one.code for one in services.services(provider) if one.subsystem == own}:
        return
    described = json.dumps(of_aid(title, CONTACT))
    new = NewService(own, code, title, "module:exchange", ServiceKind.OPENAPI, (endpoint,), described)
    asks = replace(new, contact=CONTACT, classification=Classification.RESTRICTED, promise=PROMISE, person_in="query:nik")
    services.publish(provider, Actor.SYSTEM, new=asks)
    why = ("Memeriksa penerima bantuan banjir (data sintetis)", "UU 24/2007 (contoh untuk demo)")
    for subsystem in to:
        asked = NewGrant(own, code, SubjectKind.SUBSYSTEM, subsystem, *why, endpoint, "PKS contoh", "trial")
        grants.give(provider, Actor.SYSTEM, new=asked)


def _check(platform: Platform) -> None:
    if not platform.settings.demo:
        raise DemoOnly()
