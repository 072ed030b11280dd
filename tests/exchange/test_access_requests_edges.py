"""Access at its edges: what is gone, what is too much, a node that is in no exchange."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.exchange.register_nodes import PORTAL, nodes
from tests.exchange.test_access_requests_commands import SERVICE
from tests.exchange.test_access_requests_pages import ONE, TWO, add, asked, node  # noqa: F401 (fixtures)

from simpul.exchange.actions import access, asking, services
from simpul.exchange.model.access import AccessApproval, AccessState
from simpul.exchange.model.access_refusals import (
    AccessRequestNotFound,
    AccessServiceRetired,
    AccessServiceUnknown,
    TooManyEndpoints,
)
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.model.services import Endpoint, Lifecycle
from simpul.kernel.actor import Actor

ALL = "[]"


def given(node, *parts):  # noqa: F811
    return AccessApproval("trial", node.clock.now() + timedelta(days=1), parts)


def test_an_unknown_request_cannot_be_decided(asked):  # noqa: F811
    for act in (
        lambda: access.approve(asked, Actor.SYSTEM, id=UUID(int=99), given=given(asked)),
        lambda: access.refuse(asked, Actor.SYSTEM, id=UUID(int=99), reason="Tidak"),
        lambda: access.look(asked, Actor.SYSTEM, id=UUID(int=99)),
        lambda: asking.look(asked, Actor.SYSTEM, id=UUID(int=99)),
    ):
        with pytest.raises(AccessRequestNotFound):
            act()


def test_nobody_gets_access_to_a_retired_service_or_a_vanished_event_type(asked):  # noqa: F811
    services.set_lifecycle(asked, Actor.SYSTEM, service=(PORTAL, "reports"), to=Lifecycle.RETIRED)
    with pytest.raises(AccessServiceRetired):
        access.approve(asked, Actor.SYSTEM, id=TWO, given=given(asked))
    with asked.database.writing() as unit:
        unit.unaudited("a test's own rows")
        part = """'[{"method": "*", "path": "/v1/gone"}]'::jsonb"""
        unit.connection.execute(text(f"UPDATE exchange_access_request SET service = 'pull', endpoints = {part}"))
    with pytest.raises(AccessServiceUnknown):
        access.approve(asked, Actor.SYSTEM, id=TWO, given=given(asked, Endpoint("*", "/v1/gone")))
    assert access.look(asked, Actor.SYSTEM, id=TWO).title == ""
    assert access.waiting(asked, Actor.SYSTEM) == 2


def test_an_approval_names_no_more_parts_than_anybody_reads(asked):  # noqa: F811
    with pytest.raises(TooManyEndpoints):
        access.approve(asked, Actor.SYSTEM, id=TWO, given=given(asked, *(Endpoint("GET", f"/{n}") for n in range(21))))


def test_a_node_in_no_exchange_has_nobody_to_ask_and_knows_no_names(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, exchange_port=9)
        assert access.names_of(platform, PORTAL) == ("", "")
        add(platform, ONE, endpoints=ALL, purpose="Tujuan")
        seen = access.look(platform, Actor.SYSTEM, id=ONE)
        assert (seen.known, seen.title, seen.request.state) == (False, "", AccessState.WAITING)
        with pytest.raises(NoTrustList):
            asking.ask(platform, Actor.SYSTEM, client=PORTAL, wish=seen.request.wish)
        assert access.names_of(platform, "no name") == ("", "")
        assert seen.request.wish.service == SERVICE
        asking.follow(platform)
