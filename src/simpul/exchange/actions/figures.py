"""Figures of other nodes' services for the home page: got by calling them through the exchange, kept with their message."""

from collections.abc import Sequence
from dataclasses import replace

from simpul.exchange.actions.trust import trust
from simpul.exchange.model.listing import ServiceFigures, Trouble
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.outside.own_listener import OwnListener
from simpul.exchange.rules import listing as rules
from simpul.exchange.store import listing as store
from simpul.kernel.platform import Platform

PATH = "/figures"
"""Where a service tells its figures, by custom of this program."""


def refresh(platform: Platform) -> None:
    """Each service of SIMPUL_EXCHANGE_FIGURES was asked; its figures are kept, or why there are none."""
    ask(platform, platform.settings.exchange_figures)


def ask(platform: Platform, services: Sequence[str]) -> None:
    """Each of these services was asked; its figures are kept, or why there are none.

    Nothing where the node has no trust list: it is in no exchange.
    """
    if not services or not _joined(platform):
        return
    listener = OwnListener(platform)
    for service in services:
        _keep(platform, _asked(platform, listener, service))


def figures(platform: Platform) -> tuple[ServiceFigures, ...]:
    """The last figures of each service that the settings name, in their order; none where the node is in no exchange."""
    return of(platform, platform.settings.exchange_figures)


def of(platform: Platform, wanted: Sequence[str]) -> tuple[ServiceFigures, ...]:
    """The last figures of each of these services, in their order; none where the node is in no exchange."""
    if not wanted:
        return ()
    try:
        names = {path: one.name for path, one in trust(platform).subsystems.items()}
    except NoTrustList:
        return ()
    with platform.database.reading() as unit:
        kept = store.figures(unit.connection)
    found = [kept.get(service, ServiceFigures(service, "", Trouble.NOT_YET)) for service in wanted]
    return tuple(replace(one, agency=names.get(owner := one.service.rsplit("/", 1)[0], owner)) for one in found)


def _joined(platform: Platform) -> bool:
    try:
        return bool(trust(platform).nodes)
    except NoTrustList:
        return False


def _asked(platform: Platform, listener: OwnListener, service: str) -> ServiceFigures:
    heard = listener.get(f"/r1/{service}{PATH}")
    if heard.status != 200:
        return ServiceFigures(service, "", rules.trouble_of(heard.status, heard.body))
    told = rules.figures_in(heard.body)
    trouble = Trouble.NONE if told else Trouble.UNREADABLE
    return ServiceFigures(service, "", trouble, platform.clock.now(), heard.message, told)


def _keep(platform: Platform, told: ServiceFigures) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("others' figures, kept for showing; the call itself stands in the evidence log")
        if told.trouble is Trouble.NONE:
            store.keep_figures(unit.connection, told)
        else:
            store.keep_trouble(unit.connection, told.service, told.trouble, unit.clock.now())
