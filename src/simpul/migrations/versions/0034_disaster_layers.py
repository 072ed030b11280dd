"""Disaster: earthquakes, volcanoes, forecasts and shelters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

revision = "0034"
down_revision = "0033"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _feeds()
    _quakes()
    _volcanoes()
    _nowcasts()
    _shelters()


def _text(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def _at(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, _instant, nullable=not needed)


def _feeds() -> None:
    op.create_table(
        "disaster_feed",
        sa.Column("kind", sa.Text, primary_key=True),
        _at("tried_at", needed=False),
        _at("heard_at", needed=False),
        _at("changed_at", needed=False),
        _at("failing_since", needed=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("marks", JSONB, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )


def _said() -> tuple[sa.Column[object], ...]:
    needed = (sa.Column(name, sa.Double, nullable=False) for name in ("longitude", "latitude", "magnitude"))
    return (_at("at"), *needed, sa.Column("depth_km", sa.Double))


def _quakes() -> None:
    op.create_table(
        "disaster_quake",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("event", sa.Text, nullable=False),
        *_said(),
        *_text("place", "felt", "potential", "shakemap", "source", "region"),
        sa.Column("tsunami", sa.Boolean),
        sa.Column("revision", sa.Integer, nullable=False),
        _at("issued_at", needed=False),
        _at("first_at"),
        _at("changed_at"),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.CheckConstraint("magnitude BETWEEN -2 AND 11", name="disaster_quake_magnitude"),
    )
    op.create_index("disaster_quake_at", "disaster_quake", ["at"])
    op.create_index("disaster_quake_event", "disaster_quake", ["event"])
    op.create_table(
        "disaster_quake_revision",
        sa.Column("quake", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        *_said(),
        *_text("place", "felt", "potential", "shakemap", "source"),
        sa.Column("tsunami", sa.Boolean),
        _at("issued_at", needed=False),
        _at("received_at"),
        sa.Column("late", sa.Boolean, nullable=False),
    )


def _volcanoes() -> None:
    op.create_table(
        "disaster_volcano",
        sa.Column("code", sa.Text, primary_key=True),
        *_text("name", "region", "advice", "source"),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("elevation_m", sa.Integer),
        sa.Column("level", sa.SmallInteger, nullable=False),
        _at("since"),
        _at("reported_at"),
        _at("heard_at"),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name="disaster_volcano_level"),
    )
    op.create_table(
        "disaster_volcano_change",
        sa.Column("volcano", sa.Text, primary_key=True),
        sa.Column("at", _instant, primary_key=True),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("before", sa.SmallInteger),
    )
    op.create_table(
        "disaster_volcano_eruption",
        sa.Column("volcano", sa.Text, primary_key=True),
        sa.Column("at", _instant, primary_key=True),
        sa.Column("plume_m", sa.Integer),
        *_text("words", "source"),
        _at("received_at"),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )


def _nowcasts() -> None:
    op.create_table(
        "disaster_nowcast",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("identifier", sa.Text, nullable=False, unique=True),
        *_text("sender", "kind", "event", "severity", "urgency", "certainty", "area", "web", "source"),
        *(sa.Column(name, JSONB, nullable=False) for name in ("headline", "description", "instruction")),
        sa.Column("replaces", ARRAY(sa.Text), nullable=False),
        sa.Column("regions", ARRAY(sa.Text), nullable=False),
        sa.Column("geometry", JSONB),
        _at("sent"),
        _at("begins"),
        _at("expires"),
        _at("received_at"),
        sa.Column("ended_by", sa.Text),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )
    op.create_index("disaster_nowcast_expires", "disaster_nowcast", ["expires"])


def _shelters() -> None:
    op.create_table(
        "disaster_shelter",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("external", sa.Text, nullable=False),
        *_text("name", "kind", "address", "contact", "region", "source", "note"),
        sa.Column("facilities", ARRAY(sa.Text), nullable=False),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("people", sa.Integer),
        _at("counted_at", needed=False),
        _at("changed_at"),
        sa.Column("agency", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.CheckConstraint("capacity BETWEEN 1 AND 1000000", name="disaster_shelter_capacity"),
    )
    given = sa.text("external <> ''")
    op.create_index("disaster_shelter_external", "disaster_shelter", ["external"], unique=True, postgresql_where=given)
    op.create_table(
        "disaster_shelter_count",
        sa.Column("shelter", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        _at("at"),
        sa.Column("people", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Integer) for name in ("children", "elderly", "disabled")),
    )
    op.create_index("disaster_shelter_count_at", "disaster_shelter_count", ["shelter", "at"])
    op.create_table(
        "disaster_shelter_step",
        sa.Column("shelter", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.Text, nullable=False),
        _at("at"),
        sa.Column("by", UUID()),
        sa.Column("agency", sa.Text),
        sa.Column("before", JSONB, nullable=False),
    )
