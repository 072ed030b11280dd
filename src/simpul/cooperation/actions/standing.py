"""Who asks, as the permits judge it: roles and today's seats."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from simpul.cooperation.model.programmes import Standing
from simpul.cooperation.store import programmes as store
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import ZONES
from simpul.kernel.platform import Platform

JAKARTA: ZoneInfo = ZONES["WIB"]
"""The centre sits there: its days begin and end by this clock."""


def standing(connection: Connection, actor: Actor, now: datetime) -> Standing:
    """What the actor is to the cooperation now. Within the caller's transaction."""
    if actor.id is None:
        return Standing(None, actor.name, actor.agency or "", actor.roles, {})
    seats = store.seats_of_account(connection, actor.id, now.astimezone(JAKARTA).date())
    return Standing(actor.id, actor.name, actor.agency or "", actor.roles, seats)


def standing_of(platform: Platform, actor: Actor) -> Standing:
    """The same, in a transaction of its own."""
    with platform.database.reading() as unit:
        return standing(unit.connection, actor, unit.clock.now())
