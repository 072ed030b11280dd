"""The malaria programme's public figures as a service of the demo's exchange. Demos alone."""

import json
from dataclasses import replace

from simpul.exchange.actions import grants, services
from simpul.exchange.actions.demo_description import of_health
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.refusals import DemoOnly
from simpul.exchange.model.services import Classification, Endpoint, ServiceKind, SubjectKind
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

FIGURES = ("malaria", "Angka publik program malaria", (Endpoint("GET", "/figures"),))
"""What the health office offers: code, title, endpoints."""
CONTACT = "Dinas Kesehatan Kabupaten Teluk Bintuni (contoh)"
PURPOSE = "Menampilkan angka publik EDAT di pameran inovasi"
LEGAL_BASIS = "Perpres 95/2018 pasal 33; Perpres 39/2019 pasal 2 (data contoh untuk demo)"


def offer_figures(provider: Platform, *, to: str) -> None:
    """The health office offers its figures, public, and `to` may call them. May run again; DemoOnly elsewhere."""
    if not provider.settings.demo:
        raise DemoOnly()
    own, (code, title, endpoints) = provider.settings.agency_code, FIGURES
    if code not in {one.code for one in services.services(provider) if one.subsystem == own}:
        described = json.dumps(of_health(title, CONTACT))
        new = NewService(own, code, title, "module:malaria", ServiceKind.OPENAPI, endpoints, described)
        told = replace(new, contact=CONTACT, classification=Classification.OPEN)
        services.publish(provider, Actor.SYSTEM, new=told)
    if to not in {grant.subject for grant in grants.grants(provider, subsystem=own, service=code)}:
        right = NewGrant(own, code, SubjectKind.SUBSYSTEM, to, PURPOSE, LEGAL_BASIS)
        grants.give(provider, Actor.SYSTEM, new=right)
