"""The tables of incidents, their history, their figures and their situation reports.

Personal data: `disaster_incident_step` holds the account (`actor`) and the name (`by`) of the officer on duty who took a
step; both are part of the official record (UU 24/2007, UU 43/2009) and are kept as long as it. `disaster_situation` holds
the account (`by`) and, in `content`, the name of the officer who issued it, likewise. `needs`, `taken`, `resources` and
`contact` of `disaster_incident`, and a step's `values`, are what officers write about a disaster: the pages ask them to
name no residents. `disaster_incident_figure` holds counts. None of the four holds what a resident wrote.
"""

from sqlalchemy import BigInteger, Boolean, Column, Double, Identity, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from simpul.kernel.database import Instant, metadata

incidents = Table(
    "disaster_incident",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("hazard", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("training", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("worst", Text, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("extent", JSONB, nullable=False),
    Column("regions", ARRAY(Text), nullable=False),
    Column("around", ARRAY(Text), nullable=False),
    Column("approximate", Boolean, nullable=False),
    Column("areas", ARRAY(BigInteger), nullable=False),
    Column("needs", Text, nullable=False),
    Column("taken", Text, nullable=False),
    Column("resources", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("merged_into", UUID()),
    Column("withdrawn", Boolean, nullable=False),
)

incident_steps = Table(
    "disaster_incident_step",
    metadata,
    Column("incident", UUID(), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("actor", UUID()),
    Column("by", Text, nullable=False),
    Column("undo", JSONB),
)

incident_figures = Table(
    "disaster_incident_figure",
    metadata,
    Column("incident", UUID(), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("undone", Boolean, nullable=False),
)

situations = Table(
    "disaster_situation",
    metadata,
    Column("incident", UUID(), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", UUID()),
    Column("content", JSONB, nullable=False),
    Column("files", JSONB, nullable=False),
    Column("public", Boolean, nullable=False),
)
