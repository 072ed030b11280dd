"""The demo's whole exchange: services, events, a node that is down, a request that waits. Demos alone.

What other modules announce, and the floods that are made up, are handed in by who knows them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul.exchange.actions import demo_neighbour
from simpul.exchange.actions.demo import federate, offer_reports, share
from simpul.exchange.actions.demo_access import add_waiting
from simpul.exchange.actions.demo_console import add_silent, describe_reports, offer_aid
from simpul.exchange.actions.demo_events import share_events
from simpul.exchange.actions.demo_health import offer_figures
from simpul.exchange.model.services import Endpoint
from simpul.kernel.announcing import AnnouncedType
from simpul.kernel.platform import Platform

Types = tuple[AnnouncedType, ...]
DISASTER, MALARIA = "disaster", "malaria"


@dataclass(frozen=True, slots=True)
class Told:
    """What modules announce, by module, and what makes up this day's floods for a node: id, time, data."""

    types: Mapping[str, Types]
    floods: Callable[[Platform], list[tuple[str, datetime, dict[str, Any]]]]


def prepare(platforms: Sequence[Platform], told: Told) -> str:
    """The nodes are joined and have something to show; the register's verifier key. The first node is the operator."""
    key = federate(platforms[0], platforms[1:])
    operator, *others = platforms
    health = [one for one in others if MALARIA in one.settings.modules][:1]
    add_silent(operator)
    for host in health:
        demo_neighbour.register(operator, host, subsystem=demo_neighbour.FLOODS)
    share(operator, others)
    _reports(platforms, told.types[DISASTER])
    for host in health:
        offer_figures(host, to=operator.settings.agency_code)
        _floods(host, told)
        for type_ in told.types[MALARIA]:
            share_events(host, operator, type=type_)
    return key


def _reports(platforms: Sequence[Platform], types: Types) -> None:
    """The disaster node offers its reports and events; the operator gets them, others ask for them."""
    operator, *others = platforms
    provider = next(one for one in others if DISASTER in one.settings.modules)
    offer_reports(provider, to=operator.settings.agency_code)
    describe_reports(provider, to=operator.settings.agency_code)
    offer_aid(provider, to=[one.settings.agency_code for one in platforms])
    for type_ in types:
        share_events(provider, operator, type=type_)
        for other in others:
            if other is not provider:
                pull = f"{provider.settings.agency_code}/pull"
                add_waiting(other, service=pull, part=Endpoint("*", f"/v1/{type_.name}"))


def _floods(host: Platform, told: Told) -> None:
    """The office beside the programme has told of made-up floods, through the exchange: the first type is a report's."""
    owner, _ = demo_neighbour.FLOODS
    for type_ in told.types[DISASTER][:1]:
        demo_neighbour.connect(host, owner=owner, type=type_)
        for flood in told.floods(host):
            demo_neighbour.tell(host, owner=owner, type=type_.name, told=flood)
