"""The national view with a whole country in it: 650 agencies with 47 indicators each, answered twice, results and seats.

The whole answer of a page is measured, from the request to the last byte of HTML, one after the other, one served worker.
Which page, filter and colours are asked for changes each time, so that nothing is answered from a memory of answers.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench._served import Node, Row, database, get, page_took, started, until

AGENCIES, ASKED, MOST = 650, 100, 0.1
KEY = "2025"
PASSWORD = "satu-dua-tiga-empat"


def rows() -> Iterator[Row]:
    """The rows of this part of the section maturity."""
    before = dict(os.environ)
    os.environ |= {"SIMPUL_MODULES": "identity,maturity,exchange", "SIMPUL_REGION": ""}
    try:
        with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
            filled = _filled(node)
            name = f"{AGENCIES} agencies of 47 indicators written at once, with results and seats"
            yield {"name": name, "value": filled, "unit": "s", "target": None, "met": None}
            yield from _asked(node)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _filled(node: Node) -> float:
    from simpul.maturity.actions import demo
    from simpul.maturity.model.editions import EditionState, NewEdition
    from simpul.maturity.rules import demo_values, edition_making, law_instruments
    from simpul.maturity.store import editions, participants

    law = law_instruments.editions()
    known = edition_making.sources(law, law_instruments.instruments())
    edition = edition_making.made(NewEdition(KEY, "2025 SPBE-2020", "Evaluasi 2025"), known, law[0])
    instrument = law_instruments.instrument(edition.instrument)
    agencies = _agencies(node)
    began = time.perf_counter()
    with node.platform.database.writing() as unit:
        unit.unaudited("a measurement's rows")
        now = unit.clock.now()
        edition = replace(edition, state=EditionState.PUBLISHED, published_at=now)
        editions.add(unit.connection, edition, now)
        participants.add(unit.connection, agencies)
        made = [
            demo.Made(unit.ids.new(), one.agency, demo_values.standing(instrument, KEY, one.agency, _stage(n)))
            for n, one in enumerate(agencies)
        ]
        demo.write(unit, edition, made, made)
        _seats(unit, [one.agency for one in made])
    took = time.perf_counter() - began
    with node.platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return took


def _stage(n: int) -> tuple[str, str]:
    stages = (*("document", "interview", "visit", "review", "final"), "closed", "closed")
    stage = stages[n % len(stages)]
    return ("final", "closed") if stage == "closed" else (stage, "open")


def _agencies(node: Node) -> list[Any]:
    """Those with published results, and made-up ones up to 650."""
    from simpul.maturity.actions.places import places
    from simpul.maturity.rules import participating, published

    found = participating.from_published(KEY, published.published(), places(node.platform))
    more = [replace(found[-1], agency=f"x-{n}", name=f"Instansi rekaan {n}") for n in range(AGENCIES - len(found))]
    return [*found, *more]


def _seats(unit: Any, agencies: list[str]) -> None:
    from simpul.maturity.model.editions import SEATS, Assignment
    from simpul.maturity.store import assignments

    people = [unit.ids.new() for _ in range(120)]
    now = unit.clock.now()
    new = [
        Assignment(unit.ids.new(), KEY, agency, seat, people[(n + seat) % len(people)], f"Asesor {n}", "Universitas", now)
        for n, agency in enumerate(agencies)
        for seat in SEATS
    ]
    assignments.add(unit.connection, new)


def _asked(node: Node) -> Iterator[Row]:
    cookie = _ministry(node)
    with started(node, workers=1) as port:
        until(lambda: get(port, "/health/live")[0] == 200, seconds=60)
        for name, paths in _pages():
            for path in paths[:3]:
                page_took(port, cookie, path)  # the first asks for the regions' index and draws the map, once a process
            slow = statistics.quantiles([page_took(port, cookie, path) for path in paths], n=20)[-1]
            national = name.startswith("national")
            target, met = (f"<= {MOST}", slow <= MOST) if national else (None, None)
            yield {"name": f"{name}, whole page, p95", "value": slow, "unit": "s", "target": target, "met": met}


def _pages() -> list[tuple[str, list[str]]]:
    view = f"/kematangan/nasional?edisi={KEY}"
    colours, sorts = ("mulai", "final", "indeks"), ("", "index", "silent")
    whole = [f"{view}&warna={colours[n % 3]}&urut={sorts[n % 3]}&hal={1 + n % 26}" for n in range(ASKED)]
    provinces = ("Aceh", "Jawa+Timur", "Papua+Barat", "Sumatera+Utara")
    one = [f"{view}&provinsi={provinces[n % 4]}&warna={colours[n % 3]}" for n in range(ASKED // 4)]
    seats = [f"/kematangan/penugasan?edisi={KEY}&hal={1 + n % 13}" for n in range(ASKED // 4)]
    return [
        (f"national view, {AGENCIES} agencies, map and all provinces", whole),
        ("national view of one province", one),
        ("seats of all assessors", seats),
    ]


def _ministry(node: Node) -> str:
    from simpul.identity.actions import accounts, agencies, signing
    from simpul.identity.model import Agency, NewAccount
    from simpul.kernel.actor import Actor

    platform: Any = node.platform
    code = "ID/GOV/2060/PORTAL"
    agencies.add_agency(platform, Actor.SYSTEM, new=Agency(code, "Kementerian (contoh)"))
    new = NewAccount("evaluasi", "Tim evaluasi (contoh)", code, frozenset({"maturity.ministry"}))
    accounts.add_account(platform, Actor.SYSTEM, new=new, password=PASSWORD)
    entered = signing.sign_in(platform, "evaluasi", PASSWORD, visitor=signing.Visitor("-"))
    return f"{platform.settings.cookie}={entered.token}"
