"""The regions' tables. Personal data: none."""

from sqlalchemy import BigInteger, Column, Date, Double, LargeBinary, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from simpul.kernel.database import Instant, metadata

edition = Table(
    "regions_edition",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("law", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("in_force_at", Instant),
)

region = Table(
    "regions_region",
    metadata,
    Column("edition", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("longitude", Double),
    Column("latitude", Double),
    Column("population", BigInteger),
)

outline = Table(
    "regions_outline",
    metadata,
    Column("edition", Text, primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("polygon", LargeBinary, nullable=False),
)

successor = Table(
    "regions_successor",
    metadata,
    Column("old", Text, primary_key=True),
    Column("new", Text, primary_key=True),
    Column("law", Text, nullable=False),
)
