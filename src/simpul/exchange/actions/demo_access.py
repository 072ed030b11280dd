"""A request for access that waits in the demo: kept at the asker's node, which sends it by itself once it runs."""

from datetime import timedelta

from simpul.exchange.model.access import AccessWish, OwnRequest
from simpul.exchange.model.refusals import DemoOnly
from simpul.exchange.model.services import Endpoint
from simpul.exchange.store import access as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

PURPOSE = "Menyiapkan puskesmas di daerah yang sedang banjir (data contoh untuk demo)"
LEGAL_BASIS = "Perpres 95/2018 pasal 33; Perpres 39/2019 pasal 2 (data contoh untuk demo)"


def add_waiting(asker: Platform, *, service: str, part: Endpoint) -> None:
    """The asker's node holds a request for this part of the service, to be sent. May run again; DemoOnly elsewhere."""
    if not asker.settings.demo:
        raise DemoOnly()
    now = asker.clock.now()
    wish = AccessWish(
        service=service,
        purpose=PURPOSE,
        legal_basis=LEGAL_BASIS,
        until=now + timedelta(days=180),
        contact="Bidang Pelayanan Kesehatan (contoh)",
        endpoints=(part,),
        note="Kami memanggil sekali dalam lima menit.",
    )
    with asker.database.writing(Actor.SYSTEM) as unit:
        if store.own_requests(unit.connection, q=service, most=1):
            unit.unaudited("the request is there already")
            return
        made = OwnRequest(unit.ids.new(), asker.settings.agency_code, wish, now)
        store.add_own(unit.connection, made)
        unit.audit("exchange.access.example", subject=str(made.id), after={"service": service})
