"""Accounts for trying out, in a data directory that `simpul demo` made and nowhere else."""

from contextlib import suppress

from simpul.identity import rules, store
from simpul.identity.actions.accounts import add_account
from simpul.identity.actions.agencies import add_agency
from simpul.identity.actions.secrets import hashed, matches
from simpul.identity.model import ADMIN, Agency, AgencyTaken, Credential, LoginTaken, NewAccount, NotADemo
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings

AGENCY = Agency("ID/GOV/6000/BPBD", "BPBD Provinsi DKI Jakarta", "31")
"""Where the settings name none: an office under its government's number in the ministry's list (6000)."""


def seed_demo(platform: Platform) -> list[tuple[str, str, str]]:
    """The node's agency and demo accounts are there and enter with these passwords: (login, password, role). May run again.

    Each data directory has passwords of its own, derived from its keys. NotADemo anywhere but in a demo.
    """
    settings = platform.settings
    if not settings.demo:
        raise NotADemo()
    agency = Agency(settings.agency_code, settings.agency, settings.region) if settings.agency_code else AGENCY
    for each in (agency, *(_ELSEWHERE if {"maturity", "cooperation"} & set(settings.modules) else ())):
        with suppress(AgencyTaken):
            add_agency(platform, Actor.SYSTEM, new=each)
    people = _people(settings, agency.code)
    return [(new.login, _seeded(platform, new), " ".join(sorted(new.roles))) for new in people]


_EXCHANGE = (
    ("pengelola", "Pengelola layanan", frozenset({"exchange.steward"})),
    ("integrator", "Integrator", frozenset({"exchange.integrator"})),
    ("auditor", "Auditor", frozenset({"node.auditor"})),
    ("pencocok", "Petugas pencocokan", frozenset({"exchange.registrar"})),
    ("warga", "Warga", frozenset[str]()),
)
"""Those who work with the exchange, and a resident: login, name, roles."""

_MALARIA = (
    ("malaria", "Pengelola program malaria", frozenset({"malaria.officer", "malaria.supervisor"})),
    ("dokter", "Dokter program", frozenset({"malaria.clinician"})),
    ("pembaca", "Pembaca uji silang", frozenset({"malaria.reader"})),
)
"""Those who lead the malaria programme of a kabupaten, who signs its dosing table, who reads slides a second time."""


_MATURITY = (
    ("kementerian", "Evaluasi SPBE kementerian", "", frozenset({"maturity.ministry"})),
    ("asesor1", "Asesor pertama", "ID/COM/UNIVERSITAS-CONTOH", frozenset({"maturity.assessor"})),
    ("asesor2", "Asesor kedua", "ID/COM/INSTITUT-CONTOH", frozenset({"maturity.assessor"})),
    ("penelaah", "Penelaah", "", frozenset({"maturity.reviewer"})),
    ("entri", "Petugas entri", "ID/GOV/8205/SPBE", frozenset({"maturity.entry"})),
    ("responden", "Responden", "ID/GOV/8205/SPBE", frozenset({"maturity.respondent"})),
    ("pimpinan", "Koordinator SPBE", "ID/GOV/8205/SPBE", frozenset({"maturity.leader"})),
)
"""Those of an evaluation: the ministry's (an empty agency is the node's own), two assessors of made-up institutions, an
agency's three."""

_COOPERATION = (
    ("sekretariat", "Sekretariat pusat kerja sama", "", frozenset({"cooperation.centre", "cooperation.partner"})),
    ("mitra", "Mitra Korea", "KR/GOV/MOIS", frozenset({"cooperation.partner"})),
    ("utusan", "Penghubung instansi", "ID/GOV/8205/SPBE", frozenset({"cooperation.liaison"})),
    ("gerbang", "Petugas gerbang", "", frozenset({"cooperation.gate"})),
)
"""Those of a cooperation centre: its staff, a partner, who nominates for an agency, who admits at a gate."""

_ELSEWHERE = (
    Agency("KR/GOV/MOIS", "Ministry of the Interior and Safety (akun demo)"),
    Agency("ID/COM/UNIVERSITAS-CONTOH", "Universitas Contoh (rekaan)"),
    Agency("ID/COM/INSTITUT-CONTOH", "Institut Contoh (rekaan)"),
    Agency("ID/GOV/8205/SPBE", "Pemerintah Kabupaten Teluk Bintuni", "92.06"),
)
"""Agencies with accounts at the ministry's node besides its own."""


def _people(settings: Settings, agency: str) -> list[NewAccount]:
    """Those who have work at this node."""
    people = [NewAccount("admin", "Admin (akun demo)", agency, frozenset({ADMIN}))]
    if "exchange" in settings.modules:
        people += [NewAccount(login, f"{name} (akun demo)", agency, roles) for login, name, roles in _EXCHANGE]
    if "exchange" in settings.modules and not settings.exchange_operator:
        people.insert(0, NewAccount("operator", "Operator (akun demo)", agency, frozenset({"exchange.operator"})))
    if "malaria" in settings.modules:
        people = [NewAccount(login, f"{name} (akun demo)", agency, roles) for login, name, roles in _MALARIA] + people
    if "maturity" in settings.modules:
        people += [
            NewAccount(login, f"{name} (akun demo)", theirs or agency, roles) for login, name, theirs, roles in _MATURITY
        ]
    if "cooperation" in settings.modules:
        people += [
            NewAccount(login, f"{name} (akun demo)", theirs or agency, roles) for login, name, theirs, roles in _COOPERATION
        ]
    if "disaster" in settings.modules:
        people.insert(0, NewAccount("petugas", "Petugas (akun demo)", agency, frozenset({"disaster.officer"})))
    return people


def _seeded(platform: Platform, new: NewAccount) -> str:
    """The account's password, which is its own again if somebody had changed it."""
    secret = rules.readable(platform.keys.derive(f"identity.demo.{new.login}").hex())
    with suppress(LoginTaken):
        add_account(platform, Actor.SYSTEM, new=new, password=secret)
    with platform.database.writing() as unit:
        unit.unaudited("the demo's accounts are put back as they are printed")
        person = store.account_by_login(unit.connection, new.login)
        assert person is not None
        known = store.credential(unit.connection, person.id)
        if known is None or not matches(known.hash, secret):
            store.set_password(unit.connection, person.id, Credential(hashed(secret), False, unit.clock.now()))
        store.set_active(unit.connection, person.id, active=True)
    return secret
