"""Personal data leave when they are due, or when somebody asks; what was found and given stays, of nobody. UU 27/2022."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from simpul.malaria.store import inquiry_steps
from simpul.malaria.store.tables import invitations, notices, people, workers

_PEOPLE = (
    "UPDATE malaria_person SET name = NULL, mother = NULL, house = NULL, merged_into = merged_into, erased_at = %(at)s,"
    " facts = jsonb_strip_nulls(jsonb_build_object('sex', facts->'sex', 'birth_year', facts->'birth_year'))"
    " WHERE id = ANY(%(people)s::uuid[])"
)
_EVENTS = (
    "UPDATE malaria_event SET raw = NULL, body = jsonb_set(body, '{d}',"
    " CASE WHEN kind = 'person.registered' THEN (body->'d') - '{name,mother,nik,house,phone,birth_month}'::text[]"
    " WHEN kind = 'person.changed' AND body->'d'->>'field' IN ('name', 'mother', 'nik', 'house', 'phone', 'birth_month')"
    " THEN (body->'d') - '{from,to}'::text[]"
    " WHEN kind = 'fact.corrected' THEN jsonb_set(body->'d', '{changes}', COALESCE(body->'d'->'changes', '{}')"
    " - '{name,mother,nik,house,phone,birth_month,to,from}'::text[]) ELSE body->'d' END)"
    " WHERE person = ANY(%(people)s::uuid[]) AND jsonb_typeof(body->'d') = 'object'"
)
_CHECKS = "DELETE FROM malaria_check WHERE person = ANY(%(people)s::uuid[]) AND kind = 'field_conflict'"


def erase(connection: Connection, whom: Sequence[UUID], at: datetime) -> int:
    """How many people are nobody now: no name, mother, house, telephone or NIK is left of them, in events either."""
    given = {"people": list(whom), "at": at}
    connection.exec_driver_sql(_EVENTS, given)
    connection.exec_driver_sql(_CHECKS, given)
    inquiry_steps.erase(connection, whom)
    return connection.exec_driver_sql(_PEOPLE, given).rowcount


def due(connection: Connection, before: datetime, most: int = 1_000) -> list[UUID]:
    """People of whom nothing was recorded since `before` and who were not erased yet."""
    wanted = select(people.c.id).where(people.c.last_at < before, people.c.erased_at.is_(None)).limit(most)
    return list(connection.scalars(wanted))


def forget_invitations(connection: Connection, before: datetime) -> int:
    """How many invitations that were over before this are gone."""
    return connection.execute(delete(invitations).where(invitations.c.expires_at < before)).rowcount


def forget_notices(connection: Connection, before: datetime) -> int:
    """How many messages of before this are gone."""
    return connection.execute(delete(notices).where(notices.c.received_at < before)).rowcount


def forget_workers(connection: Connection, before: datetime) -> int:
    """How many workers who retired before this have no name any more."""
    due_ones = (workers.c.retired_at < before, workers.c.name != "")
    return connection.execute(update(workers).where(*due_ones).values(name="", reason=None)).rowcount
