"""A node with records on file that can be proved: the papers of outside_log in a real database, sequenced, cosigned."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import text
from tests.exchange.outside_log import bundles as papers
from tests.exchange.outside_log.bundles import BPBD, DINKES, LOGS, NOW, PORTAL, REGISTER_VKEY, WITNESSES, Call

from simpul.exchange.log import notes, sequencing
from simpul.exchange.log.records import committed
from simpul.exchange.model.explorer import Sought
from simpul.exchange.model.joining import KeptTrust
from simpul.exchange.store import register
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

__all__ = ["BPBD", "DINKES", "NOW", "PORTAL", "Call", "Sought", "keep", "paper_node", "person", "sequence"]

RECORD = text("""
INSERT INTO exchange_record (id, at, message, kind, role, client, service, entry, body, salt)
VALUES (:id, :at, :message, :kind, :role, :client, :service, :entry, :body, :salt)
""")
SERVICE = text("""
INSERT INTO exchange_service (id, subsystem, code, kind, title, url, endpoints, description, public, enabled, notice,
                              timeout_ms, body_limit, added_at, person_in)
VALUES (gen_random_uuid(), :subsystem, :code, 'REST', :title, 'http://x', '[]', '', true, true, '', 1000, 1000, now(),
        :person_in)
""")


def paper_node(made) -> Platform:
    """BPBD's node, which holds the papers' register and believes it."""
    platform = made(BPBD, exchange_register_key=REGISTER_VKEY, exchange_operator="http://127.0.0.1:1")
    texts = papers.statements()
    with platform.database.writing() as unit:
        unit.unaudited("a test's own papers")
        register.append(unit.connection, texts, NOW)
        ends = NOW + timedelta(days=6)
        register.keep(unit.connection, KeptTrust(len(texts), papers.sealed(texts), NOW - timedelta(hours=1), ends, NOW))
        offer(unit.connection)
    return platform


def offer(connection, code: str = "reports", title: str = "Laporan warga", person_in: str = "") -> None:
    """BPBD's node has such a service."""
    connection.execute(SERVICE, {"subsystem": BPBD, "code": code, "title": title, "person_in": person_in})


def keep(platform: Platform, records) -> None:
    """The records are on file, each with a salt; none has its place in the log yet."""
    with platform.database.writing() as unit:
        unit.unaudited("a test's own papers")
        for said in records:
            unit.connection.execute(RECORD, _row(platform, said))


def _row(platform: Platform, said) -> dict[str, object]:
    body, salt = orjson.dumps(said, option=orjson.OPT_SORT_KEYS), bytes(16)
    facts = {name: said[name] for name in ("message", "kind", "role", "client", "service")}
    return {
        **facts,
        "id": platform.ids.new(),
        "at": said["at"],
        "entry": committed(salt, body),
        "body": body,
        "salt": salt,
    }


def sequence(platform: Platform, *, witnesses=(PORTAL, DINKES)) -> None:
    """Every record has its place in the log; the log signed, and so did the witnesses."""
    url = platform.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    async def go() -> None:
        connection = await asyncpg.connect(url)
        head = await sequencing.sequence(connection, origin=f"simpul.log/{BPBD}", key=LOGS[BPBD], now=NOW)
        assert head is not None
        for node in witnesses:
            line = notes.cosign(head.text, f"simpul.witness/{node}", WITNESSES[node], int(NOW.timestamp()) - 60).line
            await sequencing.add_cosignature(connection, head.size, line)
        await connection.close()

    asyncio.run(go())


def person(*roles: str, agency: str | None = BPBD, number: int = 31) -> Actor:
    """Somebody of an agency who holds these roles."""
    return Actor(UUID(int=number), "Wati", agency=agency, roles=frozenset(roles))
