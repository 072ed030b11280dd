"""Accounts for trying out, in a data directory that `simpul demo` made and nowhere else."""

from contextlib import suppress

from simpul.identity import rules, store
from simpul.identity.actions.accounts import add_account
from simpul.identity.actions.agencies import add_agency
from simpul.identity.actions.secrets import hashed, matches
from simpul.identity.model import ADMIN, Agency, AgencyTaken, Credential, LoginTaken, NewAccount, NotADemo
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

AGENCY = Agency("ID/GOV/3100/BPBD", "BPBD Provinsi DKI Jakarta", "31")
PEOPLE = (
    NewAccount("petugas", "Petugas (akun demo)", AGENCY.code, frozenset({"disaster.officer"})),
    NewAccount("admin", "Admin (akun demo)", AGENCY.code, frozenset({ADMIN})),
)


def seed_demo(platform: Platform) -> list[tuple[str, str, str]]:
    """The demo's agency and accounts are there and enter with these passwords: (login, password, role). May run again.

    Each data directory has passwords of its own, derived from its keys. NotADemo anywhere but in a demo.
    """
    if not platform.settings.demo:
        raise NotADemo()
    with suppress(AgencyTaken):
        add_agency(platform, Actor.SYSTEM, new=AGENCY)
    return [(new.login, _seeded(platform, new), " ".join(sorted(new.roles))) for new in PEOPLE]


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
