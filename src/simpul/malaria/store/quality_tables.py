"""Tables of slides read twice, and of training.

Personal data. `malaria_microscopist` and `malaria_attendance` hold names of staff and village workers, for the quality of
what they do and their certificates: kept five years after the last course or slide, and while a certificate holds; then
the person, the slides, rounds and what followed are erased (`store.quality_erasing`). A slide has a label of the laboratory
and no patient (`malaria_slide`, `malaria_slide_second`); who read a second time is known by account only, never shown
beside the reading. `malaria_slide_round` and `malaria_quality_step` name who of the desk drew and what followed, and are
erased with the reader; `malaria_course` names its trainer and is erased with the last who attended. `malaria_cross_checker`
holds names of accounts that asked to read, so that nobody reads the own slides: five years after the last reading.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import UUID

from simpul.kernel.database import Instant, metadata

microscopists = Table(
    "malaria_microscopist",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("facility", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("account", UUID()),
    Column("active", Boolean, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)

cross_checkers = Table(
    "malaria_cross_checker",
    metadata,
    Column("account", UUID(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("settled_by", Text, nullable=False),
)

steps = Table(
    "malaria_quality_step",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("reader", UUID(), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

slides = Table(
    "malaria_slide",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("label", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("reader", UUID(), nullable=False),
    Column("day", Date, nullable=False),
    Column("result", Text, nullable=False),
    Column("species", Text),
    Column("density", Integer),
    Column("added_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    UniqueConstraint("reader", "label", "day"),
)

rounds = Table(
    "malaria_slide_round",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("reader", UUID(), nullable=False, index=True),
    Column("month", Date, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("drawn_at", Instant, nullable=False),
    Column("drawn_by", Text, nullable=False),
    Column("closed_at", Instant),
    Column("synthetic", Boolean, nullable=False),
)

seconds = Table(
    "malaria_slide_second",
    metadata,
    Column("round", UUID(), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("slide", UUID(), nullable=False, unique=True),
    Column("result", Text),
    Column("species", Text),
    Column("density", Integer),
    Column("read_by", UUID()),
    Column("read_at", Instant),
    Column("third_result", Text),
    Column("third_species", Text),
    Column("third_density", Integer),
    Column("third_by", UUID()),
    Column("third_at", Instant),
    Column("version", Integer, nullable=False),
)
"""Slides of a round under their blind codes, with the second reading, and a third where the first two differ."""

courses = Table(
    "malaria_course",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("trainer", Text, nullable=False),
    Column("months", Integer, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)

attendances = Table(
    "malaria_attendance",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("course", UUID(), nullable=False),
    Column("who", UUID(), nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("score", Integer),
    Column("number", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("issued_on", Date),
    Column("valid_until", Date),
    Column("withdrawn", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("course", "who"),
    Index("malaria_attendance_code", "code", unique=True, postgresql_where=text("code <> ''")),
)
