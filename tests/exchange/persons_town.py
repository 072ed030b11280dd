"""People, calls about them, and who may look: what the tests of the citizen's view put into a node."""

import json
import os
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL

from simpul.exchange.actions import persons
from simpul.exchange.model.persons import Check, Document
from simpul.exchange.rules import persons as rules
from simpul.identity import actions as identity
from simpul.identity.model import ROLES, Agency, NewAccount
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

__all__ = [
    "BPBD",
    "DINKES",
    "NIK",
    "OTHER",
    "PORTAL",
    "account",
    "acting",
    "call",
    "check",
    "checked",
    "everybody",
    "person",
]

NIK, OTHER = "3173014708900001", "9206011205850003"
SERVICE = f"{BPBD}/korban"
RECORD = """
INSERT INTO exchange_record (id, at, message, kind, role, client, service, entry, body, salt)
VALUES (:id, :at, :message, :kind, 'provider', :client, :service, :entry, :body, :entry)
"""


def account(platform: Platform, login: str, *roles: str, agency: str = BPBD) -> UUID:
    """The id of a fresh account."""
    found, _ = identity.search_agencies(platform, most=100)
    if agency not in {one.code for one, _ in found}:
        identity.add_agency(platform, Actor.SYSTEM, new=Agency(agency, agency.rsplit("/", 1)[1], "31"))
    new = NewAccount(login, login.partition("@")[0].title(), agency, frozenset(roles))
    made, _ = identity.add_account(platform, Actor.SYSTEM, new=new, password="kopi-susu-dan-hujan-sore")
    return made.id


def person(id: UUID, *roles: str, agency: str = BPBD, name: str = "Warga") -> Actor:
    """Whoever holds that account."""
    return Actor(id, name, agency=agency, region="31", roles=frozenset(roles))


def acting(platform: Platform, login: str, *roles: str, agency: str = BPBD) -> Actor:
    """Somebody with a fresh account and these roles."""
    return person(account(platform, login, *roles, agency=agency), *roles, agency=agency, name=login.title())


def check(identifier: str = NIK, document: Document | None = Document.KTP, **changes: object) -> Check:
    """A whole form of the officer, or one with something else in it."""
    values = {"document": document, "identifier": identifier, "again": identifier, "face_to_face": True} | changes
    return Check(**values)  # type: ignore[arg-type]


def checked(platform: Platform, registrar: Actor, login: str, identifier: str = NIK) -> UUID:
    """The id of an account that was checked with this identifier."""
    document = Document.KTP if identifier.isdigit() else Document.PASSPORT
    whose = account(platform, login)
    persons.check_person(platform, registrar, account=whose, check=check(identifier, document))
    return whose


def call(platform: Platform, *identifiers: str, at: datetime, client: str = PORTAL, **more: object) -> str:
    """The message number of a call about these people (nobody: an empty hash), as the data path leaves it."""
    key = platform.keys.derive(rules.KEY)
    status, fault = more.pop("status", 200), more.pop("fault", "")
    said = {"method": "GET", "purpose": "santunan korban banjir", "legal_basis": "UU 24/2007", "agreement": "PKS 1"} | more
    message = platform.ids.random()
    record = {
        "at": at,
        "message": message,
        "client": client,
        "service": more.get("service", SERVICE),
        "entry": os.urandom(32),
    }
    with platform.database.writing() as unit:
        unit.unaudited("a test's call")
        first = platform.ids.new()
        received = {"id": first, "kind": "received", "body": json.dumps(said).encode()}
        unit.connection.execute(text(RECORD), record | received)
        for one in identifiers or ("",):
            values = {"person": rules.hashed(key, one) if one else b"", "record": first, "at": at}
            unit.connection.execute(text("INSERT INTO exchange_reading VALUES (:person, :record, :at)"), values)
        if status is not None:
            told = json.dumps({"status": status} | ({"fault": fault} if fault else {})).encode()
            answered = {"id": platform.ids.new(), "kind": "answered", "body": told, "at": at + timedelta(milliseconds=5)}
            unit.connection.execute(text(RECORD), record | answered)
    return message


def everybody(home: str = BPBD) -> list[tuple[str, Actor]]:
    """One of each: nobody, the program, an account without a role, and every role, at home and elsewhere."""
    found = [("nobody", Actor.ANONYMOUS), ("program", Actor.SYSTEM), ("no role", person(UUID(int=100), agency=home))]
    for number, role in enumerate(sorted(ROLES), 101):
        found.append((role, person(UUID(int=number), role, agency=home)))
        found.append((f"{role} elsewhere", person(UUID(int=number + 100), role, agency=DINKES)))
    return found
